"""A dossier as a Word file: chronology, records with their notes, persons, citations.

Needs the extra `regesta[docx]` (python-docx). Names of fields and headings are in the reader's
language; the editors' additions stand in italics, as on the page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from regesta.model import Block, Record, Text
from regesta.show.blocks import line_blocks
from regesta.show.dates import say_date, say_edtf
from regesta.show.dossier import Dossier
from regesta.show.extras import library
from regesta.show.wording import Wording

_RIGHT = {"dateline", "signed", "closer"}


def dossier_docx(dossier: Dossier, archive_title: str, words: Wording) -> bytes:
    """Return the dossier as a .docx file.

    Raises `WrongUse` where the extra is not installed.
    """
    document = library("docx", "docx", "Word files").Document()
    document.core_properties.title = f"{words.say('dossier.title')}: {archive_title}"
    document.add_heading(words.say("dossier.title"), 0)
    document.add_paragraph(archive_title)
    _chronology(document, dossier, words)
    for record in dossier.records:
        _record(document, record, words)
    if dossier.persons:
        document.add_heading(words.say("dossier.persons"), 1)
        for person in dossier.persons:
            paragraph = document.add_paragraph()
            paragraph.add_run(person.name).bold = True
            if person.description:
                paragraph.add_run(f". {person.description}")
    document.add_heading(words.say("dossier.citations"), 1)
    for citation in dossier.citations:
        document.add_paragraph(citation)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _chronology(document: Any, dossier: Dossier, words: Wording) -> None:
    document.add_heading(words.say("dossier.chronology"), 1)
    table = document.add_table(rows=0, cols=2)
    for moment in dossier.moments:
        cells = table.add_row().cells
        said = say_edtf(moment.date, words) if moment.date else words.say("record.undated")
        cells[0].text = said
        run = cells[1].paragraphs[0].add_run(moment.title)
        run.bold = moment.chosen
        run.italic = not moment.held


def _record(document: Any, record: Record, words: Wording) -> None:
    heading = document.add_heading(record.title or record.id, 1)
    heading.paragraph_format.page_break_before = True
    facts = (say_date(record.date, words), record.place, record.source.raw)
    document.add_paragraph(" · ".join(fact for fact in facts if fact))
    for text in record.texts:
        if len(record.texts) > 1:
            document.add_heading(text.label or words.say(f"record.{text.role}"), 2)
        _text(document, text)


def _text(document: Any, text: Text) -> None:
    for block in line_blocks(text):
        if block.kind == "heading":
            document.add_heading(text.body[block.start : block.end], 3)
            continue
        style = {"item": "List Bullet", "quote": "Quote"}.get(block.kind)
        paragraph = document.add_paragraph(style=style)
        if block.kind in _RIGHT:
            paragraph.alignment = 2  # WD_ALIGN_PARAGRAPH.RIGHT
        for words, kind in _runs(text, block):
            run = paragraph.add_run(words)
            run.italic = kind == "editor" or None
            run.font.superscript = kind == "note" or None
    for note in text.notes:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{note.label} ").font.superscript = True
        paragraph.add_run(note.body)


def _runs(text: Text, block: Block) -> Iterator[tuple[str, str]]:
    """Yield the words of a block with what they are: "", "editor" or the label of a "note"."""
    edges = {block.start, block.end}
    edited = [
        (one.start, one.end)
        for one in text.apparatus
        if one.kind != "note" and one.start < block.end and one.end > block.start
    ]
    for start, end in edited:
        edges |= {max(start, block.start), min(end, block.end)}
    notes = [note for note in text.notes if block.start < note.anchor <= block.end]
    edges |= {note.anchor for note in notes}
    places = sorted(edges)
    for start, end in pairwise(places):
        inside = any(a <= start and end <= b for a, b in edited)
        yield text.body[start:end], "editor" if inside else ""
        for note in notes:
            if note.anchor == end and note.label:
                yield note.label, "note"
