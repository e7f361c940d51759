"""One JSON object a line: the authority, the collections, then each record.

A record has the form of `regesta show ID --json`. Before the records stand the entities, as
`{"contract": 1, "entity": {...}}`, and the collections, as `{"contract": 1, "collection": {...}}`;
behind them the entities once more under other ids that records have them by. Whoever wants
records alone takes the lines that have an `id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import get_args

import msgspec
from msgspec.structs import replace

from regesta.keep.archive import Archive
from regesta.keep.entries import Shelf
from regesta.model import Collection, Entity, EntityKind
from regesta.show.contract import full_record
from regesta.show.contract_types import CONTRACT_VERSION


def write_jsonl(archive: Archive) -> Iterator[bytes]:
    """Yield one line an entity, collection and record, each in the archive's order."""
    for entity in archive.iter_entities():
        yield _line({"contract": CONTRACT_VERSION, "entity": entity})
    for collection in _collections(archive.collections(), ""):
        yield _line({"contract": CONTRACT_VERSION, "collection": collection})
    for record in archive.iter_records():
        yield _line(full_record(archive, record))
    # Behind the records, in which each name would else be found under two ids.
    aliases = _aliases(archive)
    for entity in archive.iter_entities() if aliases else ():
        for id in aliases.get(entity.id, ()):
            yield _line({"contract": CONTRACT_VERSION, "entity": _also(entity, id)})


def _aliases(archive: Archive) -> dict[str, list[str]]:
    """Return for each entity the ids of the lists' entries that were joined into it."""
    found: dict[str, list[str]] = {}
    for kind in get_args(EntityKind):
        for alias, entity in archive.entity_members(kind):
            if alias != entity:
                found.setdefault(entity, []).append(alias)
    return found


def _also(entity: Entity, id: str) -> Entity:
    """Say that an entity has another id too, under which a list had it."""
    return replace(entity, id=id, same_as=(entity.id,))


def _line(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _collections(shelves: Iterable[Shelf], parent: str) -> Iterator[Collection]:
    for number, shelf in enumerate(shelves):
        yield Collection(
            id=shelf.id,
            title=shelf.title,
            kind=shelf.kind,
            parent=parent,
            sequence=number,
            description=shelf.description,
        )
        yield from _collections(shelf.parts, shelf.id)
