"""Scans: what tesseract sees on them becomes text; without it, and for damage, what to do."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.making.papers import pdf, picture_of, png, scanned, tiff

from regesta.errors import Refusal, WrongUse
from regesta.model import Record
from regesta.read import ocr
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.rules import read_rules, rules_for
from regesta.read.sources import discover, source_of

LINES = (
    "Telegram of Orsk to the Coal Board at Kelmar,",
    "May 4, 1953. The coal has come in two trains,",
    "and the iron stands on the bridge at Lirna.",
)  # fmt: skip
PAGE = pdf([(60, 700 - 20 * n, 14, line) for n, line in enumerate(LINES)])
SECOND = pdf([(60, 700, 14, "Nobody has asked for the iron since."), (60, 680, 14, "Lin Ko")])


@pytest.fixture(scope="module")
def page() -> tuple[int, int, bytes]:
    return picture_of(PAGE)


@pytest.fixture(scope="module")
def second() -> tuple[int, int, bytes]:
    return picture_of(SECOND)


def items(
    folder: Path, content: bytes, name: str, rules: dict[str, str] | None = None
) -> list[Item]:
    (folder / name).write_bytes(content)
    source = source_of(folder / name, name, rules=rules)
    assert isinstance(source, Source)
    return list(read_source(source))


def only(found: list[Item]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


needs_tesseract = pytest.mark.skipif(not ocr.is_there(), reason="tesseract is not installed")


@needs_tesseract
def test_a_picture_is_read_and_how_well_is_told(
    tmp_path: Path, page: tuple[int, int, bytes]
) -> None:
    record = only(items(tmp_path, png(*page), "a.png"))
    assert record.texts[0].body == " ".join(LINES)
    assert [one.image for one in record.facsimiles] == ["a.png"]
    (flag,) = record.flags
    assert flag.kind == "ocr"
    confidence = int(flag.message.partition("mean confidence ")[2].partition(" ")[0])
    assert 80 < confidence <= 100
    assert record.provenance[0].reader == "scan"


@needs_tesseract
def test_each_picture_of_a_tiff_is_a_page(
    tmp_path: Path, page: tuple[int, int, bytes], second: tuple[int, int, bytes]
) -> None:
    text = only(items(tmp_path, tiff(page, second), "a.tif")).texts[0]
    assert [one.number for one in text.pages] == ["1", "2"]
    assert text.body[text.pages[1].offset :].startswith("Nobody has asked")


@needs_tesseract
def test_pages_of_a_pdf_that_are_pictures_are_read(
    tmp_path: Path, page: tuple[int, int, bytes], second: tuple[int, int, bytes]
) -> None:
    record = only(items(tmp_path, scanned(page, second), "a.pdf"))
    text = record.texts[0]
    assert text.body.startswith("Telegram of Orsk to the Coal Board at Kelmar, May 4, 1953.")
    assert text.body[text.pages[1].offset :].startswith("Nobody has asked")
    assert [flag.kind for flag in record.flags] == ["ocr"]


@needs_tesseract
@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_a_language_without_data_is_told(
    tmp_path: Path, page: tuple[int, int, bytes], name: str
) -> None:
    content = png(*page) if name == "a.png" else scanned(page)
    (found,) = items(tmp_path, content, name, {"ocr": "eng+xyz"})
    assert isinstance(found, Refusal)
    assert "tesseract-ocr-xyz" in found.way_out


@pytest.mark.parametrize("name", ["a.png", "a.pdf"])
def test_without_the_program_the_way_out_is_told(
    tmp_path: Path, page: tuple[int, int, bytes], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(ocr, "program", lambda *names: "")
    content = png(*page) if name == "a.png" else scanned(page)
    (found,) = items(tmp_path, content, name)
    assert isinstance(found, Refusal)
    assert "tesseract" in found.reason + found.way_out
    assert "build again" in found.way_out


@needs_tesseract
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (png(4, 4, bytes(16))[:20], "damaged"),
        (png(4, 4, bytes(16), said=(60_000, 60_000)), "60,000 by 60,000"),
        (png(40, 40, b"\xff" * 1600)[:-30], "tesseract cannot read"),
        (png(400, 400, b"\xff" * 160_000), "No text can be seen"),
        (b"II*\0\x08\0\0\0", "damaged"),
        (b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "0 by 0"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 2_000_000, "no picture"),
        (b"\xff\xd8\xff" + b"\xff" * 2_000_000, "damaged"),
    ],
)
def test_damaged_pictures_are_refused_in_words(tmp_path: Path, content: bytes, said: str) -> None:
    started = time.perf_counter()
    (found,) = items(tmp_path, content, "a.png")
    assert time.perf_counter() - started < 10
    assert isinstance(found, Refusal)
    assert said in found.reason
    assert found.way_out


def test_a_program_that_hangs_is_ended(
    tmp_path: Path, page: tuple[int, int, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setattr(ocr, "program", lambda *names: str(slow))
    monkeypatch.setattr(ocr, "PATIENCE", 0.3)
    monkeypatch.setattr(ocr, "check_languages", lambda languages: "eng")
    (found,) = items(tmp_path, png(*page), "a.png")
    assert isinstance(found, Refusal)
    assert "took more than" in found.reason


def test_pictures_of_documents_are_no_documents(tmp_path: Path) -> None:
    for name in ("a.png", "scans/p1.png", "scans/0014.jpg", "other/loose.png", "not/left.png"):
        (tmp_path / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sources" / name).write_bytes(png(4, 4, bytes(16)))
    (tmp_path / "sources/a.txt").write_text("Letter")
    (tmp_path / "sources/b.md").write_text("---\ntitle: B\nfacsimiles: scans/p1.png\n---\nWords\n")
    (tmp_path / "sources/c.xml").write_text("<TEI><pb facs='0014'/></TEI>")
    (tmp_path / "regesta.toml").write_text('[[ocr]]\nfiles = "not/*"\nlanguages = []\n')
    found = {one.name: one for one in discover(tmp_path) if isinstance(one, Source)}
    assert set(found) == {
        "sources/a.txt", "sources/b.md", "sources/c.xml", "sources/other/loose.png",
    }  # fmt: skip
    (record,) = read_source(found["sources/a.txt"])
    assert isinstance(record, Record)
    assert [one.image for one in record.facsimiles] == ["a.png"]


@pytest.mark.parametrize(
    ("settings", "name", "languages"),
    [
        ("", "a.png", None),
        ('language = "zh"', "a.png", "chi_sim"),
        ('language = "ru"', "a.txt", None),
        ('[[ocr]]\nfiles = "a/*"\nlanguages = ["rus", "eng"]', "x/a/b.pdf", "rus+eng"),
        ('[[ocr]]\nfiles = "a/*"\nlanguages = ["rus"]', "b.png", None),
    ],
)
def test_languages_are_those_of_the_rule_else_of_the_archive(
    tmp_path: Path, settings: str, name: str, languages: str | None
) -> None:
    (tmp_path / "regesta.toml").write_text(settings)
    assert rules_for(read_rules(tmp_path), name).get("ocr") == languages


def test_a_language_that_is_no_name_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "regesta.toml").write_text('[[ocr]]\nfiles = "*"\nlanguages = ["../x"]')
    with pytest.raises(WrongUse, match="ocr"):
        read_rules(tmp_path)
