"""What linking gives, entered in the store: references, entries, wanted documents, exchanges."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from regesta.keep.rows import encode_references
from regesta.model import Entity, Exchange, Reference, Wanted

_encode = msgspec.msgpack.Encoder().encode


def enter_references(
    store: sqlite3.Connection,
    references: Mapping[str, Sequence[Reference]],
    numbers: Mapping[str, int],
) -> None:
    """Write the references of each record; `numbers` are those of records by their ids."""
    store.executemany(
        "INSERT INTO links VALUES (?, ?)",
        (
            (numbers[id], encode_references(found))
            for id, found in references.items()
            if found and id in numbers
        ),
    )
    store.executemany(
        "INSERT INTO refs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                numbers[id], seq, one.status, one.target, one.wanted, one.relation, one.quote,
                one.confidence, one.status == "unresolved" and one.vague,
            )
            for id, found in references.items()
            if id in numbers
            for seq, one in enumerate(found)
        ),
    )  # fmt: skip


def enter_entries(
    store: sqlite3.Connection, entities: Iterable[Entity], aliases: Mapping[str, str]
) -> None:
    """Write the entries of the authority, and for which of them other ids stand."""
    store.executemany(
        "INSERT OR IGNORE INTO entities VALUES (?, ?, ?, 0, ?)",
        ((one.id, one.kind, one.name, _encode(one)) for one in entities),
    )
    store.executemany("INSERT OR REPLACE INTO aliases VALUES (?, ?)", aliases.items())


def enter_wanted(store: sqlite3.Connection, wanted: Iterable[Wanted]) -> None:
    """Write the wanted documents, most cited first."""
    store.executemany(
        "INSERT INTO wanted VALUES (?, ?, ?, ?)",
        (
            (rank, one.id, len(one.cited_by), _encode(one))
            for rank, one in enumerate(sorted(wanted, key=lambda one: -len(one.cited_by)))
        ),
    )


def enter_exchanges(store: sqlite3.Connection, exchanges: Iterable[Exchange]) -> None:
    """Write the exchanges in the order given, with who is part of them."""
    for rank, one in enumerate(exchanges):
        store.execute("INSERT INTO exchanges VALUES (?, ?, ?)", (rank, one.id, _encode(one)))
        store.executemany(
            "INSERT INTO members VALUES (?, ?)", ((one.id, member) for member in one.members)
        )
