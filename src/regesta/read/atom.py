"""AtoM's CSV of archival descriptions (ISAD(G)): fonds and series as collections, items as records.

Told by its columns `legacyId` and `levelOfDescription`. Several values in a cell are parted by
"|". Parents stand before their children, as AtoM writes and wants them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from regesta.errors import Refusal
from regesta.model import Association, Collection
from regesta.read.archive_table import MAX_REFUSED, csv_rows, header_of
from regesta.read.facts import Facts, make_record
from regesta.read.naming import slug_of
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "atom"
VERSION = "1"

_UNFIT = re.compile(r"[^\w.-]+")
_DAY = re.compile(r"-?\d{4}(?:-\d\d(?:-\d\d)?)?")
_WHOLE = frozenset({"title", "summary", "source", "rights", "file"})


def looks_like(source: Source) -> bool:
    """A table whose first line has AtoM's columns."""
    names, _ = header_of(source)
    return {"title", "levelOfDescription"} <= set(names) and bool(
        {"legacyId", "parentId", "qubitParentSlug", "scopeAndContent"} & set(names)
    )


def read(source: Source) -> Iterator[Item]:
    """Collections and records in the order of the table."""
    _, delimiter = header_of(source)
    aid = _Aid(source)
    refused = 0
    for number, row in csv_rows(source, delimiter):
        item = row if isinstance(row, Refusal) else aid.item(number, row)
        refused += isinstance(item, Refusal)
        yield item
        if refused >= MAX_REFUSED:
            reason = f"The rows after row {number} are not read: {refused} rows are broken."
            yield Refusal(source=source.name, place=f"row {number}", reason=reason)
            return


class _Aid:
    """One table; knows the collections by the ids that the table gives them."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._slug = slug_of(source.name)
        self._chains: dict[str, tuple[Collection, ...]] = {}
        self._levels = frozenset(load("atom")["items"]["levels"])

    def item(self, number: int, row: Mapping[str, str]) -> Item:
        """What one row describes."""
        own = {key: value.strip() for key, value in row.items()}
        if not own.get("title"):
            return Refusal(
                source=self._source.name,
                place=f"row {number}",
                reason="The description has no title.",
                way_out="Give it one in AtoM and export it again.",
            )
        legacy = own.get("legacyId", "")
        around = self._chains.get(own.get("parentId", ""), ())
        if own.get("levelOfDescription", "").casefold() in self._levels:
            return self._record(number, own, around)
        place = _UNFIT.sub("-", legacy).strip("-.")[:80] or f"row-{number}"
        found = Collection(
            id=f"{self._slug}/{place}",
            title=own["title"],
            kind=own["levelOfDescription"].casefold(),
            parent=around[-1].id if around else "",
            sequence=number,
            description=own.get("scopeAndContent", ""),
        )
        if legacy:
            self._chains[legacy] = (*around, found)
        return found

    def _record(self, number: int, row: Mapping[str, str], around: tuple[Collection, ...]) -> Item:
        facts = Facts()
        columns: dict[str, str] = load("atom")["columns"]
        for column, field in columns.items():
            said = row.get(column, "")
            for value in [said] if field in _WHOLE else said.split("|"):
                if field == "date" and "date" in facts:
                    break
                facts.add(field, "" if value.strip() == "NULL" else value)
        facts.add("date_machine", _span(row))
        facts.add("fonds", around[0].title if around else "")
        record = make_record(facts, (), source_name=self._source.name, place=f"row {number}")
        within = tuple(Association(name=one.title, entity=one.id) for one in around)
        return replace(record, collections=within, sequence=number)


def _span(row: Mapping[str, str]) -> str:
    """The first event's days as a machine has them, "" where they are none."""
    ends = [
        row.get(name, "").split("|")[0].strip() for name in ("eventStartDates", "eventEndDates")
    ]
    days = [end for end in ends if _DAY.fullmatch(end)]
    if len(days) == 2 and days[0] != days[1]:
        return "/".join(days)
    return days[0] if days else ""


READER = Reader(NAME, VERSION, looks_like, read)
