"""The order by citations: the records that most others refer to first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import tantivy
from msgspec import Struct
from tantivy import Occur
from tantivy import Query as Engine

from regesta.search.schema import build_schema

# So many of the most cited records are looked through first; then some times as many.
FIRST = 500
MORE = 8

Hits = list[tuple[float | None, tantivy.DocAddress]]


class Gain(Struct, frozen=True):
    """The records that so many others refer to, and the query that ranks them so."""

    ids: int
    query: Engine


class CitedOrder:
    """Ranks what a query matches by how many records refer to it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        """Count the references in the index of `searcher`, once for all queries."""
        self._searcher = searcher
        counted: defaultdict[int, list[str]] = defaultdict(list)
        for identifier, count in searcher.terms_with_prefix("cites", ""):
            if searcher.doc_freq("id", identifier):  # not a document that is wanted
                counted[count].append(identifier)
        schema = build_schema()
        self._gains = [
            Gain(
                len(counted[count]),
                Engine.const_score_query(
                    Engine.term_set_query(schema, "id", counted[count]), float(count)
                ),
            )
            for count in sorted(counted, reverse=True)
        ]

    def top(self, query: Engine, limit: int, offset: int) -> tuple[Hits, int]:
        """Return the most cited of what a query matches, and how many it matches in all.

        The score of a hit is how many records refer to it.
        """
        matched = Engine.const_score_query(query, 0.0)
        total = count_of(self._searcher.search(query, 1))
        for gains in self._parts():
            among = Engine.boolean_query([(Occur.Must, matched), (Occur.Must, _any(gains))])
            answer = self._searcher.search(among, limit, offset=offset)
            if count_of(answer) >= min(offset + limit, total):
                return answer.hits, total
        whole = [(Occur.Must, matched), *((Occur.Should, gain.query) for gain in self._gains)]
        return self._searcher.search(Engine.boolean_query(whole), limit, offset=offset).hits, total

    def _parts(self) -> Iterator[list[Gain]]:
        """Yield the most cited, then those and more; not parting those cited as often."""
        wanted, reached = FIRST, 0
        for at, gain in enumerate(self._gains, 1):
            reached += gain.ids
            if reached >= wanted and at < len(self._gains):
                yield self._gains[:at]
                wanted = reached * MORE


def _any(gains: list[Gain]) -> Engine:
    return Engine.boolean_query([(Occur.Should, gain.query) for gain in gains])


def count_of(answer: tantivy.SearchResult) -> int:
    """Return how many records a query matches in all."""
    # The engine's type stub leaves the count out.
    return int(answer.count)  # type: ignore[attr-defined]
