"""Linking again: what may have changed since a build before, and what cannot have.

Mentions are compared with records of their own volume, and with those of other volumes only
where a number or a link of the source picks them out; how much a name tells is counted within
the volume. What the mentions of a volume came to is therefore the same as before when the
headers of the volume are, and those of the other volumes that bear one of the numbers asked
for, have one of the ids asked for, or belong to one of its records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

from msgspec import Struct

from regesta.link.keys import Index
from regesta.model import Reference

References = dict[str, tuple[Reference, ...]]


class Outcome(Struct, frozen=True, array_like=True):
    """What the mentions of one volume came to, and all that they depended on.

    `numbers` and `ids` are those that its mentions asked for; `key` is the digest of the
    headers that had a say.
    """

    key: bytes
    numbers: tuple[str, ...]
    ids: tuple[str, ...]
    references: References


class Before(Struct, frozen=True):
    """A build before: `stamps` are digests of today's headers by id, `known` its outcomes."""

    stamps: Mapping[str, bytes]
    known: Callable[[str], Outcome | None]


def volumes_of(index: Index) -> list[range]:
    """Return the places of the records of each volume, in the order of the index."""
    starts = [
        place
        for place, one in enumerate(index.headers)
        if not place or one.volume != index.headers[place - 1].volume
    ]
    return [range(*both) for both in pairwise([*starts, len(index.headers)])]


def key_of(
    index: Index,
    volume: range,
    stamps: Mapping[str, bytes],
    numbers: Sequence[str],
    ids: Sequence[str],
) -> bytes:
    """Return the digest of the headers that have a say in what a volume's mentions come to."""
    digest = blake2b(digest_size=20)

    def add(place: int) -> None:
        digest.update(stamps[index.headers[place].id])

    for place in volume:
        add(place)
    for number in numbers:
        digest.update(b"\0" + number.encode())
        for place in index.by_number.get(number, ()):
            if place not in volume:
                add(place)
                digest.update(index.when[place].to_bytes(4, "big"))
    for id in ids:
        digest.update(b"\1" + id.encode())
        at = index.by_id.get(id)
        if at is not None:
            add(at)
    for place in volume:
        for child in index.children.get(index.headers[place].id, ()):
            if child not in volume:
                add(child)
    return digest.digest()


def settle(
    index: Index,
    volume: range,
    before: Before | None,
    refer: Callable[[int], Sequence[Reference]],
) -> Outcome:
    """Return what a volume's mentions come to: as before, or `refer` is asked for each record."""
    stamps = before.stamps if before else {}
    name = index.headers[volume.start].volume
    known = before.known(name) if before else None
    if known and known.key == key_of(index, volume, stamps, known.numbers, known.ids):
        return known
    index.asked_numbers.clear()
    index.asked_ids.clear()
    references: References = {}
    for place in volume:
        if index.headers[place].cues and (found := tuple(refer(place))):
            references[index.headers[place].id] = found
    numbers, ids = tuple(sorted(index.asked_numbers)), tuple(sorted(index.asked_ids))
    key = key_of(index, volume, stamps, numbers, ids) if before else b""
    return Outcome(key, numbers, ids, references)
