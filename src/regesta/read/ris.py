"""RIS, as reference managers export it: one record an item (`TY` to `ER`), without text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regesta.errors import Refusal
from regesta.read.bibliography import Places, record_of_item
from regesta.read.decoding import looks_like_text, read_text
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "ris"
VERSION = "1"

_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?\s*TY {1,2}- ?\w")
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: (.*)|$)")
_CUT = "The item has no end (ER): the file is cut off there, or the next item follows at once."


def looks_like(source: Source) -> bool:
    """Text whose first line is a type of reference."""
    return _OPENING.match(source.head) is not None and looks_like_text(source.head)


def read(source: Source) -> Iterator[Item]:
    """One record an item; an item without its end is read, and the fault told."""
    places = Places()
    tags: list[tuple[str, list[str]]] = []
    start = 0
    for number, line in enumerate(read_text(source).split("\n"), 1):
        found = _TAG.match(line.strip())
        if found is None:
            if tags and line.strip():  # a value that runs over the line
                tags[-1][1].append(line.strip())
            continue
        tag, value = found[1], (found[2] or "").strip()
        if tag == "TY" and tags:
            yield from _ended(source, places, tags, start)
            tags = []
        if tag == "TY":
            start = number
        if tag == "ER":
            if tags:
                yield _item(source, places, tags)
            tags = []
        elif tags or tag == "TY":
            tags.append((tag, [value]))
    if tags:
        yield from _ended(source, places, tags, start)


def _ended(
    source: Source, places: Places, tags: list[tuple[str, list[str]]], start: int
) -> Iterator[Item]:
    yield _item(source, places, tags)
    yield Refusal(
        source=source.name,
        place=f"line {start}",
        reason=f"{_CUT} What stands there was read.",
        way_out="Export the library again.",
    )


def _item(source: Source, places: Places, tags: list[tuple[str, list[str]]]) -> Item:
    fields = load("bibliography")["ris"]["fields"]
    values: dict[str, list[str]] = {}
    key = kind = ""
    for tag, lines in tags:
        if tag == "TY":
            kind = lines[0]
        elif tag == "ID":
            key = lines[0]
    letter = kind.casefold() in load("bibliography")["letters"]["types"]
    for tag, lines in tags:
        value = " ".join(lines)
        # A2 is the second author: of a letter the one it was written to, else an editor.
        field = ("recipient" if letter else "editor") if tag == "A2" else fields.get(tag)
        if field and value:
            values.setdefault(field, []).append(value)
    return record_of_item(source, places.of(key), kind, values)


READER = Reader(NAME, VERSION, looks_like, read)
