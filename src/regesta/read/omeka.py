"""Items of Omeka S (CSV, JSON-LD) and Omeka Classic (CSV), and of Tropy (JSON-LD).

All describe documents in Dublin Core and some terms more (`data/omeka.toml`), told by their
local names: `dcterms:title`, `Dublin Core:Title`. What an item holds as extracted or
transcribed text is its text; pictures that Tropy names are its facsimiles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from regesta.errors import Refusal
from regesta.model import Text
from regesta.read.archive_table import MAX_REFUSED, csv_rows, header_of
from regesta.read.blocks import make_text, paragraphs
from regesta.read.dublin_core import record_of_terms
from regesta.read.facts import Facts
from regesta.read.json_items import objects_of, opens_json
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "omeka"
VERSION = "1"

_COLUMN = re.compile(
    r"(?:dcterms|dc|bibo|foaf|extracttext|Dublin Core|Item Type Metadata)\s*:\s*(.+)"
)
_SEVERAL = re.compile(r"\s*(?:\||\^\^)\s*")
_TERM = re.compile(r"(?:(?:dcterms|dc|bibo|extracttext):)?([A-Za-z_]{2,40})")
_MAX_NOTES = 1_000


def looks_like(source: Source) -> bool:
    """A table with two columns of Dublin Core by their qualified names, or JSON of either."""
    if opens_json(source.head):
        head = source.head
        omeka = b'"o:id"' in head and (b'"dcterms:' in head or b'"o:title"' in head)
        return omeka or (b"tropy.org" in head and b'"@graph"' in head)
    names, _ = header_of(source)
    return sum(_COLUMN.fullmatch(name) is not None for name in names) >= 2


def read(source: Source) -> Iterator[Item]:
    """A record an item."""
    rows = _of_json(source) if opens_json(source.head) else _of_table(source)
    refused = 0
    for item in rows:
        refused += isinstance(item, Refusal)
        yield item
        if refused >= MAX_REFUSED:
            reason = f"The rest is not read: {refused} items are broken."
            yield Refusal(source=source.name, reason=reason, way_out="Export the items again.")
            return


def _of_table(source: Source) -> Iterator[Item]:
    _, delimiter = header_of(source)
    for number, row in csv_rows(source, delimiter):
        if isinstance(row, Refusal):
            yield row
            continue
        terms: list[tuple[str, str]] = []
        for column, cell in row.items():
            qualified = _COLUMN.fullmatch(column)
            term = qualified[1].strip() if qualified else column
            if qualified or term in {"tags", "tag"}:
                terms += [(term, value) for value in _values(term, cell)]
        yield _record(source, f"item {row.get('o:id', '').strip() or number}", terms, Facts())


def _values(term: str, cell: str) -> list[str]:
    """The values of a cell; words that are read whole are not parted."""
    if _field(term) in {"text", "title", "summary", "source"}:
        return [cell]
    return _SEVERAL.split(cell.replace(",", "|") if term in {"tags", "tag"} else cell)


def _field(term: str) -> str:
    """The field that a term fills: one of our own, or one of Dublin Core by either spelling."""
    own: dict[str, str] = load("omeka")["terms"]
    known: dict[str, str] = load("dublin_core")["terms"]
    return own.get(term, "") or known.get(_spelt(term), "")


def _spelt(term: str) -> str:
    """ "Bibliographic Citation" as `bibliographicCitation`."""
    first, *rest = term.split() or [""]
    return "".join((first[:1].lower() + first[1:], *(word.capitalize() for word in rest)))


def _of_json(source: Source) -> Iterator[Item]:
    for number, found in objects_of(source):
        if isinstance(found, Refusal):
            yield found
            continue
        graph = found.get("@graph")
        items = graph if isinstance(graph, list) else [found]
        for place, item in enumerate(items, 1 if isinstance(graph, list) else number):
            if isinstance(item, dict):
                yield _of_item(source, place, item)


def _of_item(source: Source, number: int, item: dict[str, Any]) -> Item:
    facts = Facts()
    terms: list[tuple[str, str]] = []
    for key, value in item.items():
        term = _TERM.fullmatch(key)
        if term and _field(term[1]):
            terms += [(term[1], said) for said in _said(value)]
    address = item.get("@id")
    if isinstance(address, str) and address.startswith("http"):
        facts.add("url", address)
    for note, picture in _photos(item.get("photo")):
        terms.append(("content", note))
        facts.add("facsimiles", picture)
    ident = item.get("o:id")
    place = f"item {ident if isinstance(ident, int | str) else number}"
    return _record(source, place, terms, facts)


def _said(value: Any) -> list[str]:
    """The words of a value of JSON-LD: literals, labels of what is linked to, lists of them."""
    if isinstance(value, list):
        return [said for one in value[:_MAX_NOTES] for said in _said(one)]
    if isinstance(value, dict):
        for key in ("@value", "o:label", "display_title", "text", "@list", "@id"):
            if value.get(key):
                return _said(value[key])
        return []
    return [str(value)] if isinstance(value, str | int | float) else []


def _photos(photos: Any) -> Iterator[tuple[str, str]]:
    """The notes on the pictures of an item of Tropy, and the paths of the pictures."""
    for photo in photos[:_MAX_NOTES] if isinstance(photos, list) else [photos]:
        if isinstance(photo, dict):
            words = _said(photo.get("transcription")) or _said(photo.get("note"))
            yield "\n".join(words), next(iter(_said(photo.get("path"))), "")


def _record(source: Source, place: str, terms: Iterable[tuple[str, str]], facts: Facts) -> Item:
    """The record of an item; its own terms are taken out of those of Dublin Core."""
    own: dict[str, str] = load("omeka")["terms"]
    rest: list[tuple[str, str]] = []
    words: list[str] = []
    for term, value in terms:
        field = own.get(term, "")
        if field == "text":
            words += paragraphs(value)
        elif field:
            facts.add(field, value)
        else:
            rest.append((_spelt(term), value))
    texts: tuple[Text, ...] = (make_text(words),) if words else ()
    if "recipient" in facts:  # a letter: who made it sent it
        rest = [("sender", value) if term == "creator" else (term, value) for term, value in rest]
        for term, value in rest:
            facts.add("sender", value if term == "sender" else "")
    return record_of_terms(source, place, "", rest, facts, texts)


READER = Reader(NAME, VERSION, looks_like, read)
