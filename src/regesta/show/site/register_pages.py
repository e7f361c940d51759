"""The registers: people, organisations, places, topics; one entity with all its documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.keep.entries import EntityCount, PairCount, Regest
from regesta.model import Entity, EntityKind
from regesta.search.index import FacetCount
from regesta.show.addresses import REGISTERS, entity_address, letters_address, search_address
from regesta.show.site.chart import Chart, chart
from regesta.show.site.decision_pages import judged_about
from regesta.show.site.desk import WORDS, NoPage, json_answer, page, paging, reading, wants_json
from regesta.show.site.library import Reading
from regesta.show.site.lists import Order, Shelf, by_name, holding, list_page, most, whole
from regesta.show.site.network import pair_address, star
from regesta.show.site.timeline import timeline
from regesta.understand.gazetteer import find_place

KINDS: dict[str, EntityKind] = {path: kind for kind, path in REGISTERS.items()}  # type: ignore[misc]
WORD_KEYS = {
    "person": "people", "organisation": "organisations", "place": "places", "term": "terms",
}  # fmt: skip
MOST_CORRESPONDENTS = 12
ENTITY_PAGE = 50


_ENTITY_ORDERS: dict[str, Order[EntityCount]] = {
    "records": most(lambda row: row.documents),
    "name": by_name(lambda row: row.entity.name),
}


def show_register(request: Request) -> Response:
    """Answer with the people, organisations, places or terms, found by `q`, ordered by `sort`."""
    room = reading(request)
    kind = KINDS[request.url.path]
    rows = room.register(kind)
    word = WORD_KEYS[kind]
    return list_page(
        request,
        room,
        "register.html",
        Shelf(
            count=len(rows),
            part=whole(rows),
            words=lambda row: " ".join(_forms(row)),
            # All words asked for must stand in one form of the name.
            matching=lambda asked: [row for row in rows if holding(_forms(row), str, asked)],
            orders=_ENTITY_ORDERS,
        ),
        title=WORDS.say(f"site.{word}"),
        hint=WORDS.say(f"register.{word}_hint"),
    )


def _forms(row: EntityCount) -> tuple[str, ...]:
    return (row.entity.name, *(form.name for form in row.entity.names))


_VALUE_ORDERS: dict[str, Order[FacetCount]] = {
    "records": most(lambda one: one.count),
    "name": by_name(lambda one: one.label or one.value),
}


def show_topics(request: Request) -> Response:
    """Answer with the topics that the sources give, each a door to its records."""
    room = reading(request)
    return _values_page(request, room, "topic", room.topics)


def show_archives(request: Request) -> Response:
    """Answer with the archives in which the originals lie, each a door to its records."""
    room = reading(request)
    return _values_page(request, room, "archive", room.archives)


def _values_page(
    request: Request, room: Reading, facet: str, values: Sequence[FacetCount]
) -> Response:
    """Answer with the values of a facet, each a door to the records that have it."""
    return list_page(
        request,
        room,
        "topics.html",
        Shelf(
            count=len(values),
            part=whole(values),
            words=lambda one: one.label or one.value,
            dress=lambda one: (
                one.label or one.value,
                one.count,
                search_address("", {facet: [one.value]}),
            ),
            orders=_VALUE_ORDERS,
        ),
        title=WORDS.say(f"site.{facet}s"),
        hint=WORDS.say(f"register.{facet}s_hint"),
    )


def show_correspondence(request: Request) -> Response:
    """Answer with who wrote to whom how often, of all years or of one (`year`)."""
    room = reading(request)
    asked = request.query_params.get("year", "")
    years = [one.date for one in room.years if one.date]
    year = asked if asked in years else ""
    pairs = room.pairs(year)
    still = "still" in request.scope
    return list_page(
        request,
        room,
        "correspondence.html",
        Shelf(
            count=len(pairs),
            part=whole(pairs),
            words=lambda pair: f"{pair.sender} {pair.recipient}",
            dress=lambda pair: (
                pair,
                pair_address(pair, year) if still else letters_address(*_names(pair), year),
            ),
            orders={
                "records": most(lambda pair: pair.documents),
                "sender": by_name(lambda pair: pair.sender),
                "recipient": by_name(lambda pair: pair.recipient),
            },
        ),
        title=WORDS.say("site.correspondence"),
        years=years,
        year=year,
        variant=year,
    )


def _names(pair: PairCount) -> tuple[str, str]:
    return pair.sender, pair.recipient


def show_letters(request: Request) -> Response:
    """Answer with what `from` wrote to `to`, by their names in the register of correspondence."""
    room = reading(request)
    asked = request.query_params
    sender, recipient = asked.get("from", ""), asked.get("to", "")
    year = asked.get("year", "") if asked.get("year", "").isdigit() else ""
    records = room.archive.records_listed(_letters(room, sender, recipient, year))
    if not records:
        raise NoPage("dates.none")
    pages = paging(request, len(records))
    shown = records[pages.offset : pages.offset + pages.size]
    if wants_json(request):
        return json_answer(shown)
    title = f"{sender} → {recipient}"
    return page(
        request,
        room,
        "letters.html",
        title=f"{title}, {year}" if year else title,
        records=shown,
        paging=pages,
        year=year,
        back=(
            letters_address(recipient, sender, year)
            if _letters(room, recipient, sender, year)
            else ""
        ),
        ends=(recipient, sender),
    )


def _letters(room: Reading, sender: str, recipient: str, year: str) -> Sequence[str]:
    """Give what one wrote to the other, in a year as the registers count it, or in all."""
    ids = room.letters.get((sender, recipient), ())
    if not year:
        return ids
    those = {one.id for one in room.records_by_date(year)} if ids else frozenset[str]()
    return [one for one in ids if one in those]


def show_entity(request: Request) -> Response:
    """Answer with one entity: its names, offices, documents, and who wrote with it."""
    room = reading(request)
    identifier = request.path_params["id"]
    as_json = wants_json(request)
    entity = room.archive.entity(identifier)
    if entity is None and identifier.endswith(".json"):
        entity, as_json = room.archive.entity(identifier.removesuffix(".json")), True
    if entity is None:
        raise NoPage("error.entity_404", id=identifier[:80])
    if entity.id != identifier and not as_json:
        # Another list's id of the same: it was joined with this one, and stays good.
        return RedirectResponse(entity_address(entity.id), 301)
    documents = room.documents_of(entity.id)
    records, wrote, received = documents.records, documents.wrote, documents.received
    if as_json:
        return json_answer({"entity": entity, "records": records})
    pages = paging(request, len(records), ENTITY_PAGE)
    return page(
        request,
        room,
        "entity.html",
        title=entity.name,
        entity=entity,
        register=(REGISTERS[entity.kind], WORDS.say(f"site.{WORD_KEYS[entity.kind]}")),
        systems=_by_system(entity),
        records=records[pages.offset : pages.offset + pages.size],
        wrote=wrote,
        received=received,
        paging=pages,
        timeline=timeline(documents.days, WORDS.say("entity.timeline"), WORDS),
        correspondents=_correspondents(records, wrote, received),
        network=(
            star(room.pairs_of.get(entity.id, ()), entity.id, WORDS) if pages.page == 1 else None
        ),
        chart=_chart(room, entity) if pages.page == 1 else None,
        search=search_address(f'"{entity.name}"'),
        others=_others(room, entity),
        joined=[one for one in entity.same_as if _is_part(room, entity, one)],
        judged=judged_about(request, room, entity.id),
    )


def _is_part(room: Reading, entity: Entity, identifier: str) -> bool:
    """Whether an entry of this id was joined into the entity."""
    found = room.archive.entity(identifier)
    return found is not None and found.id == entity.id and identifier != entity.id


def _chart(room: Reading, entity: Entity) -> Chart | None:
    """Draw the ways from and to a place; None where all its messages stayed there."""
    if entity.kind != "place":
        return None
    place = room.ways.places.get(entity.id) or find_place(entity.name)
    drawn = chart(room.ways, "", WORDS, place.id) if place else None
    far = drawn is not None and any(way.source != way.target for way in drawn.journeys)
    return drawn if far else None


def _by_system(entity: Entity) -> dict[str, list[str]]:
    """Group the forms of the name by the system that made them."""
    groups: dict[str, list[str]] = {}
    for form in entity.names:
        years = ""
        if form.since and form.until:
            years = f"{form.since}–{form.until}"
        elif form.since or form.until:
            key = "since" if form.since else "until"
            years = WORDS.say(f"entity.{key}", date=form.since or form.until)
        shown = f"{form.name} ({years})" if years else form.name
        group = groups.setdefault(form.system or form.language, [])
        if shown not in group and form.name != entity.name:
            group.append(shown)
    return {system: forms for system, forms in groups.items() if forms}


def _correspondents(
    records: Sequence[Regest], wrote: frozenset[str], received: frozenset[str]
) -> list[tuple[str, int, int]]:
    """Count to whom the entity wrote, and from whom it received, most letters first."""
    sent: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for one in records:
        if one.id in wrote and one.recipient:
            sent[one.recipient] += 1
        if one.id in received and one.sender:
            got[one.sender] += 1
    return [
        (name, sent[name], got[name]) for name, _ in (sent + got).most_common(MOST_CORRESPONDENTS)
    ]


def _others(room: Reading, entity: Entity) -> list[Entity]:
    """Give the entries of other lists that mean the same and stand on their own."""
    found = (room.archive.entity(other) for other in entity.same_as)
    return [other for other in found if other is not None and other.id != entity.id]
