"""Who wrote, received, is spoken of: names as given, and the entities they stand for."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

EntityKind = Literal["person", "organisation", "place", "term"]


class Agent(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A sender, recipient or contributor: the name as given, and what we made of it.

    `role` is what the source calls it ("author", "translator", "donor", "from", "to").
    `office` is the office named with or for the name ("Ambassador in Korea"), `post` the
    mission or place it stands for ("Seoul"), `person` the personal name alone ("Muccio").
    `entity` is the id of the entity, "" where none was found.
    """

    name: str
    role: str = ""
    kind: EntityKind = "person"
    person: str = ""
    office: str = ""
    post: str = ""
    entity: str = ""
    rule: str = ""
    confidence: float = 1.0


class NameForm(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One form of a name; `system` says which ("pinyin", "wade-giles", "postal", "alias" …).

    `since` and `until` are EDTF dates between which the form was in force, "" when open.
    """

    name: str
    language: str = ""
    system: str = ""
    since: str = ""
    until: str = ""


class Role(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An office held by a person, from and until an EDTF date ("" when not known)."""

    title: str
    post: str = ""
    since: str = ""
    until: str = ""


class Entity(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person, organisation, place or term of the authority.

    `id` is `VOLUME/XMLID` for the lists of an edition, else a slug. `name` is the form to
    show. `same_as` holds other ids known to mean the same (other lists, VIAF, Wikidata).
    `origin` says which list it came from. `latitude`/`longitude` in degrees, for places.
    """

    id: str
    kind: EntityKind
    name: str
    names: tuple[NameForm, ...] = ()
    description: str = ""
    roles: tuple[Role, ...] = ()
    born: str = ""
    died: str = ""
    latitude: float | None = None
    longitude: float | None = None
    same_as: tuple[str, ...] = ()
    origin: str = ""


class Association(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A subject that the source itself ties to the record: a person, place, topic, collection."""

    name: str
    entity: str = ""
    url: str = ""
