"""Queries as the embedded engine has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import tantivy
from tantivy import Occur as EngineOccur
from tantivy import Query as Engine

from regesta.search import queries
from regesta.search.queries import Asks, Occur
from regesta.search.schema import KEYS, build_schema, is_facet_field

_OCCURS = {
    Occur.Must: EngineOccur.Must,
    Occur.Should: EngineOccur.Should,
    Occur.MustNot: EngineOccur.MustNot,
}


def native(query: Asks) -> Engine:
    """Return a query as the engine has it."""
    return _MAKERS[type(query)](query)


def _term(query: queries.Term) -> Engine:
    counted = "basic" if query.field in KEYS or is_facet_field(query.field) else "freq"
    return Engine.term_query(build_schema(), query.field, query.text, counted)


def _row(query: queries.Row) -> Engine:
    terms: list[str | tuple[int, str]] = list(query.terms)
    return Engine.phrase_query(build_schema(), query.field, terms, query.slop)


def _beginning(query: queries.Beginning) -> Engine:
    schema = build_schema()
    return Engine.fuzzy_term_query(schema, query.field, query.text, 0, True, prefix=True)


def _near(query: queries.Near) -> Engine:
    return Engine.fuzzy_term_query(build_schema(), query.field, query.text, query.letters, True)


def _one_of(query: queries.OneOf) -> Engine:
    return Engine.term_set_query(build_schema(), query.field, list(query.values))


def _between(query: queries.Between) -> Engine:
    kind = tantivy.FieldType.Integer
    return Engine.range_query(build_schema(), query.field, kind, query.least, query.most)


def _boolean(query: queries.Boolean) -> Engine:
    clauses = [(_OCCURS[occur], native(part)) for occur, part in query.clauses]
    if query.least:
        return Engine.boolean_query(clauses, minimum_number_should_match=query.least)
    return Engine.boolean_query(clauses)


def _best(query: queries.Best) -> Engine:
    return Engine.disjunction_max_query([native(part) for part in query.queries], query.tie)


def _alike(query: queries.Alike) -> Engine:
    return Engine.more_like_this_document_fields_query(
        build_schema(),
        {field: [text] for field, text in query.texts},
        min_doc_frequency=query.least,
        max_doc_frequency=query.most,
        min_term_frequency=1,
        max_query_terms=query.words,
        min_word_length=query.letters,
    )


_MAKERS: Mapping[type[Asks], Callable[[Any], Engine]] = {
    queries.Term: _term,
    queries.Row: _row,
    queries.Beginning: _beginning,
    queries.Near: _near,
    queries.OneOf: _one_of,
    queries.Between: _between,
    queries.Has: lambda query: Engine.exists_query(query.field),
    queries.Everything: lambda _: Engine.all_query(),
    queries.Nothing: lambda _: Engine.empty_query(),
    queries.Boolean: _boolean,
    queries.Best: _best,
    queries.Boosted: lambda query: Engine.boost_query(native(query.query), query.by),
    queries.Flat: lambda query: Engine.const_score_query(native(query.query), query.score),
    queries.Alike: _alike,
}
