"""What a `Query` asks beside its words: checked, its dates as stamps, its filters as queries."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from regesta.errors import QueryError, WrongUse
from regesta.search.field_queries import dated, with_value
from regesta.search.index import COUNTED, Query
from regesta.search.queries import Asks, every
from regesta.search.translate import Translation
from regesta.search.tree import All, Field, Node, Span
from regesta.understand.dates_edtf import edtf_span

SORTS = ("relevance", "date", "-date", "cited")
MOST_SHOWN = 1_000
DEEPEST_PAGE = 100_000


def check(query: Query) -> None:
    """Refuse what cannot be: an unknown order or facet, a page out of all measure."""
    if query.sort not in SORTS:
        raise WrongUse(f"There is no order “{query.sort}”.", way_out=f"Use {', '.join(SORTS)}.")
    unknown = [name for name in (*query.filters, *query.facets) if name not in COUNTED]
    if unknown:
        raise WrongUse(f"There is no facet “{unknown[0]}”.", way_out=f"Use {', '.join(COUNTED)}.")
    if not 0 <= query.limit <= MOST_SHOWN or not 0 <= query.offset <= DEEPEST_PAGE:
        raise WrongUse(
            f"At most {MOST_SHOWN:,} records from the first {DEEPEST_PAGE:,} can be shown.",
            way_out="Narrow the search.",
        )


def bounds(query: Query) -> tuple[str, str]:
    """Return `since` and `until` as the first and the last minute they mean."""
    stamps = []
    for edtf, last in ((query.since, False), (query.until, True)):
        span = edtf_span(edtf) if edtf else None
        if edtf and span is None:
            raise QueryError(
                f"“{edtf}” is not a date.", way_out="Write 1950, 1950-01 or 1950-01-03."
            )
        stamps.append("" if span is None else span.latest if last else span.earliest)
    return stamps[0], stamps[1]


def restricted(
    found: Translation, asked: Query, span: tuple[str, str], also: Sequence[Asks] = ()
) -> Translation:
    """Return a translation held to the filters asked for, to a span of stamps, and to `also`."""
    held = [
        *also,
        *(with_value(facet, one) for facet in asked.filters for one in asked.filters[facet]),
    ]
    if any(span):
        held.append(dated(*span))
    if not held:
        return found
    query = every([found.query, *held])
    alike = found.matching is found.query
    return replace(found, query=query, matching=query if alike else every([found.matching, *held]))


def without_dates(tree: Node) -> Node:
    """Return the tree without the date ranges that all matches must fall in."""
    if _is_range(tree):
        return All(parts=())
    if isinstance(tree, All):
        kept = tuple(part for part in tree.parts if not _is_range(part))
        return tree if len(kept) == len(tree.parts) else All(parts=kept)
    return tree


def _is_range(node: Node) -> bool:
    return (
        isinstance(node, Field)
        and isinstance(node.value, Span)
        and bool(node.value.since or node.value.until)
    )
