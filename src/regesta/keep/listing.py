"""What the parts of an archive's reading side share: the store, and lists of short entries."""

from __future__ import annotations

from collections.abc import Sequence

from regesta.keep.connections import Connections, Row
from regesta.keep.entries import DateCount, Regest

_ALL = -1
_CHUNK = 500
SELECT_REGEST = (
    "SELECT r.id, title, edtf, genre, place, sender, recipient, volume, parent, position"
    " FROM readings r JOIN records p USING (number) WHERE "
)


class Listing:
    """Lists of one store. All lists take `offset` and `limit` (None: all)."""

    def __init__(self, store: Connections) -> None:
        self._store = store

    def _regests(
        self, where: str, values: Sequence[str], offset: int, limit: int | None
    ) -> tuple[Regest, ...]:
        rows = self._store.many(
            SELECT_REGEST + where + " LIMIT ? OFFSET ?",
            (*values, *page(offset, limit)),
        )
        return tuple(regest_of(row) for row in rows)

    def records_listed(self, ids: Sequence[str]) -> tuple[Regest, ...]:
        """Return the short entries of these records in their order; unknown ids are left out."""
        found: dict[str, Regest] = {}
        for start in range(0, len(ids), _CHUNK):
            some = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(some))
            for row in self._store.many(f"{SELECT_REGEST}p.id IN ({marks})", some):
                found[row[0]] = regest_of(row)
        return tuple(found[id] for id in ids if id in found)

    def _date_counts(self, key: str, where: str, values: Sequence[str]) -> tuple[DateCount, ...]:
        rows = self._store.many(
            f"SELECT {key} AS date, count(*) FROM readings WHERE shadowed = 0 {where}"  # noqa: S608
            " GROUP BY date ORDER BY date = '', date",
            values,
        )
        return tuple(DateCount(date=row[0], count=row[1]) for row in rows)


def page(offset: int, limit: int | None) -> tuple[int, int]:
    """Return the values of LIMIT and OFFSET."""
    return (_ALL if limit is None else max(limit, 0), max(offset, 0))


def regest_of(row: Row) -> Regest:
    """Return the short entry in a row of `SELECT_REGEST`."""
    id, title, edtf, genre, place, sender, recipient, volume, parent, _position = row
    return Regest(
        id=id,
        title=title,
        date=edtf,
        genre=genre,
        place=place,
        sender=sender,
        recipient=recipient,
        volume=volume,
        parent=parent,
    )
