from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.calendars import (
    day_span,
    gregorian,
    is_day,
    month_days,
    month_span,
    read_stamp,
    shift_days,
    shift_months,
    stamp,
    year_span,
)

# Days told in both calendars, as the almanacs give them.
OLD_AND_NEW = [
    ((1917, 10, 25), date(1917, 11, 7)),
    ((1918, 1, 31), date(1918, 2, 13)),
    ((1900, 2, 29), date(1900, 3, 13)),
    ((1900, 2, 28), date(1900, 3, 12)),
    ((1582, 10, 5), date(1582, 10, 15)),
    ((1752, 9, 3), date(1752, 9, 14)),
]


@pytest.mark.parametrize(("old", "new"), OLD_AND_NEW)
def test_julian_days(old: tuple[int, int, int], new: date) -> None:
    assert gregorian(*old) == new


def test_no_such_julian_day() -> None:
    with pytest.raises(ValueError, match="no such day"):
        gregorian(1917, 2, 30)


def test_spans_end_with_their_last_minute() -> None:
    assert day_span(1950, 1, 3) == (datetime(1950, 1, 3), datetime(1950, 1, 3, 23, 59))
    assert month_span(1948, 2)[1] == datetime(1948, 2, 29, 23, 59)
    assert year_span(1950, 1959)[1] == datetime(1959, 12, 31, 23, 59)


def test_shifting_stops_at_the_ends() -> None:
    assert shift_months(date(1950, 1, 31), 1) == date(1950, 2, 28)
    assert shift_months(date(1950, 1, 31), -2) == date(1949, 11, 30)
    assert shift_days(date(1, 1, 1), -5) == date(1, 1, 1)
    assert shift_days(date(9999, 12, 31), 5) == date(9999, 12, 31)


@given(st.dates())
def test_days_exist(day: date) -> None:
    assert is_day(day.year, day.month, day.day)
    assert day.day <= month_days(day.year, day.month)
    assert read_stamp(stamp(datetime(day.year, day.month, day.day))).date() == day


@pytest.mark.parametrize(
    "day", [(1949, 2, 29), (1950, 13, 1), (1950, 0, 1), (0, 1, 1), (1950, 4, 31)]
)
def test_days_that_are_none(day: tuple[int, int, int]) -> None:
    assert not is_day(*day)
