"""Forty files of every form, a third of them damaged: nothing ends, hangs, leaks or is lost."""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path

import pytest
from tests.making.damage import DAMAGE, gigabyte
from tests.making.forms import FORMS

from regesta.build import build
from regesta.errors import Refusal
from regesta.keep.archive import Archive
from regesta.model import Collection, Record
from regesta.read import ocr
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover, source_of

WHOLE = 40 - len(DAMAGE)
# What any one file may take; seconds.
LONGEST = 10.0


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the files, with an empty one beside it for what is put away meanwhile."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "archive").mkdir()
    return tmp_path


@pytest.mark.parametrize("form", FORMS)
def test_forty_files_a_third_damaged(room: Path, form: str) -> None:
    if form.startswith("scan") and not ocr.is_there():
        pytest.skip("tesseract is not installed")
    folder = room / "archive"
    for number in range(WHOLE):
        (folder / f"whole-{number}-{form}").write_bytes(FORMS[form](number))
    for number, (kind, damage) in enumerate(DAMAGE.items()):
        (folder / f"{kind}-{form}").write_bytes(damage(FORMS[form](number)))
    before = hashes(room)
    gave: set[str] = set()
    for source in discover(folder):
        assert isinstance(source, Source), source
        started = time.perf_counter()
        found = list(read_source(source))
        assert time.perf_counter() - started < LONGEST, source.name
        assert found, source.name
        for one in found:
            if isinstance(one, Refusal):
                assert one.source == source.name
                assert one.reason.endswith((".", "!")), one
                assert one.way_out, one
                assert "failed" not in one.reason, one
            elif isinstance(one, Record | Collection):
                gave.add(source.name)
    assert {f"whole-{number}-{form}" for number in range(WHOLE)} <= gave
    assert hashes(room) == before


def test_all_forms_in_one_archive_with_their_damage(room: Path) -> None:
    folder = room / "archive"
    for form, make in FORMS.items():
        (folder / f"whole-{form}").write_bytes(make(0))
        for kind in ("cut-half", "zeros", "entities"):
            (folder / f"{kind}-{form}").write_bytes(DAMAGE[kind](make(1)))
    report = build(folder, jobs=2)
    with Archive.open(folder) as archive:
        read = {origin.file for record in archive.iter_records() for origin in record.provenance}
    wanted = {f"whole-{form}" for form in FORMS if ocr.is_there() or not form.startswith("scan")}
    assert wanted <= read
    assert all(refusal.way_out for refusal in report.refused), report.refused
    assert not [one for one in report.refused if "process that read it" in one.reason]
    assert not list((room / "temporary").iterdir())
    assert {path.name for path in room.iterdir()} == {"archive", "temporary"}


@pytest.mark.parametrize("name", ["a.txt", "a.xml", "a.csv", "a.json", "a.pdf", "a.eml"])
def test_a_gigabyte_of_nothing(room: Path, name: str) -> None:
    starts = {"xml": b"<TEI><teiHeader>", "csv": b"title,date,text\n", "json": b'[{"title": "',
              "pdf": b"%PDF-1.7\n", "eml": b"From: a@k.example\nTo: b@k.example\n\n"}  # fmt: skip
    path = room / "archive" / name
    with path.open("wb") as stream:  # a file with a hole: it takes no room on the disk
        stream.write(starts.get(name.rpartition(".")[2], b"Words. "))
        stream.truncate(1 << 30)
    with path.open("rb") as stream:
        head = stream.read(65_536)
    source = Source(name=name, path=path, sha256="0" * 64, head=head, size=1 << 30)
    started = time.perf_counter()
    found = list(read_source(source))
    assert time.perf_counter() - started < LONGEST
    assert isinstance(found[-1], Refusal)
    assert found[-1].way_out


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.xlsx", "a.wacz"])
def test_a_gigabyte_of_blanks_in_a_package(room: Path, name: str) -> None:
    mains = {"a.docx": "word/document.xml", "a.odt": "content.xml", "a.xlsx": "xl/workbook.xml",
             "a.wacz": "archive/a.warc"}  # fmt: skip
    path = room / "archive" / name
    # Names have one length in both places where a package states them.
    main = mains[name].encode()
    path.write_bytes(gigabyte().replace(b"spaces.xml", (main + b"x" * 10)[:10]))
    source = source_of(path, name)
    assert isinstance(source, Source)
    started = time.perf_counter()
    found = list(read_source(source))
    assert time.perf_counter() - started < LONGEST
    assert isinstance(found[-1], Refusal)
    assert found[-1].way_out
