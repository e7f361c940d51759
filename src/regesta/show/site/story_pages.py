"""Agreements followed through the records, and the register of who asked whom for what."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import NotFound
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    reading,
    wants_json,
)
from regesta.show.site.life import MENTIONED, events, life
from regesta.show.site.lists import Order, Shelf, by_name, list_page, most


def show_agreements(request: Request) -> Response:
    """Answer with the agreements that the records speak of, those of most records first."""
    room = reading(request)
    return list_page(
        request,
        room,
        "agreements.html",
        Shelf(
            count=room.counts.agreements,
            part=room.archive.agreements,
            words=lambda one: " ".join((one.name, *one.parties)),
            dress=lambda one: (one, list(dict.fromkeys(stage.stage for stage in one.stages))),
            orders={
                "records": most(lambda one: len(one.records)),
                "name": by_name(lambda one: one.name),
                "date": Order(key=lambda one: one.first or "9999"),
            },
        ),
        title=WORDS.say("site.agreements"),
    )


def show_agreement(request: Request) -> Response:
    """Answer with the life of one agreement: each stage with the words that tell it."""
    room = reading(request)
    identifier = request.path_params["id"]
    as_json = wants_json(request)
    if identifier.endswith(".json"):
        identifier, as_json = identifier.removesuffix(".json"), True
    try:
        story = room.archive.agreement(f"agreement/{identifier}")
    except NotFound as error:
        raise NoPage("error.agreement_404", id=identifier[:80]) from error
    if as_json:
        return json_answer(story)
    found = (room.archive.regest(one) for one in story.records)
    told = events(story, {one.id: one for one in found if one is not None})
    return page(
        request,
        room,
        "agreement.html",
        title=story.name,
        story=story,
        picture=life(story, told, WORDS),
        told=[one for one in told if one.stage != MENTIONED],
        mentioned=[one for one in told if one.stage == MENTIONED],
    )


def show_directives(request: Request) -> Response:
    """Answer with who asked whom for what, ordered by `sort`: date, sender, actor."""
    room = reading(request)
    return list_page(
        request,
        room,
        "directives.html",
        Shelf(
            count=room.counts.directives,
            part=lambda offset, limit: room.archive.directives("date", offset, limit),
            words=lambda one: " ".join((one.sender, one.actor, one.quote)),
            orders={
                "date": Order(key=lambda one: one.date or "9999"),
                "sender": by_name(lambda one: one.sender),
                "actor": by_name(lambda one: one.actor),
            },
        ),
        title=WORDS.say("site.directives"),
    )
