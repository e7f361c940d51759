"""How often each value of a facet is met over all that a query matches."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from regesta.search.index import FacetCount
from regesta.search.queries import Asks, Everything, opposite
from regesta.search.schema import facet_field
from regesta.search.searcher import Searcher

# Values shown of each facet; those in order of time are all shown, others the commonest.
IN_ORDER = {"decade": 200, "year": 2_000, "month": 2_400}
SHOWN = 25
# A facet asked for by itself is shown with many more: the list of all topics, say.
SHOWN_ALONE = 1_000

# What it costs to count a facet, by how many values a record has; measured.
COSTS = {"person": 7, "organisation": 3, "place": 3, "collection": 3, "references": 2,
         "sender": 2, "recipient": 2, "agreement": 2}  # fmt: skip
# From so many matches on, facets are counted side by side.
MANY = 40_000
# From so many matches on, and where more than this share of all records match, those that do
# not are counted instead.
LEAST_LEFT = 2_000
MOSTLY = 0.52
# To count some values of a facet only takes longer a match than to count all; to hand over the
# count of a value takes as long as that gains on so many matches.
A_VALUE = 40
# So many values are counted in each part of the index: a value that is rare in one part may be
# among the commonest of all.
OF_A_PART = {"segment_size": 65_000}
# What asks how many have a date.
DATED: Mapping[str, Any] = {"dated": {"value_count": {"field": "earliest"}}}
WORKERS = min(4, os.cpu_count() or 1)


def count_request(
    facets: Sequence[str],
    *,
    alone: bool = False,
    among: Mapping[str, Sequence[str]] | None = None,
    of_a_part: Mapping[str, int] = OF_A_PART,
) -> dict[str, Any]:
    """Return the engine's aggregation request for these facets.

    `among` gives for a facet the values to be counted; else the commonest are found out.
    `of_a_part` is how the engine is told how many values each part of an index counts.
    """
    request: dict[str, Any] = {}
    for facet in facets:
        shown = _shown(facet, alone)
        terms: dict[str, Any] = {"field": facet_field(facet), "size": shown, **of_a_part}
        if among and facet in among:
            terms |= {"include": among[facet], "size": len(among[facet])}
        elif facet in IN_ORDER:
            terms["order"] = {"_key": "asc"}
        request[facet] = {"terms": terms}
    return request


def shares(facets: Sequence[str], number: int) -> list[list[str]]:
    """Part facets into so many groups that cost about the same to count.

    >>> shares(("year", "person", "place", "genre"), 2)
    [['person'], ['place', 'year', 'genre']]
    """
    groups: list[tuple[int, list[str]]] = [(0, []) for _ in range(number)]
    for facet in sorted(facets, key=lambda facet: -COSTS.get(facet, 1)):
        at = min(range(number), key=lambda at: groups[at][0])
        cost, names = groups[at]
        groups[at] = (cost + COSTS.get(facet, 1), [*names, facet])
    return [names for _cost, names in groups if names]


def counts_in(
    answer: Mapping[str, Any], facets: Sequence[str]
) -> tuple[dict[str, tuple[FacetCount, ...]], int]:
    """Return the counts by facet in an engine's answer, and how many have a date."""
    counts = {
        facet: _counted((bucket["key"], bucket["doc_count"]) for bucket in buckets)
        for facet in facets
        for buckets in (answer[facet]["buckets"],)
    }
    return counts, int(answer["dated"]["value"] or 0)


