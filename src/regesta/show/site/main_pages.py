"""Home, help, about; and the pages for whatever goes wrong."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from regesta.errors import NotFound, RegestaError
from regesta.search.fields import FIELDS
from regesta.show.dates import say_edtf
from regesta.show.site.desk import WORDS, json_answer, page, reading, wants_json
from regesta.show.site.headers import HEADERS
from regesta.show.site.library import Reading
from regesta.show.site.timeline import timeline

MOST_ON_HOME = 6
MOST_NAMED = 5


def show_home(request: Request) -> Response:
    """Answer with what the archive is and holds, and the ways into it."""
    room = reading(request)
    archive, counts = room.archive, room.counts
    if wants_json(request):
        return json_answer({"title": archive.title, "counts": counts})
    return page(
        request,
        room,
        "home.html",
        title=archive.title,
        counts=counts,
        lead=_lead(room),
        description=archive.settings.description,
        people=[one.entity for one in room.register("person")[:MOST_NAMED]],
        timeline=timeline(room.days, WORDS.say("home.timeline"), WORDS),
        shelves=room.shelves[:12],
        more_shelves=max(0, len(room.shelves) - 12),
        wanted=archive.wanted(0, MOST_ON_HOME),
        exchanges=room.longest_exchanges,
    )


def show_help(request: Request) -> Response:
    """Answer with the query language, by example."""
    examples = zip(WORDS.listed("help.queries"), WORDS.listed("help.meanings"), strict=True)
    return page(
        request,
        reading(request),
        "help.html",
        title=WORDS.say("help.title"),
        examples=list(examples),
        fields=FIELDS,
    )


def show_about(request: Request) -> Response:
    """Answer with what this archive is, how it was made, and what may be done with it."""
    room = reading(request)
    return page(
        request,
        room,
        "about.html",
        title=WORDS.say("about.title"),
        counts=room.counts,
        report=room.report,
        rights=room.archive.settings.rights,
        contact=room.archive.settings.addresses.contact,
    )


def robots(request: Request) -> Response:
    """Let search engines read records, but not wander through endless searches."""
    return PlainTextResponse("User-agent: *\nDisallow: /search\n")


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer 404, 405 and their like with a page that leads on."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    key = f"error.text_{status}"
    standard = {"Not Found", "Method Not Allowed", "Bad Request"}
    text = WORDS.say(key) if detail in standard or not detail else detail
    return _error(request, status, text)


def on_known_error(request: Request, error: Exception) -> Response:
    """Answer with the sentence of an error that Regesta raised on purpose."""
    message = str(error) if isinstance(error, RegestaError) else ""
    return _error(request, 404 if isinstance(error, NotFound) else 503, message)


def on_fault(request: Request, error: Exception) -> Response:
    """Answer that the fault is ours; the traceback goes to the log alone."""
    answer = _error(request, 500, WORDS.say("error.text_500"), broken=True)
    # Faults are answered outside our middleware, which sets the headers of all other pages.
    answer.headers.update(HEADERS)
    return answer


def _error(request: Request, status: int, text: str, *, broken: bool = False) -> Response:
    key = f"error.title_{status}"
    title = WORDS.say(key if WORDS.has(key) else "error.title_500")
    if wants_json(request) or request.url.path.endswith(".json"):
        return json_answer({"error": text, "status": status}, status)
    room: Reading | None
    try:
        room = None if broken else reading(request)
    except RegestaError:
        room = None
    return page(request, room, "error.html", status, title=title, text=text, status_code=status)


def _lead(room: Reading) -> str:
    counts = room.counts
    records = WORDS.count("count.records", counts.records)
    if not counts.earliest:
        return WORDS.say("home.lead_undated", records=records)
    return WORDS.say(
        "home.lead",
        records=records,
        first=say_edtf(counts.earliest[:10], WORDS),
        last=say_edtf(counts.latest[:10], WORDS),
    )
