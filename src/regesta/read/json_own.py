"""The JSON that Regesta itself writes (`regesta export --format jsonl`, `show ID --json`).

What the archive held comes back as it was: ids, texts with their blocks, notes and apparatus,
names with their entities, and these and the collections themselves. What Regesta had worked out
(references, agreements, versions, subjects found in the text) is left out, to be found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from regesta.errors import Refusal
from regesta.model import Collection, Entity, Provenance, Record, Text
from regesta.read.decoding import tidy
from regesta.read.json_items import objects_of
from regesta.read.reader import Item, Reader, Source

NAME = "regesta-json"
VERSION = "2"

_OWN = re.compile(
    rb'(?:\xef\xbb\xbf)?\s*+(?:\[\s*+)?\{\s*+"contract"\s*+:\s*+\d{1,9}\s*+,'
    rb'\s*+"(?:id|entity|collection)"\s*+:'
)
_LISTED: dict[str, type[Entity | Collection]] = {"entity": Entity, "collection": Collection}
_KEPT = (
    "id", "title", "stated", "genre", "place", "senders", "recipients", "contributors", "texts",
    "summary", "source", "rights", "rights_term", "classification", "archive", "fonds", "file",
    "languages", "uploaded", "updated", "record_id", "url", "numbers", "facsimiles", "volume",
    "sequence", "parent", "flags", "differences",
)  # fmt: skip
_TIED = ("people", "organisations", "places", "topics", "collections")
LATEST = 1


def looks_like(source: Source) -> bool:
    """An object that opens with the version of the contract, and an id, entity or collection."""
    return _OWN.match(source.head) is not None


def read(source: Source) -> Iterator[Item]:
    """One record, entity or collection an object; one not of the contract's shape is refused."""
    for number, found in objects_of(source):
        yield found if isinstance(found, Refusal) else _record(source, f"line {number}", found)


def _record(source: Source, place: str, found: dict[str, Any]) -> Item:
    version = found.get("contract")
    if not isinstance(version, int) or version > LATEST:
        return Refusal(
            source=source.name,
            place=place,
            reason=f"The record is of version {version} of the contract, later than is known here.",
            way_out="Read it with a newer Regesta.",
        )
    try:
        for key, kind in _LISTED.items():
            if key in found and "id" not in found:
                return msgspec.convert(found[key], kind)
        record = msgspec.convert(_kept(found), Record)
        origins = msgspec.convert(found.get("sources", []), tuple[Provenance, ...])
    except (msgspec.ValidationError, RecursionError) as error:
        return _misshapen(source, place, str(error).rstrip("."))
    fault = next(filter(None, map(_fault, record.texts)), "" if record.id.strip() else "no id")
    if fault:
        return _misshapen(source, place, fault)
    own = Provenance(file=source.name, place=place)
    return replace(record, provenance=(own, *(one for one in origins if one.file != source.name)))


def _misshapen(source: Source, place: str, why: str) -> Refusal:
    return Refusal(
        source=source.name,
        place=place,
        reason=f"The record has not the shape that Regesta writes: {why}.",
        way_out="Export it again, or correct the object.",
    )


def _kept(found: dict[str, Any]) -> dict[str, Any]:
    """The parts of the object that a record is made of."""
    kept = {key: found[key] for key in _KEPT if found.get(key) is not None}
    for key in _TIED:
        listed = found.get(key, [])
        if isinstance(listed, list):
            kept[key] = [one for one in listed if not _is_found(one)]
    if "stated" not in kept and isinstance(date := found.get("date"), dict):
        kept["stated"] = {
            "date": date.get("quote", ""),
            "date_machine": date.get("edtf", ""),
            "place": date.get("place", ""),
        }
    return kept


def _is_found(tied: Any) -> bool:
    return isinstance(tied, dict) and tied.get("basis") == "text"


def _fault(text: Text) -> str:
    """What is wrong with a wording, "" for nothing: spans lie in its body, which is tidy."""
    if tidy(text.body) != text.body:
        return "a body is not in normal form C, or holds control characters"
    length = len(text.body)
    notes = {note.id for note in text.notes}
    spans: Iterable[tuple[int, int]] = [
        *((block.start, block.end) for block in text.blocks),
        *((span.start, span.end) for span in text.apparatus if span.note not in notes),
        *((mark.start, mark.end) for mark in text.marks if not mark.note),
        *((page.offset, page.offset) for page in text.pages),
        *((note.anchor, note.anchor) for note in text.notes),
    ]
    if all(0 <= start <= end <= length for start, end in spans):
        return ""
    return "a span does not lie in its body"


READER = Reader(NAME, VERSION, looks_like, read)