class FacetCounter:
    """Counts the values of facets over all that a query matches, in one index.

    Many matches are counted on several cores, and those of nearly all records by what is
    left: the counts of the whole index, which are known, less those of the records that do
    not match.
    """

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._whole: dict[str, list[tuple[str, int]]] = {}
        self._dated = -1
        self._workers: ThreadPoolExecutor | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the threads."""
        if self._workers is not None:
            self._workers.shutdown()

    def count(
        self, query: Asks, facets: Sequence[str], total: int
    ) -> tuple[dict[str, tuple[FacetCount, ...]], int]:
        """Return the counts by facet, and how many of the matches have a date.

        `total` is how many records the query matches.
        """
        told = self._told(facets, total)
        asked = [facet for facet in facets if facet not in told]
        alone = len(facets) == 1
        records = self._searcher.num_docs
        counted = None
        if total >= LEAST_LEFT and total > records * MOSTLY:
            counted = self._by_what_is_left(query, asked, records - total, alone)
        if counted is None:
            requests = count_request(asked, alone=alone)
            counted = counts_in(self._ask(query, requests, total), asked)
        counts, dated = counted
        return {facet: told.get(facet) or counts.get(facet, ()) for facet in facets}, dated

    def _told(self, facets: Sequence[str], total: int) -> dict[str, tuple[FacetCount, ...]]:
        """Return the counts that are known without a look: of no value, or one that all have."""
        told: dict[str, tuple[FacetCount, ...]] = {}
        for facet in facets:
            values = self._values(facet)
            if not values or (len(values) == 1 and values[0][1] == self._searcher.num_docs):
                told[facet] = _counted((value, total) for value, _all in values if total)
        return told

    def _ask(self, query: Asks, requests: Mapping[str, Any], total: int) -> dict[str, Any]:
        """Answer the requests of facets, side by side where `total` matches are many."""
        workers = self._pool() if total >= MANY and WORKERS > 1 else None
        groups = [list(requests)] if workers is None else shares(list(requests), WORKERS)
        parts = [{facet: requests[facet] for facet in group} for group in groups or [[]]]
        parts[0] |= DATED
        ask = partial(self._searcher.aggregate, query)
        answers = map(ask, parts) if workers is None else workers.map(ask, parts)
        return {name: value for one in answers for name, value in one.items()}

    def _by_what_is_left(
        self, query: Asks, facets: Sequence[str], left: int, alone: bool
    ) -> tuple[dict[str, tuple[FacetCount, ...]], int] | None:
        """Count by what does not match; None where the commonest values cannot be told so."""
        whole = {facet: self._values(facet) for facet in facets}
        considered = {facet: _considered(facet, alone) for facet in facets}
        requests: dict[str, Any] = {}
        for facet, values in whole.items():
            if len(values) * A_VALUE < left:
                considered[facet] = len(values)
                requests |= {facet: {"terms": {"field": facet_field(facet), "size": len(values)}}}
            else:
                few = [value for value, _count in values[: considered[facet]]]
                requests |= count_request([facet], among={facet: few})
        answer = self._ask(opposite(query), requests, left)
        counts: dict[str, tuple[FacetCount, ...]] = {}
        for facet in facets:
            missing = {one["key"]: one["doc_count"] for one in answer[facet]["buckets"]}
            first = whole[facet][: considered[facet]]
            rest = [(value, count - missing.get(value, 0)) for value, count in first]
            shown = _in_order(facet, [pair for pair in rest if pair[1]], alone)
            least = shown[-1][1] if len(shown) >= _shown(facet, alone) else 0
            if len(whole[facet]) > len(first) and whole[facet][len(first)][1] > least:
                return None  # a rarer value may be among the commonest of these matches
            counts[facet] = _counted(shown)
        return counts, self._all_dated() - int(answer["dated"]["value"] or 0)

    def _values(self, facet: str) -> list[tuple[str, int]]:
        """Return all values of a facet in the index with their counts, the commonest first."""
        known = self._whole.get(facet)
        if known is None:
            values = self._searcher.terms_with_prefix(facet_field(facet), "")
            known = self._whole[facet] = sorted(values, key=lambda pair: (-pair[1], pair[0]))
        return known

    def _all_dated(self) -> int:
        if self._dated < 0:
            answer = self._searcher.aggregate(Everything(), DATED)
            self._dated = int(answer["dated"]["value"] or 0)
        return self._dated

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._workers is None:
                self._workers = ThreadPoolExecutor(WORKERS, "facets")
            return self._workers


def _counted(pairs: Iterable[tuple[str, int]]) -> tuple[FacetCount, ...]:
    return tuple(FacetCount(value=value, count=count, label=value) for value, count in pairs)


def _shown(facet: str, alone: bool) -> int:
    """Return how many values of a facet are shown at most."""
    return IN_ORDER.get(facet, SHOWN_ALONE if alone else SHOWN)


def _considered(facet: str, alone: bool) -> int:
    return _shown(facet, alone) * (1 if facet in IN_ORDER else 12)


def _in_order(facet: str, counts: list[tuple[str, int]], alone: bool) -> list[tuple[str, int]]:
    if facet in IN_ORDER:
        return sorted(counts)[: _shown(facet, alone)]
    return sorted(counts, key=lambda pair: -pair[1])[: _shown(facet, alone)]
