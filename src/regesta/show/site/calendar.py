"""The calendar: the years with their months, and the days of one year, darker for more."""

from __future__ import annotations

import calendar
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

from regesta.show.addresses import date_address
from regesta.show.dates import say_edtf
from regesta.show.wording import Wording

CELL, GAP = 24, 3
YEAR_WIDTH, HEAD = 64, 26
MONTH_CELL = 66
SHADES = 5


class Calendar(Struct, frozen=True):
    """The picture, and what it shows: date, its name, how many, where it leads."""

    picture: Markup
    rows: tuple[tuple[str, str, int, str], ...]


def years(months: Mapping[str, int], words: Wording) -> Calendar | None:
    """Draw a row of twelve months for each year; None where no record has a month.

    `months` counts by month. Years without records between others are left out.
    """
    found = sorted({one[:4] for one in months})
    if not found:
        return None
    most = max(months.values())
    step = MONTH_CELL + GAP
    parts = [
        f'<text x="{YEAR_WIDTH + number * step + MONTH_CELL / 2:.0f}" y="14" '
        f'text-anchor="middle" aria-hidden="true">{escape(name)}</text>'
        for number, name in enumerate(words.listed("date.months_short"))
    ]
    for row, year in enumerate(found):
        top = HEAD + row * (CELL + GAP)
        parts.append(
            f'<a href="{date_address(year)}"><text x="{YEAR_WIDTH - 14}" y="{top + 17}" '
            f'text-anchor="end">{year}</text></a>'
        )
        for month in range(1, 13):
            day = f"{year}-{month:02}"
            left = YEAR_WIDTH + (month - 1) * step
            parts.append(_cell(day, months.get(day, 0), most, left, top, MONTH_CELL, words))
    height = HEAD + len(found) * (CELL + GAP)
    return Calendar(
        _svg(parts, YEAR_WIDTH + 12 * step, height, "years", words), _rows(months, words)
    )


def days(year: str, counts: Mapping[str, int], words: Wording) -> Calendar | None:
    """Draw the months of a year, each by itself; None where no record has a day of it."""
    own = {day: count for day, count in counts.items() if len(day) == 10 and day[:4] == year}
    if not own:
        return None
    most = max(own.values())
    months = Counter({day[:7]: 0 for day in own})
    for day, count in own.items():
        months[day[:7]] += count
    pictures = [
        _month(f"{year}-{month:02}", own, most, f"{year}-{month:02}" in months, words)
        for month in range(1, 13)
    ]
    picture = Markup(  # noqa: S704 - every value was escaped
        f'<div class="calendar days" role="group" '
        f'aria-label="{escape(words.say("calendar.picture"))}">{"".join(pictures)}</div>'
    )
    return Calendar(picture, _rows(own | months, words))


def _month(month: str, counts: Mapping[str, int], most: int, is_door: bool, words: Wording) -> str:
    """Draw one month by weeks; its name leads to it where it has records."""
    name = escape(words.listed("date.months")[int(month[5:]) - 1])
    said = escape(say_edtf(month, words))
    head = f'<text class="month" x="0" y="16">{name}</text>'
    parts = [f'<a href="{date_address(month)}" aria-label="{said}">{head}</a>' if is_door else head]
    for week, line in enumerate(calendar.Calendar().monthdayscalendar(*map(int, month.split("-")))):
        for weekday, number in enumerate(line):
            if number:
                day = f"{month}-{number:02}"
                x, y = weekday * (CELL + GAP), HEAD + week * (CELL + GAP)
                parts.append(_cell(day, counts.get(day, 0), most, x, y, CELL, words, str(number)))
    width, height = 7 * (CELL + GAP) - GAP, 6 * (CELL + GAP) + HEAD - GAP
    return (
        f'<svg viewBox="0 0 {width} {height}" role="group" aria-label="{said}">'
        f"{''.join(parts)}</svg>"
    )


def _cell(
    day: str, count: int, most: int, x: float, y: float, width: int, words: Wording, shown: str = ""
) -> str:
    """Draw a day or month, as a link where it has records; the shade grows with their root."""
    said = str(count) if count and not shown else shown
    square = f'<rect x="{x:.0f}" y="{y:.0f}" width="{width}" height="{CELL}" rx="3"/>'
    text = (
        f'<text x="{x + width / 2:.0f}" y="{y + 17:.0f}" text-anchor="middle" '
        f'aria-hidden="true">{said}</text>'
        if said
        else ""
    )
    if not count:
        return f'<g class="s0">{square}{text}</g>'
    shade = max(1, math.ceil(SHADES * math.sqrt(count / most)))
    label = escape(f"{say_edtf(day, words)}: {words.count('count.records', count)}")
    return (
        f'<a class="s{shade}" href="{date_address(day)}" aria-label="{label}">'
        f"<title>{label}</title>{square}{text}</a>"
    )


def _svg(parts: Sequence[str], width: float, height: float, kind: str, words: Wording) -> Markup:
    title = escape(words.say("calendar.picture"))
    return Markup(  # noqa: S704 - every value was escaped above
        f'<svg class="calendar {kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="group" '
        f'aria-label="{title}">{"".join(parts)}</svg>'
    )


def _rows(counts: Mapping[str, int], words: Wording) -> tuple[tuple[str, str, int, str], ...]:
    return tuple(
        (day, say_edtf(day, words), count, date_address(day))
        for day, count in sorted(counts.items())
    )
