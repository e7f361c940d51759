"""What linking found: wanted documents, exchanges, references still open; and what was refused."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import NotFound
from regesta.show.contract import wanted_json
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    paging,
    reading,
    wants_json,
)
from regesta.show.site.record_view import exchange_steps
from regesta.show.site.rendering import between
from regesta.show.site.sequence import sequence, sides


def show_wanted(request: Request) -> Response:
    """Answer with the wanted documents, most cited first."""
    room = reading(request)
    pages = paging(request, room.counts.wanted)
    shown = room.archive.wanted(pages.offset, pages.size)
    if wants_json(request):
        return json_answer([wanted_json(one) for one in shown])
    return page(
        request, room, "wanted.html", title=WORDS.say("wanted.title"), rows=shown, paging=pages
    )


def show_wanted_document(request: Request) -> Response:
    """Answer with one wanted document: what is known, who cites it, where it would stand."""
    room = reading(request)
    identifier = request.path_params["id"]
    as_json = wants_json(request)
    if identifier.endswith(".json"):
        identifier, as_json = identifier.removesuffix(".json"), True
    try:
        wanted = room.archive.wanted_document(identifier)
    except NotFound as error:
        raise NoPage("error.wanted_404", id=identifier[:80]) from error
    if as_json:
        return json_answer(wanted_json(wanted))
    exchange = room.archive.exchange_of(identifier)
    return page(
        request,
        room,
        "wanted_document.html",
        title=wanted.title,
        wanted=wanted,
        after=room.archive.regest(wanted.after) if wanted.after else None,
        before=room.archive.regest(wanted.before) if wanted.before else None,
        exchange=exchange,
    )


def show_exchanges(request: Request) -> Response:
    """Answer with the exchanges."""
    room = reading(request)
    pages = paging(request, room.counts.exchanges)
    shown = room.archive.exchanges(pages.offset, pages.size)
    if wants_json(request):
        return json_answer(shown)
    return page(
        request,
        room,
        "exchanges.html",
        title=WORDS.say("exchanges.title"),
        rows=[(one, sum(not room.archive.has(member) for member in one.members)) for one in shown],
        paging=pages,
    )


def show_exchange(request: Request) -> Response:
    """Answer with the exchange that a document belongs to, as a conversation, its gaps marked.

    The address names one of its documents and not the exchange, since what belongs together
    can change with what the archive holds.
    """
    room = reading(request)
    identifier = request.path_params["id"]
    exchange = room.archive.exchange_of(identifier)
    if exchange is None:
        raise NoPage("error.exchange_404", id=identifier[:80])
    steps = exchange_steps(room.archive, exchange.members)
    if wants_json(request):
        return json_answer({"exchange": exchange, "documents": steps})
    records = {one.id: one for one in room.archive.records(exchange.members)}
    speakers = sides(exchange, steps, records)
    return page(
        request,
        room,
        "exchange.html",
        title=between(exchange),
        exchange=exchange,
        steps=steps,
        sides=speakers,
        picture=sequence(exchange, steps, speakers, records, WORDS),
    )


def show_unresolved(request: Request) -> Response:
    """Answer with the references that were not decided."""
    room = reading(request)
    vague = request.query_params.get("vague") == "1"
    number = room.counts.vague if vague else room.counts.unresolved - room.counts.vague
    pages = paging(request, number)
    order = room.unresolved_order(vague)
    shown = room.archive.unresolved_at(order[pages.offset : pages.offset + pages.size])
    if wants_json(request):
        return json_answer(shown)
    return page(
        request,
        room,
        "unresolved.html",
        title=WORDS.say("unresolved.title_vague" if vague else "unresolved.title"),
        vague=vague,
        others=room.counts.unresolved - number,
        rows=shown,
        paging=pages,
    )


def show_refused(request: Request) -> Response:
    """Answer with what could not be read at the build, and why."""
    room = reading(request)
    refused = room.report.refused
    pages = paging(request, len(refused))
    shown = refused[pages.offset : pages.offset + pages.size]
    if wants_json(request):
        return json_answer(shown)
    return page(
        request, room, "refused.html", title=WORDS.say("refused.title"), rows=shown, paging=pages
    )
