"""The registers of an archive: entities, collections, dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from regesta.keep.entries import DateCount, EntityCount, PairCount, Regest, Shelf
from regesta.keep.listing import page
from regesta.keep.sendings import Sendings
from regesta.keep.shelves import arrange_shelves
from regesta.model import Entity, EntityKind

UNDATED = "undated"
EntityOrder = Literal["documents", "name"]

_ENTITIES: dict[EntityOrder, str] = {
    "documents": "SELECT body, documents FROM entities WHERE kind = ?"
    " ORDER BY documents DESC, name, id LIMIT ? OFFSET ?",
    "name": "SELECT body, documents FROM entities WHERE kind = ?"
    " ORDER BY name, id LIMIT ? OFFSET ?",
}
# Agents that are known entities count under their name, others under the name as given.
_KNOWN = (
    "WITH known AS (SELECT x.number, x.part, e.id, e.name FROM appearances x"
    " LEFT JOIN aliases a ON a.alias = x.entity"
    " JOIN entities e ON e.id = coalesce(a.entity, x.entity)"
    " WHERE x.part IN ('sender', 'recipient'))"
)
_ENDS = (
    " FROM readings r JOIN records p USING (number)"
    " LEFT JOIN known s ON s.number = r.number AND s.part = 'sender'"
    " LEFT JOIN known t ON t.number = r.number AND t.part = 'recipient'"
    " WHERE sender != '' AND recipient != ''"
)
_PAIRS = (
    f"{_KNOWN} SELECT coalesce(s.name, sender), coalesce(s.id, ''), coalesce(t.name, recipient),"
    f" coalesce(t.id, ''), count(DISTINCT r.number) AS n {_ENDS}"
    " AND (?1 = '' OR substr(day, 1, 4) = ?1)"
    " GROUP BY 1, 2, 3, 4 ORDER BY n DESC, 1, 3 LIMIT ?2"
)
_LETTERS = (
    f"{_KNOWN} SELECT coalesce(s.name, sender), coalesce(t.name, recipient), p.id {_ENDS}"
    " GROUP BY 1, 2, 3 ORDER BY day = '', earliest, position"
)
_ENTITY = msgspec.msgpack.Decoder(Entity)


class Registers(Sendings):
    """Who and what appears in an archive, where its records stand, and when they were written."""

    def entity(self, id: str) -> Entity | None:
        """Return the entity of this id, or the one it was joined with; None where unknown."""
        row = self._store.one(
            "SELECT body FROM entities WHERE id ="
            " coalesce((SELECT entity FROM aliases WHERE alias = ?1), ?1)",
            (id,),
        )
        return _ENTITY.decode(row[0]) if row else None

    def entities(
        self,
        kind: EntityKind,
        sort: EntityOrder = "documents",
        offset: int = 0,
        limit: int | None = None,
    ) -> tuple[EntityCount, ...]:
        """List the entities of a kind, most documents first or by name."""
        rows = self._store.many(_ENTITIES[sort], (kind, *page(offset, limit)))
        return tuple(EntityCount(entity=_ENTITY.decode(row[0]), documents=row[1]) for row in rows)

    def records_of_entity(
        self, id: str, part: str = "", offset: int = 0, limit: int | None = None
    ) -> tuple[Regest, ...]:
        """List the records in which an entity appears, by date.

        `part` narrows to sender, recipient, contributor, subject or named.
        """
        return self._regests(
            "r.number IN (SELECT number FROM appearances WHERE entity IN"
            " (SELECT alias FROM aliases WHERE entity = coalesce("
            "   (SELECT entity FROM aliases WHERE alias = ?1), ?1) UNION SELECT ?1)"
            " AND (?2 = '' OR part = ?2)) ORDER BY day = '', earliest, position",
            (id, part),
            offset,
            limit,
        )

    def collections(self) -> tuple[Shelf, ...]:
        """Return the tree of collections with the number of records in each."""
        rows = self._store.many(
            "SELECT id, title, kind, parent, description FROM collections ORDER BY rank"
        )
        members = self._store.many(
            "SELECT collection, number FROM memberships m JOIN records USING (number)"
        )
        return arrange_shelves(rows, members)

    def records_of_collection(
        self, id: str, offset: int = 0, limit: int | None = None
    ) -> tuple[Regest, ...]:
        """List the records directly in a collection, in the archive's order."""
        return self._regests(
            "r.number IN (SELECT number FROM memberships WHERE collection = ?) ORDER BY position",
            (id,),
            offset,
            limit,
        )

    def correspondence(self, year: str = "", limit: int | None = None) -> tuple[PairCount, ...]:
        """Count who wrote to whom, in a year or in all, most records first."""
        rows = self._store.many(_PAIRS, (year, *page(0, limit)[:1]))
        return tuple(
            PairCount(
                sender=row[0],
                sender_id=row[1],
                recipient=row[2],
                recipient_id=row[3],
                documents=row[4],
            )
            for row in rows
        )

    def letters(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Return by the names of sender and recipient the records between them, oldest first."""
        found: dict[tuple[str, str], list[str]] = {}
        for sender, recipient, id in self._store.many(_LETTERS):
            found.setdefault((sender, recipient), []).append(id)
        return {pair: tuple(ids) for pair, ids in found.items()}

    def iter_entities(self) -> Iterator[Entity]:
        """Yield every entity, those joined into one once."""
        for row in self._store.many("SELECT body FROM entities ORDER BY id"):
            yield _ENTITY.decode(row[0])

    def entity_members(self, kind: EntityKind) -> tuple[tuple[str, str], ...]:
        """List (id in its own list, id of the entity it was joined into) for all of a kind."""
        rows = self._store.many(
            "SELECT alias, entity FROM aliases JOIN entities ON id = entity WHERE kind = ?"
            " ORDER BY entity, alias",
            (kind,),
        )
        return tuple((row[0], row[1]) for row in rows)

    def years(self) -> tuple[DateCount, ...]:
        """Count the records of each year, and the undated under "" at the end."""
        return self._date_counts("substr(day, 1, 4)", "", ())

    def months(self, year: str) -> tuple[DateCount, ...]:
        """Count the records of each month of a year; those of an open month under the year."""
        return self._date_counts("substr(day, 1, 7)", "AND day BETWEEN ?1 AND ?1 || '-99'", (year,))

    def days(self) -> tuple[DateCount, ...]:
        """Count the records of each day of all years; those less certain under month or year."""
        return self._date_counts("day", "AND day != ''", ())

    def records_by_date(
        self, prefix: str, offset: int = 0, limit: int | None = None
    ) -> tuple[Regest, ...]:
        """List the records of a year, month or day (`1950`, `1950-01`, `1950-01-03`) by date.

        "undated" or "" gives those without a date.
        """
        if prefix in (UNDATED, ""):
            return self._regests("day = '' ORDER BY position", (), offset, limit)
        return self._regests(
            "day BETWEEN ?1 AND ?1 || '-99' ORDER BY earliest, position", (prefix,), offset, limit
        )
