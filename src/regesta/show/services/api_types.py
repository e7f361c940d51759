"""What the JSON API is asked and answers, as structs; OpenAPI is made of them."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from regesta.keep.entries import Counts, Regest, Shelf
from regesta.model import Entity, Exchange, NameForm
from regesta.model.agreement import AgreementStory
from regesta.search.index import Hit
from regesta.show.contract_types import WantedDocument

MOST = 100
DEEPEST = 10_000
_Limit = Annotated[int, Meta(ge=1, le=MOST, description="How many to give.")]
_Offset = Annotated[int, Meta(ge=0, description="How many to pass over first.")]
_Deep = Annotated[int, Meta(ge=0, le=DEEPEST, description="How many hits to pass over first.")]
_Words = Annotated[
    str,
    Meta(max_length=500, description="What to look for, in the query language; empty for all."),
]
_Date = Annotated[
    str, Meta(max_length=30, pattern=r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$",
              description="A day, month or year (EDTF).")
]  # fmt: skip
_Filter = Annotated[
    tuple[Annotated[str, Meta(max_length=200)], ...],
    Meta(max_length=10, description="Values of this facet that must all hold."),
]


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No arguments."""


class Page(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of a list is asked for."""

    offset: _Offset = 0
    limit: _Limit = 50


class OfKind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which entities are asked for."""

    kind: Annotated[
        Literal["person", "organisation", "place", "term"], Meta(description="Of which kind.")
    ] = "person"
    offset: _Offset = 0
    limit: _Limit = 50


class Search(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is searched for."""

    q: _Words = ""
    since: _Date = ""
    until: _Date = ""
    sort: Annotated[
        Literal["relevance", "date", "-date", "cited"], Meta(description="In which order.")
    ] = "relevance"
    genre: _Filter = ()
    sender: _Filter = ()
    recipient: _Filter = ()
    person: _Filter = ()
    place: _Filter = ()
    organisation: _Filter = ()
    topic: _Filter = ()
    collection: _Filter = ()
    archive: _Filter = ()
    language: _Filter = ()
    classification: _Filter = ()
    references: _Filter = ()
    offset: _Deep = 0
    limit: _Limit = 20


class Named(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="A name in any script.")]


class Overview(Struct, frozen=True, kw_only=True):
    """What the archive is and holds; `built` is when (UTC)."""

    title: str
    description: str
    rights: str
    built: str
    contract: int
    counts: Counts


class Part(Struct, frozen=True, kw_only=True):
    """A part of a list; `next` is the address of the part that follows, if any."""

    total: int
    offset: int
    next: str = ""


class Regests(Part, frozen=True, kw_only=True):
    """A part of a list of records."""

    items: tuple[Regest, ...]


class Facet(Struct, frozen=True, kw_only=True):
    """How many of all matches have this value."""

    value: str
    count: int
    label: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """What a search found; `explained` says in sentences what was searched."""

    total: int
    offset: int
    items: tuple[Hit, ...]
    facets: dict[str, tuple[Facet, ...]]
    undated: int
    explained: tuple[str, ...]
    instead: str
    next: str = ""


class CountedEntity(Struct, frozen=True, kw_only=True):
    """An entity, and in how many records it has a part."""

    documents: int
    entity: Entity


class Entities(Part, frozen=True, kw_only=True):
    """A part of a register."""

    items: tuple[CountedEntity, ...]


class WantedDocuments(Part, frozen=True, kw_only=True):
    """A part of the list of documents that are cited and not held, most cited first."""

    items: tuple[WantedDocument, ...]


class Exchanges(Part, frozen=True, kw_only=True):
    """A part of the list of exchanges."""

    items: tuple[Exchange, ...]


class Agreements(Part, frozen=True, kw_only=True):
    """A part of the list of agreements."""

    items: tuple[AgreementStory, ...]


class Collections(Struct, frozen=True, kw_only=True):
    """The tree of collections."""

    items: tuple[Shelf, ...]


class Names(Struct, frozen=True, kw_only=True):
    """Every form of a name that a search would find."""

    items: tuple[NameForm, ...]


class Problem(Struct, frozen=True, kw_only=True):
    """What went wrong (RFC 9457): `detail` says it in a sentence, with the way out."""

    title: str
    status: int
    detail: str
    type: str = "about:blank"
