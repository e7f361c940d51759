"""Records in time: by year, by month or by day, whichever shows most."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from markupsafe import Markup
from msgspec import Struct

from regesta.show.addresses import date_address
from regesta.show.dates import say_edtf
from regesta.show.site.pictures import Bar, bars
from regesta.show.wording import Wording

MOST_DAYS = 100
MOST_MONTHS = 72
FEWEST_YEARS = 12

_CERTAIN = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class Timeline(Struct, frozen=True):
    """The picture, its unit ("year", "month", "day"), and its bars for the table behind it."""

    picture: Markup
    unit: str
    rows: tuple[Bar, ...]


def count_days(edtf: Iterable[str]) -> Counter[str]:
    """Count dates by as much of them as is certain: day, month or year; others are left out."""
    found = (_CERTAIN.match(one) for one in edtf if "/" not in one)
    return Counter(match[0] for match in found if match)


def timeline(counts: Mapping[str, int], title: str, words: Wording) -> Timeline | None:
    """Draw how many records fall in each year, month or day; None for fewer than two of them.

    `counts` is by day, month or year; the unit is the finest that fits the span.
    """
    days = sorted(one for one in counts if len(one) == 10)
    months = sorted({one[:7] for one in counts if len(one) >= 7})
    years = sorted({one[:4] for one in counts})
    if not years:
        return None
    if days and _span(days) <= MOST_DAYS:
        unit, length, names = "day", 10, list(_days(days[0], days[-1]))
    elif months and len(list(_months(months[0], months[-1]))) <= MOST_MONTHS:
        unit, length, names = "month", 7, list(_months(months[0], months[-1]))
    else:
        unit, length, names = "year", 4, list(_years(int(years[0]), int(years[-1])))
    totals: Counter[str] = Counter()
    for name, count in counts.items():
        if len(name) >= length:
            totals[name[:length]] += count
    if len(totals) < 2 and unit != "year":
        return None
    rows = tuple(
        Bar(
            name=_short(name, words),
            count=totals[name],
            address=date_address(name),
            label=f"{say_edtf(name, words)}: {words.count('count.records', totals[name])}",
            said=say_edtf(name, words),
        )
        for name in names
    )
    return Timeline(bars(rows, title), unit, tuple(row for row in rows if row.count))


def _short(name: str, words: Wording) -> str:
    if len(name) == 4:
        return name
    month = words.listed("date.months_short")[int(name[5:7]) - 1]
    return f"{month} {name[:4]}" if len(name) == 7 else f"{int(name[8:])} {month}"


def _span(days: list[str]) -> int:
    return (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days + 1


def _days(first: str, last: str) -> Iterator[str]:
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        yield day.isoformat()
        day += timedelta(days=1)


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:])
    while f"{year:04}-{month:02}" <= last:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _years(first: int, last: int) -> Iterator[str]:
    missing = max(0, FEWEST_YEARS - (last - first + 1))
    for year in range(first - missing // 2, last + (missing + 1) // 2 + 1):
        yield f"{year:04}"
