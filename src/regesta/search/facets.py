"""The facets: which values a record has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from regesta.model import (
    Agent,
    AgreementMention,
    Association,
    DateSpan,
    EntityMention,
    Record,
)

# A record of uncertain date counts in each year it may be of, up to this many.
MOST_YEARS = 12
MOST_MONTHS = 12
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.I)

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
    yield from (("archive", name) for name in _unique(_archives(record)))
    yield from (("language", language) for language in record.languages)
    if record.classification:
        yield "classification", record.classification
    yield from (("agreement", name) for name in _unique(_agreements(record)))
    for status in {reference.status for reference in record.references}:
        yield "references", status


def _archives(record: Record) -> Iterator[str]:
    """Yield where the original lies: as the source says it outright, else in its citation."""
    if record.archive:
        yield record.archive
    else:
        yield from (work.archive for work in record.source.parsed)


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
