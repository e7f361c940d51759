"""Search results to take along, and records like one that is read."""

from __future__ import annotations

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from regesta.errors import NotFound, QueryError
from regesta.search.asked import MOST_SHOWN
from regesta.show.addresses import record_address
from regesta.show.export.results import RESULT_FORMATS, with_records
from regesta.show.site.desk import WORDS, NoPage, json_answer, page, reading, site_base, wants_json
from regesta.show.site.search_query import read_query

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "jsonl": "application/x-ndjson",
}
ENDINGS = {"bibtex": "bib"}
ALIKE = 20


def search_list(request: Request) -> Response:
    """Answer with the first thousand results as CSV, RIS, BibTeX or JSON lines."""
    form = request.path_params["form"]
    if form not in RESULT_FORMATS:
        raise NoPage("error.page_404", page=form[:20])
    room = reading(request)
    asked = read_query(request, by_meaning=room.index.finds_by_meaning)
    try:
        results = room.index.search(msgspec.structs.replace(asked, limit=MOST_SHOWN, facets=()))
    except QueryError as error:
        raise HTTPException(400, f"{error.message} {error.way_out}") from error
    base = site_base(request, room)
    found = with_records(room.archive, results.hits, lambda id: base + record_address(id))
    ending = ENDINGS.get(form, form)
    return StreamingResponse(
        RESULT_FORMATS[form](found, room.archive.title),
        media_type=MEDIA[form],
        headers={"content-disposition": f'attachment; filename="search.{ending}"'},
    )


def show_like(request: Request) -> Response:
    """Answer with the records that have the same telling words as one."""
    identifier = request.path_params["id"]
    room = reading(request)
    try:
        hits = room.index.similar(identifier, ALIKE)
    except NotFound as error:
        raise NoPage("error.record_404", id=identifier[:80]) from error
    if wants_json(request):
        return json_answer(hits)
    record = room.archive.record(identifier)
    return page(
        request,
        room,
        "like.html",
        record=record,
        hits=hits,
        title=WORDS.say("search.like_title", title=record.title or record.id),
    )
