"""Citations in styles of CSL: every style that is named, letter by letter."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import html
from starlette.testclient import TestClient

from regesta.errors import WrongUse
from regesta.show import extras
from regesta.show.citing import STYLES, Citation, cite_in
from regesta.show.cli import cli
from regesta.show.site.app import create_app

LETTER: dict[str, Any] = {
    "id": "L1",
    "type": "personal_communication",
    "title": "Telegram 302",
    "genre": "telegram",
    "author": [{"literal": "Orsk Anton"}],
    "recipient": [{"literal": "Ruvo Lin"}],
    "issued": {"date-parts": [[1951, 5, 3]]},
    "archive": "State Archive",
    "archive_location": "file 7",
    "URL": "https://a.example/record/L1",
}
TREATY: dict[str, Any] = {
    "id": "T1",
    "type": "document",
    "title": "Coal Treaty",
    "genre": "treaty",
    "issued": {"date-parts": [[1951, 5, 3]]},
    "archive": "State Archive",
    "URL": "https://a.example/record/T1",
}
AT_L1, AT_T1 = "https://a.example/record/L1", "https://a.example/record/T1"
CHICAGO_NOTE = (
    "Orsk Anton, “Telegram 302,” telegram to Ruvo Lin, May 3, 1951, file 7, State Archive, "
    f"{AT_L1}."
)
CHICAGO_ENTRY = (
    "Orsk Anton. “Telegram 302.” Telegram to Ruvo Lin. May 3, 1951. File 7. State Archive. "
    f"{AT_L1}."
)
CHICAGO_TREATY = (
    f"“Coal Treaty,” treaty, May 3, 1951, State Archive, {AT_T1}.",
    f"“Coal Treaty.” Treaty. May 3, 1951. State Archive. {AT_T1}.",
)
MHRA = (
    f"Orsk Anton, ‘Telegram 302’, telegram to Ruvo Lin, 3 May 1951, State Archive, file 7 <{AT_L1}>"
)
# Style: the letter and the treaty, which has no author, each as a note and as an entry.
CASES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "apa": (
        (
            "(Orsk Anton, 1951)",
            "Orsk Anton. (1951, May 3). Telegram 302 [Telegram to Ruvo Lin]. State Archive "
            f"(file 7). {AT_L1}",
        ),
        (
            "(Coal Treaty, 1951)",
            f"Coal Treaty. (1951, May 3). [Treaty]. State Archive. {AT_T1}",
        ),
    ),
    "chicago": ((CHICAGO_NOTE, CHICAGO_ENTRY), CHICAGO_TREATY),
    "turabian": ((CHICAGO_NOTE, CHICAGO_ENTRY), CHICAGO_TREATY),
    "chicago-author-date": (
        (
            "(Orsk Anton 1951)",
            "Orsk Anton. 1951. “Telegram 302.” Telegram to Ruvo Lin. May 3. File 7. "
            f"State Archive. {AT_L1}.",
        ),
        (
            "(“Coal Treaty” 1951)",
            f"“Coal Treaty.” 1951. Treaty. May 3. State Archive. {AT_T1}.",
        ),
    ),
    "mhra": (
        (f"{MHRA}.", MHRA),
        (
            f"‘Coal Treaty’, treaty, 3 May 1951, State Archive <{AT_T1}>.",
            f"‘Coal Treaty’, treaty, 3 May 1951, State Archive <{AT_T1}>",
        ),
    ),
    "mla": (
        (
            "(Orsk Anton, “Telegram 302”)",
            f"Orsk Anton. “Telegram 302.” Telegram. 3 May 1951, State Archive, file 7, {AT_L1}.",
        ),
        (
            "(“Coal Treaty”)",
            f"“Coal Treaty.” Treaty. 3 May 1951, State Archive, {AT_T1}.",
        ),
    ),
    "oscola": (
        (
            f"telegram from Orsk Anton to Ruvo Lin, ‘Telegram 302’ (3 May 1951) <{AT_L1}>.",
            f"Orsk Anton, telegram to Ruvo Lin, ‘Telegram 302’ (3 May 1951) <{AT_L1}>",
        ),
        (f"‘Coal Treaty’ <{AT_T1}>.", f"‘Coal Treaty’ <{AT_T1}>"),
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_every_named_style_says_what_it_should(style: str) -> None:
    for item, (note, entry) in zip((LETTER, TREATY), CASES[style], strict=True):
        assert cite_in(item, style) == Citation(note=note, entry=entry)


def test_any_style_of_the_csl_project_is_known_by_its_name() -> None:
    assert cite_in(LETTER, "ieee").entry.startswith("[1] Orsk Anton, “Telegram 302,”")
    assert cite_in(LETTER, "chicago-notes") == Citation(note=CHICAGO_NOTE, entry="")


def test_lines_of_their_own_do_not_run_into_one_another() -> None:
    """In the styles of ISO 690 that have them; citeproc-js breaks the line there."""
    entry = cite_in(LETTER, "iso690-author-date-en").entry
    assert entry.endswith(f"Available from: {AT_L1} State Archive: file 7")


OWN = """<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="note" version="1.0" default-locale="en-GB">
<info><title>House</title><id>house</id><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout suffix="."><group delimiter=" / ">
<names variable="author"/><text variable="title"/><text variable="archive"/>
</group></layout></citation></style>
"""


def test_a_file_of_ones_own_is_a_style(tmp_path: Path) -> None:
    (tmp_path / "house.csl").write_text(OWN, encoding="utf-8")
    made = cite_in(LETTER, "house.csl", tmp_path)
    assert made.note == "Orsk Anton / Telegram 302 / State Archive."
    (tmp_path / "empty.csl").write_text(
        OWN.replace('variable="author"', 'variable="editor"')
        .replace('variable="title"', 'variable="event"')
        .replace('variable="archive"', 'variable="genre-x"'),
        encoding="utf-8",
    )
    (tmp_path / "broken.csl").write_text("<style", encoding="utf-8")
    for name in ("empty.csl", "broken.csl"):
        with pytest.raises(WrongUse, match="cannot be used"):
            cite_in(LETTER, name, tmp_path)


@pytest.mark.parametrize("style", ["no-such-style", "../../etc/passwd", "x.csl", ""])
def test_a_style_that_is_not_there_is_told(style: str) -> None:
    with pytest.raises(WrongUse, match="no style"):
        cite_in(LETTER, style)


def test_without_the_library_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    with pytest.raises(WrongUse, match=r"regesta\[cite\]"):
        cite_in(LETTER, "chicago")


def test_the_command_and_the_page_cite_in_the_style_of_the_settings(
    example: Path, tmp_path: Path
) -> None:
    run = CliRunner().invoke(cli, ["cite", "300104", "--archive", str(example), "--style", "apa"])
    assert run.exit_code == 0
    assert run.output.splitlines()[0] == "(Shen Wenbo, 1951)"
    folder = tmp_path / "archive"
    shutil.copytree(example, folder)
    (folder / "house.csl").write_text(OWN, encoding="utf-8")
    own = (folder / "regesta.toml").read_text(encoding="utf-8")
    (folder / "regesta.toml").write_text(f'style = "house.csl"\n{own}', encoding="utf-8")
    title = "Telegram, Shen Wenbo to Lu Jianming, 6 February 1951"
    said = f"Shen Wenbo / {title} / The Novograd Talks, 1951."
    run = CliRunner().invoke(cli, ["cite", "300104", "--archive", str(folder)])
    assert run.output.strip() == said
    with TestClient(create_app(folder)) as client:
        page = html.fromstring(client.get("/record/300104").text)
    assert page.xpath("string(//*[@id='cite-note'])") == said
