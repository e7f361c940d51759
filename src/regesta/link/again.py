"""Linking again: what may have changed since a build before, and what cannot have.

Mentions are compared with records of their own volume, and with those of other volumes only
where a number within its reach in time, or a link of the source, picks them out; how much a name
tells is counted within the volume. What the mentions of a record came to is therefore the same
as before when the headers of its volume are, and those of the other volumes that bear a number
it asked for, or have an id it asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

from msgspec import Struct

from regesta.link.candidates import NUMBER_REACH
from regesta.link.keys import Index
from regesta.model import Reference

_DIGEST = 12  # bytes


class Asked(Struct, frozen=True, array_like=True):
    """What a record's mentions asked of other volumes: numbers about a day, and ids.

    `key` is the digest of the headers that answered.
    """

    numbers: tuple[tuple[str, int], ...]
    ids: tuple[str, ...]
    key: bytes


class Outcome(Struct, frozen=True, array_like=True):
    """What the mentions of one volume came to, and all that they depended on.

    `key` is the digest of the volume's own headers; `asked` and `references` go by record.
    """

    key: bytes
    asked: dict[str, Asked]
    references: dict[str, tuple[Reference, ...]]


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


def settle(
    index: Index,
    volume: range,
    before: Before,
    refer: Callable[[int], Sequence[Reference]],
) -> Outcome:
    """Return what a volume's mentions come to; `refer` is asked where that may have changed."""
    key = _key_of(index, volume, before.stamps)
    known = before.known(index.headers[volume.start].volume)
    if known and known.key != key:
        known = None
    asked: dict[str, Asked] = {}
    references: dict[str, tuple[Reference, ...]] = {}
    for place in volume:
        one = index.headers[place]
        if not one.cues:
            continue
        last = known.asked.get(one.id) if known else None
        if known and (
            not last or last.key == _answered(index, volume, before, last.numbers, last.ids)
        ):
            found = known.references.get(one.id, ())
        else:
            found, last = _ask(index, place, volume, before, refer)
        if found:
            references[one.id] = found
        if last:
            asked[one.id] = last
    return Outcome(key, asked, references)


def _ask(
    index: Index,
    place: int,
    volume: range,
    before: Before,
    refer: Callable[[int], Sequence[Reference]],
) -> tuple[tuple[Reference, ...], Asked | None]:
    """Return what a record's mentions come to, and what they asked of other volumes."""
    index.asked_numbers.clear()
    index.asked_ids.clear()
    found = tuple(refer(place))
    if not index.asked_numbers and not index.asked_ids:
        return found, None
    numbers, ids = tuple(sorted(index.asked_numbers)), tuple(sorted(index.asked_ids))
    return found, Asked(numbers, ids, _answered(index, volume, before, numbers, ids))


def _key_of(index: Index, volume: range, stamps: Mapping[str, bytes]) -> bytes:
    """Return the digest of a volume's headers, and of those elsewhere that belong to them."""
    digest = blake2b(digest_size=_DIGEST)
    for place in volume:
        id = index.headers[place].id
        digest.update(stamps[id])
        for child in index.children.get(id, ()):
            if child not in volume:
                digest.update(stamps[index.headers[child].id])
    return digest.digest()


def _answered(
    index: Index,
    volume: range,
    before: Before,
    numbers: Sequence[tuple[str, int]],
    ids: Sequence[str],
) -> bytes:
    """Return the digest of the headers of other volumes that answer to numbers and ids."""
    digest = blake2b(digest_size=_DIGEST)
    when = index.when
    for number, day in numbers:
        places = index.by_number.get(number, ())
        first = bisect_left(places, day - NUMBER_REACH, key=when.__getitem__)
        last = bisect_right(places, day + NUMBER_REACH, key=when.__getitem__)
        for place in places[first:last]:
            if place not in volume:
                digest.update(before.stamps[index.headers[place].id])
                digest.update(when[place].to_bytes(4, "big"))
        digest.update(b"\0")
    for id in ids:
        at = index.by_id.get(id)
        digest.update(b"\1" if at is None else before.stamps[id])
    return digest.digest()
