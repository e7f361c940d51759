"""Linking in a build: headers in, what they came to into the store."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from regesta.build.deciding import added, renamed
from regesta.build.engines import Engine
from regesta.build.entities import canonical_ids, join_entities
from regesta.build.headers import link_headers
from regesta.build.progress import LINK, Progress
from regesta.build.stages import Stages
from regesta.keep.outcomes import enter_outcomes
from regesta.keep.store import Store
from regesta.model import Decision, Entity


def link_records(
    store: Store,
    stages: Stages,
    authority: Sequence[Entity],
    decisions: Sequence[Decision],
    progress: Progress | None,
    engine: Engine | None = None,
) -> list[Entity]:
    """Link all records of the store and enter the outcome.

    `authority` is the archive's own list; the entities that sources list come after it, and
    of those that come along the ones that records name. Of what the build before linked by the
    same rules, all that cannot have changed is taken over. `engine`, where there is one, links.
    Returns the entity to show for every id: one joined into others stands under each of theirs.
    """
    total = store.arrange()
    if progress:
        progress(LINK, 0, total)
    after = entities_after(store, stages, authority, decisions)
    entities = [*authority, *store.listed(), *after]
    if engine:
        linked = engine.link(authority, after, decisions)
    else:
        linked = link_headers(store, stages, entities, decisions)
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


def entities_after(
    store: Store, stages: Stages, authority: Sequence[Entity], decisions: Sequence[Decision]
) -> list[Entity]:
    """Return the entities that come after those that sources list.

    Those that come along, as far as records name them, and what people added last: of an
    entity that is known already it is but one more name.
    """
    known = {entity.id for entity in (*authority, *store.listed())}
    named = store.named().difference(known)
    builtin = [entity for entity in stages.builtin() if entity.id in named]
    return [*builtin, *added(decisions)]
