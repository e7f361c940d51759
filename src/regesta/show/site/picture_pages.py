"""Pictures with a page of their own: the map, the network, and the messages behind a way."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from regesta.show.addresses import messages_address
from regesta.show.site.chart import chart
from regesta.show.site.desk import WORDS, NoPage, json_answer, page, paging, reading, wants_json
from regesta.show.site.network import busiest, network


def show_map(request: Request) -> Response:
    """Answer with where messages were written and went, in a year (`year`) or in all."""
    room = reading(request)
    years = room.ways.years
    year = _year(request, years)
    made = chart(room.ways, year, WORDS)
    if wants_json(request):
        return json_answer(
            {"places": made.spots, "ways": made.journeys} if made else {"places": [], "ways": []}
        )
    return page(
        request,
        room,
        "map.html",
        title=WORDS.say("map.title_of", year=year) if year else WORDS.say("map.title"),
        chart=made,
        years=years,
        year=year,
        unplaced=room.ways.unplaced if not year else 0,
    )


def show_network(request: Request) -> Response:
    """Answer with who wrote to whom as a picture, in a year (`year`) or in all."""
    room = reading(request)
    years = [one.date for one in room.years if one.date]
    year = _year(request, years)
    made = network(busiest(room.pairs(year)), year, WORDS)
    if wants_json(request):
        return json_answer([tie for tie, _ in made.ties] if made else [])
    return page(
        request,
        room,
        "network.html",
        title=WORDS.say("network.title_of", year=year) if year else WORDS.say("network.title"),
        network=made,
        years=years,
        year=year,
    )


def show_messages(request: Request) -> Response:
    """Answer with the records written at one place (`from`) or gone to one (`to`), or both."""
    room = reading(request)
    known = room.ways.places
    ends = {key: request.query_params.get(key, "") for key in ("from", "to")}
    year = _year(request, room.ways.years)
    if not any(ends.values()) or any(one and one not in known for one in ends.values()):
        raise NoPage("map.no_place")
    ids = room.ways.between(ends["from"], ends["to"], year)
    pages = paging(request, len(ids))
    shown = room.archive.records_listed(ids[pages.offset : pages.offset + pages.size])
    if wants_json(request):
        return json_answer(shown)
    names = {
        key: room.ways.name(known[one], year, WORDS.language) if one else ""
        for key, one in ends.items()
    }
    return page(
        request,
        room,
        "messages.html",
        title=_title(names, year),
        records=shown,
        paging=pages,
        other=messages_address(ends["to"], ends["from"], year),
        names=names,
        place=[(one, known[one].name) for one in ends.values() if one and room.archive.entity(one)],
        year=year,
    )


def _title(names: dict[str, str], year: str) -> str:
    key = "map.messages" if all(names.values()) else "map.messages_from"
    if not names["from"]:
        key = "map.messages_to"
    said = WORDS.say(key, source=names["from"], target=names["to"])
    return f"{said}, {year}" if year else said


def _year(request: Request, years: list[str]) -> str:
    asked = request.query_params.get("year", "")
    return asked if asked in years else ""
