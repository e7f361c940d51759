"""Dates told from another day: "yesterday", "last Friday", "three days later", "same date"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from regesta.understand.dates_tokens import Token
from regesta.understand.months import MONTHS

_COUNT_BEFORE = re.compile(
    r"(?P<count>\b[A-Za-z]+|\b\d{1,3})(?: (?:full|whole|short))? (?P<unit>day|week|month|year|"
    r"hour|minute)s? $"
)
_SIDE_BEFORE = re.compile(
    r"\b(?P<side>last|past|this|next|coming|following|previous)(?: (?:early|late))?,? ?$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(r" (?P<part>morning|forenoon|afternoon|evening|night)\b", re.IGNORECASE)
# "13 February, if this date suits": the date spoken of, not the day of writing.
_OF_A_DATE = ("if ", "whether ", "by ", "after ", "before ", "until ")
# "the last week of September" is a part of that month.
_OF_A_MONTH = re.compile(r" (?:in|of) (?:(?:this|last|next) month\b|([A-Z][a-z]+))")
_LENGTHS = ("week", "month", "year")
# Days counted from the date spoken of before.
ANAPHORA = {
    "same day": 0, "same date": 0, "that day": 0, "that date": 0, "even date": 0,
    "that evening": 0, "that night": 0, "that morning": 0, "that afternoon": 0,
    "same evening": 0, "same morning": 0, "same afternoon": 0, "same night": 0,
    "following day": 1, "next day": 1, "following morning": 1, "next morning": 1,
    "previous day": -1, "preceding day": -1, "day before": -1, "day after": 1,
    "previous evening": -1, "preceding evening": -1, "night before": -1, "evening before": -1,
}  # fmt: skip


def side_before(text: str, start: int) -> tuple[str, int]:
    """Read "last" or "next" before a month or weekday: the side, and where the words begin."""
    before = _SIDE_BEFORE.search(text[max(0, start - 20) : start])
    if before is None:
        return "", start
    word = before["side"].lower()
    side = {"past": "last", "previous": "last", "coming": "next", "following": "next"}.get(
        word, word
    )
    return side, start - (before.end() - before.start())


def read_weekday(text: str, start: int, end: int, payload: Any, language: str) -> Sequence[Token]:
    """Read "last Friday", "Friday morning"."""
    number, code, full = payload
    if code not in ("en", language):
        return ()
    token = Token(start, end, "weekday" if full else "weekday-short", weekday=number)
    token.side, token.start = side_before(text, start)
    token.part, token.end = _part(text, end)
    return (token,)


def _part(text: str, end: int) -> tuple[str, int]:
    match = _PART_AFTER.match(text, end)
    return (match["part"].lower(), match.end()) if match else ("", end)


def read_relative(text: str, start: int, end: int, payload: Any, language: str) -> Sequence[Token]:
    """Read "yesterday", "tomorrow morning", "tonight"."""
    days, code = payload
    if code not in ("en", language) and code not in ("zh", "ru"):
        return ()
    word = text[start:end].lower()
    if word == "this date" and text[max(0, start - 9) : start].lower().endswith(_OF_A_DATE):
        return (Token(start, end, "anaphor", base="last", unit="day"),)
    token = Token(start, end, "relative-day", base="anchor", shift=days, unit="day")
    token.part, token.end = _part(text, end)
    last = word.rsplit(" ", 1)[-1]
    if not token.part and last in ("morning", "afternoon", "evening", "night", "tonight"):
        token.part = last
    if not token.part and word[-1] in "晚夜晨":
        token.part = word[-1]
    return (token,)


def read_count(text: str, start: int, end: int, word: Any, _: str) -> Sequence[Token]:
    """Read "three days ago", "two weeks later"."""
    before = _COUNT_BEFORE.search(text[max(0, start - 34) : start])
    if before is None:
        return ()
    sign = -1 if word in ("ago", "earlier", "previously") else 1
    base = "anchor" if word in ("ago", "hence") else "last"
    token = Token(start - (before.end() - before.start()), end, "count", base=base)
    token.unit, token.shift, token.local = before["unit"], sign, before["count"].lower()
    return (token,)


def read_period(text: str, start: int, end: int, payload: Any, _: str) -> Sequence[Token]:
    """Read "last week", "this summer", "the past year"."""
    unit, shift = payload
    if unit == "week" and shift and _of_a_month(text, end):
        return ()
    # "during the last year" is the twelve months that end today, "last year" the one before.
    before = text[max(0, start - 7) : start].lower()
    rolling = shift and unit in _LENGTHS and before.endswith(("the ", "this ", "within "))
    rule = "period-rolling" if rolling else "period"
    return (Token(start, end, rule, base="anchor", unit=unit, shift=shift),)


def _of_a_month(text: str, end: int) -> bool:
    after = _OF_A_MONTH.match(text, end)
    return after is not None and (after[1] is None or after[1] in MONTHS)


def read_anaphor(text: str, start: int, end: int, payload: Any, _: str) -> Sequence[Token]:
    """Read "the same date", "that evening", "the following day"."""
    shift, last = payload
    if text.startswith((" or", " to day", "-"), end):
        return ()
    if last in ("before", "after") and text[end : end + 1] not in ".,;:)":
        return ()
    token = Token(start, end, "anaphor", base="last", unit="day", shift=shift)
    token.part = last if last in ("morning", "afternoon", "evening", "night") else ""
    if last in ("day", "date") and text.startswith(("that", "That", "THAT"), start):
        token.local = "that"
    return (token,)
