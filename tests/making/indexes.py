"""Indexes of records that tests make, by each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Protocol

from regesta.model import Entity, Record
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.scale.opensearch_index import OpenSearchIndex
from regesta.scale.opensearch_load import load
from regesta.scale.opensearch_mapping import Shape
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.index import FindsWithin, Index
from regesta.search.names import known_name


class AnyIndex(Index, FindsWithin, Protocol):
    """What every engine gives."""

    def forget(self) -> None:
        """Forget the facet counts of earlier queries."""


Make = Callable[[Path, Iterable[Record]], AnyIndex]


def writing(entities: Sequence[Entity]) -> Make:
    """Return what writes records into a folder by the embedded engine, and opens it."""

    def make(folder: Path, records: Iterable[Record]) -> AnyIndex:
        writer = EmbeddedWriter(folder, memory_mb=20, entities=entities)
        for one in records:
            writer.add(one)
        writer.commit()
        return EmbeddedIndex(folder)

    return make


def loading(hosts: str, entities: Sequence[Entity], shards: int = 1) -> Make:
    """Return what loads records into OpenSearch, under a name of the folder's, and opens that."""

    def make(folder: Path, records: Iterable[Record]) -> AnyIndex:
        name = f"test-{blake2b(str(folder).encode(), digest_size=8).hexdigest()}"
        cluster = Cluster(read_address(f"opensearch://{hosts}/{name}"))
        shown = {entity.id: entity.name for entity in entities}
        load(cluster, records, map(known_name, entities), shown, shape=Shape(shards=shards))
        return OpenSearchIndex(cluster, folder)

    return make
