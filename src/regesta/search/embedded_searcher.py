"""The embedded engine's index, open for `answering`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from regesta.search.analysis import LANGUAGES, analysers
from regesta.search.counting import FacetCounter
from regesta.search.embedded_queries import native
from regesta.search.opening import OpenEngine
from regesta.search.queries import Asks
from regesta.search.searcher import Answer, Hits, Place, Stored

T = TypeVar("T")
_ORDERS = {"date": tantivy.Order.Asc, "-date": tantivy.Order.Desc}


def register_analysers(index: tantivy.Index) -> None:
    """Make the analysers of all languages known to the engine."""
    for language in LANGUAGES:
        index.register_tokenizer(f"regesta_{language}", analysers()[language])


class StoredDocument:
    """A document of the engine as what is stored of a record."""

    __slots__ = ("_document",)

    def __init__(self, document: tantivy.Document) -> None:
        self._document = document

    def __getitem__(self, name: str, /) -> bytes:
        """Return a stored field."""
        return bytes(self._document.get_first(name) or b"")


class EmbeddedSearcher:
    """One index in a folder; see `searcher.Searcher`."""

    def __init__(self, path: Path) -> None:
        """Open it; raises `ArchiveError` where it cannot be."""
        self._engine = OpenEngine(path)
        register_analysers(self._engine.index)
        self._searcher = self._engine.index.searcher()
        self._counter = FacetCounter(self)

    @property
    def num_docs(self) -> int:
        """How many records it has."""
        return self._searcher.num_docs

    @property
    def counter(self) -> FacetCounter:
        """What counts facets."""
        return self._counter

    def doc_freq(self, field: str, term: str) -> int:
        """Return how many records have a term."""
        return self._searcher.doc_freq(field, term)

    def settled(self, make: Callable[[], T]) -> T:
        """Return what `make` makes: `doc_freq` always tells the truth here."""
        return make()

    def terms_with_prefix(
        self, field: str, prefix: str, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the values of a field that begin so with their counts, the commonest first."""
        return self._searcher.terms_with_prefix(field, prefix, limit=limit)

    def terms_like(self, field: str, term: str, limit: int) -> Mapping[str, int]:
        """Return the commonest terms with the same first letter, with their counts."""
        return dict(self._searcher.terms_with_prefix(field, term[:1], limit=limit))

    def search(self, query: Asks, limit: int, offset: int = 0, order: str = "") -> Answer:
        """Return the best matches, or the first in an order of `Searcher.search`."""
        if order:
            answer = self._searcher.search(
                native(query), limit, offset=offset,
                order_by_field="chronology", order=_ORDERS[order],
            )  # fmt: skip
        else:
            answer = self._searcher.search(native(query), limit, offset=offset)
        hits: Hits = [(score, (at.segment_ord, at.doc)) for score, at in answer.hits]
        return Answer(hits, count_of(answer))

    def documents(self, places: Sequence[Place]) -> Iterator[Stored]:
        """Yield what is stored of the records at these places, in this order."""
        for segment, document in places:
            address = tantivy.DocAddress(int(segment), int(document))
            yield StoredDocument(self._searcher.doc(address))

    def aggregate(self, query: Asks, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer an aggregation request over all that a query matches."""
        answer: Mapping[str, Any] = self._searcher.aggregate(native(query), dict(request))
        return answer

    def close(self) -> None:
        """Let go of the index's files."""
        self._counter.close()
        del self._counter, self._searcher
        self._engine.close()


def count_of(answer: tantivy.SearchResult) -> int:
    """Return how many records a query matches in all."""
    # The engine's type stub leaves the count out.
    return int(answer.count)  # type: ignore[attr-defined]
