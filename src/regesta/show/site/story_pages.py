"""Agreements followed through the records, and the register of who asked whom for what."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import NotFound
from regesta.keep.told import DirectiveOrder
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    paging,
    reading,
    wants_json,
)
from regesta.show.site.life import MENTIONED, events, life

ORDERS: tuple[DirectiveOrder, ...] = ("date", "sender", "actor")


def show_agreements(request: Request) -> Response:
    """Answer with the agreements that the records speak of, those of most records first."""
    room = reading(request)
    pages = paging(request, room.counts.agreements)
    shown = room.archive.agreements(pages.offset, pages.size)
    if wants_json(request):
        return json_answer(shown)
    return page(
        request,
        room,
        "agreements.html",
        title=WORDS.say("site.agreements"),
        rows=[(one, list(dict.fromkeys(stage.stage for stage in one.stages))) for one in shown],
        paging=pages,
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
    pages = paging(request, room.counts.directives)
    asked = request.query_params.get("sort", "")
    sort = next((one for one in ORDERS if one == asked), ORDERS[0])
    shown = room.archive.directives(sort, pages.offset, pages.size)
    if wants_json(request):
        return json_answer(shown)
    return page(
        request,
        room,
        "directives.html",
        title=WORDS.say("site.directives"),
        rows=shown,
        sort=sort,
        orders=ORDERS,
        paging=pages,
    )
