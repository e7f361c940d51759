"""Entities that linking found to be one, made one: every name, role and note of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from msgspec.structs import replace

from regesta.model import Entity, NameForm

T = TypeVar("T")


def canonical_ids(entities: Iterable[Entity], joined: Mapping[str, str]) -> dict[str, str]:
    """Return for every id of a list the id of the entity that it comes to in the end.

    `joined` maps ids to those they stand for, perhaps in several steps; of a circle the
    first in order of letters stands for all.
    """
    return {entity.id: _end(entity.id, joined) for entity in entities}


def _end(id: str, joined: Mapping[str, str]) -> str:
    path = [id]
    while (above := joined.get(path[-1], path[-1])) not in path:
        path.append(above)
    return min(path[path.index(above) :])


def join_entities(entities: Iterable[Entity], final: Mapping[str, str]) -> list[Entity]:
    """Return each entity once, in the order of first appearance, with what its members add.

    The canonical one's own words stand first; an entry that appears twice counts once.
    """
    groups: dict[str, dict[str, Entity]] = {}
    for entity in entities:
        members = groups.setdefault(final.get(entity.id, entity.id), {})
        known = members.get(entity.id)
        members[entity.id] = _join(known, entity) if known else entity
    joined: list[Entity] = []
    for id, members in groups.items():
        first = members.pop(id, None) or replace(next(iter(members.values())), id=id)
        for member in members.values():
            first = _join(first, member)
        joined.append(first)
    return joined


def _join(first: Entity, other: Entity) -> Entity:
    if first == other:
        return first
    names = [*first.names, *other.names]
    if other.name != first.name and all(form.name != other.name for form in names):
        names.append(_as_form(other))
    same = [*first.same_as, other.id, *other.same_as]
    return replace(
        first,
        names=_once(names),
        description=first.description or other.description,
        roles=_once([*first.roles, *other.roles]),
        born=first.born or other.born,
        died=first.died or other.died,
        latitude=first.latitude if first.latitude is not None else other.latitude,
        longitude=first.longitude if first.longitude is not None else other.longitude,
        same_as=tuple(one for one in _once(same) if one != first.id),
        origin=first.origin or other.origin,
    )


def _as_form(entity: Entity) -> NameForm:
    return NameForm(name=entity.name, system="alias")


def _once(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
