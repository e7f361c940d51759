"""What the references of an archive came to: citations, wanted documents, exchanges."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import msgspec

from regesta.errors import NotFound
from regesta.keep.entries import Unresolved
from regesta.keep.listing import Listing, page
from regesta.model import Citing, Exchange, Wanted

_CHUNK = 500
_OPEN = (
    "SELECT refs.rowid, r.id, title, refs.seq, quote, confidence FROM refs"
    " JOIN readings r USING (number)"
)
_WANTED = msgspec.msgpack.Decoder(Wanted)
_EXCHANGE = msgspec.msgpack.Decoder(Exchange)


class Citations(Listing):
    """The references of an archive, seen from either end."""

    def cited_by(self, id: str, offset: int = 0, limit: int | None = None) -> tuple[Citing, ...]:
        """List who cites a record or a wanted document, in order of their dates."""
        # The indexes hold no empty ids; only a query that says so makes use of them.
        rows = self._store.many(
            "SELECT r.id, title, edtf, quote, relation FROM refs JOIN readings r USING (number)"
            " WHERE (target = ?1 AND target != '' OR wanted = ?1 AND wanted != '')"
            " ORDER BY earliest, r.id, refs.seq LIMIT ? OFFSET ?",
            (id, *page(offset, limit)),
        )
        return tuple(
            Citing(id=row[0], title=row[1], date=row[2], quote=row[3], relation=row[4])
            for row in rows
        )

    def dangling(self) -> tuple[tuple[str, str], ...]:
        """List (record, target) of references to what is neither held nor wanted."""
        rows = self._store.many(
            "SELECT p.id, coalesce(nullif(target, ''), wanted) FROM refs"
            " JOIN records p USING (number)"
            " WHERE target != '' AND NOT EXISTS (SELECT 1 FROM records q WHERE q.id = refs.target)"
            " OR wanted != '' AND NOT EXISTS (SELECT 1 FROM wanted w WHERE w.id = refs.wanted)"
        )
        return tuple((row[0], row[1]) for row in rows)

    def wanted(self, offset: int = 0, limit: int | None = None) -> tuple[Wanted, ...]:
        """List the documents that are cited and not held, most cited first."""
        rows = self._store.many(
            "SELECT body FROM wanted ORDER BY rank LIMIT ? OFFSET ?", page(offset, limit)
        )
        return tuple(_WANTED.decode(row[0]) for row in rows)

    def wanted_document(self, id: str) -> Wanted:
        """Return one wanted document; raises `NotFound`."""
        wanted = self.find_wanted(id)
        if wanted is None:
            raise NotFound(f"There is no wanted document {id!r}.")
        return wanted

    def find_wanted(self, id: str) -> Wanted | None:
        """Return one wanted document, None where there is none of this id."""
        row = self._store.one("SELECT body FROM wanted WHERE id = ?", (id,))
        return None if row is None else _WANTED.decode(row[0])

    def unresolved(
        self, offset: int = 0, limit: int | None = None, *, vague: bool | None = None
    ) -> tuple[Unresolved, ...]:
        """List the references that were not decided, the surest first.

        `vague` narrows to those whose words tell little (True) or enough (False).
        """
        order = self.unresolved_order(vague)
        return self.unresolved_at(order[offset:] if limit is None else order[offset:][:limit])

    def unresolved_order(self, vague: bool | None = None) -> array[int]:
        """Return the keys of the undecided references in the order of `unresolved`.

        A list of many pages asks for its order once, and for each page by `unresolved_at`.
        """
        wanted = "" if vague is None else int(vague)
        rows = self._store.many(
            "SELECT refs.rowid FROM refs JOIN records USING (number) WHERE status = 'unresolved'"
            " AND (?1 = '' OR vague = ?1) ORDER BY vague, confidence DESC, position, seq",
            (wanted,),
        )
        return array("q", (row[0] for row in rows))

    def unresolved_at(self, keys: Sequence[int]) -> tuple[Unresolved, ...]:
        """Return the undecided references of these keys in their order."""
        found: dict[int, Unresolved] = {}
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            marks = ",".join("?" * len(some))
            for row in self._store.many(f"{_OPEN} WHERE refs.rowid IN ({marks})", some):
                found[row[0]] = Unresolved(
                    id=row[1], title=row[2], number=row[3], quote=row[4], confidence=row[5]
                )
        return tuple(found[key] for key in keys)

    def exchange_of(self, id: str) -> Exchange | None:
        """Return the exchange that a record or wanted document belongs to, None where none."""
        row = self._store.one(
            "SELECT body FROM exchanges e JOIN members m ON m.exchange = e.id WHERE m.id = ?"
            " ORDER BY rank",
            (id,),
        )
        return _EXCHANGE.decode(row[0]) if row else None

    def exchanges(self, offset: int = 0, limit: int | None = None) -> tuple[Exchange, ...]:
        """List the exchanges in the order that linking gave them."""
        rows = self._store.many(
            "SELECT body FROM exchanges ORDER BY rank LIMIT ? OFFSET ?", page(offset, limit)
        )
        return tuple(_EXCHANGE.decode(row[0]) for row in rows)
