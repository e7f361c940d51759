"""What readers may see: a second store and index without the restricted records.

A record that is restricted must be nowhere: not in a list, a facet, a count, a suggestion, a
citation. So it is not filtered out of every answer, which one forgotten place would undo, but
left out of a store of its own, from which everything is linked and indexed again. References
to it come to what they would if the archive had never held it. With it goes what only it told
of: the sources that held nothing else, the persons and collections that no open record names,
and what could not be read of a source that holds any of it, or nothing that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from regesta.keep.connections import Connections
from regesta.keep.rows import decode_record, encode_record
from regesta.keep.settings import Restriction, Settings
from regesta.keep.store import Store
from regesta.model import Decision, Entity

READERS = "readers"
_META = "left out"
_TABLES = (
    "sources", "readings", "bodies", "appearances", "memberships", "listed", "groups", "refusals",
)  # fmt: skip


class LeftOut(Struct, frozen=True, kw_only=True):
    """What a readers' store leaves out: by which restrictions.

    `parted` are the sources of which it holds only some records.
    """

    restrictions: tuple[Restriction, ...] = ()
    parted: tuple[str, ...] = ()


class Closed(Struct, frozen=True, kw_only=True):
    """The ids of what readers may not know of: records, and the entities that only they name."""

    records: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()

    def open_entities(self, entities: Iterable[Entity]) -> list[Entity]:
        """Return those of the entities that readers may know of."""
        return [one for one in entities if one.id not in self.entities]

    def open_decisions(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Return the decisions that speak of nothing closed."""
        shut = self.records | self.entities
        return [
            one
            for one in decisions
            if one.subject.partition("#")[0] not in shut and one.value not in shut
        ]


def in_force(settings: Settings, today: str = "") -> tuple[Restriction, ...]:
    """Return the restrictions that hold today (YYYY-MM-DD)."""
    today = today or date.today().isoformat()
    return tuple(one for one in settings.restricted if not one.until or one.until > today)


def copy_open(store: Store, restrictions: Sequence[Restriction]) -> Closed:
    """Fill a new store from its old one, without what is restricted and all that belongs to it.

    A restricted collection takes its parts along, a restricted record its enclosures.
    """
    run = store.connection.execute
    for table in _TABLES:
        run(f"INSERT INTO {table} SELECT * FROM old.{table}")  # noqa: S608 - names of ours alone
    closed: set[str] = set()
    for one in restrictions:
        found = _of_collection(store, one.collection) if one.collection else [one.record]
        closed.update(_with_enclosures(store, found))
    run("CREATE TEMP TABLE closed (id TEXT PRIMARY KEY)")
    store.connection.executemany("INSERT INTO closed VALUES (?)", ((one,) for one in closed))
    told = {name: _ids(store, question) for name, question in _TOLD_OF.items()}
    _close_ranks(store)
    _delete(store)
    _delete_shelves(store, told["collections"])
    parted = _delete_sources(store, told["sources"])
    hidden = told["entities"] - _ids(store, "SELECT DISTINCT entity FROM appearances")
    _delete_listed(store, hidden)
    run("DROP TABLE closed")
    left_out = LeftOut(restrictions=tuple(restrictions), parted=parted)
    store.set_meta({_META: msgspec.json.encode(left_out).decode()})
    return Closed(records=frozenset(closed), entities=frozenset(map(str, hidden)))


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


# What the closed records tell of, which must go too where nothing open does.
_TOLD_OF: Mapping[str, str] = {
    "entities": "SELECT DISTINCT entity FROM appearances JOIN readings USING (number)"
    " JOIN closed USING (id)",
    "collections": "SELECT DISTINCT collection FROM memberships JOIN readings USING (number)"
    " JOIN closed USING (id)",
    "sources": "SELECT DISTINCT source FROM readings JOIN closed USING (id)",
}
# A source that gave no record, entity or collection may be of what is closed.
_USELESS = (
    "SELECT number FROM sources WHERE number NOT IN (SELECT source FROM readings UNION"
    " SELECT source FROM listed UNION SELECT source FROM groups)"
)
_LISTED = msgspec.msgpack.Decoder(Entity)


def _ids(store: Store, question: str) -> set[str | int]:
    return {row[0] for row in store.ask(question)}


def _delete(store: Store) -> None:
    run = store.connection.execute
    for table in ("bodies", "appearances", "memberships"):
        run(
            f"DELETE FROM {table} WHERE number IN"  # noqa: S608 - names of ours alone
            " (SELECT number FROM readings JOIN closed USING (id))"
        )
    run("DELETE FROM readings WHERE id IN (SELECT id FROM closed)")


def _close_ranks(store: Store) -> None:
    """Number the open records of a volume without gaps: these would tell how many are closed."""
    run = store.connection.execute
    rows = run(
        "SELECT r.number, r.id, r.sequence - count(*), b.body FROM readings r"
        " JOIN bodies b ON b.number = r.number JOIN readings c"
        " ON c.source = r.source AND c.volume = r.volume AND c.sequence < r.sequence"
        " JOIN closed ON closed.id = c.id"
        " WHERE r.id NOT IN (SELECT id FROM closed) GROUP BY r.number"
    ).fetchall()
    for number, id, sequence, body in rows:
        record = replace(decode_record(body, None, id), sequence=sequence)
        run("UPDATE readings SET sequence = ? WHERE number = ?", (sequence, number))
        run("UPDATE bodies SET body = ? WHERE number = ?", (encode_record(record), number))


def _delete_shelves(store: Store, emptied: Iterable[str | int]) -> None:
    """Take out the collections that held closed records and hold nothing now, upwards."""
    run = store.connection.execute
    for shelf in emptied:
        while (
            shelf
            and not run(
                "SELECT 1 FROM memberships WHERE collection = ?1 UNION"
                " SELECT 1 FROM groups WHERE parent = ?1",
                (shelf,),
            ).fetchone()
        ):
            above = run("SELECT parent FROM groups WHERE id = ?", (shelf,)).fetchone()
            run("DELETE FROM groups WHERE id = ?", (shelf,))
            shelf = above[0] if above else ""  # noqa: PLW2901 - the way up


def _delete_sources(store: Store, touched: Iterable[str | int]) -> tuple[str, ...]:
    """Take out what readers may not know of sources; returns those that are open in part."""
    run = store.connection.execute
    parted: list[str] = []
    for source in touched:
        run("DELETE FROM refusals WHERE source = ?", (source,))
        if store.ask("SELECT 1 FROM readings WHERE source = ?", (source,)):
            parted += [row[0] for row in store.ask(_NAME, (source,))]
            continue
        for table in ("listed", "groups"):
            run(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - as above
    run("DELETE FROM refusals WHERE source NOT IN (SELECT source FROM readings) OR source = 0")
    run(f"DELETE FROM sources WHERE number IN ({_USELESS})")  # noqa: S608 - as above
    return tuple(sorted(parted))


_NAME = "SELECT name FROM sources WHERE number = ?"


def _delete_listed(store: Store, hidden: set[str | int]) -> None:
    """Take out of the lists of sources those whom no open record names, but a closed one does."""
    rows = store.connection.execute("SELECT rowid, body FROM listed") if hidden else ()
    shut = [row[0] for row in rows if _LISTED.decode(row[1]).id in hidden]
    store.connection.executemany("DELETE FROM listed WHERE rowid = ?", ((one,) for one in shut))
