"""The date that a token means, worked out from the record's day and the dates before it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from regesta.understand.calendars import (
    DAY_END,
    Span,
    day_span,
    gregorian,
    is_day,
    month_span,
    shift_days,
    shift_months,
    year_span,
)
from regesta.understand.dates_tokens import Token
from regesta.understand.months import NUMBERS, PARTS


class Resolved(NamedTuple):
    """A span of time, how it is written in EDTF, by which rule, how sure."""

    span: Span
    edtf: str
    rule: str
    confidence: float


class Setting(NamedTuple):
    """What a token is read by: the day of writing, the date spoken of before, the words around.

    `near` tells whether the date before stands close enough to be what an elliptic date
    leaves out, `grain` whether that was a day, month or year; `tense` is 1 where the words speak of what is to come, -1 of what is past;
    `own` whether of the writer's own papers.
    """

    anchor: datetime | None
    last: date | None
    near: bool
    grain: str
    tense: int
    own: bool
    day_first: bool | None


# The share of right readings in samples read by eye (see docs/quality.md).
CONFIDENCE = {
    "iso": 0.995, "month-day-year": 0.995, "day-month-year": 0.99, "month-year": 0.99,
    "date-time-group": 0.97, "year": 0.95, "range": 0.96, "relative-day": 0.97, "month-day": 0.96,
    "day-month": 0.95, "day-corrected": 0.8, "day-list": 0.94, "weekday": 0.88, "ordinal": 0.9, "ordinal-month": 0.96,
    "month": 0.85, "slash": 0.97, "decade": 0.95, "season": 0.9, "period": 0.9, "period-rolling": 0.9, "count": 0.85,
    "anaphor": 0.8, "time": 0.75,
}  # fmt: skip

# The verb or particle nearest before a date tells whether it lies ahead or behind.
_TENSE = re.compile(
    r"\b(?:(?P<ahead>(?:to|not|will|shall|would|could|should|may|might|must|can) be(?: (?:[a-z]{2,}ed|sent|held|"
    r"made|taken|given|put|set))?|will|shall|would|could|should|may|might|must|can|scheduled|due|going to|"
    r"expect(?:s|ed|ing)?|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|is to|are to|tentative(?:ly)?|"
    r"arriv(?:es?|ing)|depart(?:s|ing)?|leav(?:es?|ing)|returning|propos(?:e|es|ed|ing|al)|"
    r"intend(?:s|ed|ing)?|target|deadline|set for|fixed for|next|suggest(?:s|ed|ing)?|until|no later than|"
    r"not later than|ready|prepar(?:ed|ing) to|begins|ends|opens|reopen|agrees? to|look(?:s|ing)? forward|"
    r"postponed?|likely|if)"
    r"|(?P<behind>was|were|had|did|has|have|said|told|sent|met|held|made|took|gave|came|went|saw|left|began|"
    r"spoke|wrote|got|since|last|been|ago|dated|[a-z]{3,}ed))\b",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:by|till|until|before|not later than) (?:the |about )?$")
_WILL_AFTER = re.compile(r"[\w ,]{0,24}\b(?:will|shall|would|is to|are to|be)\b")
_OWN = re.compile(
    r"\b(?:[Yy]our|[Mm]y|[Oo]ur|[Tt]his|[Uu]rtel|[Mm]ytel|[Ee]mbtels?|[Dd]eptels?|[Rr]eftel|[Tt]elegram|"
    r"[Dd]espatch|[Ll]etter|[Nn]ote|[Cc]able|[Mm]essage|[Mm]emorandum|[Aa]irgram|[Nn]o\.|tel)\b[^.;]{0,60}$"
)


def setting_words(text: str, start: int, end: int) -> tuple[int, bool]:
    """Tell whether the words around speak of what is to come (1), is past (-1), or neither.

    The second value tells whether they speak of the writer's own papers.
    """
    before = text[max(0, start - 90) : start]
    before = before[max(before.rfind(". "), before.rfind("\n"), before.rfind("; ")) + 1 :]
    own = _OWN.search(before) is not None
    if _BY.search(before) or (_WILL_AFTER.match(text, end, end + 40) and not own):
        return 1, own
    tense = 0
    for cue in _TENSE.finditer(before):
        tense = 1 if cue["ahead"] else -1
    return tense, own


def resolve(token: Token, setting: Setting) -> Resolved | None:
    """Return what a token means in its setting, or None where the setting does not tell."""
    try:
        found = _day_or_more(token, setting)
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    span, edtf, sure = found
    if token.doubt and "/" not in edtf:
        edtf += token.doubt
    if span[0].date() == span[1].date():
        span, edtf = _within_day(token, span, edtf)
    return Resolved(span, edtf, token.rule, CONFIDENCE.get(token.rule, 0.9) * sure)


def _within_day(token: Token, span: Span, edtf: str) -> tuple[Span, str]:
    """Narrow a day to the minute, or to the part of the day, that the words say."""
    midnight = span[0].replace(hour=0, minute=0)
    if token.clock >= 0:
        first = midnight + timedelta(minutes=token.clock)
        zone = "Z" if token.zone else ""
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


_Found = tuple[Span, str, float] | None


def _on(day: date, sure: float = 1.0) -> _Found:
    first = datetime(day.year, day.month, day.day)
    return (first, first + DAY_END), day.isoformat(), sure


def _day_or_more(token: Token, setting: Setting) -> _Found:
    if token.rule == "slash":
        return _slash(token, setting)
    if token.rule in ("decade", "season"):
        return _decade_or_season(token)
    if token.day:
        return _calendar_day(token, setting)
    if token.month:
        return _month(token, setting)
    if token.year:
        return _year(token)
    if token.weekday >= 0:
        return _weekday(token, setting)
    if token.base:
        return _relative(token, setting)
    if token.clock >= 0 and setting.anchor is not None:
        near = setting.near and setting.last is not None and setting.grain == "day"
        return _on(
            setting.last if near and setting.last else setting.anchor.date(), 0.9 if near else 1.0
        )
    return None


def _calendar_day(token: Token, setting: Setting) -> _Found:
    year, month, sure = token.year, token.month, 1.0
    if not month:
        completed = _month_of_day(token, setting)
        if completed is None:
            return None
        year, month, sure = completed
    elif not year:
        guessed = _year_of_day(token, setting)
        if guessed is None:
            return None
        year, sure = guessed
    if token.julian and token.local:
        return _double_date(token, year, month)
    first = day_span(year, month, token.day)
    if token.weekday >= 0 and first[0].weekday() != token.weekday:
        token.rule, sure = "weekday-mismatch", 0.6
    if not token.day_to:
        return first, first[0].date().isoformat(), sure
    last = day_span(token.year_to or year, token.month_to or month, token.day_to)
    if last[0] < first[0] and token.month_to and not token.year_to:
        last = day_span(year + 1, token.month_to, token.day_to)
    if last[0] < first[0]:
        raise ValueError("a range that ends before it begins")
    edtf = f"{first[0].date()}{token.doubt}/{last[0].date()}{token.doubt}"
    return (first[0], last[1]), edtf, sure


def _double_date(token: Token, year: int, month: int) -> _Found:
    """Read "January 3/16": the old-style day, then the new-style one."""
    old = gregorian(year, month, int(token.local))
    if old.day == token.day:
        return _on(old)
    new = shift_months(date(year, month, 1), 1)
    if is_day(new.year, new.month, token.day) and old == new.replace(day=token.day):
        return _on(old)
    raise ValueError("the two styles do not agree")


def _year_of_day(token: Token, setting: Setting) -> tuple[int, float] | None:
    """Choose the year of "March 3": that of a date just before, else nearest to the writing."""
    anchor = setting.anchor
    if token.unit == "year" and anchor is not None:
        return anchor.year + token.shift, 1.0
    if setting.last is not None and setting.near and not setting.own and setting.grain:
        carried = setting.last.year
        if anchor is None or abs(carried - anchor.year) > 1:
            return carried, 0.95
    if anchor is None:
        return (setting.last.year, 0.8) if setting.last is not None else None
    best: tuple[float, int, int] | None = None
    for year in (anchor.year - 1, anchor.year, anchor.year + 1):
        if is_day(year, token.month, token.day):
            distance = date(year, token.month, token.day).toordinal() - anchor.toordinal()
            cost = _strain(distance, setting.tense) + (30 if year != anchor.year else 0)
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
    months = (0, 1, -1) if setting.tense > 0 else (0, -1, -2)
    for shift in months:
        first = shift_months(anchor.date().replace(day=1), shift)
        if not is_day(first.year, first.month, token.day):
            continue
        distance = (first.replace(day=token.day) - anchor.date()).days
        if distance >= 0 if setting.tense > 0 else distance <= (1 if setting.own else 3):
            return first.year, first.month, 1.0
    return None


def _month(token: Token, setting: Setting) -> _Found:
    year, sure = token.year, 1.0
    if not year:
        if token.side == "last" and setting.anchor is not None:
            year = setting.anchor.year - (token.month >= setting.anchor.month)
        elif token.side == "next" and setting.anchor is not None:
            year = setting.anchor.year + (token.month <= setting.anchor.month)
        else:
            guessed = _year_of_day(_middle(token), setting)
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


def _middle(token: Token) -> Token:
    return Token(0, 0, token.rule, month=token.month, day=15, unit=token.unit, shift=token.shift)


def _year(token: Token) -> _Found:
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


def _decade_or_season(token: Token) -> _Found:
    if token.rule == "decade":
        return year_span(token.year, token.year + 9), f"{token.year // 10}X", 1.0
    first = {21: 3, 22: 6, 23: 9, 24: 12}[token.month]
    # "winter 1950" may be either end of the year: take the one that it is mostly said of.
    start = month_span(token.year, first)[0]
    end = shift_months(start.date(), 2)
    return (start, month_span(end.year, end.month)[1]), f"{token.year:04}-{token.month}", 1.0


def _slash(token: Token, setting: Setting) -> _Found:
    """Read 10/24/50 by the order the archive states, else the only order that can be."""
    first, second, year = token.day, token.month, token.year
    day_first = is_day(year, second, first)
    month_first = is_day(year, first, second)
    if day_first and month_first and first != second:
        readings = date(year, second, first), date(year, first, second)
        if setting.day_first is not None:
            return _on(readings[0] if setting.day_first else readings[1])
        if setting.anchor is not None:
            anchor = setting.anchor.date()
            near, far = sorted(readings, key=lambda day: abs((day - anchor).days))
            if abs((near - anchor).days) <= 31 < abs((far - anchor).days):
                return _on(near, 0.9)
        low, high = sorted(readings)
        span = (
            day_span(low.year, low.month, low.day)[0],
            day_span(high.year, high.month, high.day)[1],
        )
        return span, f"[{low},{high}]", 0.6
    if day_first:
        return _on(date(year, second, first))
    return _on(date(year, first, second))


def _weekday(token: Token, setting: Setting) -> _Found:
    if setting.anchor is None:
        return None
    today = setting.anchor.date()
    back = (today.weekday() - token.weekday) % 7
    if token.side == "last":
        return _on(shift_days(today, -(back or 7)))
    if token.side == "next":
        return _on(shift_days(today, (7 - back) or 7), 0.85)
    if not back and not token.side:
        return _on(today, 0.85)
    if setting.tense > 0 or token.side == "this":
        return _on(shift_days(today, (7 - back) % 7), 0.95)
    return _on(shift_days(today, -back))


def _relative(token: Token, setting: Setting) -> _Found:
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
    return _on(shift_days(base, token.shift), sure)


def _as_fine(unit: str, grain: str) -> bool:
    """Tell whether days, months or years can be counted from a date of this grain."""
    return grain == "day" or grain == unit or unit == "year"


def _counted(token: Token, base: date) -> _Found:
    count = NUMBERS.get(token.local) or (int(token.local) if token.local.isdigit() else 0)
    if not count or token.unit in ("hour", "minute"):
        return None
    count *= token.shift
    if token.unit == "day":
        return _on(shift_days(base, count))
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


def _rolling(token: Token, base: date) -> _Found:
    """Read "the last year": the length that ends, or begins, with the day of writing."""
    days = {"week": 7, "month": 30, "year": 365}[token.unit] * token.shift
    first, last = sorted((base, shift_days(base, days)))
    span = (
        day_span(first.year, first.month, first.day)[0],
        day_span(last.year, last.month, last.day)[1],
    )
    return span, f"{first}~/{last}~", 1.0


def _period(token: Token, base: date) -> _Found:
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
        return _on(shift_days(base, token.shift))
    if token.unit == "year":
        year = base.year + token.shift
        return year_span(year), f"{year:04}", 1.0
    return _last_season(token, base)


def _last_season(token: Token, base: date) -> _Found:
    number = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}[token.unit]
    first = {21: 3, 22: 6, 23: 9, 24: 12}[number]
    year = base.year
    if token.shift < 0 and base.month < first + (3 if first < 12 else 1):
        year -= 1
    elif token.shift > 0 and base.month >= first:
        year += 1
    return _decade_or_season(Token(0, 0, "season", year=year, month=number))
