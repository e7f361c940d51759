"""What lists of an archive consist of: short entries, not whole records."""

from __future__ import annotations

from msgspec import Struct

from regesta.model import Entity


class Regest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The short entry for one record: `date` is EDTF, `sender` and `recipient` as given."""

    id: str
    title: str
    date: str = ""
    genre: str = ""
    place: str = ""
    sender: str = ""
    recipient: str = ""
    volume: str = ""
    parent: str = ""


class EntityCount(Struct, frozen=True, kw_only=True):
    """An entity, and how many records name it or have it as sender, recipient or subject."""

    entity: Entity
    documents: int


class PairCount(Struct, frozen=True, kw_only=True):
    """How many records went from one to another; the ids are "" where no entity is known."""

    sender: str
    sender_id: str
    recipient: str
    recipient_id: str
    documents: int


class DateCount(Struct, frozen=True, kw_only=True):
    """How many records fall into a year, month or day ("" for the undated)."""

    date: str
    count: int


class Shelf(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A collection in the tree: `own` records directly in it, `count` with all below it."""

    id: str
    title: str
    kind: str = "collection"
    description: str = ""
    own: int = 0
    count: int = 0
    parts: tuple[Shelf, ...] = ()


class Unresolved(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reference that was not decided: the record it stands in, its place there, its words."""

    id: str
    title: str
    number: int
    quote: str
    confidence: float


class Counts(Struct, frozen=True, kw_only=True):
    """How much an archive holds; `vague` of the unresolved references tell little."""

    records: int
    undated: int
    persons: int
    organisations: int
    places: int
    terms: int
    collections: int
    held: int
    absent: int
    unresolved: int
    wanted: int
    exchanges: int
    agreements: int
    directives: int
    vague: int
    earliest: str
    latest: str
