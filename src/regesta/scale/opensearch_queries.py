"""Queries as OpenSearch has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from regesta.scale.opensearch_documents import safe_term
from regesta.search import queries
from regesta.search.queries import Asks, Occur

Said = dict[str, Any]
# How much a term or row of terms of a field counts, beside what the server makes of it.
Weigh = Callable[[str, tuple[str, ...]], float]

_CLAUSES = {Occur.Must: "must", Occur.Should: "should", Occur.MustNot: "must_not"}


class Renderer:
    """Says queries as OpenSearch has them; `weigh` corrects the rank of terms and rows."""

    def __init__(self, weigh: Weigh, alike: Callable[[queries.Alike], Asks]) -> None:
        """`alike` finds the telling words of a text, as a query for them."""
        self._weigh = weigh
        self._alike = alike

    def say(self, query: Asks) -> Said:
        """Return a query as JSON."""
        return _SAYERS[type(query)](self, query)

    def term(self, query: queries.Term) -> Said:
        """Say a term."""
        text = safe_term(query.text)
        weight = self._weigh(query.field, (text,))
        return {"term": {query.field: {"value": text, "boost": weight}}}

    def row(self, query: queries.Row) -> Said:
        """Say terms in order; with others between them they stay in order."""
        terms = tuple(map(safe_term, query.terms))
        weight = self._weigh(query.field, terms)
        if query.slop:
            spans = [{"span_term": {query.field: term}} for term in terms]
            near = {"clauses": spans, "slop": query.slop, "in_order": True, "boost": weight}
            return {"span_near": near}
        row = {"query": " ".join(terms), "analyzer": "whitespace", "boost": weight}
        return {"match_phrase": {query.field: row}}

    def boolean(self, query: queries.Boolean) -> Said:
        """Say several queries as one; none of them match nothing."""
        if not query.clauses:
            return {"match_none": {}}
        said: Said = {}
        for occur, part in query.clauses:
            said.setdefault(_CLAUSES[occur], []).append(self.say(part))
        if "should" in said:
            said["minimum_should_match"] = query.least or (0 if "must" in said else 1)
        return {"bool": said}

    def best(self, query: queries.Best) -> Said:
        """Say the best of several queries."""
        parts = [self.say(part) for part in query.queries]
        return {"dis_max": {"queries": parts, "tie_breaker": query.tie}}

    def boosted(self, query: queries.Boosted) -> Said:
        """Say a query that counts more or less."""
        return {"bool": {"must": [self.say(query.query)], "boost": query.by}}

    def flat(self, query: queries.Flat) -> Said:
        """Say a query all of whose matches count alike."""
        return {"constant_score": {"filter": self.say(query.query), "boost": query.score}}

    def alike(self, query: queries.Alike) -> Said:
        """Say a query for what has the telling words of a text."""
        return self.say(self._alike(query))


def _beginning(query: queries.Beginning) -> Said:
    return {"prefix": {query.field: {"value": query.text, "rewrite": "constant_score"}}}


def _near(query: queries.Near) -> Said:
    near = {"value": query.text, "fuzziness": query.letters, "rewrite": "constant_score"}
    return {"fuzzy": {query.field: near}}


def _between(query: queries.Between) -> Said:
    bounds = {"gte": query.least, "lte": query.most}
    return {"range": {query.field: {name: at for name, at in bounds.items() if at is not None}}}


_SAYERS: Mapping[type[Asks], Callable[[Renderer, Any], Said]] = {
    queries.Term: Renderer.term,
    queries.Row: Renderer.row,
    queries.Beginning: lambda _, query: _beginning(query),
    queries.Near: lambda _, query: _near(query),
    queries.OneOf: lambda _, query: {"terms": {query.field: list(query.values)}},
    queries.Between: lambda _, query: _between(query),
    queries.Has: lambda _, query: {"exists": {"field": query.field}},
    queries.Everything: lambda _renderer, _query: {"match_all": {}},
    queries.Nothing: lambda _renderer, _query: {"match_none": {}},
    queries.Boolean: Renderer.boolean,
    queries.Best: Renderer.best,
    queries.Boosted: Renderer.boosted,
    queries.Flat: Renderer.flat,
    queries.Alike: Renderer.alike,
}
