"""Dates for people: "3 January 1950, 4 a.m." from EDTF (ISO 8601-2, levels 0 and 1)."""

from __future__ import annotations

import re
from functools import lru_cache

from regesta.model import DateSpan
from regesta.show.wording import Wording, wording

_PART = re.compile(
    r"(?P<year>-?\d{2,4}[\dX]{0,2})(?:-(?P<month>[\dX]{2}))?(?:-(?P<day>[\dX]{2}))?"
    r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2})(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?)?(?P<mark>[?~%]?)"
)


def say_date(date: DateSpan | None, words: Wording | None = None) -> str:
    """Say a date for people; "" for none."""
    return say_edtf(date.edtf, words) if date else ""


@lru_cache(maxsize=32_768)
def _said(edtf: str, language: str) -> str:
    words = wording(language)
    first, slash, last = edtf.partition("/")
    if not slash:
        return _say_part(first, words)
    if first in {"", ".."}:
        return words.say("date.before", date=_say_part(last, words))
    if last in {"", ".."}:
        return words.say("date.after", date=_say_part(first, words))
    return words.say("date.range", first=_say_part(first, words), last=_say_part(last, words))


def say_edtf(edtf: str, words: Wording | None = None) -> str:
    """Say an EDTF date or interval for people; what is not EDTF comes back as it is."""
    return _said(edtf, (words or wording()).language)


def say_american(edtf: str) -> str:
    """Say the day as citations in the Chicago style do: "January 3, 1950"; no time of day."""
    match = _PART.fullmatch(edtf.partition("/")[0])
    if not match:
        return edtf
    months = wording().listed("date.months")
    year, month, day = match["year"], match["month"] or "", match["day"] or ""
    if month.isdigit() and 1 <= int(month) <= 12:
        name = months[int(month) - 1]
        return f"{name} {int(day)}, {year}" if day.isdigit() else f"{name} {year}"
    return say_edtf(year)


def _say_part(part: str, words: Wording) -> str:
    match = _PART.fullmatch(part)
    if not match:
        return part
    said = _say_day(match["year"], match["month"] or "", match["day"] or "", words)
    if match["hour"]:
        clock = _say_time(int(match["hour"]), int(match["minute"]), words)
        said = words.say("date.time", date=said, time=clock)
    if match["mark"] in {"~", "%"}:
        said = words.say("date.about", date=said)
    if match["mark"] in {"?", "%"}:
        said = words.say("date.perhaps", date=said)
    return said


def _say_day(year: str, month: str, day: str, words: Wording) -> str:
    if "X" in year:
        return words.say("date.decade", year=year.replace("X", "0"))
    if not month.isdigit():
        return year
    number = int(month)
    if 21 <= number <= 24:
        return words.say("date.month", month=words.listed("date.seasons")[number - 21], year=year)
    if not 1 <= number <= 12:
        return year
    name = words.listed("date.months")[number - 1]
    if day.isdigit():
        return words.say("date.day", day=int(day), month=name, year=year)
    return words.say("date.month", month=name, year=year)


def _say_time(hour: int, minute: int, words: Wording) -> str:
    if minute == 0 and hour in {0, 12}:
        return words.say("date.noon" if hour else "date.midnight")
    past = f":{minute:02}" if minute else ""
    return words.say(
        "date.pm" if hour >= 12 else "date.am",
        time=f"{hour % 12 or 12}{past}",
        clock=f"{hour}{past}",
    )
