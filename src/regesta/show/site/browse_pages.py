"""Browsing by date and by collection."""

from __future__ import annotations

import re
from collections import Counter

from starlette.requests import Request
from starlette.responses import Response

from regesta.keep.entries import DateCount
from regesta.show.dates import say_edtf
from regesta.show.site import calendar
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    paging,
    reading,
    wants_json,
)
from regesta.show.site.library import Reading
from regesta.show.site.lists import Order, Shelf, by_name, list_page, most, whole
from regesta.show.site.timeline import count_days, timeline

_PREFIX = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
UNDATED = "undated"


def show_dates(request: Request) -> Response:
    """Answer with the decades and years of the archive."""
    room = reading(request)
    decades: dict[str, list[DateCount]] = {}
    for year in room.years:
        if year.date:
            decades.setdefault(f"{year.date[:3]}0", []).append(year)
    return page(
        request,
        room,
        "dates.html",
        title=WORDS.say("dates.title"),
        timeline=timeline(room.days, WORDS.say("home.timeline"), WORDS),
        calendar=calendar.years(_months(room), WORDS),
        decades=decades,
        undated=room.counts.undated,
    )


def show_date(request: Request) -> Response:
    """Answer with the records of a year, a month or a day, and the parts of it."""
    room = reading(request)
    prefix = request.path_params["date"]
    if prefix != UNDATED and not _PREFIX.fullmatch(prefix):
        raise NoPage("error.date_400", date=prefix[:20])
    records = room.records_by_date("" if prefix == UNDATED else prefix)
    if not records:
        raise NoPage("dates.none")
    pages = paging(request, len(records))
    shown = records[pages.offset : pages.offset + pages.size]
    if wants_json(request):
        return json_answer(shown)
    title = (
        WORDS.say("dates.undated")
        if prefix == UNDATED
        else WORDS.say("dates.title_of", date=say_edtf(prefix, WORDS))
    )
    return page(
        request,
        room,
        "date.html",
        title=title,
        prefix=prefix,
        crumbs=[prefix[:length] for length in (4, 7) if length < len(prefix)]
        if prefix != UNDATED
        else [],
        parts=_parts(room, prefix, [one.date for one in records]),
        records=shown,
        paging=pages,
        around=_around(room, prefix),
        calendar=(
            calendar.days(prefix, room.every_day, WORDS)
            if len(prefix) == 4 and pages.page == 1
            else None
        ),
    )


def show_collections(request: Request) -> Response:
    """Answer with the tree of collections; as a list where it is filtered or put in order."""
    room = reading(request)
    if wants_json(request):
        return json_answer(room.shelves)
    paths = list(room.shelf_paths.values())
    return list_page(
        request,
        room,
        "collections.html",
        Shelf(
            count=len(paths),
            part=whole(paths),
            words=lambda path: " ".join(one.title or one.id for one in path),
            told=lambda path: {
                "id": path[-1].id,
                "title": path[-1].title,
                "kind": path[-1].kind,
                "part_of": path[-2].id if len(path) > 1 else "",
                "records": path[-1].count,
            },
            orders={
                "tree": Order(key=lambda path: [one.id for one in path]),
                "records": most(lambda path: path[-1].count),
                "name": by_name(lambda path: path[-1].title or path[-1].id),
            },
        ),
        size=max(1, len(paths)),
        title=WORDS.say("collections.title"),
        shelves=room.shelves,
    )


def show_collection(request: Request) -> Response:
    """Answer with one collection: what it is part of, its parts, its records."""
    room = reading(request)
    identifier = request.path_params["id"]
    path = room.shelf_paths.get(identifier)
    if path is None:
        raise NoPage("error.collection_404", id=identifier[:80])
    records = room.records_of_collection(identifier)
    pages = paging(request, len(records))
    shown = records[pages.offset : pages.offset + pages.size]
    if wants_json(request):
        return json_answer({"collection": path[-1], "records": shown})
    return page(
        request,
        room,
        "collection.html",
        title=path[-1].title,
        shelf=path[-1],
        above=path[:-1],
        records=shown,
        paging=pages,
        timeline=timeline(
            count_days(one.date for one in records), WORDS.say("home.timeline"), WORDS
        ),
    )


def _months(room: Reading) -> Counter[str]:
    months: Counter[str] = Counter()
    for day, count in room.every_day.items():
        if len(day) >= 7:
            months[day[:7]] += count
    return months


def _parts(room: Reading, prefix: str, found: list[str]) -> list[tuple[str, str, int]]:
    """Give the months of a year or the days of a month, with their names and counts."""
    if len(prefix) == 4:
        return [
            (one.date, say_edtf(one.date, WORDS), one.count)
            for one in room.archive.months(prefix)
            if len(one.date) == 7
        ]
    if len(prefix) == 7 and prefix != UNDATED:
        days = Counter(date[:10] for date in found if re.match(r"\d{4}-\d{2}-\d{2}(?!.*/)", date))
        return [
            (day, str(int(day[8:])), count)
            for day, count in sorted(days.items())
            if day.startswith(prefix)
        ]
    return []


def _around(room: Reading, prefix: str) -> tuple[str, str]:
    """Give the year or month before and after that have records, "" where there is none."""
    if len(prefix) == 4:
        dates = [one.date for one in room.years if one.date]
    elif len(prefix) == 7 and prefix != UNDATED:
        dates = [one.date for one in room.archive.months(prefix[:4]) if len(one.date) == 7]
    else:
        return "", ""
    if prefix not in dates:
        return "", ""
    at = dates.index(prefix)
    return dates[at - 1] if at else "", dates[at + 1] if at + 1 < len(dates) else ""
