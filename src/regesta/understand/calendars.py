"""Days and minutes: the arithmetic that every rule about dates shares.

A moment is a `datetime` without zone, exact to the minute; a span is two moments, both
inclusive. Years run from 1 to 9999.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime, timedelta
from functools import lru_cache

Span = tuple[datetime, datetime]

DAY_END = timedelta(hours=23, minutes=59)


_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def month_days(year: int, month: int) -> int:
    """Return the number of days of a Gregorian month."""
    return 29 if month == 2 and isleap(year) else _DAYS[month - 1]


def is_day(year: int, month: int, day: int) -> bool:
    """Tell whether the Gregorian calendar has this day."""
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= month_days(year, month)


@lru_cache(maxsize=4096)
def day_span(year: int, month: int, day: int) -> Span:
    """Return the first and last minute of a day; ValueError where there is no such day."""
    return datetime(year, month, day), datetime(year, month, day, 23, 59)


def month_span(year: int, month: int) -> Span:
    """Return the first and last minute of a month."""
    if not 1 <= month <= 12:
        raise ValueError(f"no such month: {month}")
    return datetime(year, month, 1), datetime(year, month, month_days(year, month), 23, 59)


def year_span(first: int, last: int | None = None) -> Span:
    """Return the first and last minute of a year, or of the years from `first` to `last`."""
    last = first if last is None else last
    return datetime(max(first, 1), 1, 1), datetime(min(last, 9999), 12, 31) + DAY_END


def shift_months(day: date, months: int) -> date:
    """Move a day by whole months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    year = min(max(year, 1), 9999)
    return date(year, month, min(day.day, month_days(year, month)))


def shift_days(day: date, days: int) -> date:
    """Move a day by days, stopping at the ends of the calendar."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def gregorian(year: int, month: int, day: int) -> date:
    """Convert a day of the Julian calendar (old style) to the Gregorian.

    By the Julian day number (Meeus, Astronomical Algorithms, chapter 7). ValueError where
    the Julian calendar has no such day.
    """
    leap = month == 2 and day == 29 and year % 4 == 0
    if not leap and not is_day(year, month, day):
        raise ValueError(f"no such day: {year}-{month}-{day}")
    shifted_year, shifted_month = (year - 1, month + 12) if month <= 2 else (year, month)
    number = int(365.25 * (shifted_year + 4716)) + int(30.6001 * (shifted_month + 1)) + day - 1524
    return date.fromordinal(number - 1721425)


@lru_cache(maxsize=4096)
def stamp(moment: datetime) -> str:
    """Write a moment as `YYYY-MM-DDTHH:MM`."""
    return moment.isoformat(timespec="minutes")


@lru_cache(maxsize=4096)
def read_stamp(text: str) -> datetime:
    """Read `YYYY-MM-DDTHH:MM` back."""
    return datetime.fromisoformat(text)
