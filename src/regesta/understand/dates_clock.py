"""Hours: "4 a.m.", "3:30–4:15 p.m.", "noon", "2200Z"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from regesta.understand.dates_tokens import Token
from regesta.understand.months import NUMBERS

MIDNIGHT_AT_END = 24 * 60

_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[AaPp]\.? ?[Mm]\b\.?)?"
    r"(?: ?(?:[-–—]|to|until) ?(?:(?P<hour_to>[01]?\d|2[0-3])(?:[:.](?P<minute_to>[0-5]\d))? ?"
    r"(?P<half_to>[AaPp]\.? ?[Mm]\b\.?)|(?P<word_to>noon|midnight)\b))?"
)
_DAY_PART = re.compile(
    r" (?:o['’]clock )?(?:in the (?P<part>morning|afternoon|evening)|at night)\b"
)
_HOUR_WORD = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) $", re.IGNORECASE
)


def read_twelve(text: str, start: int, end: int, word: Any, _: str) -> Sequence[Token]:
    """ "noon" and "midnight", told as 12:00 and 0:00."""
    return (Token(start, end, "time", clock=720 if word == "noon" else 0, local=word),)


def minutes_of(hour: str, minute: str) -> int:
    """Return the minutes after midnight of an hour of 24, -1 where there is no such hour."""
    value = int(hour) * 60 + int(minute)
    if value == MIDNIGHT_AT_END:
        return value - 1  # "2400 hours 13 Aug" still belongs to the 13th
    return value if int(hour) < 24 and int(minute) < 60 else -1


def read_oclock(text: str, start: int, end: int, payload: Any, _: str) -> Sequence[Token]:
    """Read "nine o'clock"; which half of the day it is, the words around may tell."""
    before = _HOUR_WORD.search(text[max(0, start - 8) : start])
    if before is None:
        return ()
    clock = _twelve_hours(str(NUMBERS[before[1].lower()]), None, "?")
    return (Token(start - (before.end() - before.start()), end, "time", clock=clock, zone="?"),)


def read_zulu(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read "2200Z", "1500 GMT", "1250 hours"."""
    clock = minutes_of(match[0][:2], match[0][2:4])
    if clock < 0:
        return ()
    zone = "Z" if match[0].endswith(("Z", "GMT")) else ""
    return (Token(start, end, "time", clock=clock, zone=zone),)


def read_clock(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read "4 a.m.", "3:30–4:15 p.m.", "11 a.m.–noon", "five o'clock" in figures."""
    read = _CLOCK.match(text, start)
    if read is None:
        return ()
    after = read.end() - (text[read.end() - 1] == " ")
    half, half_to = _half(read["half"]), _half(read["half_to"])
    if not half and not half_to and not read["word_to"]:
        word = text[after : after + 9].strip().split(" ", 1)[0].rstrip(".,;)")
        if word in ("noon", "Noon", "midnight"):
            half = "a" if word == "midnight" else "p"
            after += len(word) + 1
        elif part := _DAY_PART.match(text, after):
            half, after = ("a" if part["part"] == "morning" else "p"), part.end()
        elif text.startswith((" o'clock", " o’clock"), after):
            half, after = "?", after + 8
        else:
            return ()
    clock = _twelve_hours(read["hour"], read["minute"], half or half_to)
    token = Token(start, after, "time", clock=clock, zone="?" if half == "?" else "")
    if read["word_to"]:
        token.clock_to = 720 if read["word_to"] == "noon" else 1439
        if not half:
            token.clock = _twelve_hours(
                read["hour"], read["minute"], "a" if read["word_to"] == "noon" else "p"
            )
    elif read["hour_to"]:
        token.clock_to = _twelve_hours(read["hour_to"], read["minute_to"], half_to)
        if not half and token.clock > token.clock_to and token.clock >= 720:
            token.clock -= 720  # "11–1 p.m." begins in the morning
    return (token,)


def _half(written: str | None) -> str:
    return written[0].lower() if written else ""


def _twelve_hours(hour: str, minute: str | None, half: str) -> int:
    value = int(hour)
    if half == "p" and value < 12:
        value += 12
    elif half == "a" and value == 12:
        value = 0
    elif half == "?" and value < 7:
        value += 12
    return value * 60 + int(minute or 0)
