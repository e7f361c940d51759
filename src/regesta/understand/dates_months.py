"""Dates that name a month: "January 3, 1950", "3–5 January", "in May", "October first"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from regesta.understand.dates_relative import side_before
from regesta.understand.dates_tokens import YEAR, Token, full_year, number_of
from regesta.understand.months import DAYS

# "January 3", "January 3–5, 1950", "January 3/16, 1918", "January [3], 1950", "January 1950".
_ORD = r"(?:st|nd|rd|th|d)?"
_NO_MORE = r"(?!\d|,\d{3}(?!\d)|[:.]\d| ?(?:Z|hours|hrs|GMT)\b)"
# The plain form that most have, " 3, 1950." or " 3 the", by which the full one is spared.
_PLAIN_AFTER = re.compile(
    rf" (?P<day>[12]?[1-9]|[123]0|31)"
    rf"(?:, (?P<year>{YEAR})(?=[.,;]?(?:\n|\Z| [A-FH-Ya-gi-z]))"
    r"|(?=[.,;]?(?:\n|\Z| (?!to |and|or |through |of )[A-Za-z])))"
)
_AFTER_MONTH = re.compile(
    rf"\.?\]?(?:,? ?\[?(?:the )?(?P<day>[0-3]?\d){_ORD}\]?(?![\d:]|\.\d|,\d\d?(?!\d)|/\d\d?/)"
    r"(?:/(?P<new>[0-3]?\d)(?!\d))?(?P<query> ?[(\[]\?[)\]])?(?: \[(?P<instead>[0-3]?\d)\])?"
    rf"(?: ?(?:[-–—]|to|and/or|and|or|through) ?(?P<day_to>[0-3]?\d){_ORD}(?![\d:/]|\.\d|"
    rf",\d\d?(?!\d)| ?[ap]\.))?"
    rf"(?:(?:,|\.)? ?(?:of )?[\[(]?(?P<year>19\[\d\d|{YEAR})[\])]?{_NO_MORE})?"
    rf"|,? ?(?:of |de )?[\[(]?(?P<only_year>{YEAR})[\])]?{_NO_MORE}"
    rf"|,? ?['’](?P<short>\d\d)(?!\d))"
)
# "3 [", "3rd of", "3–5", "3/16" before a month.
_BEFORE_MONTH = re.compile(
    r"(?:^|(?<=[^\d.,/:$-])|(?<=[a-z.][-–]))(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th|d|er)?"
    r"(?: ?(?P<link>[-–—/]|to|and|through) ?(?:the )?))?"
    r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|d|er|-го|-е)?\]?[.,]?(?: day)?(?: of| de)?[ -]?\[?$"
)
_FIGURE = re.compile(r"\d")
_YEAR_AFTER = re.compile(
    rf"\.?\]?,? ?(?:of |de )?[\[(]?(?P<year>19\[\d\d|{YEAR}|['’]?\d\d(?![\d:,.]?\d|st|nd|rd|th|"
    rf" ?[ap]\.))[\])]?(?!\d)"
    r"(?: ?(?:г\.|года))?"
)
_ONE_DAY = re.compile(
    r",? (?P<and>and )?(?P<day>[0-3]?\d)(?:st|nd|rd|th|d)?(?=[,;.)\n ]|$)(?![.,]\d| ?[ap]\.)"
)
_BARE_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|during|of|last|next|this|early|late|mid|through|to|from|"
    r"before|after|for|and|or|that|between|following|coming|past)[ -]"
    r"(?:the (?:end|beginning|middle|close) of |early |late |mid[- –])?)$",
    re.IGNORECASE,
)
# How the words end that these patterns begin with.
_BEARING = frozenset(
    ["in", "ce", "il", "ll", "by", "ng", "of", "st", "xt", "is", "ly", "te", "id", "gh", "to",
     "om", "re", "er", "or", "nd", "at", "en"]
)  # fmt: skip
_TELLING = ("e", "s", "r", "E", "S", "R")
# "the November meeting": a month that tells which of them.
_TELLS = re.compile(r"\b(?:the|this|his|our|your|their|[’']s) $", re.IGNORECASE)
_TOLD = re.compile(r" [a-z]{4,}")
_WRITTEN_AFTER = re.compile(
    rf" (?P<day>{'|'.join(DAYS)})\b(?! (?:session|meeting|week|half|part|draft|round))"
    rf"(?:,? (?P<year>{YEAR}))?"
)
_WRITTEN_BEFORE = re.compile(rf"\b(?P<day>{'|'.join(DAYS)}) of $")


def read_month(text: str, start: int, end: int, payload: Any, _: str) -> Sequence[Token]:
    """Read what stands before and after the name of a month."""
    month, bare = payload
    if plain := _PLAIN_AFTER.match(text, end):
        return (_plain_day(text, start, end, month, plain),)
    after = _AFTER_MONTH.match(text, end)
    token = _written_day(text, start, end, month) if bare and after is None else None
    if token := token or _day_before(text, start, end, month, after):
        return (token,)
    if after is None:
        return _alone(text, start, end, month) if bare else ()
    if after["day"] is None:
        year = full_year(after["only_year"] or after["short"])
        return (Token(start, after.end(), "month-year", year=year, month=month),)
    return _month_day(text, start, month, after)


def _plain_day(text: str, start: int, end: int, month: int, plain: re.Match[str]) -> Token:
    day, year = plain.groups()
    if year:
        return _dated(start, plain.end(), month, int(day), int(year))
    token = _day_before(text, start, end, month, None)
    return token or _dated(start, plain.end(), month, int(day), 0)


def _alone(text: str, start: int, end: int, month: int) -> Sequence[Token]:
    # In a telegram all in capitals "MAY" is a verb more often than a month.
    if text[start:end] == "MAY" or not _stands_alone(text, start, end):
        return ()
    side, start = side_before(text, start)
    return (Token(start, end, "month", month=month, side=side),)


def _dated(start: int, end: int, month: int, day: int, year: int) -> Token:
    rule = "month-day-year" if year else "month-day"
    return Token(start, end, rule, year=year, month=month, day=day)


def _day_before(
    text: str, start: int, end: int, month: int, after: re.Match[str] | None
) -> Token | None:
    """Read a day that stands before its month, unless the one behind it is the month's."""
    # Only after these signs can a day stand before the month ("3rd of", "3 [", "3. ", "1er").
    sign = text[start - 2] if start > 1 and text[start - 1] in " [-." else text[start - 1 : start]
    if not sign or not (sign.isdigit() or sign in "thdfryeго[].,- "):
        return None
    if _FIGURE.search(text, max(0, start - 14), start) is None:
        return None
    before = _BEFORE_MONTH.search(text[max(0, start - 28) : start])
    if before is None or not 1 <= int(before["day"]) <= 31:
        return None
    if after and after["day"] and _is_mdy(after):
        return None
    token = _day_month(text, start, end, month, before)
    # "No. 24, May 3": a comma parts a number from a month, unless a year follows.
    return token if token.year or "," not in text[token.start : start] else None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell by the words around that the name of a month without a day is one."""
    before = text[max(0, start - 28) : start]
    if before[-2:-1] in _TELLING and _TELLS.search(before) and _TOLD.match(text, end):
        return True
    return before[-3:-1].lower() in _BEARING and _BARE_BEFORE.search(before) is not None


def _month_day(text: str, start: int, month: int, after: re.Match[str]) -> Sequence[Token]:
    """Read the day, and all that may follow it, after a month."""
    written, new, query, instead, day_to, told, _, _ = after.groups()
    day, year = int(written), number_of(told) if told else 0
    if not 1 <= day <= 31:
        return ()
    token = _dated(start, after.end(), month, day, year)
    if query:
        token.doubt = "?"
    if instead and 1 <= int(instead) <= 31:
        token.day, token.rule = int(instead), "day-corrected"
    elif new:
        _two_days(token, day, int(new))
    elif day_to:
        token.day_to = int(day_to)
    return (token,) if year or new else (token, *_list(text, token))


def _written_day(text: str, start: int, end: int, month: int) -> Token | None:
    after = _WRITTEN_AFTER.match(text, end)
    if after is not None:
        year = int(after["year"] or 0)
        rule = "month-day-year" if year else "month-day"
        return Token(start, after.end(), rule, year=year, month=month, day=DAYS[after["day"]])
    if not text.endswith(" of ", 0, start):
        return None
    before = _WRITTEN_BEFORE.search(text[max(0, start - 28) : start])
    if before is None:
        return None
    size = before.end() - before.start()
    return Token(start - size, end, "day-month", month=month, day=DAYS[before["day"]])


def _two_days(token: Token, first: int, second: int) -> None:
    """Read "3/16" as old and new style, "16/17" as a night between two days."""
    if second - first == 1:
        token.day, token.day_to = first, second
    else:
        token.day, token.julian, token.local = second, True, str(first)


def _is_mdy(after: re.Match[str]) -> bool:
    """Tell "[number] January 5" from "3 January 58"."""
    return int(after["day"]) <= 31 and after["year"] is not None


def _day_month(text: str, start: int, end: int, month: int, before: re.Match[str]) -> Token:
    size = before.end() - before.start()
    year_match = _YEAR_AFTER.match(text, end)
    year = full_year(year_match["year"]) if year_match else 0
    rule = "day-month-year" if year else "day-month"
    stop = year_match.end() if year_match else end + (text[end : end + 1] == "]")
    token = Token(start - size, stop, rule, year=year, month=month, day=int(before["day"]))
    first = before["first"]
    if first and before["link"] == "/":
        _two_days(token, int(first), token.day)
    elif first:
        token.day, token.day_to = int(first), token.day
    return token


def _list(text: str, token: Token) -> Sequence[Token]:
    """Read the further days of "January 2, 3 and 4"."""
    found: list[Token] = []
    position = token.end
    while len(found) < 6 and (match := _ONE_DAY.match(text, position)):
        day = int(match["day"])
        if not token.day < day <= 31:
            break
        start = match.start("day")
        found.append(Token(start, match.end(), "day-list", month=token.month, day=day))
        position = match.end()
        if match["and"]:
            return found
    return ()
