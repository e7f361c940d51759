"""What the records tell together: agreements through their life; who asked whom for what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec import Struct

from regesta.errors import NotFound
from regesta.keep.listing import Listing, page
from regesta.model.agreement import AgreementStory

_STORY = msgspec.msgpack.Decoder(AgreementStory)
_encode = msgspec.msgpack.Encoder().encode

DirectiveOrder = Literal["date", "actor", "sender"]
_ORDERS: dict[DirectiveOrder, str] = {
    "date": "r.day = '', r.earliest, d.seq",
    "actor": "d.actor, r.earliest, d.seq",
    "sender": "r.sender = '', r.sender, r.earliest, d.seq",
}

_DIRECTIVES = (
    "SELECT p.id, title, edtf, sender, actor, act, object, deadline, quote, confidence"
    " FROM directives d JOIN records p ON p.id = d.record JOIN readings r USING (number)"
    " ORDER BY "
)


class Told(Struct, frozen=True, kw_only=True):
    """A directive in a record: who is to do what, until when (EDTF), in which words."""

    record: str
    actor: str
    act: str
    object: str = ""
    deadline: str = ""
    quote: str = ""
    confidence: float = 1.0


class Asked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A directive as registers list it: with its record's title, date and sender."""

    record: str
    title: str
    date: str
    sender: str
    actor: str
    act: str
    object: str
    deadline: str
    quote: str
    confidence: float


def enter_agreements(store: sqlite3.Connection, stories: Iterable[AgreementStory]) -> None:
    """Write the agreements in the order given, and which mention means which."""
    for rank, one in enumerate(stories):
        store.execute("INSERT INTO agreements VALUES (?, ?, ?)", (rank, one.id, _encode(one)))
        store.executemany(
            "INSERT INTO sightings VALUES (?, ?, ?, ?)",
            ((record, start, name, one.id) for record, start, name in one.mentions),
        )


def enter_directives(store: sqlite3.Connection, directives: Iterable[Told]) -> None:
    """Write the directives in the order given."""
    store.executemany(
        "INSERT INTO directives VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (seq, one.record, one.actor, one.act, one.object, one.deadline, one.quote,
             one.confidence)
            for seq, one in enumerate(directives)
        ),
    )  # fmt: skip


class Stories(Listing):
    """The agreements and directives of an archive."""

    def agreements(self, offset: int = 0, limit: int | None = None) -> tuple[AgreementStory, ...]:
        """List the agreements in the order that linking gave them."""
        rows = self._store.many(
            "SELECT body FROM agreements ORDER BY rank LIMIT ? OFFSET ?", page(offset, limit)
        )
        return tuple(_STORY.decode(row[0]) for row in rows)

    def agreement(self, id: str) -> AgreementStory:
        """Return one agreement; raises `NotFound`."""
        row = self._store.one("SELECT body FROM agreements WHERE id = ?", (id,))
        if row is None:
            raise NotFound(f"There is no agreement {id!r}.")
        return _STORY.decode(row[0])

    def agreements_of(self, record: str) -> dict[tuple[int, str], str]:
        """Return by (start, name) which agreement each mention of a record means."""
        rows = self._store.many(
            "SELECT start, name, agreement FROM sightings WHERE record = ?", (record,)
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def directives(
        self, sort: DirectiveOrder = "date", offset: int = 0, limit: int | None = None
    ) -> tuple[Asked, ...]:
        """List who asked whom for what: by date, by who is asked, or by who asks."""
        rows = self._store.many(
            _DIRECTIVES + _ORDERS[sort] + " LIMIT ? OFFSET ?", page(offset, limit)
        )
        return tuple(Asked(**dict(zip(Asked.__struct_fields__, row, strict=True))) for row in rows)
