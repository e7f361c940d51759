"""What readers may see: a second store and index without the restricted records.

A record that is restricted must be nowhere: not in a list, a facet, a count, a suggestion, a
citation. So it is not filtered out of every answer, which one forgotten place would undo, but
left out of a store of its own, from which everything is linked and indexed again. References
to it come to what they would if the archive had never held it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from msgspec import Struct

from regesta.keep.connections import Connections
from regesta.keep.settings import Restriction, Settings
from regesta.keep.store import Store

READERS = "readers"
_META = "left out"
_TABLES = (
    "sources", "readings", "bodies", "appearances", "memberships", "listed", "groups", "refusals",
)  # fmt: skip


class LeftOut(Struct, frozen=True, kw_only=True):
    """What a readers' store leaves out: the restrictions, and the records they closed."""

    restrictions: tuple[Restriction, ...] = ()
    records: dict[str, int] = {}


def in_force(settings: Settings, today: str = "") -> tuple[Restriction, ...]:
    """Return the restrictions that hold today (YYYY-MM-DD)."""
    today = today or date.today().isoformat()
    return tuple(one for one in settings.restricted if not one.until or one.until > today)


def copy_open(store: Store, restrictions: Sequence[Restriction]) -> None:
    """Fill a new store from its old one, without what is restricted and all that belongs to it.

    A restricted collection takes its parts along, a restricted record its enclosures.
    """
    run = store.connection.execute
    for table in _TABLES:
        run(f"INSERT INTO {table} SELECT * FROM old.{table}")  # noqa: S608 - names of ours alone
    closed: dict[str, int] = {}
    for number, one in enumerate(restrictions):
        found = _of_collection(store, one.collection) if one.collection else [one.record]
        for record in _with_enclosures(store, found):
            closed.setdefault(record, number)
    _delete(store, closed)
    left_out = LeftOut(restrictions=tuple(restrictions), records=closed)
    store.set_meta({_META: msgspec.json.encode(left_out).decode()})


def read_left_out(store: Connections) -> LeftOut:
    """Return what a store leaves out; nothing for the keeper's own."""
    row = store.one("SELECT value FROM meta WHERE key = ?", (_META,))
    return msgspec.json.decode(row[0], type=LeftOut) if row else LeftOut()


def covers(left_out: LeftOut, restrictions: Iterable[Restriction]) -> bool:
    """Whether all that is restricted now was left out."""
    known = {(one.record, one.collection) for one in left_out.restrictions}
    return all((one.record, one.collection) in known for one in restrictions)


_PARTS = (
    "WITH RECURSIVE part (id) AS (SELECT ?1 UNION SELECT g.id FROM groups g JOIN part"
    " ON g.parent = part.id) SELECT id FROM part"
)


def _of_collection(store: Store, collection: str) -> list[str]:
    run = store.connection.execute
    found: list[str] = []
    for (part,) in run(_PARTS, (collection,)).fetchall():
        rows = run(
            "SELECT id FROM readings JOIN memberships USING (number) WHERE collection = ?", (part,)
        )
        found.extend(row[0] for row in rows)
        run("DELETE FROM groups WHERE id = ?", (part,))
    return found


def _with_enclosures(store: Store, records: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(records))
    for record in found:  # grows while it is walked
        rows = store.connection.execute("SELECT id FROM readings WHERE parent = ?", (record,))
        found.extend(row[0] for row in rows.fetchall() if row[0] not in found)
    return found


def _delete(store: Store, records: Iterable[str]) -> None:
    run = store.connection.execute
    run("CREATE TEMP TABLE closed (id TEXT PRIMARY KEY)")
    store.connection.executemany("INSERT INTO closed VALUES (?)", ((one,) for one in records))
    for table in ("bodies", "appearances", "memberships"):
        run(
            f"DELETE FROM {table} WHERE number IN"  # noqa: S608 - names of ours alone
            " (SELECT number FROM readings JOIN closed USING (id))"
        )
    run("DELETE FROM readings WHERE id IN (SELECT id FROM closed)")
    run("DELETE FROM refusals WHERE place IN (SELECT id FROM closed)")
    run("DROP TABLE closed")
