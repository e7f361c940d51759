"""A dossier: records that somebody chose, in the order of their dates, with what lay between.

It holds the records, a chronology in which the other documents of their exchanges stand too
(held here and not chosen, or wanted), the persons named, and a citation for each record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import Entity, EntityMention, Record
from regesta.show.addresses import record_address, wanted_address
from regesta.show.cite import chicago_note

MOST_RECORDS = 200
_LAST = "9999"


class Moment(Struct, frozen=True, kw_only=True):
    """A line of the chronology; `chosen` is False for what only lay between."""

    date: str
    title: str
    address: str
    chosen: bool
    held: bool
    sort: str = ""


class Person(Struct, frozen=True, kw_only=True):
    """A person named in the dossier, and in how many of its records."""

    id: str
    name: str
    description: str
    records: int


class Dossier(Struct, frozen=True, kw_only=True):
    """What a dossier shows; `missing` are ids that the archive does not have."""

    records: tuple[Record, ...]
    moments: tuple[Moment, ...]
    persons: tuple[Person, ...]
    citations: tuple[str, ...]
    missing: tuple[str, ...]


def gather(archive: Archive, ids: Sequence[str], site: str) -> Dossier:
    """Gather the records of these ids; `site` is the address that citations begin with."""
    wished = tuple(dict.fromkeys(ids))[:MOST_RECORDS]
    found = [archive.record(id) for id in wished if archive.has(id)]
    records = tuple(sorted(found, key=_when))
    return Dossier(
        records=records,
        moments=tuple(_chronology(archive, records)),
        persons=tuple(_persons(archive, records)),
        citations=tuple(
            chicago_note(one, site + record_address(one.id), archive.title) for one in records
        ),
        missing=tuple(id for id in wished if not archive.has(id)),
    )


def _when(record: Record) -> str:
    """Undated records stand at the end."""
    return record.date.earliest if record.date else _LAST


def _chronology(archive: Archive, records: Sequence[Record]) -> list[Moment]:
    moments = {
        record.id: Moment(
            date=record.date.edtf if record.date else "",
            title=record.title or record.id,
            address=record_address(record.id),
            chosen=True,
            held=True,
            sort=_when(record),
        )
        for record in records
    }
    dated = [record.date for record in records if record.date]
    first = min((date.earliest for date in dated), default="")
    last = max((date.latest for date in dated), default="")
    for record in records:
        exchange = archive.exchange_of(record.id)
        for member in exchange.members if exchange else ():
            if member not in moments:
                other = _between(archive, member)
                if other and first <= other.sort <= last:
                    moments[member] = other
    return sorted(moments.values(), key=lambda moment: moment.sort)


def _between(archive: Archive, id: str) -> Moment | None:
    """Return a document of the same exchange, held or wanted; None where its day is unknown."""
    regest = archive.regest(id)
    if regest is not None:
        return Moment(
            date=regest.date, title=regest.title or id, address=record_address(id),
            chosen=False, held=True, sort=regest.date,
        ) if regest.date else None  # fmt: skip
    wanted = archive.find_wanted(id)
    date = wanted.describes.date if wanted else None
    if wanted is None or date is None:
        return None
    return Moment(
        date=date.edtf, title=wanted.title, address=wanted_address(id),
        chosen=False, held=False, sort=date.earliest,
    )  # fmt: skip


def _persons(archive: Archive, records: Sequence[Record]) -> list[Person]:
    counts: Counter[Entity] = Counter()
    for record in records:
        named = {
            one.entity
            for one in record.annotations
            if isinstance(one, EntityMention) and one.kind == "person"
        }
        named |= {agent.entity for agent in (*record.senders, *record.recipients)}
        entities = (archive.entity(id) for id in named if id)
        counts.update({one for one in entities if one and one.kind == "person"})
    persons = [
        Person(id=one.id, name=one.name, description=one.description, records=count)
        for one, count in counts.items()
    ]
    return sorted(persons, key=lambda person: (-person.records, person.name))
