"""Searching an archive in OpenSearch, behind the protocol of `search.index`."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from regesta.errors import ArchiveError
from regesta.scale.opensearch_client import Cluster, Gone
from regesta.scale.opensearch_documents import STORE
from regesta.scale.opensearch_mapping import About
from regesta.scale.opensearch_searcher import OpenSearchSearcher
from regesta.search.answering import AnsweringIndex
from regesta.search.index import Hit, Occurrence, Query, Results
from regesta.search.meaning import Meaning
from regesta.search.names import KnownName, NameBook
from regesta.search.schema import VERSION

T = TypeVar("T")

# Seconds after which it is looked whether another index has been loaded.
LOOKED_AFTER = 2.0
NAMES_AT_ONCE = 50


class OpenSearchIndex:
    """Answers queries from what an alias means, also when another index takes its place.

    Safe among threads. An answer is of one index from its beginning to its end.
    """

    def __init__(self, cluster: Cluster, path: Path) -> None:
        """Open what is loaded; raises `ArchiveError` where nothing is, or of another version.

        `path` is the folder of the archive's own index, where its vectors lie if it has any.
        """
        self._cluster = cluster
        self._path = path
        self._lock = threading.Lock()
        self._index = ""
        self._looked = 0.0
        self._answering = self._newest()

    def close(self) -> None:
        """Let go of the connections."""
        self._cluster.close()

    def forget(self) -> None:
        """Forget the facet counts of earlier queries, so that each is counted anew."""
        self._newest().forget()

    @property
    def finds_by_meaning(self) -> bool:
        """Whether `Query.meaning` can be asked of this archive."""
        return self._newest().finds_by_meaning

    def search(self, query: Query) -> Results:
        """Answer one query; raises `QueryError` for one that cannot be understood."""
        return self._ask(lambda index: index.search(query))

    def suggest(self, prefix: str, limit: int = 8) -> list[str]:
        """Names, titles and numbers that begin so, the most frequent first; else alike ones."""
        return self._ask(lambda index: index.suggest(prefix, limit))

    def similar(self, identifier: str, limit: int = 8) -> list[Hit]:
        """Return records with the same telling words as this one; raises `NotFound`."""
        return self._ask(lambda index: index.similar(identifier, limit))

    def within(self, identifier: str, query: Query) -> tuple[Occurrence, ...]:
        """Return every place in one record that shows what the query's words look for."""
        return self._ask(lambda index: index.within(identifier, query))

    def _ask(self, question: Callable[[AnsweringIndex], T]) -> T:
        answering = self._newest()
        try:
            return question(answering)
        except Gone:
            # Another index took its place in this very moment.
            self._looked = 0.0
            return question(self._newest())

    def _newest(self) -> AnsweringIndex:
        with self._lock:
            now = time.monotonic()
            if not self._index or now - self._looked > LOOKED_AFTER:
                index = self._meant()
                if index != self._index:
                    self._answering = self._opened(index)
                    self._index = index
                self._looked = now
            return self._answering

    def _meant(self) -> str:
        name = self._cluster.address.name
        try:
            answer = self._cluster.ask(self._cluster.client.indices.get_alias, name=name)
        except ArchiveError as error:
            if isinstance(error, Gone) or "missing" in str(error):
                answer = {}
            else:
                raise
        if len(answer) != 1:
            raise ArchiveError(
                f"Nothing is loaded as “{name}” into the search server.",
                way_out=f"Load it: regesta index ARCHIVE --to opensearch://…/{name}",
            )
        return str(next(iter(answer)))

    def _opened(self, index: str) -> AnsweringIndex:
        told = self._cluster.ask(self._cluster.client.indices.get, index=index)[index]
        try:
            about = msgspec.convert(told["mappings"].get("_meta"), About)
        except msgspec.ValidationError as error:
            raise ArchiveError(
                f"The index {index} is not whole.", way_out="Load the archive again."
            ) from error
        if about.version != VERSION:
            raise ArchiveError(
                f"The index {index} is of version {about.version}, this program needs {VERSION}.",
                way_out="Load the archive again: `regesta index`.",
            )
        shards = int(told["settings"]["index"]["number_of_shards"])
        searcher = OpenSearchSearcher(self._cluster, index, about, shards)
        book = NameBook(self._names(about.names))
        return AnsweringIndex(searcher, about.fields, book, Meaning(self._path))

    def _names(self, index: str) -> list[KnownName]:
        names: list[KnownName] = []
        part = -1
        while True:
            body = {
                "size": NAMES_AT_ONCE, "sort": [{"part": "asc"}],
                "query": {"range": {"part": {"gt": part}}},
            }  # fmt: skip
            found = self._cluster.ask(self._cluster.client.search, index=index, body=body)
            hits = found["hits"]["hits"]
            for hit in hits:
                part = hit["_source"]["part"]
                names += msgspec.convert(hit["_source"][STORE]["names"], list[KnownName])
            if len(hits) < NAMES_AT_ONCE:
                return names
