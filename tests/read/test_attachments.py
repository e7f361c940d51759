"""A library with its files: their text becomes the items'; no path leads out of the folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.making.papers import pdf

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.model import Record
from regesta.read.attachments import attached_path
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover

PDF = pdf([(50, 700 - 20 * n, 12, "The coal came to Kelmar in two trains.") for n in range(4)])
RIS = (
    "TY  - PCOMM\nTI  - Letter\nAU  - Orsk, Tal\nL1  - files/17/scan a.pdf\n"
    "L2  - files/17/page.html\nL4  - files/17/p1.png\nER  -\n"
    "TY  - PCOMM\nTI  - Other\nL1  - ../out.txt\nL1  - files/18/none.pdf\n"
    "L1  - /etc/passwd\nL1  - file:///etc/passwd\nER  -\n"
)
BIB = "@letter{orsk, title = {Letter}, file = {Scan:files/17/scan a.pdf:application/pdf}}\n"
CSL = json.dumps(
    [{"type": "letter", "title": "Letter", "issued": {"raw": "1953"}, "id": "a",
      "author": [{"literal": "Orsk"}], "attachments": [{"path": "files/17/scan a.pdf"}]},
     {"type": "book", "title": "Book"}]
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "sources/lib/files/17"
    files.mkdir(parents=True)
    (files / "scan a.pdf").write_bytes(PDF)
    (files / "page.html").write_text("<html><body><p>Other words.</p></body></html>")
    (files / "p1.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "sources/out.txt").write_text("Words of another folder")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content"), [("a.ris", RIS), ("a.bib", BIB), ("a.json", CSL.replace("letter", "bill"))]
)
def test_the_text_of_the_file_is_that_of_the_item(folder: Path, name: str, content: str) -> None:
    (folder / "sources/lib" / name).write_text(content)
    found = {one.name: one for one in discover(folder) if isinstance(one, Source)}
    left = {"sources/lib/files/17/page.html", "sources/lib/files/17/p1.png"}
    if name == "a.ris":
        assert not left & set(found)
    assert "sources/lib/files/17/scan a.pdf" not in found
    letter = next(read_source(found[f"sources/lib/{name}"]))
    assert isinstance(letter, Record)
    assert letter.texts[0].body.startswith("The coal came to Kelmar in two trains.")
    assert [one.reader for one in letter.provenance][-1] == "pdf"
    assert letter.provenance[-1].file == "sources/lib/files/17/scan a.pdf"
    assert letter.provenance[0].file == f"sources/lib/{name}"
    if name == "a.ris":
        assert [one.image for one in letter.facsimiles] == ["files/17/p1.png"]
        assert "page.html" in letter.flags[0].message


def test_paths_that_lead_out_are_told_and_left(folder: Path) -> None:
    (folder / "sources/lib/a.ris").write_text(RIS)
    found = {one.name: one for one in discover(folder) if isinstance(one, Source)}
    assert "sources/out.txt" in found
    _, other = read_source(found["sources/lib/a.ris"])
    assert isinstance(other, Record)
    assert other.texts == ()
    assert len(other.flags) == 4
    assert all(flag.message.startswith("The item names an attachment") for flag in other.flags)


@pytest.mark.parametrize(
    "said", ["../a.pdf", "/a.pdf", "C:\\a.pdf", "files/../../a", "..", "", "https://k.example/a"]
)
def test_no_other_folder_is_named(said: str) -> None:
    assert attached_path(said) == ""


def test_a_damaged_file_costs_its_text_only(folder: Path) -> None:
    (folder / "sources/lib/files/17/scan a.pdf").write_bytes(PDF[:60])
    (folder / "sources/lib/a.bib").write_text(BIB)
    found = {one.name: one for one in discover(folder) if isinstance(one, Source)}
    (letter,) = read_source(found["sources/lib/a.bib"])
    assert isinstance(letter, Record)
    assert "is not read: The PDF is damaged" in letter.flags[0].message


def test_a_changed_file_is_read_again(folder: Path) -> None:
    (folder / "sources/lib/a.ris").write_text(RIS)
    build(folder, jobs=1)
    assert build(folder, jobs=1).sources_read == 0
    (folder / "sources/lib/files/17/scan a.pdf").write_bytes(PDF.replace(b"/F1", b"/F1 "))
    changed = pdf([(50, 700, 12, "The iron came to Lirna on a bridge, and later by rail.")])
    (folder / "sources/lib/files/17/scan a.pdf").write_bytes(changed)
    assert build(folder, jobs=1).sources_read == 1
    with Archive.open(folder) as archive:
        (letter,) = [one for one in archive.iter_records() if one.title == "Letter"]
        assert letter.texts[0].body.startswith("The iron")
