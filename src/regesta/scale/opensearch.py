"""Search on many machines by OpenSearch (extra `opensearch`): loading an archive, and asking it.

The command line finds this module by the entry point `opensearch` of `regesta.engines`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from msgspec.structs import replace

from regesta.keep.archive import Archive
from regesta.model import Entity, EntityKind
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.scale.opensearch_index import OpenSearchIndex
from regesta.scale.opensearch_load import Told, load
from regesta.scale.opensearch_mapping import Shape
from regesta.search.names import known_name, load_names


def open_index(address: str, path: Path) -> OpenSearchIndex:
    """Open what is loaded at an address, for an archive whose own index lies in `path`.

    Raises `WrongUse` for a wrong address, `ArchiveError` where no server answers or nothing is
    loaded.
    """
    return OpenSearchIndex(Cluster(read_address(address)), path)


def index_archive(
    archive: Archive,
    address: str,
    *,
    shards: int = 1,
    copies: int | None = None,
    told: Told | None = None,
) -> int:
    """Load all records of an archive as it was opened: for readers without what is restricted.

    What was loaded at this address before answers until the new index is whole, then that does.
    `told` is called with how many records are there. Returns how many there are.
    """
    cluster = Cluster(read_address(address))
    try:
        names = load_names(archive.index_path) or [
            known_name(entity) for entity in archive.iter_entities()
        ]
        shown = {entity.id: entity.name for entity in _every_entity(archive)}
        shape = Shape(shards=shards, copies=copies)
        return load(cluster, archive.iter_records(), names, shown, shape=shape, told=told)
    finally:
        cluster.close()


def _every_entity(archive: Archive) -> Iterator[Entity]:
    """Yield the entity to show for every id: one joined of others under each of theirs."""
    known = {entity.id: entity for entity in archive.iter_entities()}
    yield from known.values()
    for kind in get_args(EntityKind):
        for alias, entity in archive.entity_members(kind):
            yield replace(known[entity], id=alias)
