"""An index of OpenSearch, open for `search.answering`."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from regesta.errors import ArchiveError
from regesta.scale.opensearch_client import Cluster
from regesta.scale.opensearch_documents import PLACE, stored_of
from regesta.scale.opensearch_mapping import About
from regesta.scale.opensearch_queries import Renderer
from regesta.scale.opensearch_ranking import Weights
from regesta.scale.opensearch_terms import TermCounts
from regesta.search.counting import DATED, count_request, counts_in
from regesta.search.index import FacetCount
from regesta.search.queries import Asks, Everything
from regesta.search.searcher import Answer, Hits, Place, Stored

T = TypeVar("T")

# Records whose text comes along with a search; of more it is asked for when it is needed.
AT_ONCE = 100
FETCHED = 200
# Values of a field that are listed at once.
PAGE = 10_000
# Values that each part of an index counts of a facet, so that few are missed between parts.
OF_A_PART = 2_400
# Words that are weighed for one that is not known.
ALIKE = 200
# What is sorted by of a record without a date, or more, with either sign.
NONE = 1 << 62

_TIES: list[Any] = [{PLACE: {"order": "asc", "missing": "_last"}}, {"id": "asc"}]
_ORDERS: Mapping[str, list[Any]] = {
    "": ["_score", *_TIES],
    "date": [{"chronology": {"order": "asc", "missing": "_last"}}, *_TIES],
    "-date": [{"chronology": {"order": "desc", "missing": "_last"}}, *_TIES],
}
_SIGNS = re.compile(r"[^\w\s]")


class OpenSearchSearcher:
    """One index of a cluster, which does not change; see `search.searcher.Searcher`."""

    def __init__(self, cluster: Cluster, index: str, about: About, shards: int) -> None:
        self._cluster = cluster
        self._index = index
        self._about = about
        self._shards = shards
        self._terms = TermCounts(cluster, index, shards)
        weights = Weights(
            about.records, about.fields, self._terms.doc_freq, legacy=cluster.major < 3
        )
        self._renderer = Renderer(
            weights.weigh, lambda query: self._terms.alike(query, about.records)
        )
        self._last = threading.local()
        self.doc_freq = self._terms.doc_freq

    @property
    def num_docs(self) -> int:
        """How many records it has."""
        return self._about.records

    @property
    def counter(self) -> OpenSearchSearcher:
        """What counts facets."""
        return self

    def settled(self, make: Callable[[], T]) -> T:
        """Return what `make` makes once all terms that it asks for are known."""
        return self._terms.settled(make)

    def terms_with_prefix(
        self, field: str, prefix: str, limit: int | None = None
    ) -> list[tuple[str, int]]:
        """Return the values of a field that begin so with their counts, the commonest first."""
        if limit is None:
            found = [pair for pair in self._all_values(field) if pair[0].startswith(prefix)]
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))
        terms = {"field": field, "size": limit, "shard_size": max(limit, OF_A_PART)}
        if prefix:
            terms["include"] = _SIGNS.sub(r"\\\g<0>", prefix) + "(.|\n)*"
        answer = self.aggregate(Everything(), {"values": {"terms": terms}})
        return [(one["key"], one["doc_count"]) for one in answer["values"]["buckets"]]

    def _all_values(self, field: str) -> Iterator[tuple[str, int]]:
        source = [{"value": {"terms": {"field": field}}}]
        after: dict[str, Any] = {}
        while True:
            values = {"values": {"composite": {"size": PAGE, "sources": source, **after}}}
            answer = self.aggregate(Everything(), values)["values"]
            for bucket in answer["buckets"]:
                yield bucket["key"]["value"], bucket["doc_count"]
            if len(answer["buckets"]) < PAGE:
                return
            after = {"after": answer["after_key"]}

    def terms_like(self, field: str, term: str, limit: int) -> Mapping[str, int]:
        """Return terms that differ from this one by at most two letters, with their counts."""
        near = {
            "field": field, "suggest_mode": "always", "max_edits": 2, "prefix_length": 1,
            "min_word_length": 1, "accuracy": 0.0, "analyzer": "whitespace",
            "size": min(limit, ALIKE), "shard_size": min(limit, ALIKE),
        }  # fmt: skip
        body = {"size": 0, "suggest": {"near": {"text": term, "term": near}}}
        answer = self._ask_search(body)["suggest"]["near"]
        return {one["text"]: one["freq"] for part in answer for one in part["options"]}

    def search(self, query: Asks, limit: int, offset: int = 0, order: str = "") -> Answer:
        """Return the best matches, or the first in an order of `Searcher.search`."""
        whole = limit <= AT_ONCE
        body = {
            "query": self._renderer.say(query), "size": limit, "from": offset,
            "sort": _ORDERS[order], "track_total_hits": True, "_source": whole,
        }  # fmt: skip
        found = self._ask_search(body)["hits"]
        if whole:
            self._last.documents = {one["_id"]: one["_source"] for one in found["hits"]}
        hits: Hits = [(_told(one["sort"][0]), (one["_id"],)) for one in found["hits"]]
        return Answer(hits, found["total"]["value"])

    def documents(self, places: Sequence[Place]) -> Iterator[Stored]:
        """Yield what is stored of the records at these places, in this order."""
        known = getattr(self._last, "documents", {})
        ids = [str(place[0]) for place in places]
        for start in range(0, len(ids), FETCHED):
            part = ids[start : start + FETCHED]
            fetched = self._fetch([one for one in part if one not in known])
            for one in part:
                yield stored_of(known.get(one) or fetched[one])

    def _fetch(self, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        if not ids:
            return {}
        answer = self._cluster.ask(
            self._cluster.client.mget, index=self._index, body={"ids": list(ids)},
            params={"realtime": "false"},
        )  # fmt: skip
        found = {one["_id"]: one["_source"] for one in answer["docs"] if one.get("found")}
        missing = [one for one in ids if one not in found]
        if missing:
            raise ArchiveError(
                f"The index {self._index} has lost the record {missing[0]}.",
                way_out="Load the archive into it again: `regesta index`.",
            )
        return found

    def aggregate(self, query: Asks, request: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer an aggregation request over all that a query matches."""
        body = {"size": 0, "query": self._renderer.say(query), "aggs": dict(request)}
        answer: Mapping[str, Any] = self._ask_search(body)["aggregations"]
        return answer

    def count(
        self, query: Asks, facets: Sequence[str], total: int
    ) -> tuple[dict[str, tuple[FacetCount, ...]], int]:
        """Return the counts by facet, and how many of the matches have a date."""
        if not total:
            return dict.fromkeys(facets, ()), 0
        of_a_part = {"shard_size": OF_A_PART}
        request = count_request(facets, alone=len(facets) == 1, of_a_part=of_a_part)
        return counts_in(self.aggregate(query, {**request, **DATED}), facets)

    def _ask_search(self, body: Mapping[str, Any]) -> Any:
        params = {"allow_partial_search_results": "false"}
        if self._shards > 1:
            # What a term tells is counted over all parts of the index.
            params["search_type"] = "dfs_query_then_fetch"
        return self._cluster.ask(
            self._cluster.client.search, index=self._index, body=body, params=params
        )

    def close(self) -> None:
        """Forget the index; the cluster is closed by whoever opened it."""
        self._last = threading.local()


def _told(value: float) -> float | None:
    """Return what a record was ordered by; None for the number that stands for none."""
    return None if abs(value) >= NONE else value
