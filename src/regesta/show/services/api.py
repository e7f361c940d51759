"""The operations of the JSON API in one table: what each is asked and answers, and how it is done.

The same table makes the routes and the OpenAPI description. Nothing can be changed through it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from regesta.errors import NotFound, RegestaError, WrongUse
from regesta.keep.archive import Archive
from regesta.keep.entries import Counts, EntityCount, Shelf
from regesta.model import EntityKind, Exchange
from regesta.model.agreement import AgreementStory
from regesta.search.index import FACETS, Index, Query
from regesta.show.contract import full_record, wanted_document
from regesta.show.contract_types import CONTRACT_VERSION, FullRecord, WantedDocument
from regesta.show.names import forms_in
from regesta.show.services.api_types import (
    DEEPEST,
    Agreements,
    Collections,
    CountedEntity,
    Entities,
    Exchanges,
    Facet,
    Found,
    Named,
    Names,
    Nothing,
    OfKind,
    Overview,
    Page,
    Regests,
    Search,
    WantedDocuments,
)

ROOT = "/api"


class Room(Protocol):
    """What of an open archive the operations need; its lists are made once a build."""

    archive: Archive

    @property
    def index(self) -> Index:
        """The search index."""

    @property
    def counts(self) -> Counts:
        """How much the archive holds."""

    @property
    def built(self) -> str:
        """When it was built (UTC, RFC 3339)."""

    @property
    def shelves(self) -> Sequence[Shelf]:
        """The tree of collections."""

    def register(self, kind: EntityKind, /) -> Sequence[EntityCount]:
        """The entities of a kind."""


class Call(Struct, frozen=True, kw_only=True):
    """A request: the room, the id in the address, its arguments, its address without them."""

    room: Room
    id: str
    arguments: Any
    address: str


class Operation(Struct, frozen=True, kw_only=True):
    """One operation: its address under `ROOT`, what it is asked, what it answers, and how.

    `{id}` in the address may hold slashes. What it is about is said by the message `api.NAME`.
    """

    name: str
    path: str
    asked: type[Struct]
    answer: type[Struct]
    do: Callable[[Call], Struct]

    @property
    def has_id(self) -> bool:
        """Whether the address names one thing."""
        return "{id}" in self.path


def read_arguments(operation: Operation, pairs: Sequence[tuple[str, str]]) -> Struct:
    """Return the arguments as the operation takes them.

    Raises `msgspec.ValidationError` for one that is unknown, of the wrong kind, or doubled.
    """
    given: dict[str, Any] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    many = {
        field.name
        for field in msgspec.structs.fields(operation.asked)
        if isinstance(field.default, tuple)
    }
    for name, values in given.items():
        if name not in many:
            if len(values) > 1:
                raise msgspec.ValidationError(f"The argument `{name[:40]}` is given twice")
            given[name] = values[0]
    return msgspec.convert(given, operation.asked, strict=False)


def _overview(call: Call) -> Overview:
    settings = call.room.archive.settings
    return Overview(
        title=settings.title,
        description=settings.description,
        rights=settings.rights,
        built=call.room.built,
        contract=CONTRACT_VERSION,
        counts=call.room.counts,
    )


def _records(call: Call) -> Regests:
    asked: Page = call.arguments
    total = call.room.counts.records
    found = call.room.archive.regests(asked.offset, asked.limit) if asked.offset < total else ()
    return Regests(total=total, offset=asked.offset, items=found, next=_next(call, total))


def _record(call: Call) -> FullRecord:
    return full_record(call.room.archive, call.room.archive.record(call.id))


def _search(call: Call) -> Found:
    asked: Search = call.arguments
    filters = {facet: values for facet in FACETS if (values := getattr(asked, facet, ()))}
    results = call.room.index.search(
        Query(
            text=asked.q, filters=filters, since=asked.since, until=asked.until, sort=asked.sort,
            offset=asked.offset, limit=asked.limit,
        )
    )  # fmt: skip
    return Found(
        total=results.total,
        offset=asked.offset,
        items=results.hits,
        facets={
            name: tuple(Facet(value=one.value, count=one.count, label=one.label) for one in counts)
            for name, counts in results.facets.items()
        },
        undated=results.undated,
        explained=results.explained,
        instead=results.instead,
        next=_next(call, results.total),
    )


def _entities(call: Call) -> Entities:
    asked: OfKind = call.arguments
    rows = call.room.register(asked.kind)
    items = tuple(
        CountedEntity(documents=row.documents, entity=row.entity)
        for row in rows[asked.offset : asked.offset + asked.limit]
    )
    return Entities(total=len(rows), offset=asked.offset, items=items, next=_next(call, len(rows)))


def _entity(call: Call) -> CountedEntity:
    entity = call.room.archive.entity(call.id)
    if entity is None:
        raise NotFound(f"There is no entity {call.id[:100]!r}.")
    rows = call.room.register(entity.kind)
    documents = next((row.documents for row in rows if row.entity.id == entity.id), 0)
    return CountedEntity(documents=documents, entity=entity)


def _records_of_entity(call: Call) -> Regests:
    entity = call.room.archive.entity(call.id)
    if entity is None:
        raise NotFound(f"There is no entity {call.id[:100]!r}.")
    return _part(call, Regests, call.room.archive.records_of_entity(entity.id))


def _wanted(call: Call) -> WantedDocuments:
    asked: Page = call.arguments
    total = call.room.counts.wanted
    found = call.room.archive.wanted(asked.offset, asked.limit) if asked.offset < total else ()
    return WantedDocuments(
        total=total,
        offset=asked.offset,
        items=tuple(map(wanted_document, found)),
        next=_next(call, total),
    )


def _wanted_document(call: Call) -> WantedDocument:
    return wanted_document(call.room.archive.wanted_document(call.id))


def _exchanges(call: Call) -> Exchanges:
    return _part(call, Exchanges, call.room.archive.exchanges())


def _exchange(call: Call) -> Exchange:
    found = call.room.archive.exchange_of(call.id)
    if found is None:
        raise NotFound(f"{call.id[:100]!r} belongs to no exchange.")
    return found


def _agreements(call: Call) -> Agreements:
    return _part(call, Agreements, call.room.archive.agreements())


def _agreement(call: Call) -> AgreementStory:
    return call.room.archive.agreement(call.id)


def _collections(call: Call) -> Collections:
    return Collections(items=tuple(call.room.shelves))


def _records_of_collection(call: Call) -> Regests:
    waiting = list(call.room.shelves)
    while waiting:
        shelf = waiting.pop()
        if shelf.id == call.id:
            return _part(call, Regests, call.room.archive.records_of_collection(call.id))
        waiting.extend(shelf.parts)
    raise NotFound(f"There is no collection {call.id[:100]!r}.")


def _names(call: Call) -> Names:
    asked: Named = call.arguments
    return Names(items=tuple(forms_in(call.room.archive, asked.name)))


Part = TypeVar("Part", Regests, Exchanges, Agreements)


def _part(call: Call, kind: type[Part], rows: Sequence[Any]) -> Part:
    """Cut the part that is asked for out of a list."""
    asked: Page = call.arguments
    items = tuple(rows[asked.offset : asked.offset + asked.limit])
    return kind(total=len(rows), offset=asked.offset, items=items, next=_next(call, len(rows)))


def _next(call: Call, total: int) -> str:
    """Return the address of the part that follows, with all other arguments as they were."""
    asked = call.arguments
    end = asked.offset + asked.limit
    if end >= total or (isinstance(asked, Search) and end > DEEPEST):
        return ""
    fields = msgspec.structs.fields(asked)
    pairs = [
        (one.encode_name, getattr(asked, one.name))
        for one in fields
        if one.name not in {"offset", "limit"} and getattr(asked, one.name) != one.default
    ]
    pairs += [("offset", end), ("limit", asked.limit)]
    return f"{call.address}?{urlencode(pairs, doseq=True)}"


OPERATIONS: tuple[Operation, ...] = tuple(
    Operation(name=name, path=path, asked=asked, answer=answer, do=do)
    for name, path, asked, answer, do in (
        ("overview", "", Nothing, Overview, _overview),
        ("search", "/search", Search, Found, _search),
        ("records", "/records", Page, Regests, _records),
        ("record", "/records/{id}", Nothing, FullRecord, _record),
        ("entities", "/entities", OfKind, Entities, _entities),
        ("entity_records", "/entities/{id}/records", Page, Regests, _records_of_entity),
        ("entity", "/entities/{id}", Nothing, CountedEntity, _entity),
        ("wanted", "/wanted", Page, WantedDocuments, _wanted),
        ("wanted_document", "/wanted/{id}", Nothing, WantedDocument, _wanted_document),
        ("exchanges", "/exchanges", Page, Exchanges, _exchanges),
        ("exchange", "/exchanges/{id}", Nothing, Exchange, _exchange),
        ("agreements", "/agreements", Page, Agreements, _agreements),
        ("agreement", "/agreements/{id}", Nothing, AgreementStory, _agreement),
        ("collections", "/collections", Nothing, Collections, _collections),
        ("collection_records", "/collections/{id}/records", Page, Regests, _records_of_collection),
        ("names", "/names", Named, Names, _names),
    )
)


def status_of(error: Exception) -> int:
    """Return the status that an error is answered with."""
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, WrongUse):
        return 422
    return 503 if isinstance(error, RegestaError) else 500
