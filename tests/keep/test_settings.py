"""`regesta.toml`: defaults, values, and faults told by file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.errors import WrongUse
from regesta.keep.settings import Addresses, Restriction, read_settings


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    folder = tmp_path / "my letters"
    folder.mkdir()
    settings = read_settings(folder)
    assert (settings.title, settings.language, settings.day_first) == ("my letters", "en", None)
    assert (settings.sources, settings.restricted) == ((), ())


def test_every_key(tmp_path: Path) -> None:
    (tmp_path / "regesta.toml").write_text(
        'title = "Cables"\ndescription = "Two boxes."\nsources = ["cables", "/data/*.xml"]\n'
        'rights = "CC0"\nlanguage = "fr"\nday_first = true\n'
        '[[restricted]]\nrecord = "x1"\nuntil = "2031-01-01"\nwhy = "donor"\n'
        '[[restricted]]\ncollection = "box 2"\n'
        '[addresses]\nsite = "https://cables.example/"\ncontact = "keeper@cables.example"\n',
        encoding="utf-8",
    )
    settings = read_settings(tmp_path)
    assert (settings.title, settings.description) == ("Cables", "Two boxes.")
    assert settings.sources == ("cables", "/data/*.xml")
    assert (settings.rights, settings.language, settings.day_first) == ("CC0", "fr", True)
    assert settings.restricted == (
        Restriction(record="x1", until="2031-01-01", why="donor"),
        Restriction(collection="box 2"),
    )
    assert settings.addresses == Addresses(
        site="https://cables.example/", contact="keeper@cables.example"
    )


FAULTS = [
    ('title = "a', "is not valid TOML"),
    ("title = 3", "the key 'title' is wrong: Expected str, got int"),
    ("sources = [1]", r"the key 'sources\[0\]' is wrong: Expected str, got int"),
    ('sources = "a"', "the key 'sources' is wrong"),
    ('titel = "x"', "the key 'titel' is not known. Did you mean 'title'?"),
    ("zz = 1", "Known keys: title, description, sources"),
    ('day_first = "yes"', "the key 'day_first' is wrong"),
    ("[addresses]\nsit = 'x'", "the key 'addresses.sit' is not known. Did you mean 'site'?"),
    ("[[restricted]]\nrecrd = 'x'", r"'restricted\[0\].recrd' is not known. Did you mean 'record'"),
    ("[[restricted]]\nwhy = 'x'", r"'restricted\[0\]' needs either"),
    ("[[restricted]]\nrecord = 'x'\ncollection = 'y'", "needs either"),
    ("[[restricted]]\nrecord = 'x'\nuntil = 'soon'", "'soon' is no day"),
]


@pytest.mark.parametrize(("content", "message"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_faults_name_the_file_and_the_key(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "regesta.toml").write_text(content)
    with pytest.raises(WrongUse, match=message) as raised:
        read_settings(tmp_path)
    assert str(tmp_path / "regesta.toml") in str(raised.value)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "regesta.toml").write_bytes(b'title = "\xff"')
    with pytest.raises(WrongUse, match="cannot be read"):
        read_settings(tmp_path)
