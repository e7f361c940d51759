"""Dates in figures: ISO, date-time groups, slashes, "the 14th", years and decades."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from regesta.understand.dates_clock import minutes_of
from regesta.understand.dates_tokens import YEAR_FIRST, YEAR_LAST, Token, full_year
from regesta.understand.months import DAYS, MONTHS

_ORDINAL = re.compile(
    r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|d)(?: ?(?:[-–]|to|and|"
    r"or) ?(?:the )?(?P<day_to>[0-3]?\d)(?:st|nd|rd|th|d))?"
    r",?(?: (?:(?P<month>instant|inst\b\.?|ultimo|ult\b\.?|proximo|prox\b\.?|current)|"
    r"of (?P<side>this|last|next) month"
    r"|(?P<of>day of |of )?(?=\[?[A-Z])))?"
)
# After "the 14th" comes the end of a phrase or one of these; any other noun makes it a
# number of something (the 38th parallel, the 7th Fleet).
_ORDINAL_AFTER = re.compile(
    r"\]?(?:[.,;:)?!—–'’]|$|\n| (?:and|or|to|at|in|on|of|by|for|with|from|that|which|who|the|a|"
    r"an|I|we|he|she|it|"
    r"they|you|is|was|were|has|have|had|will|would|as|but|when|where|there|this|his|her|my|our|"
    r"your|their|"
    r"inst|ultimo|ult|until|after|before|about|regarding|concerning|stating|requesting|asking|"
    r"relative|"
    r"transmitting|informing|enclosing|reporting|re|if|not|no|last|next|should|may|must|can|"
    r"could|than|"
    r"quoting|referring|received|addressed|saying|via|only|also|he|be|been|did|does|do|are|so|"
    r"because|"
    r"requests|reports|states|stated|replied|says|said|came|morning|afternoon|evening)\b)"
)
_ORDINAL_BEFORE = re.compile(
    r"\b(?:the|of|on|dated|until|till|by|since|from|to|through|and|or|between|before|after|about|"
    r"around|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)"
    r"(?: the)? (?:night of the |morning of the |evening of the )?\[?$",
    re.IGNORECASE,
)
# "On the 27th Calligeris attacked" speaks of a day, "on the 38th Parallel" does not.
_ORDINAL_NOUN = re.compile(
    r" (?:[a-z]|[Pp]arallel|Fleet|Congress|Assembly|Session|Street|Army|Air|Infantry|Division|"
    r"Corps|Regiment|Party|Plen|Anniv|Century|General|Bomb|Marine|Route|Avenue|Wing|Fighter|Tactical|"
    r"Amendment|Floor|NSC|UN|GA|Commit|Parliament|Republic|Brigade|Battalion|Meeting|[-–])"
)
_ORDINAL_LIST = re.compile(r",? (?:and |or )?\d\d?(?:st|nd|rd|th|d)[,\w ]{0,16} [a-z]+s\b")
_BEFORE_INSTANT = re.compile(rf"\b({'|'.join(DAYS)}|[0-3]?\d(?:st|nd|rd|th|d)?),? $", re.IGNORECASE)
_CENTURY = re.compile(
    r"(?: ?(?:and|or|to|[-–]) ?(?:the )?(?:early |late |mid[- ])?\d\d?(?:st|nd|rd|th))?[- ]centur"
    r"|(?: and| or) (?:early |late |mid[- ])?\d\d?th centur"
)
_MONTH_NEXT = re.compile(r" (?:of |day of )?\[?([A-Z][a-z]+)")
_DTG_DATE = re.compile(r"(?:,? ?(?P<month>[A-Z][A-Za-z]{2,8})\.?(?:[ ,]+(?P<year>\d{4}|\d\d)\b)?)?")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|during|by|until|till|from|before|after|early|late|mid|to|through|"
    r"between|year|"
    r"years|calendar|spring|summer|autumn|fall|winter|circa|ca\.|c\.|about|around|last|beginning|"
    r"than|[Ee]nd)"
    r"[ -]\[?|[(\[]|\b\d{4}[–—-])$",
    re.IGNORECASE,
)
_NOT_A_YEAR = re.compile(
    r" (?:tons|men|troops|miles|dollars|words|people|persons|votes|feet|meters|metres|hours|hrs|"
    r"million|thousand|percent|per cent|copies|pages|local|kilometers|km|planes|aircraft|GMT)\b|"
    r"[,.]?\d|%|/\d"
)
_LETTERED_BEFORE = re.compile(
    r"(?:\d[a-c](?:,? and|,? or|,)|\b(?:para(?:graph)?|section|article|item|point)s?\.?) $",
    re.IGNORECASE,
)
_SEASON_BEFORE = re.compile(r"\b(spring|summer|autumn|fall|winter)(?: of)?,? \[?$", re.IGNORECASE)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
NUMERIC = re.compile(
    r"[0-9](?:"
    r"(?P<iso>[0-9]{3}-[01][0-9]-[0-3][0-9](?![0-9]))"
    r"|(?P<dtg>[0-9]{5}Z)"
    r"|(?P<zulu>[0-9]{3}(?:Z\b| ?GMT\b| ?hours\b| ?hrs\b))"
    r"|(?P<slash>[0-9]?/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9/A-Za-z]))"
    r"|(?P<ordinal>[0-9]?(?:st|nd|rd|th|d)\b)"
    r"|(?P<year>[0-9]{3}(?:['’]?s\b)?(?![0-9]))"
    r"|(?P<clock>[0-9]?(?:[:.][0-5][0-9])?"
    r"(?: ?(?:[-–—]|to) ?[0-9]{1,2}(?:[:.][0-5][0-9])?)?"
    r"(?: ?[AaPp]\. ?[Mm]\b| ?[AaPp][Mm]\b| [Nn]oon\b| midnight\b| o['’]clock| in the (?:morning|"
    r"afternoon|evening)| at night))"
    r")"
)


def read_iso(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read "1950-01-03"."""
    year, month, day = (int(part) for part in match[0].split("-"))
    return (Token(start, end, "iso", year=year, month=month, day=day),)


