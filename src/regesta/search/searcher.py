"""What an engine does for `answering`: the same few things, whichever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from regesta.search.index import FacetCount
from regesta.search.queries import Asks

T = TypeVar("T")

# Where a record stands in an index: told apart, and sorted in the order of the store.
Place = tuple[int | str, ...]
# Each with its score, None where none is told.
Hits = list[tuple[float | None, Place]]


class Stored(Protocol):
    """What an index keeps of a record for showing it, by the names in `schema.STORED`."""

    def __getitem__(self, name: str, /) -> bytes:
        """Return a stored field."""


class Answer(Struct, frozen=True):
    """Some of the matches of a query, and how many it has in all."""

    hits: Hits
    total: int


class Counter(Protocol):
    """Counts the values of facets."""

    def count(
        self, query: Asks, facets: Sequence[str], total: int
    ) -> tuple[dict[str, tuple[FacetCount, ...]], int]:
        """Return the counts by facet, and how many of the `total` matches have a date."""

    def close(self) -> None:
        """Let go of what was held for counting."""


class Searcher(Protocol):
    """One index, as it was when it was opened; safe among threads."""

    @property
    def num_docs(self) -> int:
        """How many records it has."""

    @property
    def counter(self) -> Counter:
        """What counts facets."""

    def doc_freq(self, field: str, term: str) -> int:
        """Return how many records have a term; see `settled`."""

    def settled(self, make: Callable[[], T]) -> T:
        """Return what `make` makes, once `doc_freq` has told the truth to it.

        A distant engine does not answer each question alone: `doc_freq` supposes that an
        unknown term is there, and `make` is called again once all have been looked up together.
        """

    def terms_with_prefix(
        self, field: str, prefix: str, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the values of a field that begin so with their counts, the commonest first."""

    def terms_like(self, field: str, term: str, limit: int) -> Mapping[str, int]:
        """Return terms of a field of text that may be meant by this one, with their counts.

        At least those with the same first letter that differ by at most two letters.
        """

    def search(self, query: Asks, limit: int, offset: int = 0, order: str = "") -> Answer:
        """Return the best matches; `order` is "" for that of the rank, or date, or -date."""

    def documents(self, places: Sequence[Place]) -> Iterator[Stored]:
        """Yield what is stored of the records at these places, in this order."""

    def aggregate(self, query: Asks, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer an aggregation request over all that a query matches."""

    def close(self) -> None:
        """Let go of the index."""
