"""An item of a reference manager made into a record: what its three formats have in common.

CSL-JSON, RIS and BibTeX name the same things differently; `data/bibliography.toml` says how.
An item's text is that of the first file attached to it that has one (see `attachments`); a
picture among them is its facsimile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from regesta.errors import Refusal
from regesta.read.attachments import with_attachments
from regesta.read.facts import Facts, make_record
from regesta.read.reader import Item, Source
from regesta.read.tables import language_code, load

_PICTURE = re.compile(r"\.(?:jpe?g|png|tiff?|gif|webp|jp2)$", re.I)
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2}))?(?:[-/.](\d{1,2}))?/*(.*)", re.S)
_UNFIT = re.compile(r"[^\w.-]+")
# Fields that fill the record under their own name.
_PLAIN = (
    "title", "genre", "summary", "archive", "fonds", "file", "language", "url", "topics", "place",
    "recipient", "editor", "translator", "contributor", "number",
)  # fmt: skip

Values = Mapping[str, list[str]]


class Places:
    """Where each item stands in its file: its key where that is its own, else its number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._count = 0

    def of(self, key: str) -> str:
        """The place of the next item, which has this key."""
        self._count += 1
        place = _UNFIT.sub("-", key).strip("-.")[-80:]
        if not place or place in self._taken:
            place = f"item-{self._count}"
        self._taken.add(place)
        return place


def record_of_item(source: Source, place: str, kind: str, values: Values) -> Item:
    """The record of one item: its type, and its values by the fields of the data file."""
    facts = Facts()
    for field in _PLAIN:
        for value in values.get(field, ()):
            facts.add(field, value)
    if "title" not in facts:
        reason = "The item has no title."
        return Refusal(source=source.name, place=place, reason=reason)
    known = load("bibliography")
    letter = kind.casefold() in known["letters"]["types"]
    for name in values.get("author", ()):
        facts.add("sender" if letter else "author", name)
    if "genre" not in facts:
        facts.add("genre", known["genres"].get(kind.casefold(), ""))
    if "file" not in facts:
        facts.add("file", _one(values, "call"))
    if "url" not in facts and (doi := _one(values, "doi")):
        facts.add("url", doi if "://" in doi else f"https://doi.org/{doi}")
    facts.add("source", _one(values, "citation") or published_in(values) or _one(values, "note"))
    if language_code(_one(values, "language")):
        facts.add("original_language", language_code(_one(values, "language")))
    _add_date(facts, values)
    paths = values.get("attachments", ())
    for path in paths:
        facts.add("facsimiles", path if _PICTURE.search(path) else "")
    record = make_record(facts, (), source_name=source.name, place=place, keep_id=False)
    return with_attachments(record, source, (one for one in paths if not _PICTURE.search(one)))


def _one(values: Values, field: str) -> str:
    return next(iter(values.get(field, ())), "").strip()


def published_in(values: Values) -> str:
    """Where an item was printed, as one line: container, volume, publisher, year, pages."""
    container = _one(values, "container")
    publisher = _one(values, "publisher")
    if not container and not publisher:
        return ""
    volume = _one(values, "container_volume")
    issue = _one(values, "issue")
    where = ": ".join(part for part in (_one(values, "publisher_place"), publisher) if part)
    pages = "–".join(part.strip() for part in values.get("pages", ())[:2])
    parts = (container, volume and f"vol. {volume}", issue and f"no. {issue}", where, pages)
    return ", ".join(part for part in parts if part)


def _add_date(facts: Facts, values: Values) -> None:
    """The day as the item states it; a machine's form where the statement is one."""
    stated = _one(values, "day") or _one(values, "year")
    found = _DAY.fullmatch(stated)
    if not found:
        facts.add("date", stated)
        return
    year, month, day = found[1], found[2] or _month(_one(values, "month")), found[3]
    parts = [year, *(part.zfill(2) for part in (month, day if month else "") if part)]
    facts.add("date", "-".join(parts))
    if found[4].strip("/ "):
        facts.flag("date-as-stated", f"The item's date reads “{stated[:80]}”.")


def _month(name: str) -> str:
    months: list[str] = load("bibliography")["months"]["names"]
    short = name.strip().casefold()[:3]
    if short in months:
        return str(months.index(short) + 1)
    return name if name.isdecimal() and 1 <= int(name[:3]) <= 12 else ""
