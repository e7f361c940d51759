"""The order by citations: the records that most others refer to first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from regesta.search.queries import Asks, Boolean, Flat, Occur, OneOf, every, some
from regesta.search.searcher import Hits, Searcher

# So many of the most cited records are looked through first; then some times as many.
FIRST = 500
MORE = 8


class Gain(Struct, frozen=True):
    """The records that so many others refer to, and the query that ranks them so."""

    ids: int
    query: Asks


class CitedOrder:
    """Ranks what a query matches by how many records refer to it."""

    def __init__(self, searcher: Searcher) -> None:
        """Count the references in the index of `searcher`, once for all queries."""
        self._searcher = searcher
        targets = searcher.terms_with_prefix("cites", "")
        counted = searcher.settled(lambda: self._counted(targets))
        self._gains = [
            Gain(
                len(counted[count]),
                Flat(OneOf(field="id", values=tuple(counted[count])), float(count)),
            )
            for count in sorted(counted, reverse=True)
        ]

    def _counted(self, targets: Iterable[tuple[str, int]]) -> Mapping[int, list[str]]:
        counted: defaultdict[int, list[str]] = defaultdict(list)
        for identifier, count in targets:
            if self._searcher.doc_freq("id", identifier):  # not a document that is wanted
                counted[count].append(identifier)
        return counted

    def top(self, query: Asks, limit: int, offset: int) -> tuple[Hits, int]:
        """Return the most cited of what a query matches, and how many it matches in all.

        The score of a hit is how many records refer to it.
        """
        matched = Flat(query, 0.0)
        total = self._searcher.search(query, 1).total
        for gains in self._parts():
            among = every([matched, some([gain.query for gain in gains])])
            answer = self._searcher.search(among, limit, offset)
            if answer.total >= min(offset + limit, total):
                return answer.hits, total
        whole = [(Occur.Must, matched), *((Occur.Should, gain.query) for gain in self._gains)]
        return self._searcher.search(Boolean(whole), limit, offset).hits, total

    def _parts(self) -> Iterator[list[Gain]]:
        """Yield the most cited, then those and more; not parting those cited as often."""
        wanted, reached = FIRST, 0
        for at, gain in enumerate(self._gains, 1):
            reached += gain.ids
            if reached >= wanted and at < len(self._gains):
                yield self._gains[:at]
                wanted = reached * MORE
