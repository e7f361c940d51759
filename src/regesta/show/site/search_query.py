"""A search as its address: read from it, and written as one."""

from __future__ import annotations

import re

import msgspec
from starlette.requests import Request

from regesta.search.index import COUNTED, Query
from regesta.show.addresses import search_address

LONGEST_QUERY = 500
MOST_FILTERS = 20
HITS = 20
SORTS = ("relevance", "date", "-date", "cited")

_EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def read_query(request: Request, offset: int = 0, *, by_meaning: bool = False) -> Query:
    """Return the search that an address asks for; what cannot be is left out.

    `by_meaning` says whether the archive can be searched by meaning.
    """
    asked = request.query_params
    filters: dict[str, tuple[str, ...]] = {}
    for key, value in asked.multi_items()[:MOST_FILTERS]:
        facet = key.removeprefix("f.")
        if (
            key.startswith("f.")
            and facet in COUNTED
            and value
            and value not in filters.get(facet, ())
        ):
            filters[facet] = (*filters.get(facet, ()), value[:300])
    since, until = (asked.get(key, "").strip() for key in ("since", "until"))
    sort = asked.get("sort", "")
    return Query(
        text=asked.get("q", "")[:LONGEST_QUERY].strip(),
        filters=filters,
        since=since if _EDTF.fullmatch(since) else "",
        until=until if _EDTF.fullmatch(until) else "",
        sort=sort if sort in SORTS else "relevance",
        words="author" if asked.get("words") == "author" else "all",
        meaning=by_meaning and asked.get("meaning") == "1",
        offset=offset,
        limit=HITS,
    )


def query_address(query: Query, *, sort: str = "", since: str = "", until: str = "") -> str:
    """Return the address of a search, with another order or span of days where given."""
    sort = sort or query.sort
    return search_address(
        query.text,
        query.filters,
        since=since or query.since,
        until=until or query.until,
        sort=sort if sort != "relevance" else "",
        words=query.words if query.words != "all" else "",
        meaning="1" if query.meaning else "",
    )


def with_filter(query: Query, facet: str, value: str) -> Query:
    """Return the search with a value of a facet added, or taken away where it is there."""
    chosen = query.filters.get(facet, ())
    kept = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
    filters = {**query.filters, facet: kept}
    return msgspec.structs.replace(query, filters={k: v for k, v in filters.items() if v})
