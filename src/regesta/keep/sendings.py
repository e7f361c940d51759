"""From where and to whom each record went: the few fields of it that a map needs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from regesta.keep.listing import Listing
from regesta.keep.rows import unseal

_CHUNK = 500


class Party(Struct, frozen=True):
    """A sender or recipient as the record has it."""

    name: str = ""
    office: str = ""
    post: str = ""


class _Parts(Struct, frozen=True):
    """The fields of a record that are decoded; all others are passed over."""

    place: str = ""
    senders: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()


class Sending(Struct, frozen=True):
    """A record on its way: when (as much of the date as is certain), whence, from and to whom."""

    id: str
    day: str
    place: str
    senders: tuple[Party, ...]
    recipients: tuple[Party, ...]


_PARTS = msgspec.msgpack.Decoder(_Parts)


class Sendings(Listing):
    """The ways that the records of an archive went."""

    def sendings(self) -> Iterator[Sending]:
        """Yield every record on its way, in the archive's order, a few at a time."""
        last = 0
        while True:
            rows = self._store.many(
                "SELECT p.id, day, b.body, position FROM records p JOIN readings USING (number)"
                " JOIN bodies b USING (number) WHERE position > ? ORDER BY position LIMIT ?",
                (last, _CHUNK),
            )
            if not rows:
                return
            for id, day, body, _position in rows:
                parts = _PARTS.decode(unseal(body, f"the record {id!r}"))
                yield Sending(id, day, parts.place, parts.senders, parts.recipients)
            last = rows[-1][3]
