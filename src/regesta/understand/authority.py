"""The authority as rules use it: names in every form, found at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import TypeVar, cast

from msgspec.structs import replace

from regesta.model import DECIDED, Candidate, Entity, NameForm
from regesta.understand.folding import compact_name, fold_name
from regesta.understand.offices_roles import RoleIndex, role_index

Derived = TypeVar("Derived")

BUILTIN = "builtin"
_COMMA = re.compile(r"\s*,\s*")
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def straight(name: str) -> str:
    """Return an inverted name in its usual order: "Dulles, John Foster" → "John Foster Dulles".

    A suffix stays last ("Smith, William, Jr." → "William Smith Jr."); a name without a
    comma is returned as it is.
    """
    parts = [part for part in _COMMA.split(name.strip().rstrip(",")) if part]
    if len(parts) < 2:
        return name.strip().rstrip(",")
    suffixes = [part for part in parts[1:] if _SUFFIX.match(part)]
    given = [part for part in parts[1:] if not _SUFFIX.match(part)]
    return " ".join([*given, parts[0], *suffixes])


class Authority:
    """Entities by id and by folded name; built once a source, read many times.

    Entities of origin "builtin" only fill up the others: one whose name, or one of whose
    names, is also a name of exactly one entity of another origin gives that entity its
    names and ids (`same_as`) and is no longer an entity of its own, so that nobody stands
    in the authority twice.
    """

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self.entities: Mapping[str, Entity] = _merged(entities)
        self._derived: dict[Callable[[Authority], object], object] = {}
        self._by_name: dict[str, list[str]] | None = None
        self._same: dict[str, str] = {}
        for entity in self.entities.values():
            for other in entity.same_as:
                self._same.setdefault(other, entity.id)

    def get(self, identifier: str) -> Entity | None:
        """Return the entity of this id, or of which this is another id, or None."""
        found = self.entities.get(identifier)
        return found or self.entities.get(self._same.get(identifier, ""))

    def named(self, name: str) -> tuple[Entity, ...]:
        """Return the entities that bear this name in any spelling, in the list's order."""
        if self._by_name is None:
            index: dict[str, list[str]] = defaultdict(list)
            for entity in self.entities.values():
                for key in name_keys(entity):
                    index[key].append(entity.id)
            self._by_name = dict(index)
        keys = {compact_name(name), compact_name(straight(name))}
        found = dict.fromkeys(i for key in keys for i in self._by_name.get(key, ()))
        return tuple(self.entities[identifier] for identifier in found)

    def holders(self, office: str, post: str = "", day: str = "") -> list[Candidate]:
        """Return who can have held an office on a day (ISO, "" for any), the likeliest first.

        `office` as named ("the Ambassador in Korea", "Secretary of State"), `post` the country
        or place where the office does not name it.
        """
        return self.derive(_roles).holders(office, post, day)

    def holder(self, office: str, post: str = "", day: str = "") -> Candidate | None:
        """Return the one person who held the office on the day, None when open or unknown."""
        held = self.holders(office, post, day)
        if not held or (len(held) > 1 and held[0].confidence == held[1].confidence):
            return None
        return held[0]

    def derive(self, build: Callable[[Authority], Derived]) -> Derived:
        """Return `build(self)`, worked out once and kept: indexes that rules need of this list."""
        if build not in self._derived:
            self._derived[build] = build(self)
        return cast(Derived, self._derived[build])


def _roles(authority: Authority) -> RoleIndex:
    return role_index(authority.entities.values())


@lru_cache(maxsize=4096)
def name_keys(entity: Entity) -> frozenset[str]:
    """Return the compact keys of all full names of an entity, inverted names in both orders."""
    names = [entity.name, *(form.name for form in entity.names)]
    keys = {compact_name(name) for name in names} | {compact_name(straight(name)) for name in names}
    return frozenset(keys - {""})


def _merged(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return entities by id, the built-in ones folded into those they double."""
    merged: dict[str, Entity] = {}
    builtin: list[Entity] = []
    for entity in entities:
        if entity.origin == BUILTIN:
            builtin.append(entity)
        else:
            known = merged.get(entity.id)
            # What people added to an entity of a list is but one more name of it.
            more = known is not None and known.origin == DECIDED
            merged[entity.id] = _with_names(entity, known) if known and more else entity
    if not builtin:
        return merged
    bearers: dict[str, set[str]] = defaultdict(set)
    for entity in merged.values():
        for key in _joining_keys(entity):
            bearers[key].add(entity.id)
    for entity in builtin:
        doubles = [bearers[key] for key in _joining_keys(entity) if key in bearers]
        same = {i for each in doubles for i in each if merged[i].kind == entity.kind}
        if len(same) == 1:
            twin = merged[same.pop()]
            merged[twin.id] = _with_names(twin, entity)
        elif not same:
            merged[entity.id] = entity
    return merged


@lru_cache(maxsize=4096)
def _joining_keys(entity: Entity) -> frozenset[str]:
    """Return the keys by which lists are joined: full names of two words or of other scripts."""
    names = [entity.name, *(form.name for form in entity.names if form.system != "code")]
    full = [straight(name) for name in names]
    return frozenset(
        compact_name(name) for name in full if " " in fold_name(name) or not name.isascii()
    )


def _with_names(entity: Entity, other: Entity) -> Entity:
    """Return the entity with the other's names as further forms, and its id in `same_as`."""
    known = {fold_name(entity.name), *(fold_name(form.name) for form in entity.names)}
    forms = [NameForm(name=other.name, language="en"), *other.names]
    added = tuple(form for form in forms if fold_name(form.name) not in known)
    return replace(
        entity,
        names=(*entity.names, *added),
        same_as=(*entity.same_as, *(i for i in (other.id, *other.same_as) if i != entity.id)),
    )
