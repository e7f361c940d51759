"""Whether the site lives, and what it counts: for the programs that look after it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from regesta.errors import RegestaError
from regesta.show.site.counters import Counters
from regesta.show.site.desk import json_answer
from regesta.show.site.library import Library

_NO_STORE = {"Cache-Control": "no-store"}


def show_health(request: Request) -> Response:
    """Answer 200 where readers can be answered, 503 and why where not."""
    library: Library = request.app.state.library
    try:
        room = library.reading()
        found = {"status": "ok", "records": room.counts.records, "built": room.built}
        answer = json_answer(found)
    except RegestaError as error:
        answer = json_answer({"status": "failing", "error": error.message}, 503)
    answer.headers.update(_NO_STORE)
    return answer


def show_metrics(request: Request) -> Response:
    """Answer with the counts of all workers as Prometheus reads them, where the keeper lets it."""
    counters: Counters = request.app.state.counters
    library: Library = request.app.state.library
    if not request.app.state.shows_metrics:
        raise HTTPException(404)
    try:
        records = library.reading().counts.records
    except RegestaError:
        records = 0
    return PlainTextResponse(
        counters.exposition(records),
        media_type="text/plain; version=0.0.4",
        headers=_NO_STORE,
    )
