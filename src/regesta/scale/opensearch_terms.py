"""How many records have a term: looked up many at a time, and remembered."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from regesta.scale.opensearch_client import Cluster
from regesta.scale.opensearch_documents import safe_term
from regesta.scale.opensearch_mapping import words_fields
from regesta.scale.opensearch_ranking import rarity
from regesta.search import queries
from regesta.search.analysis import analysers
from regesta.search.queries import Asks, some

T = TypeVar("T")

# Counts that are remembered; terms that are looked up at once.
MOST_KNOWN = 500_000
AT_ONCE = 2_000
# Routing values that are tried to reach each part of an index.
MOST_TRIED = 20_000

_WORDS = frozenset(words_fields())


class TermCounts:
    """The counts of terms in one index that does not change."""

    def __init__(self, cluster: Cluster, index: str, shards: int) -> None:
        self._cluster = cluster
        self._index = index
        self._shards = shards
        self._routes: list[str] | None = None
        self._known: dict[tuple[str, str], int] = {}
        self._asked = threading.local()

    def doc_freq(self, field: str, term: str) -> int:
        """Return how many records have a term; within `settled`, 1 for one not looked up yet."""
        term = safe_term(term)
        known = self._known.get((field, term))
        if known is not None:
            return known
        unknown = getattr(self._asked, "unknown", None)
        if unknown is not None:
            unknown.add((field, term))
            return 1
        return self._look_up([(field, term)])[field, term]

    def settled(self, make: Callable[[], T]) -> T:
        """Return what `make` makes once all terms that it asks for are known."""
        if getattr(self._asked, "unknown", None) is not None:
            return make()  # within another one, which looks up all
        if len(self._known) > MOST_KNOWN:
            self._known = {}
        while True:
            self._asked.unknown = unknown = set[tuple[str, str]]()
            try:
                made = make()
            finally:
                self._asked.unknown = None
            if not unknown:
                return made
            self._look_up(sorted(unknown))

    def alike(self, query: queries.Alike, records: int) -> Asks:
        """Return the query for the most telling words of a text."""
        counted = {
            field: Counter(analysers()[field.rpartition("_")[2]].analyze(text))
            for field, text in query.texts
        }
        asked = [
            (field, safe_term(term), times)
            for field, terms in counted.items()
            for term, times in terms.items()
            if len(term.encode()) >= query.letters
        ]
        self.settled(lambda: [self.doc_freq(field, term) for field, term, _times in asked])
        scored = []
        for field, term, times in asked:
            count = self.doc_freq(field, term)
            if query.least <= count <= query.most:
                scored.append((times * rarity(records, count), field, term))
        scored.sort(key=lambda one: (-one[0], one[1:]))
        return some(
            [
                queries.Boosted(queries.Term(field=field, text=term), score / scored[0][0])
                for score, field, term in scored[: query.words]
            ]
        )

    def _look_up(self, pairs: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
        found = dict.fromkeys(pairs, 0)
        for start in range(0, len(pairs), AT_ONCE):
            part = pairs[start : start + AT_ONCE]
            for vectors in self._term_vectors(part):
                for field, told in vectors.items():
                    for term, counts in told["terms"].items():
                        if (field, term) in found:
                            found[field, term] += counts.get("doc_freq", 0)
        self._known.update(found)
        return found

    def field_counts(self, fields: Iterable[str]) -> dict[str, int]:
        """Return how many records have each field of words; without those that none has."""
        found: Counter[str] = Counter()
        for vectors in self._term_vectors([(field, "x") for field in fields], statistics="field"):
            for field, told in vectors.items():
                found[field] += max(0, told.get("field_statistics", {}).get("doc_count", 0))
        return {field: count for field, count in found.items() if count}

    def _term_vectors(
        self, pairs: Iterable[tuple[str, str]], statistics: str = "term"
    ) -> Iterable[dict[str, Any]]:
        """Ask each part of the index for the counts of the terms of a made up document."""
        document: dict[str, list[str]] = {}
        for field, term in pairs:
            document.setdefault(field, []).append(term)
        made: dict[str, Any] = {
            field: " ".join(terms) if field in _WORDS else terms
            for field, terms in document.items()
        }
        asked = {
            "_index": self._index, "doc": made, "fields": list(made),
            "term_statistics": statistics == "term", "field_statistics": statistics == "field",
            "positions": False, "offsets": False, "payloads": False,
        }  # fmt: skip
        answer = self._cluster.ask(
            self._cluster.client.mtermvectors,
            body={"docs": [{**asked, "routing": route} for route in self._every_route()]},
        )
        return [one.get("term_vectors", {}) for one in answer["docs"]]

    def _every_route(self) -> list[str]:
        """Return values that lead to each part of the index, once to each."""
        if self._routes is None:
            reached: dict[int, str] = {}
            for at in range(MOST_TRIED):
                route = str(at)
                answer = self._cluster.ask(
                    self._cluster.client.search_shards, index=self._index, routing=route
                )
                reached.setdefault(int(answer["shards"][0][0]["shard"]), route)
                if len(reached) == self._shards:
                    break
            self._routes = list(reached.values())
        return self._routes
