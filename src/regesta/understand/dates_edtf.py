"""EDTF (ISO 8601-2) read and checked: levels 0 and 1, and the "one of" sets of level 2.

Source of the rules: <https://www.loc.gov/standards/datetime/>.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache

from regesta.model import DateSpan
from regesta.understand.calendars import Span, day_span, month_span, stamp, year_span

LONGEST = 120
FIRST, LAST = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)

_MOMENT = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d\dXX)"
    r"(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX)"
    r"(?:T(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d)(?::[0-5]\d)?"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?)?)?"
    r"(?P<doubt>[?~%]?)\Z"
)
# Months of each season of EDTF: 21 spring to 24 winter, northern reading.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}


@lru_cache(maxsize=1024)
def edtf_span(edtf: str) -> DateSpan | None:
    """Read an EDTF date, interval or set; None where it is not EDTF of these levels.

    `earliest` and `latest` are the first and last minute it can mean; an open end reaches
    to the year 1 or 9999. A zone is kept in `offset`, minutes east of UTC.
    """
    text = edtf.strip()
    if not text or len(text) > LONGEST:
        return None
    if text[0] == "[" and text[-1] == "]":
        return _set(text)
    if "/" in text:
        return _interval(text)
    read = _moment(text)
    if read is None:
        return None
    (first, last), offset = read
    return DateSpan(
        edtf=text, earliest=stamp(first), latest=stamp(last), offset=offset, rule="edtf"
    )


def _interval(text: str) -> DateSpan | None:
    left, _, right = text.partition("/")
    if "/" in right:
        return None
    start: tuple[Span, int | None] = (FIRST, FIRST), None
    end: tuple[Span, int | None] = (LAST, LAST), None
    if left not in ("", ".."):
        known = _moment(left)
        if known is None:
            return None
        start = known
    if right not in ("", ".."):
        known = _moment(right)
        if known is None:
            return None
        end = known
    if (left in ("", "..") and right in ("", "..")) or start[0][0] > end[0][1]:
        return None
    offset = start[1] if start[1] is not None else end[1]
    return DateSpan(
        edtf=text, earliest=stamp(start[0][0]), latest=stamp(end[0][1]), offset=offset, rule="edtf"
    )


def _set(text: str) -> DateSpan | None:
    members = [_moment(part.strip()) for part in text[1:-1].split(",")]
    spans = [member[0] for member in members if member is not None]
    if len(spans) < 2 or len(spans) != len(members):
        return None
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return DateSpan(edtf=text, earliest=stamp(first), latest=stamp(last), rule="edtf")


def _moment(text: str) -> tuple[Span, int | None] | None:
    match = _MOMENT.match(text)
    if match is None:
        return None
    try:
        return _bounds(match), _offset(match["zone"])
    except ValueError:
        return None


def _bounds(match: re.Match[str]) -> Span:
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in year:
        if month is not None:
            raise ValueError("only a year may be unspecified here")
        return year_span(int(year.replace("X", "0")), int(year.replace("X", "9")))
    if month is None or (month == "XX" and day in (None, "XX")):
        return year_span(int(year))
    if month == "XX":
        raise ValueError("a day needs its month")
    number = int(month)
    if number in _SEASONS and day is None:
        return _season(int(year), number)
    if day is None or day == "XX":
        return month_span(int(year), number)
    first, last = day_span(int(year), number, int(day))
    if match["hour"] is not None:
        first += timedelta(hours=int(match["hour"]), minutes=int(match["minute"]))
        last = first
    return first, last


def _season(year: int, number: int) -> Span:
    first, last = _SEASONS[number]
    final_year = min(year + (1 if last < first else 0), 9999)
    return month_span(year, first)[0], month_span(final_year, last)[1]


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return -minutes if zone[0] == "-" else minutes
