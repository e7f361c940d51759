"""The date that a token means, worked out in its setting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from regesta.understand.calendars import (
    Span,
    day_span,
    gregorian,
    is_day,
    month_span,
    shift_months,
    stamp,
    year_span,
)
from regesta.understand.dates_counting import decade_or_season, relative, weekday
from regesta.understand.dates_setting import Found, Resolved, Setting, on
from regesta.understand.dates_tokens import Token
from regesta.understand.months import PARTS

# The share of right readings in samples read by eye (see docs/quality.md).
CONFIDENCE = {
    "iso": 0.995,
    "month-day-year": 0.995,
    "day-month-year": 0.99,
    "month-year": 0.99,
    "date-time-group": 0.97,
    "year": 0.95,
    "range": 0.96,
    "relative-day": 0.97,
    "month-day": 0.96,
    "day-month": 0.95,
    "day-corrected": 0.8,
    "day-list": 0.94,
    "weekday": 0.88,
    "ordinal": 0.9,
    "ordinal-month": 0.96,
    "month": 0.85,
    "slash": 0.97,
    "decade": 0.95,
    "season": 0.9,
    "period": 0.9,
    "period-rolling": 0.9,
    "count": 0.85,
    "anaphor": 0.8,
    "time": 0.75,
    "chinese": 0.97,
}


def resolve(token: Token, setting: Setting) -> Resolved | None:
    """Return what a token means in its setting, or None where the setting does not tell."""
    try:
        found = _day_or_more(token, setting)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    span, edtf, sure = found
    if token.doubt and "/" not in edtf and edtf[-1] not in "?~]":
        edtf += token.doubt
    if (token.clock >= 0 or token.part) and span[0].date() == span[1].date():
        span, edtf = _within_day(token, span, edtf)
    return Resolved(span, edtf, token.rule, CONFIDENCE.get(token.rule, 0.9) * sure)


def _within_day(token: Token, span: Span, edtf: str) -> tuple[Span, str]:
    """Narrow a day to the minute, or to the part of the day, that the words say."""
    midnight = span[0].replace(hour=0, minute=0)
    if token.clock >= 0:
        first = midnight + timedelta(minutes=_half_told(token))
        zone = "Z" if token.zone == "Z" else ""
        edtf = f"{first.isoformat(timespec='minutes')}{zone}{token.doubt}"
        last = first
        if token.clock_to >= 0:
            last = midnight + timedelta(minutes=token.clock_to)
            if last < first:
                last += timedelta(days=1)
            edtf += f"/{last.isoformat(timespec='minutes')}{zone}"
        return (first, last), edtf
    if token.part in PARTS:
        hours = PARTS[token.part]
        return (midnight + timedelta(hours=hours[0]),
                midnight + timedelta(hours=hours[1], minutes=59)), edtf  # fmt: skip
    return span, edtf


def _half_told(token: Token) -> int:
    """Return the minute of the day; "eight o'clock tonight" is told by "tonight"."""
    hours = PARTS.get(token.part)
    if token.zone == "?" and hours is not None:
        if hours[0] >= 12 > token.clock // 60:
            return token.clock + 720
        if hours[1] < 12 <= token.clock // 60:
            return token.clock - 720
    return token.clock


def _day_or_more(token: Token, setting: Setting) -> Found:
    if token.day and token.month and token.rule != "slash":
        return _calendar_day(token, setting)
    if token.rule in ("decade", "season"):
        return decade_or_season(token)
    if token.year and not token.month:
        return _year(token)
    if reader := _reader(token):
        return reader(token, setting)
    if token.clock >= 0 and setting.anchor is not None:
        near = setting.near and setting.last is not None and setting.grain == "day"
        return on(
            setting.last if near and setting.last else setting.anchor.date(), 0.9 if near else 1.0
        )
    return None


def _reader(token: Token) -> Callable[[Token, Setting], Found] | None:
    """Return what reads the finest thing that a token says."""
    if token.rule == "slash":
        return _slash
    if token.day:
        return _calendar_day
    if token.month:
        return _month
    if token.weekday >= 0:
        return weekday
    return relative if token.base else None


def _calendar_day(token: Token, setting: Setting) -> Found:
    year, month, sure = token.year, token.month, 1.0
    if not month:
        completed = _month_of_day(token, setting)
        if completed is None:
            return None
        year, month, sure = completed
    elif not year:
        guessed = _year_of_day(token, setting, token.day)
        if guessed is None:
            return None
        year, sure = guessed
    if token.julian and token.local:
        return _double_date(token, year, month)
    first = day_span(year, month, token.day)
    if token.weekday >= 0 and first[0].weekday() != token.weekday:
        token.rule, sure = "weekday-mismatch", 0.6
    if not token.day_to:
        return first, stamp(first[0])[:10], sure
    last = day_span(token.year_to or year, token.month_to or month, token.day_to)
    if last[0] < first[0] and token.month_to and not token.year_to:
        last = day_span(year + 1, token.month_to, token.day_to)
    if last[0] < first[0]:
        raise ValueError("a range that ends before it begins")
    edtf = f"{first[0].date()}{token.doubt}/{last[0].date()}{token.doubt}"
    return (first[0], last[1]), edtf, sure


def _double_date(token: Token, year: int, month: int) -> Found:
    """Read "January 3/16": the old-style day, then the new-style one."""
    old = gregorian(year, month, int(token.local))
    if old.day == token.day:
        return on(old)
    new = shift_months(date(year, month, 1), 1)
    if is_day(new.year, new.month, token.day) and old == new.replace(day=token.day):
        return on(old)
    raise ValueError("the two styles do not agree")


def _year_of_day(token: Token, setting: Setting, day: int) -> tuple[int, float] | None:
    """Choose the year of "March 3": that of a date just before, else nearest to the writing."""
    anchor = setting.anchor
    if token.unit == "year" and anchor is not None:
        return anchor.year + token.shift, 1.0
    if setting.last is not None and setting.near and not setting.own and setting.grain:
        carried = setting.last.year
        if anchor is None or abs(carried - anchor.year) > 1:
            return carried, 0.95
    if anchor is None:
        known = setting.last is not None and setting.grain != "year"
        return (setting.last.year, 0.8) if known and setting.last else None
    if token.weekday >= 0 and token.day:
        for year in (anchor.year, anchor.year + 1, anchor.year - 1):
            fits = is_day(year, token.month, day)
            if fits and date(year, token.month, day).weekday() == token.weekday:
                return year, 1.0
    return _nearest_year(token.month, day, anchor.toordinal(), setting.tense)


@lru_cache(maxsize=4096)
def _nearest_year(month: int, day: int, anchor: int, tense: int) -> tuple[int, float] | None:
    """Return the year in which a day strains the words least, counted from an ordinal day."""
    written = date.fromordinal(anchor).year
    best: tuple[float, int, int] | None = None
    for year in (written - 1, written, written + 1):
        if is_day(year, month, day):
            distance = date(year, month, day).toordinal() - anchor
            cost = _strain(distance, tense) + (30 if year != written else 0)
            best = min(best, (cost, abs(distance), year)) if best else (cost, abs(distance), year)
    if best is None:
        return None
    return best[2], 1.0 if best[1] < 100 else 0.9


def _strain(distance: int, tense: int) -> float:
    """Return how much it strains the words to mean a day so many days off the writing."""
    if distance > 3:
        return distance * (1.0 if tense > 0 else 2.6) + (200 if tense < 0 else 0)
    return -distance * (1.5 if tense > 0 else 1.0)


def _month_of_day(token: Token, setting: Setting) -> tuple[int, int, float] | None:
    """Choose the month of "the 14th"."""
    anchor = setting.anchor
    if token.side and anchor is not None:
        shift = {"last": -1, "this": 0, "next": 1}[token.side]
        month = shift_months(anchor.date().replace(day=1), shift)
        return month.year, month.month, 1.0
    if setting.last is not None and setting.near and setting.grain != "year":
        last = setting.last
        if is_day(last.year, last.month, token.day):
            return last.year, last.month, 1.0
    if anchor is None:
        return None
    if token.weekday >= 0 and (fitting := _month_with(token, anchor.date())):
        return fitting.year, fitting.month, 1.0
    months = (0, 1, -1) if setting.tense > 0 else (0, -1, -2)
    for shift in months:
        first = shift_months(anchor.date().replace(day=1), shift)
        if not is_day(first.year, first.month, token.day):
            continue
        distance = (first.replace(day=token.day) - anchor.date()).days
        if distance >= 0 if setting.tense > 0 else distance <= (1 if setting.own else 3):
            return first.year, first.month, 1.0
    return None


def _month_with(token: Token, anchor: date) -> date | None:
    """Return the nearest month in which the day falls on the weekday: "Saturday, 7th"."""
    for shift in (0, 1, -1, 2, -2):
        first = shift_months(anchor.replace(day=1), shift)
        if (
            is_day(first.year, first.month, token.day)
            and first.replace(day=token.day).weekday() == token.weekday
        ):
            return first
    return None


def _month(token: Token, setting: Setting) -> Found:
    year, sure = token.year, 1.0
    if not year:
        if token.side == "last" and setting.anchor is not None:
            year = setting.anchor.year - (token.month >= setting.anchor.month)
        elif token.side == "next" and setting.anchor is not None:
            year = setting.anchor.year + (token.month <= setting.anchor.month)
        else:
            guessed = _year_of_day(token, setting, 15)
            if guessed is None:
                return None
            year, sure = guessed
    if token.month_to:
        last = month_span(token.year_to or year, token.month_to)
        span = month_span(year, token.month)[0], last[1]
        if span[0] > span[1]:
            raise ValueError("a range that ends before it begins")
        return span, f"{year:04}-{token.month:02}/{last[0].year:04}-{last[0].month:02}", sure
    span = month_span(year, token.month)
    if not token.grain:
        return span, f"{year:04}-{token.month:02}", sure
    days = {"early": (1, 10), "mid": (11, 20), "late": (21, span[1].day),
            "first half": (1, 15), "second half": (16, span[1].day)}[token.grain]  # fmt: skip
    narrowed = day_span(year, token.month, days[0])[0], day_span(year, token.month, days[1])[1]
    return narrowed, f"{narrowed[0].date()}~/{narrowed[1].date()}~", sure


def _year(token: Token) -> Found:
    if token.year_to:
        if token.year_to < token.year:
            raise ValueError("a range that ends before it begins")
        return year_span(token.year, token.year_to), f"{token.year:04}/{token.year_to:04}", 1.0
    if not token.grain:
        return year_span(token.year), f"{token.year:04}", 1.0
    months = {"early": (1, 4), "mid": (5, 8), "late": (9, 12), "first half": (1, 6),
              "second half": (7, 12)}[token.grain]  # fmt: skip
    span = month_span(token.year, months[0])[0], month_span(token.year, months[1])[1]
    return span, f"{token.year:04}-{months[0]:02}~/{token.year:04}-{months[1]:02}~", 1.0


def _slash(token: Token, setting: Setting) -> Found:
    """Read 10/24/50 by the order the archive states, else the only order that can be."""
    first, second, year = token.day, token.month, token.year
    day_first = is_day(year, second, first)
    month_first = is_day(year, first, second)
    if day_first and month_first and first != second:
        readings = date(year, second, first), date(year, first, second)
        if setting.day_first is not None:
            return on(readings[0] if setting.day_first else readings[1])
        if setting.anchor is not None:
            anchor = setting.anchor.date()
            near, far = sorted(readings, key=lambda day: abs((day - anchor).days))
            if abs((near - anchor).days) <= 31 < abs((far - anchor).days):
                return on(near, 0.9)
        low, high = sorted(readings)
        span = (
            day_span(low.year, low.month, low.day)[0],
            day_span(high.year, high.month, high.day)[1],
        )
        return span, f"[{low},{high}]", 0.6
    if day_first:
        return on(date(year, second, first))
    return on(date(year, first, second))
