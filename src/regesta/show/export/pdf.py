"""Records as a PDF for print: title, facts, every wording with its footnotes, the citation.

Set by Typst (extra `regesta[pdf]`), with its own Libertinus Serif for Latin, Greek and Cyrillic
and the Noto Serif SC of a package for Chinese; what neither has is taken from the machine's
fonts. Footnotes keep the labels that they have in the source, editors' words stand in italics,
page breaks of the source in brackets. The same records give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from regesta.errors import WrongUse
from regesta.model import Block, Record, Text
from regesta.show.blocks import line_blocks
from regesta.show.cite import agent_name, title_of
from regesta.show.dates import say_date
from regesta.show.extras import library
from regesta.show.wording import Wording

_FONTS = "pylopdf_fonts_zh_cn"
# Families asked for in turn where the one before lacks a letter.
_FAMILIES = ("Noto Serif SC", "Noto Serif CJK SC", "Noto Serif CJK TC", "DejaVu Serif")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_PAPERS = frozenset({"a4", "us-letter"})


class Section(Struct, frozen=True, kw_only=True):
    """A list before or after the records: a heading, and lines of a short and a long cell."""

    heading: str
    lines: tuple[tuple[str, str], ...]


class Printed(Struct, frozen=True, kw_only=True):
    """A record with the citation that stands under it."""

    record: Record
    citation: str = ""


class Run(Struct, frozen=True):
    """Words of one kind: "", editor, emphasis, page (a break's number) or note (with label)."""

    words: str
    kind: str = ""
    label: str = ""


def make_pdf(
    records: Sequence[Printed],
    words: Wording,
    *,
    archive_title: str = "",
    opening: str = "",
    before: Sequence[Section] = (),
    after: Sequence[Section] = (),
    paper: str = "a4",
) -> bytes:
    """Return the records as one PDF, each on a new page.

    `opening` is a title above all (of a dossier), `before` and `after` are lists around the
    records. `paper` is a4 or us-letter. Raises `WrongUse` where the extra is not installed.
    """
    typst = library("typst", "pdf", "PDF files")
    if paper not in _PAPERS:
        raise WrongUse(f"There is no paper {paper!r}.", way_out="Papers: a4, us-letter.")
    first = records[0].record if len(records) == 1 else None
    data = {
        "title": opening or (title_of(first) if first else archive_title),
        "authors": [agent_name(one) for one in first.senders] if first else [],
        "archive": archive_title,
        "language": _language(words.language),
        "fonts": _families(),
        "paper": paper,
        "opening": opening,
        "before": before,
        "after": after,
        "records": [_printed(one, words) for one in records],
    }
    said = msgspec.json.encode(_fit(data)).decode()
    made: bytes = typst.Compiler(
        _template(), font_paths=_fonts(), ignore_system_fonts=False
    ).compile(format="pdf", sys_inputs={"data": said}, timestamp=0)
    return made


def record_pdf(record: Record, citation: str, words: Wording, archive_title: str = "") -> bytes:
    """Return one record as a PDF, with its citation at the end."""
    return make_pdf([Printed(record=record, citation=citation)], words, archive_title=archive_title)


@cache
def _template() -> bytes:
    return (resources.files("regesta.show.export") / "print.typ").read_bytes()


@cache
def _fonts() -> Any:
    """Find all fonts, once: those of Typst, of the package for Chinese, and of the machine."""
    package = library(_FONTS, "pdf", "PDF files")
    folder = Path(package.__file__).parent
    return library("typst", "pdf", "PDF files").Fonts(font_paths=[str(folder)])


@cache
def _families() -> list[str]:
    there = set(_fonts().families())
    return [one for one in _FAMILIES if one in there]


def _printed(one: Printed, words: Wording) -> dict[str, Any]:
    record = one.record
    several = len(record.texts) > 1
    return {
        "title": title_of(record),
        "facts": list(_facts(record, words)),
        "citation": one.citation,
        "texts": [
            {
                "heading": _heading(text, words) if several else "",
                "language": _language(text.language or words.language),
                "blocks": list(_blocks(text)),
            }
            for text in record.texts
        ],
    }


def _heading(text: Text, words: Wording) -> str:
    said = text.label or words.say(f"record.{text.role}")
    language = words.language_name(text.language) if text.language else ""
    return f"{said} ({language})" if language and language not in said else said


def _facts(record: Record, words: Wording) -> Iterator[tuple[str, str]]:
    """Give what stands in the record's head, each fact that is known with its name."""
    rows = (
        ("date", say_date(record.date, words) or record.stated.date),
        ("written_at", record.place),
        ("authors", "; ".join(agent.name for agent in record.senders)),
        ("recipients", "; ".join(agent.name for agent in record.recipients)),
        ("classification", record.classification),
        ("source", record.source.raw.removeprefix("Source: ")),
        ("rights", record.rights),
        ("summary", record.summary),
    )
    for key, value in rows:
        if value:
            yield words.say(f"record.{key}"), " ".join(value.split())


def _blocks(text: Text) -> Iterator[dict[str, Any]]:
    last = 0
    blocks = line_blocks(text)
    for number, block in enumerate(blocks):
        # Notes and page breaks after the last block, or before the first, belong to it too.
        end = len(text.body) + 1 if number == len(blocks) - 1 else block.end
        made = list(_runs(text, block, last, end))
        last = end
        yield {
            "kind": block.kind,
            "level": block.level,
            "runs": made,
            "cells": _cells(made) if block.kind == "row" else [],
        }


def _runs(text: Text, block: Block, after: int, until: int) -> Iterator[Run]:
    """Yield the words of a block, with the page breaks and notes after one place until another."""
    spans = [
        ("editor", one.start, one.end)
        for one in text.apparatus
        if one.kind != "note" and one.start < block.end and one.end > block.start
    ]
    spans += [
        ("emphasis", one.start, one.end)
        for one in text.marks
        if one.kind == "emphasis" and one.start < block.end and one.end > block.start
    ]
    points = sorted(_points(text, block, after, until), key=lambda point: point[0])
    edges = {block.start, block.end, *(place for place, _ in points)}
    for _, start, end in spans:
        edges |= {max(start, block.start), min(end, block.end)}
    yield from (run for place, run in points if place == block.start)
    for start, end in pairwise(sorted(edges)):
        kinds = [kind for kind, a, b in spans if a <= start and end <= b]
        yield Run(text.body[start:end], kinds[0] if kinds else "")
        yield from (run for place, run in points if place == end)


def _points(text: Text, block: Block, after: int, until: int) -> Iterator[tuple[int, Run]]:
    def belongs(offset: int) -> bool:
        return after < offset <= until or (after == 0 and offset == 0)

    def within(offset: int) -> int:
        return min(max(offset, block.start), block.end)

    for page in text.pages:
        if page.number and belongs(page.offset):
            yield within(page.offset), Run(page.number, "page")
    for note in text.notes:
        if belongs(note.anchor):
            yield within(note.anchor), Run(note.body, "note", note.label or "*")


def _cells(made: Iterable[Run]) -> list[list[Run]]:
    """Part the runs of a table's row at its tabs."""
    cells: list[list[Run]] = [[]]
    for run in made:
        first, *rest = run.words.split("\t") if run.kind != "note" else [run.words]
        cells[-1].append(Run(first, run.kind, run.label))
        cells.extend([Run(part, run.kind)] for part in rest)
    return cells


def _language(tag: str) -> str:
    """Return the language of a tag as Typst takes it: two or three letters."""
    found = _LANGUAGE.match(tag.lower())
    return found[0] if found else "en"


def _fit(value: Any) -> Any:
    """Take out of all words the signs that no file of text can hold."""
    if isinstance(value, str):
        return _UNFIT.sub("", value)
    if isinstance(value, Struct):
        return _fit(msgspec.structs.asdict(value))
    if isinstance(value, dict):
        return {key: _fit(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_fit(one) for one in value]
    return value
