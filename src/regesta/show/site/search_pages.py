"""Search: what is asked is in the address, so that a search can be kept and sent."""

from __future__ import annotations

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import QueryError
from regesta.search.index import FACETS, Query, Results
from regesta.show.addresses import search_address
from regesta.show.export.results import RESULT_FORMATS
from regesta.show.site.desk import WORDS, NoPage, json_answer, page, reading, site_base, wants_json
from regesta.show.site.feed import atom
from regesta.show.site.rendering import Paging
from regesta.show.site.search_histogram import histogram
from regesta.show.site.search_query import (
    HITS,
    LONGEST_QUERY,
    SORTS,
    query_address,
    read_query,
    with_filter,
)

DEEPEST = 10_000


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
    query = read_query(request, by_meaning=room.index.finds_by_meaning)
    try:
        results = room.index.search(msgspec.structs.replace(query, sort="-date", facets=()))
    except QueryError as error:
        raise HTTPException(400, error.message) from error
    title = f"{room.archive.title}: {query.text}" if query.text else room.archive.title
    body = atom(site_base(request, room), title, room.built, query_address(query), results)
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
    query = read_query(request, (int(number) - 1) * HITS, by_meaning=room.index.finds_by_meaning)
    if not as_json:
        query = msgspec.structs.replace(query, facets=(*FACETS, "month"))
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
        sorts=[(sort, query_address(query, sort=sort)) for sort in SORTS],
        plain=search_address(query.text),
        feed=query_address(query).replace("/search", "/search.atom", 1),
        lists=[
            (form, query_address(query).replace("/search", f"/search.{form}", 1))
            for form in RESULT_FORMATS
        ],
        brush=query_address(msgspec.structs.replace(query, since="", until="")),
        histogram=histogram(query, results.facets) if results else None,
        by_meaning=room.index.finds_by_meaning,
        unread=len(room.report.refused),
        instead=search_address(results.instead) if results and results.instead else "",
        title=(
            WORDS.say("search.title_for", query=query.text)
            if query.text
            else WORDS.say("search.title")
        ),
    )


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
            label=WORDS.facet_value(facet, labels.get((facet, value), value)),
            address=query_address(with_filter(query, facet, value)),
        )
        for facet, values in query.filters.items()
        for value in values
    ]
    for key, value in (("since", query.since), ("until", query.until)):
        if value:
            without = msgspec.structs.replace(query, **{key: ""})
            chips.append(
                Chip(facet=WORDS.say(f"search.{key}"), label=value, address=query_address(without))
            )
    return chips


def _facet_links(query: Query, results: Results) -> list[tuple[str, list[FacetLink]]]:
    shown: list[tuple[str, list[FacetLink]]] = []
    for facet, counts in results.facets.items():
        if facet == "month" and facet not in query.filters:
            continue  # they are what the histogram shows
        links = [
            FacetLink(
                label=WORDS.facet_value(facet, one.label or one.value),
                count=one.count,
                address=query_address(with_filter(query, facet, one.value)),
                chosen=one.value in query.filters.get(facet, ()),
            )
            for one in counts
            if one.count
        ]
        if len(links) > 1 or any(link.chosen for link in links):
            shown.append((facet, links))
    return shown
