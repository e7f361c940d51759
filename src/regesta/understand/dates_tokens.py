"""What the words of a date say, before any context is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

YEAR_FIRST, YEAR_LAST = 1500, 2049
YEAR = r"(?:1[5-9]|20)\d\d"
"""A year of four digits, as a pattern."""


class Token(Struct, gc=False):
    """What the words say, with 0, -1 or "" where they are silent.

    `base` is what a relative date counts from: "anchor" (the day of writing) or "last" (the
    date spoken of before). `clock` is minutes after midnight. `grain` is early, mid or late;
    `side` last, this or next; `part` a part of the day.
    """

    start: int
    end: int
    rule: str
    year: int = 0
    month: int = 0
    day: int = 0
    year_to: int = 0
    month_to: int = 0
    day_to: int = 0
    weekday: int = -1
    shift: int = 0
    unit: str = ""
    base: str = ""
    clock: int = -1
    clock_to: int = -1
    zone: str = ""
    part: str = ""
    grain: str = ""
    side: str = ""
    doubt: str = ""
    julian: bool = False
    local: str = ""


Hit = tuple[int, int, str, Any]
"""Where a word of a date stands: start, end, kind, what the scanner knows of it."""

Reader = Callable[[str, int, int, Any, str], Sequence[Token]]
"""text, start, end, payload, language -> the tokens read there."""


def number_of(text: str) -> int:
    """Read the figures of a year, whole or with a bracket or an apostrophe in it."""
    return int(text.replace("[", "").lstrip("'’"))


def full_year(written: str) -> int:
    """Read a year of four digits, or of two in the twentieth century ('58)."""
    year = number_of(written)
    return year if year > 99 else 1900 + year
