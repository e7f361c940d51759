"""Linking again: what may have changed since a build before, and what cannot have.

Mentions are compared with records of their own volume, and with those of other volumes only
where a number within its reach in time, or a link of the source, picks them out; how much a name
tells is counted within the volume. What the mentions of a record came to is therefore the same
as before when the headers of its volume are, and those of the other volumes that bear a number
it asked for, or have an id it asked for.

So volumes are asked one after the other, each in an index of its own headers and of those that
its mentions ask for elsewhere. Of all other records a light header is enough, and only a volume
that is asked is ever held whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import pairwise

from msgspec import Struct, msgpack

from regesta.link.candidates import NUMBER_REACH, PER_NUMBER
from regesta.link.describe import describe
from regesta.link.header import Header, Whole
from regesta.link.keys import Index
from regesta.link.numbers import bare
from regesta.model import Decision, Reference

_DIGEST = 12  # bytes
_encode = msgpack.Encoder().encode


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
    """A build before: `stamps` are digests of today's headers by id, `known` its outcomes.

    `whole` gives headers with all that is in them, where those to be linked are light; without
    it they are whole. `joined` is what stands for what entity, where that cannot have changed.
    """

    stamps: Mapping[str, bytes]
    known: Callable[[str], Outcome | None]
    whole: Whole | None = None
    joined: Mapping[str, str] | None = None


class Said(Struct, frozen=True):
    """What people decided about references, by record."""

    about: Mapping[str, tuple[Decision, ...]]

    def targets(self, id: str) -> list[str]:
        """Return the ids of the records that a record's references were decided to mean."""
        return [one.value for one in self.about.get(id, ()) if one.value]


# What the mentions of the record at a place of an index come to.
Refer = Callable[[Index, int], Sequence[Reference]]


def volumes_of(index: Index) -> list[range]:
    """Return the places of the records of each volume, in the order of the index."""
    starts = [
        place
        for place, one in enumerate(index.headers)
        if not place or one.volume != index.headers[place - 1].volume
    ]
    return [range(*both) for both in pairwise([*starts, len(index.headers)])]


def settle(index: Index, volume: range, before: Before, said: Said, refer: Refer) -> Outcome:
    """Return what a volume's mentions come to; `refer` is asked where that may have changed.

    Records that people decided something about are always asked anew.
    """
    key = _key_of(index, volume, before.stamps, said)
    known = before.known(index.headers[volume.start].volume)
    if known and known.key != key:
        known = None
    stale = _stale(index, volume, before, said, known)
    if known and not stale:
        return known
    opened = _open(index, volume, stale, before, said)
    asked: dict[str, Asked] = {}
    references: dict[str, tuple[Reference, ...]] = {}
    for place in volume:
        id = index.headers[place].id
        if id in stale:
            found, last = _ask(opened, opened.by_id[id], refer)
            if last:
                asked[id] = _keyed(index, volume, before, *last)
            if found:
                references[id] = found
        elif known:
            if id in known.asked:
                asked[id] = known.asked[id]
            if id in known.references:
                references[id] = known.references[id]
    return Outcome(key, asked, references)


def _stale(
    index: Index, volume: range, before: Before, said: Said, known: Outcome | None
) -> set[str]:
    """Return the records of a volume whose mentions must be asked, or asked anew."""
    ids = {index.headers[place].id for place in volume}
    if known is None:
        return ids
    stale = {
        id
        for id, last in known.asked.items()
        if last.key != _answered(index, volume, before, last.numbers, last.ids)
    }
    return stale | (ids & said.about.keys())


def _open(index: Index, volume: range, stale: set[str], before: Before, said: Said) -> Index:
    """Return an index in which a volume's stale mentions find all that they may ask for."""
    if before.whole is None:
        return index
    own = before.whole([index.headers[place].id for place in volume])
    asked: dict[int, None] = {}
    for one in own:
        for place in index.children.get(one.id, ()):
            asked[place] = None
        if one.id in stale:
            asked.update(dict.fromkeys(asked_of_others(index, one)))
            for target in said.targets(one.id):
                if target in index.by_id:
                    asked[index.by_id[target]] = None
    elsewhere = {
        index.headers[place].id: index.when[place] for place in asked if place not in volume
    }
    return Index([*own, *before.whole(list(elsewhere))], elsewhere)


def asked_of_others(index: Index, one: Header) -> Iterator[int]:
    """Yield the places of records, of whatever volume, that a record's mentions may mean.

    Those that a link names, and those nearest in time that bear a number (see `candidates`).
    """
    when = index.when
    for cue in one.cues:
        mention = cue.mention
        if mention.kind == "pointer":
            target = index.by_id.get(mention.target.partition("#")[0])
            if target is not None:
                yield target
            continue
        places = index.by_number.get(bare(mention.number)) if mention.number else None
        if places:
            day = describe(cue, one).first or one.day
            middle = bisect_left(places, day, key=when.__getitem__)
            for place in places[max(0, middle - PER_NUMBER) : middle + PER_NUMBER]:
                if abs(when[place] - day) <= NUMBER_REACH:
                    yield place


_Questions = tuple[tuple[tuple[str, int], ...], tuple[str, ...]]


def _ask(index: Index, place: int, refer: Refer) -> tuple[tuple[Reference, ...], _Questions | None]:
    """Return what a record's mentions come to, and what they asked of other volumes."""
    if not index.headers[place].cues:
        return (), None
    index.asked_numbers.clear()
    index.asked_ids.clear()
    found = tuple(refer(index, place))
    if not index.asked_numbers and not index.asked_ids:
        return found, None
    return found, (tuple(sorted(index.asked_numbers)), tuple(sorted(index.asked_ids)))


def _keyed(
    index: Index,
    volume: range,
    before: Before,
    numbers: tuple[tuple[str, int], ...],
    ids: tuple[str, ...],
) -> Asked:
    return Asked(numbers, ids, _answered(index, volume, before, numbers, ids))


def _key_of(index: Index, volume: range, stamps: Mapping[str, bytes], said: Said) -> bytes:
    """Return the digest of a volume's headers, and of those elsewhere that belong to them.

    What people decided about them counts too.
    """
    digest = blake2b(digest_size=_DIGEST)
    for place in volume:
        id = index.headers[place].id
        digest.update(stamps[id])
        for child in index.children.get(id, ()):
            if child not in volume:
                digest.update(stamps[index.headers[child].id])
        if id in said.about:
            digest.update(_encode(said.about[id]))
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
