"""Linking in a build: headers in, what they came to into the store."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec.structs import replace

from regesta.build.deciding import added, renamed
from regesta.build.entities import canonical_ids, join_entities
from regesta.build.progress import LINK, Progress
from regesta.build.stages import Stages
from regesta.keep.outcomes import enter_outcomes, outcomes_before
from regesta.keep.store import Store
from regesta.link.again import Before
from regesta.model import Decision, Entity


def link_records(
    store: Store,
    stages: Stages,
    authority: Sequence[Entity],
    decisions: Sequence[Decision],
    progress: Progress | None,
) -> list[Entity]:
    """Link all records of the store and enter the outcome.

    `authority` is the archive's own list; the entities that sources list come after it, and
    of those that come along the ones that records name. Of what the build before linked by the
    same rules, all that cannot have changed is taken over.
    Returns the entity to show for every id: one joined into others stands under each of theirs.
    """
    total = store.arrange()
    if progress:
        progress(LINK, 0, total)
    decode = msgspec.msgpack.Decoder(stages.header_type).decode
    headers: list[Any] = []
    stamps: dict[str, bytes] = {}
    for encoded in store.headers():
        headers.append(decode(encoded))
        stamps[headers[-1].id] = blake2b(encoded, digest_size=12).digest()
    entities = [*authority, *store.listed()]
    entities += _builtin(stages, store.named().difference(entity.id for entity in entities))
    # What people added comes last: of an entity that is known already it is but one more name.
    entities += added(decisions)
    before = Before(stamps, outcomes_before(store, stages.linking))
    linked = stages.link(headers, entities, decisions, before)
    del headers
    final = canonical_ids(entities, linked.entities)
    joined = renamed(join_entities(entities, final), decisions)
    store.add_references(linked.references)
    store.add_versions(linked.versions)
    enter_outcomes(store, linked.outcomes, stages.linking)
    store.add_linked(joined, final, linked.wanted, linked.exchanges)
    if progress:
        progress(LINK, total, total)
    shown = {entity.id: entity for entity in joined}
    return [replace(shown[last], id=id) for id, last in final.items()]


def _builtin(stages: Stages, named: set[str]) -> list[Entity]:
    return [entity for entity in stages.builtin() if entity.id in named]
