"""Dates counted from another day: weekdays, "yesterday", "three days later", "last week"."""

from __future__ import annotations

from datetime import date

from regesta.understand.calendars import (
    Span,
    day_span,
    month_span,
    shift_days,
    shift_months,
    year_span,
)
from regesta.understand.dates_setting import Found, Setting, on
from regesta.understand.dates_tokens import Token
from regesta.understand.months import NUMBERS

# "Saturday or Sunday", "Tuesday to Thursday": the second follows the first so soon.
_BESIDE = 4


def weekday(token: Token, setting: Setting) -> Found:
    """Read a weekday: the nearest one, on the side that the words tell where they tell one."""
    if setting.anchor is None:
        return None
    today = setting.anchor.date()
    back = (today.weekday() - token.weekday) % 7
    ahead = (7 - back) % 7
    beside = (token.weekday - setting.last.weekday()) % 7 if setting.last else 0
    if token.local == "beside" and setting.last and 0 < beside <= _BESIDE:
        return on(shift_days(setting.last, beside), 0.95)
    if token.side == "last":
        shift, sure = -(back or 7), 1.0
    elif token.side == "next":
        shift, sure = ahead or 7, 0.85
    elif not back and not token.side:
        shift, sure = -7 if _yet_to_come(token, setting) else 0, 0.85
    elif setting.tense > 0 or token.side == "this":
        shift, sure = ahead, 0.95
    elif setting.tense < 0:
        shift, sure = -back, 1.0
    else:
        shift, sure = (ahead if ahead < back else -back), 0.9
    return on(shift_days(today, shift), sure)


def _yet_to_come(token: Token, setting: Setting) -> bool:
    """Tell whether "Friday night", of what is past, is said on a Friday before the night."""
    hour = setting.anchor.hour if setting.anchor is not None else 0
    begins = {"afternoon": 12, "evening": 18, "night": 19}.get(token.part, 0)
    return setting.tense < 0 and 0 < hour < begins


def relative(token: Token, setting: Setting) -> Found:
    """Read what is counted from the day of writing or the date spoken of before."""
    base, sure = setting.anchor.date() if setting.anchor is not None else None, 1.0
    if token.base == "last":
        if setting.last is not None and setting.near and _as_fine(token.unit, setting.grain):
            base = setting.last
        elif token.shift or token.rule == "count" or token.local == "that":
            return None
    if base is None:
        return None
    if token.rule == "count":
        return _counted(token, base)
    if token.rule == "period-rolling":
        return _rolling(token, base)
    if token.rule == "period":
        return _period(token, base)
    return on(shift_days(base, token.shift), sure)


def _as_fine(unit: str, grain: str) -> bool:
    """Tell whether days, months or years can be counted from a date of this grain."""
    return grain in ("day", unit) or unit == "year"


def _counted(token: Token, base: date) -> Found:
    count = NUMBERS.get(token.local) or (int(token.local) if token.local.isdigit() else 0)
    if not count or token.unit in ("hour", "minute"):
        return None
    count *= token.shift
    if token.unit == "day":
        return on(shift_days(base, count))
    if token.unit == "week":
        day = shift_days(base, 7 * count)
        return (*_around(day, 3),)
    if token.unit == "month":
        month = shift_months(base, count)
        return month_span(month.year, month.month), f"{month.year:04}-{month.month:02}~", 0.9
    year = base.year + count
    return year_span(year), f"{year:04}~", 0.9


def _around(day: date, days: int) -> tuple[Span, str, float]:
    first, last = shift_days(day, -days), shift_days(day, days)
    span = (
        day_span(first.year, first.month, first.day)[0],
        day_span(last.year, last.month, last.day)[1],
    )
    return span, f"{day.isoformat()}~", 0.95


def _period(token: Token, base: date) -> Found:
    if token.unit == "week":
        monday = shift_days(base, 7 * token.shift - base.weekday())
        sunday = shift_days(monday, 6)
        span = (day_span(monday.year, monday.month, monday.day)[0],
                day_span(sunday.year, sunday.month, sunday.day)[1])  # fmt: skip
        return span, f"{monday}/{sunday}", 1.0
    if token.unit == "month":
        month = shift_months(base.replace(day=1), token.shift)
        return month_span(month.year, month.month), f"{month.year:04}-{month.month:02}", 1.0
    if token.unit == "night":
        return on(shift_days(base, token.shift))
    if token.unit == "year":
        year = base.year + token.shift
        return year_span(year), f"{year:04}", 1.0
    return _last_season(token, base)


def _rolling(token: Token, base: date) -> Found:
    """Read "the last year": the length that ends, or begins, with the day of writing."""
    days = {"week": 7, "month": 30, "year": 365}[token.unit] * token.shift
    first, last = sorted((base, shift_days(base, days)))
    span = (
        day_span(first.year, first.month, first.day)[0],
        day_span(last.year, last.month, last.day)[1],
    )
    return span, f"{first}~/{last}~", 1.0


def _last_season(token: Token, base: date) -> Found:
    number = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}[token.unit]
    first = {21: 3, 22: 6, 23: 9, 24: 12}[number]
    year = base.year
    if token.shift < 0 and base.month < first + (3 if first < 12 else 1):
        year -= 1
    elif token.shift > 0 and base.month >= first:
        year += 1
    return decade_or_season(Token(0, 0, "season", year=year, month=number))


def decade_or_season(token: Token) -> Found:
    """Read "the 1950s", "summer of 1950" (the winter of the year that begins it)."""
    if token.rule == "decade":
        return year_span(token.year, token.year + 9), f"{token.year // 10}X", 1.0
    first = {21: 3, 22: 6, 23: 9, 24: 12}[token.month]
    # "winter 1950" may be either end of the year: take the one that it is mostly said of.
    start = month_span(token.year, first)[0]
    end = shift_months(start.date(), 2)
    return (start, month_span(end.year, end.month)[1]), f"{token.year:04}-{token.month}", 1.0