def read_group(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read a military date-time group, "242200Z Oct 58": day, hour, minute, Greenwich time."""
    digits = match[0]
    clock = minutes_of(digits[2:4], digits[4:6])
    if not 1 <= int(digits[:2]) <= 31 or clock < 0:
        return ()
    token = Token(start, end, "date-time-group", day=int(digits[:2]), clock=clock, zone="Z")
    more = _DTG_DATE.match(text, end)
    month = (
        MONTHS.get(more["month"] or "") or MONTHS.get((more["month"] or "").capitalize())
        if more
        else None
    )
    if more and month:
        token.month, token.end = month[0], more.end()
        token.year = full_year(more["year"]) if more["year"] else 0
    return (token,)


def read_slash(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read "10/24/50"; which figure is the month, the setting tells."""
    first, second, year = match[0].split("/")
    return (Token(start, end, "slash", day=int(first), month=int(second), year=full_year(year)),)


def read_ordinal(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read "the 14th", "the 14th instant", "the 3d of last month"."""
    read = _ORDINAL.match(text, start)
    if read is None or not 1 <= int(read["day"]) <= 31 or _CENTURY.match(text, end):
        return ()
    month = (read["month"] or read["side"] or "").rstrip(".")
    after = read.end() if month else read.end("day_to" if read["day_to"] else "day")
    if not month:
        stop = text.find(" ", after)
        after = end if read["day_to"] is None else read.end("day_to") + 2
        if read["day_to"] and text[read.end("day_to") : after] not in ("st", "nd", "rd", "th"):
            after -= 1
        before = text[max(0, start - 30) : start]
        if not _ORDINAL_BEFORE.search(before):
            return ()
        if text[start:after].endswith("d") and _LETTERED_BEFORE.search(before):
            return ()  # "paragraphs 13c and 13d"
        full = text[max(0, start - 8) : start].lower().endswith("on the ")
        told = _ORDINAL_AFTER.match(text, after) or (full and not _ORDINAL_NOUN.match(text, after))
        if _ORDINAL_LIST.match(text, after):
            return ()
        if not told or _next_is_month(text, stop):
            return ()
    token = Token(start, after, "ordinal-month" if month else "ordinal", day=int(read["day"]))
    token.day_to = int(read["day_to"]) if read["day_to"] else 0
    token.side = _SIDES.get(month, "this") if month else ""
    return (token,)


_SIDES = {
    "ultimo": "last",
    "ult": "last",
    "last": "last",
    "proximo": "next",
    "prox": "next",
    "next": "next",
}


def read_instant(text: str, start: int, end: int, word: Any, _: str) -> Sequence[Token]:
    """Read "thirteenth instant" and "13 ultimo", which end in the word."""
    before = _BEFORE_INSTANT.search(text[max(0, start - 18) : start])
    if before is None:
        return ()
    written = before[1].lower()
    day = DAYS.get(written) or int(re.sub(r"\D", "", written) or 0)
    if not 1 <= day <= 31:
        return ()
    begin = start - (before.end() - before.start())
    return (Token(begin, end, "ordinal-month", day=day, side=_SIDES.get(word, "this")),)


def _next_is_month(text: str, position: int) -> bool:
    match = _MONTH_NEXT.match(text, position) if position >= 0 else None
    return match is not None and match[1] in MONTHS


def read_year(text: str, start: int, end: int, match: Any, _: str) -> Sequence[Token]:
    """Read a year that a word before it shows to be one, a decade, a season."""
    year = int(match[0][:4])
    if not YEAR_FIRST <= year <= YEAR_LAST:
        return ()
    if end - start > 4:
        if year % 10 == 0:
            return (Token(start, end, "decade", year=year),)
        return ()
    before = text[max(0, start - 14) : start]
    if _NOT_A_YEAR.match(text, end) or not _YEAR_BEFORE.search(before):
        return ()
    token = Token(start, end, "year", year=year)
    season = _SEASON_BEFORE.search(before)
    if season:
        token.start, token.rule = start - (season.end() - season.start()), "season"
        token.month = _SEASONS[season[1].lower()]
    return (token,)
