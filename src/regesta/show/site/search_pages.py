"""Search: what is asked is in the address, so that a search can be kept and sent."""

from __future__ import annotations

import re

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import QueryError
from regesta.search.index import COUNTED, Query, Results
from regesta.show.addresses import search_address
from regesta.show.site.desk import WORDS, NoPage, json_answer, page, reading, site_base, wants_json
from regesta.show.site.feed import atom
from regesta.show.site.rendering import Paging

LONGEST_QUERY = 500
MOST_FILTERS = 20
DEEPEST = 10_000
HITS = 20
SORTS = ("relevance", "date", "-date", "cited")

_EDTF = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class FacetLink(Struct, frozen=True, kw_only=True):
    """A value of a facet with its count and the address that adds or takes it away."""

    label: str
    count: int
    address: str
    chosen: bool


class Chip(Struct, frozen=True, kw_only=True):
    """A chosen filter, and the address without it."""

    facet: str
    label: str
    address: str


def show_search(request: Request) -> Response:
    """Answer with the results as a page; JSON for programs that ask for it."""
    return _answer(request, as_json=wants_json(request))


def search_json(request: Request) -> Response:
    """Answer with the results as JSON: `total, took_ms, hits, facets`."""
    return _answer(request, as_json=True)


def search_feed(request: Request) -> Response:
    """Answer with the newest of the results as an Atom feed."""
    room = reading(request)
    query = msgspec.structs.replace(_query(request, 0), sort="-date", facets=())
    try:
        results = room.index.search(query)
    except QueryError as error:
        raise HTTPException(400, error.message) from error
    title = f"{room.archive.title}: {query.text}" if query.text else room.archive.title
    body = atom(site_base(request, room), title, room.built, query, results)
    return Response(body, media_type="application/atom+xml")


def suggest_json(request: Request) -> Response:
    """Answer with names and titles that begin as the words typed so far."""
    typed = request.query_params.get("q", "")[:80]
    return json_answer(reading(request).index.suggest(typed) if typed.strip() else [])


def _answer(request: Request, *, as_json: bool) -> Response:
    room = reading(request)
    number = request.query_params.get("page", "1")
    if not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= DEEPEST // HITS):
        raise NoPage("error.page_404", page=number[:20])
    query = _query(request, (int(number) - 1) * HITS)
    error: QueryError | None = None
    results: Results | None = None
    try:
        results = room.index.search(query)
    except QueryError as wrong:
        error = wrong
    if as_json:
        if error is not None:
            return json_answer(
                {"error": error.message, "column": error.column, "way_out": error.way_out}, 400
            )
        return json_answer(results)
    labels = _labels(results)
    total = results.total if results else 0
    return page(
        request,
        room,
        "search.html",
        400 if error else 200,
        query=query,
        error=error,
        results=results,
        too_long=len(request.query_params.get("q", "")) > LONGEST_QUERY,
        longest=LONGEST_QUERY,
        chips=_chips(query, labels),
        facets=_facet_links(query, results) if results else [],
        paging=Paging(
            "/search", int(number), min(total, DEEPEST), HITS, request.query_params.multi_items()
        ),
        sorts=[(sort, _address(query, sort=sort)) for sort in SORTS],
        plain=search_address(query.text),
        feed=_address(query).replace("/search", "/search.atom", 1),
        title=(
            WORDS.say("search.title_for", query=query.text)
            if query.text
            else WORDS.say("search.title")
        ),
    )


def _query(request: Request, offset: int) -> Query:
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
        offset=offset,
        limit=HITS,
    )


def _address(query: Query, *, sort: str = "", since: str = "", until: str = "") -> str:
    sort = sort or query.sort
    return search_address(
        query.text,
        query.filters,
        since=since or query.since,
        until=until or query.until,
        sort=sort if sort != "relevance" else "",
        words=query.words if query.words != "all" else "",
    )


def _with_filter(query: Query, facet: str, value: str) -> Query:
    chosen = query.filters.get(facet, ())
    kept = tuple(one for one in chosen if one != value) if value in chosen else (*chosen, value)
    filters = {**query.filters, facet: kept}
    return msgspec.structs.replace(query, filters={k: v for k, v in filters.items() if v})


def _labels(results: Results | None) -> dict[tuple[str, str], str]:
    if results is None:
        return {}
    return {
        (facet, one.value): one.label
        for facet, counts in results.facets.items()
        for one in counts
        if one.label
    }


def _chips(query: Query, labels: dict[tuple[str, str], str]) -> list[Chip]:
    chips = [
        Chip(
            facet=WORDS.say(f"facet.{facet}"),
            label=labels.get((facet, value), value),
            address=_address(_with_filter(query, facet, value)),
        )
        for facet, values in query.filters.items()
        for value in values
    ]
    for key, value in (("since", query.since), ("until", query.until)):
        if value:
            without = msgspec.structs.replace(query, **{key: ""})
            chips.append(
                Chip(facet=WORDS.say(f"search.{key}"), label=value, address=_address(without))
            )
    return chips


def _facet_links(query: Query, results: Results) -> list[tuple[str, list[FacetLink]]]:
    shown: list[tuple[str, list[FacetLink]]] = []
    for facet, counts in results.facets.items():
        links = [
            FacetLink(
                label=one.label or one.value,
                count=one.count,
                address=_address(_with_filter(query, facet, one.value)),
                chosen=one.value in query.filters.get(facet, ()),
            )
            for one in counts
            if one.count
        ]
        if len(links) > 1 or any(link.chosen for link in links):
            shown.append((facet, links))
    return shown
