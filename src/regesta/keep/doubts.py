"""What a person should look at: statements that rules were not sure of, by what matters most."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from regesta.keep.listing import Listing, page

DoubtKind = Literal["references", "absent", "dates", "names"]
DOUBT_KINDS: tuple[DoubtKind, ...] = ("references", "absent", "dates", "names")

_FIELDS = "kind, rank, about, subject, record, weight, confidence"


class Doubt(Struct, frozen=True, kw_only=True):
    """One statement in doubt.

    `about` and `subject` are those of a decision about it; `weight` is how often what it
    speaks of is cited (for a name: how often it stands undecided), `confidence` how sure the
    rule was. `rank` is its place in the queue of its kind, from 1.
    """

    kind: str
    rank: int
    about: str
    subject: str
    record: str
    weight: int
    confidence: float


def enter_doubts(store: sqlite3.Connection, doubts: Iterable[Doubt]) -> None:
    """Enter the doubts of a build."""
    store.executemany(
        f"INSERT INTO doubts ({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            (one.kind, one.rank, one.about, one.subject, one.record, one.weight, one.confidence)
            for one in doubts
        ),
    )


class Doubts(Listing):
    """The doubts of an archive, in the order in which they should be looked at."""

    def doubts(self, kind: str, after: int = 0, limit: int | None = None) -> tuple[Doubt, ...]:
        """List the doubts of a kind behind the rank `after`."""
        rows = self._store.many(
            f"SELECT {_FIELDS} FROM doubts WHERE kind = ? AND rank > ?"  # noqa: S608
            " ORDER BY rank LIMIT ?",
            (kind, after, page(0, limit)[0]),
        )
        return tuple(_doubt(row) for row in rows)

    def doubts_of(self, record: str) -> tuple[Doubt, ...]:
        """List the doubts about one record."""
        rows = self._store.many(
            f"SELECT {_FIELDS} FROM doubts WHERE record = ? ORDER BY kind, rank",  # noqa: S608
            (record,),
        )
        return tuple(_doubt(row) for row in rows)

    def doubt_counts(self) -> dict[str, int]:
        """Count the doubts of each kind."""
        return dict(self._store.many("SELECT kind, count(*) FROM doubts GROUP BY kind"))


def _doubt(row: tuple[str, int, str, str, str, int, float]) -> Doubt:
    kind, rank, about, subject, record, weight, confidence = row
    return Doubt(
        kind=kind, rank=rank, about=about, subject=subject, record=record, weight=weight,
        confidence=confidence,
    )  # fmt: skip
