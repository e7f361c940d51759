"""Versions of documents in the store: entered by the build, listed for a record."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from regesta.keep.listing import Listing
from regesta.model import Version

_VERSION = msgspec.msgpack.Decoder(Version)
_encode = msgspec.msgpack.Encoder().encode


class Kin(Struct, frozen=True, kw_only=True):
    """Another version of a record's text, with the title and date of the record that has it."""

    version: Version
    title: str
    date: str


def enter_versions(
    store: sqlite3.Connection, versions: Mapping[str, Sequence[Version]], numbers: Mapping[str, int]
) -> None:
    """Write the versions of each record in the order given; `numbers` are those of records."""
    store.executemany(
        "INSERT INTO versions VALUES (?, ?, ?, ?, ?)",
        (
            (numbers[id], seq, one.target, one.relation, _encode(one))
            for id, ties in versions.items()
            for seq, one in enumerate(ties)
        ),
    )


class Versions(Listing):
    """Who else has the text of a record, or part of it."""

    def versions_of(self, id: str) -> tuple[Kin, ...]:
        """List the other versions of a record, the nearest first."""
        rows = self._store.many(
            "SELECT v.body, r.title, r.edtf FROM records p JOIN versions v USING (number)"
            " JOIN records t ON t.id = v.target JOIN readings r ON r.number = t.number"
            " WHERE p.id = ? ORDER BY v.seq",
            (id,),
        )
        return tuple(
            Kin(version=_VERSION.decode(row[0]), title=row[1], date=row[2]) for row in rows
        )
