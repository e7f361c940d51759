"""The facets: which values a record has, and how they are counted over a whole match."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import tantivy

from regesta.model import (
    Agent,
    AgreementMention,
    Association,
    DateSpan,
    EntityMention,
    Record,
)
from regesta.search.index import FacetCount
from regesta.search.schema import facet_field

# Values shown of each facet; those in order of time are all shown, others the commonest.
IN_ORDER = {"decade": 200, "year": 2_000, "month": 2_400}
SHOWN = 25
# A facet asked for by itself is shown with many more: the list of all topics, say.
SHOWN_ALONE = 1_000
# A record of uncertain date counts in each year it may be of, up to this many.
MOST_YEARS = 12
MOST_MONTHS = 12
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)

# What it costs to count a facet, by how many values a record has; measured.
COSTS = {"person": 12, "organisation": 9, "place": 8, "collection": 5, "sender": 3, "recipient": 3,
         "references": 3, "agreement": 3, "classification": 2}  # fmt: skip
# From so many matches on, facets are counted side by side.
MANY = 40_000
WORKERS = min(4, os.cpu_count() or 1)

_KINDS = ("person", "organisation", "place")


def facet_values(record: Record, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (facet, value) of a record, each pair once.

    `names` gives the name to show of an entity's id; a mention whose entity is undecided
    counts nowhere, for a facet is a list of persons and not of words.
    """
    yield from _dates(record)
    if record.genre:
        yield "genre", record.genre
    yield from (("sender", name) for name in _unique(_party(a, names) for a in record.senders))
    yield from (
        ("recipient", name) for name in _unique(_party(a, names) for a in record.recipients)
    )
    yield from _entities(record, names)
    yield from (("topic", topic.name) for topic in record.topics if topic.name)
    yield from (("collection", group.name) for group in record.collections if group.name)
    if record.archive:
        yield "archive", record.archive
    yield from (("language", language) for language in record.languages)
    if record.classification:
        yield "classification", record.classification
    yield from (("agreement", name) for name in _unique(_agreements(record)))
    for status in {reference.status for reference in record.references}:
        yield "references", status


def _dates(record: Record) -> Iterator[tuple[str, str]]:
    if record.date is None:
        return
    first, last = int(record.date.earliest[:4]), int(record.date.latest[:4])
    if last - first >= MOST_YEARS:
        return
    for year in range(first, last + 1):
        yield "year", f"{year:04d}"
    yield from (("month", month) for month in _months(record.date))
    for decade in range(first // 10, last // 10 + 1):
        yield "decade", f"{decade * 10:04d}s"


def _months(date: DateSpan) -> Iterator[str]:
    first, last = (int(s[:4]) * 12 + int(s[5:7]) - 1 for s in (date.earliest, date.latest))
    if last - first < MOST_MONTHS:
        yield from (f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(first, last + 1))


def _agreements(record: Record) -> Iterator[str]:
    """Yield the names of agreements without an article: those with a name of their own."""
    for annotation in record.annotations:
        if type(annotation) is AgreementMention:
            yield _ARTICLE.sub("", annotation.name)


def _party(agent: Agent, names: Mapping[str, str]) -> str:
    return names.get(agent.entity) or agent.person or agent.name


def _entities(record: Record, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    found: dict[str, dict[str, None]] = {kind: {} for kind in _KINDS}
    for kind, group in (
        ("person", record.people),
        ("organisation", record.organisations),
        ("place", record.places),
    ):
        for association in group:
            found[kind][_association(association, names)] = None
    # A text may name one person hundreds of times: each entity is looked at once.
    mentioned = {
        annotation.entity: annotation
        for annotation in record.annotations
        if type(annotation) is EntityMention and annotation.entity
    }
    for entity, mention in mentioned.items():
        if mention.kind in found:
            shown = names.get(entity) or mention.name or mention.quote
            found[mention.kind][shown] = None
    for kind, values in found.items():
        yield from ((kind, value) for value in values if value)


def _association(association: Association, names: Mapping[str, str]) -> str:
    return names.get(association.entity) or association.name


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def count_request(facets: Sequence[str], *, alone: bool = False) -> dict[str, Any]:
    """Return the engine's aggregation request for these facets."""
    request: dict[str, Any] = {}
    shown = SHOWN_ALONE if alone else SHOWN
    for facet in facets:
        terms: dict[str, Any] = {"field": facet_field(facet), "size": IN_ORDER.get(facet, shown)}
        if facet in IN_ORDER:
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


def count_facets(
    searcher: tantivy.Searcher,
    query: tantivy.Query,
    facets: Sequence[str],
    workers: ThreadPoolExecutor | None = None,
) -> tuple[dict[str, tuple[FacetCount, ...]], int]:
    """Count the values of the facets over all that the query matches.

    With `workers` the facets are counted side by side, as many matches are worth. Returns
    the counts by facet, and how many of the matches have a date.
    """
    groups = [list(facets)] if workers is None else shares(facets, WORKERS)
    requests = [count_request(group, alone=len(facets) == 1) for group in groups or [[]]]
    requests[0]["dated"] = {"value_count": {"field": "earliest"}}
    if workers is None:
        answers = [searcher.aggregate(query, request) for request in requests]
    else:
        answers = list(workers.map(lambda request: searcher.aggregate(query, request), requests))
    answer = {name: value for one in answers for name, value in one.items()}
    counts = {
        facet: tuple(
            FacetCount(value=bucket["key"], count=bucket["doc_count"], label=bucket["key"])
            for bucket in answer[facet]["buckets"]
        )
        for facet in facets
    }
    return counts, int(answer["dated"]["value"] or 0)
