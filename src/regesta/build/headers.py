"""The headers of a store on their way into linking: all of them light, few at a time whole.

What the build before came to is handed over with them, so that only what may have changed is
asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec

from regesta.build.stages import Stages
from regesta.keep.gathered import enter_gathered, gathered_before
from regesta.keep.outcomes import outcomes_before
from regesta.keep.store import Store
from regesta.link.again import Before
from regesta.link.engine import Linked
from regesta.model import Decision, Entity

_JOINED = "entities that are one"
_JOINING = msgspec.msgpack.Decoder(dict[str, str])
_KEPT = 4_000


class Wholes:
    """Gives whole headers by their ids, in any order; `ids` are all in the archive's order."""

    def __init__(self, store: Store, decode: Callable[[bytes], Any], ids: Iterable[str]) -> None:
        self._store = store
        self._decode = decode
        self._places = {id: place for place, id in enumerate(ids, 1)}
        self._alone = lru_cache(maxsize=_KEPT)(self._read_alone)

    def __call__(self, ids: Sequence[str]) -> list[Any]:
        """Return the headers of these ids."""
        places = sorted(map(self._places.__getitem__, ids))
        if len(places) > 1 and places[-1] - places[0] == len(places) - 1:
            read = map(self._decode, self._store.headers_at(places[0], places[-1]))
            found = dict(zip(places, read, strict=True))
            return [found[self._places[id]] for id in ids]
        return [self._alone(self._places[id]) for id in ids]

    def _read_alone(self, place: int) -> Any:
        return self._decode(self._store.headers_at(place, place)[0])


def link_headers(
    store: Store, stages: Stages, entities: Sequence[Entity], decisions: Sequence[Decision]
) -> Linked:
    """Link the records of the store, whose order stands, by their headers.

    What was found of `entities` is kept for the next build.
    """
    whole = msgspec.msgpack.Decoder(stages.header_type).decode
    decode = stages.light or whole
    headers: list[Any] = []
    stamps: dict[str, bytes] = {}
    for encoded in store.headers():
        headers.append(decode(encoded))
        stamps[headers[-1].id] = blake2b(encoded, digest_size=12).digest()
    stamp = _stamp(stages.linking, entities, decisions)
    known = gathered_before(store, {_JOINED: stamp}).get(_JOINED)
    before = Before(
        stamps,
        outcomes_before(store, stages.linking),
        Wholes(store, whole, stamps) if stages.light else None,
        _JOINING.decode(known) if known else None,
    )
    linked = stages.link(headers, entities, decisions, before)
    enter_gathered(store, _JOINED, stamp, known or msgspec.msgpack.encode(linked.entities))
    return linked


def _stamp(linking: str, entities: Sequence[Entity], decisions: Sequence[Decision]) -> str:
    """Return what tells that the same entities would be joined in the same way."""
    about = [one for one in decisions if one.about == "entity"]
    told = msgspec.msgpack.encode((linking, entities, about))
    return blake2b(told, digest_size=16).hexdigest()
