"""What linking found: wanted documents, exchanges, references still open; and what was refused."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import NotFound, WrongUse
from regesta.model import Wanted
from regesta.search.index import Query
from regesta.show.contract import wanted_json
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    reading,
    wants_json,
)
from regesta.show.site.library import Reading
from regesta.show.site.lists import Order, Shelf, by_name, holding, list_page, most, whole
from regesta.show.site.record_view import exchange_steps
from regesta.show.site.rendering import between
from regesta.show.site.sequence import sequence, sides

# Of so many records that a search finds are the wanted documents listed.
MOST_CITING = 1000


def show_wanted(request: Request) -> Response:
    """Answer with the wanted documents, most cited first.

    `q` finds those whose own title has its words, and those that the records cite which a
    search for it finds, most cited there first.
    """
    room = reading(request)
    return list_page(
        request,
        room,
        "wanted.html",
        Shelf(
            count=room.counts.wanted,
            part=room.archive.wanted,
            words=lambda wanted: wanted.title,
            told=wanted_json,
            matching=lambda asked: _wanted_about(room, asked),
            orders={
                "cited": most(lambda one: len(one.cited_by)),
                "name": by_name(lambda one: one.title),
                "date": Order(key=_described_on),
            },
        ),
        title=WORDS.say("wanted.title"),
    )


def _described_on(wanted: Wanted) -> tuple[bool, str]:
    """Return what wanted documents are ordered by in time; those without a date come last."""
    date = wanted.describes.date
    return (date is None, date.earliest if date else "")


def _wanted_about(room: Reading, asked: str) -> list[Wanted]:
    """Find wanted documents by their titles and by what the records that cite them speak of."""
    try:
        found = room.index.search(Query(text=asked, limit=MOST_CITING, facets=()))
        citing = {hit.id for hit in found.hits}
    except WrongUse:
        citing = set()
    documents = room.archive.wanted()
    titled = {one.id for one in holding(documents, lambda one: one.title, asked)}
    counts = {one.id: sum(by.id in citing for by in one.cited_by) for one in documents}
    about = [one for one in documents if one.id in titled or counts[one.id]]
    return sorted(about, key=lambda one: (one.id not in titled, -counts[one.id]))


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
    return list_page(
        request,
        room,
        "exchanges.html",
        Shelf(
            count=room.counts.exchanges,
            part=room.archive.exchanges,
            words=lambda one: " ".join((one.title, *one.correspondents, one.earliest[:10])),
            dress=lambda one: (one, sum(not room.archive.has(id) for id in one.members)),
            orders={
                "documents": most(lambda one: len(one.members)),
                "date": Order(key=lambda one: one.earliest or "9999"),
                "name": by_name(between),
            },
        ),
        title=WORDS.say("exchanges.title"),
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
    order = whole(room.unresolved_order(vague))
    return list_page(
        request,
        room,
        "unresolved.html",
        Shelf(
            count=number,
            part=lambda offset, limit: room.archive.unresolved_at(order(offset, limit)),
            words=lambda one: f"{one.quote} {one.title}",
            orders={
                "sure": most(lambda one: one.confidence),
                "words": by_name(lambda one: one.quote),
                "in": by_name(lambda one: one.title),
            },
        ),
        title=WORDS.say("unresolved.title_vague" if vague else "unresolved.title"),
        vague=vague,
        variant="vague" if vague else "",
        others=room.counts.unresolved - number,
    )


def show_refused(request: Request) -> Response:
    """Answer with what could not be read at the build, and why."""
    room = reading(request)
    refused = room.report.refused
    return list_page(
        request,
        room,
        "refused.html",
        Shelf(
            count=len(refused),
            part=whole(refused),
            words=lambda one: f"{one.source} {one.place} {one.reason}",
            orders={
                "source": by_name(lambda one: one.source),
                "reason": by_name(lambda one: one.reason),
            },
        ),
        title=WORDS.say("refused.title"),
    )
