"""Records as PDF: every letter is there, in every script; notes, page numbers, citation."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.show.conftest import hostile_records

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.model import Block, Note, PageBreak, Record, Text
from regesta.show.export.pdf import Printed, Section, make_pdf, record_pdf
from regesta.show.wording import wording

WORDS = wording()


def _pages(made: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(made)
    return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()) for page in document]


@pytest.mark.parametrize(
    ("id", "said"),
    [
        ("300104", ["Shen Wenbo", "陆主席", "English Translation", "1955"]),
        ("papers/rezvin-to-gromadin-1951-02-27.md", ["Соглашение о железной дороге", "Original"]),
        ("dver1951v02/d1", ["Secret; Priority", "Source: Department of External Affairs"]),
    ],
)
def test_a_record_is_set_whole(example: Path, id: str, said: list[str]) -> None:
    with Archive.open(example) as archive:
        made = record_pdf(archive.record(id), "Cited thus.", WORDS, archive.title)
    text = " ".join(_pages(made))
    assert made.startswith(b"%PDF-")
    for words in (*said, "Cited thus.", "1 / 1"):
        assert words in text


def test_every_letter_has_a_glyph(example: Path) -> None:
    """A letter that no font has would be set by a font without Unicode, or not at all."""
    with Archive.open(example) as archive:
        records = list(archive.iter_records())
        made = make_pdf([Printed(record=one) for one in records], WORDS)
    letters = set("".join(_pages(made)))
    wanted = {c for one in records for text in one.texts for c in text.body if c.isalnum()}
    assert wanted <= letters


def test_the_same_record_gives_the_same_bytes(example: Path) -> None:
    with Archive.open(example) as archive:
        record = archive.record("300104")
    assert record_pdf(record, "", WORDS) == record_pdf(record, "", WORDS)


def test_notes_keep_their_labels_and_stand_at_the_foot_of_their_page() -> None:
    body = "\n".join(f"Paragraph {n} " + "of many words " * 40 for n in range(30))
    at = body.index("Paragraph 20") + 12
    text = Text(
        body=body,
        notes=(Note(id="a", label="17", body="A note.\nIts second line.", anchor=at),),
        pages=(PageBreak(offset=0, number="512"),),
    )
    pages = _pages(record_pdf(Record(id="r", title="Long", texts=(text,)), "", WORDS))
    (with_note,) = (page for page in pages if "A note." in page)
    assert with_note.index("A note.") > with_note.index("Paragraph 20")
    assert re.search(r"17 ?A note\.", with_note)
    assert len(pages) > 3
    assert f"{len(pages)} / {len(pages)}" in pages[-1]
    assert "[512]" in pages[0]


def test_rows_are_cells_and_lists_stand_around_the_records() -> None:
    text = Text(body="wheat\t200 tons", blocks=(Block(kind="row", start=0, end=14),))
    made = make_pdf(
        [Printed(record=Record(id="r", title="Table", texts=(text,)))],
        WORDS,
        opening="A dossier",
        archive_title="The archive",
        before=[Section(heading="Chronology", lines=(("3 May", "A telegram"),))],
        after=[Section(heading="Citations", lines=(("", "Cited #so *and* $so$."),))],
        paper="us-letter",
    )
    pages = _pages(made)
    assert [page for page in pages if "A dossier" in page and "3 May" in page]
    assert "Cited #so *and* $so$." in pages[-1]
    assert any("wheat" in page and "200 tons" in page for page in pages)


def test_what_a_record_says_is_never_run() -> None:
    pages = _pages(make_pdf([Printed(record=one) for one in hostile_records()], WORDS))
    assert "<script>alert(1)</script>" in pages[0]
    assert len(pages) == 3


def test_paper_is_known() -> None:
    with pytest.raises(WrongUse, match="us-letter"):
        make_pdf([], WORDS, paper="a0")


_LETTERS = st.characters(codec="utf-8")


@settings(max_examples=25, deadline=None)
@given(
    body=st.text(_LETTERS, max_size=60),
    note=st.text(_LETTERS, max_size=20),
    anchor=st.integers(0, 60),
    title=st.text(_LETTERS, max_size=10),
)
def test_any_text_can_be_set(body: str, note: str, anchor: int, title: str) -> None:
    text = Text(body=body, notes=(Note(id="n", label="1", body=note, anchor=anchor),))
    made = record_pdf(Record(id="r", title=title, texts=(text,)), title, WORDS)
    assert made.startswith(b"%PDF-")
