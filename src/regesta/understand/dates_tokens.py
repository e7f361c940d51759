"""The words of dates found in a text, before any context is asked.

One Aho-Corasick pass finds the words (months, weekdays, "yesterday"), one pattern finds
what begins with a digit; each hit is read by a small function that looks only at the few
characters around it, so that the cost is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from heapq import merge
from typing import Any

import ahocorasick
from msgspec import Struct

from regesta.understand.months import MONTHS, RELATIVE, WEEKDAYS, cased

YEAR_FIRST, YEAR_LAST = 1500, 2049


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


_YEAR = r"(?:1[5-9]|20)\d\d"
# "January 3", "January 3–5, 1950", "January 3/16, 1918", "January [3], 1950", "January 1950".
_ORD = r"(?:st|nd|rd|th|d)?"
_NO_MORE = r"(?!\d|,\d{3}(?!\d)|[:.]\d| ?(?:Z|hours|hrs|GMT)\b)"
_AFTER_MONTH = re.compile(
    rf"\.?\]?(?:,? ?\[?(?:the )?(?P<day>[0-3]?\d){_ORD}\]?(?![\d:]|\.\d|,\d\d?(?!\d)|/\d\d?/)"
    r"(?:/(?P<new>[0-3]?\d)(?!\d))?(?P<query> ?[(\[]\?[)\]])?(?: \[(?P<instead>[0-3]?\d)\])?"
    rf"(?: ?(?:[-–—]|to|and/or|and|or|through) ?(?P<day_to>[0-3]?\d){_ORD}(?![\d:/]|\.\d|,\d\d?(?!\d)| ?[ap]\.))?"
    rf"(?:(?:,|\.)? ?(?:of )?[\[(]?(?P<year>19\[\d\d|{_YEAR})[\])]?{_NO_MORE})?"
    rf"|,? ?(?:of |de )?[\[(]?(?P<only_year>{_YEAR})[\])]?{_NO_MORE}"
    rf"|,? ?['’](?P<short>\d\d)(?!\d))"
)
# "3 [", "3rd of", "3–5", "3/16" before a month.
_BEFORE_MONTH = re.compile(
    r"(?:^|(?<=[^\d.,/:$-]))(?:(?P<first>[0-3]?\d)(?:st|nd|rd|th|d|er)?"
    r"(?: ?(?P<link>[-–—/]|to|and|through) ?))?"
    r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|d|er|-го|-е)?\]?[.,]?(?: day)?(?: of| de)?[ -]?\[?$"
)
_YEAR_AFTER = re.compile(
    rf"\.?\]?,? ?(?:of |de )?[\[(]?(?P<year>{_YEAR}|['’]?\d\d(?![\d:,.]?\d|st|nd|rd|th| ?[ap]\.))[\])]?(?!\d)"
    r"(?: ?(?:г\.|года))?"
)
_ONE_DAY = re.compile(
    r",? (?P<and>and )?(?P<day>[0-3]?\d)(?:st|nd|rd|th|d)?(?=[,;.)\n ]|$)(?![.,]\d| ?[ap]\.)"
)
_BARE_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|during|of|last|next|this|early|late|mid|through|to|from|"
    r"before|after|for|and|or|that|between|following|coming|past)[ -]"
    r"(?:the (?:end|beginning|middle|close) of |early |late |mid[- ])?)$",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(
    r"(?P<count>\b[A-Za-z]+|\b\d{1,3})(?: (?:full|whole|short))? (?P<unit>day|week|month|year|hour|minute)s? $"
)
_SIDE_BEFORE = re.compile(
    r"\b(?P<side>last|past|this|next|coming|following|previous)(?: (?:early|late))?,? ?$",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(r" (?P<part>morning|forenoon|afternoon|evening|night)\b", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[AaPp]\.? ?[Mm]\b\.?)?"
    r"(?: ?(?:[-–—]|to|until) ?(?:(?P<hour_to>[01]?\d|2[0-3])(?:[:.](?P<minute_to>[0-5]\d))? ?"
    r"(?P<half_to>[AaPp]\.? ?[Mm]\b\.?)|(?P<word_to>noon|midnight)\b))?"
)
_DAY_PART = re.compile(
    r" (?:o['’]clock )?(?:in the (?P<part>morning|afternoon|evening)|at night)\b"
)
_ORDINAL = re.compile(
    r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|d)(?: ?(?:[-–]|to|and|or) ?(?:the )?(?P<day_to>[0-3]?\d)(?:st|nd|rd|th|d))?"
    r",?(?: (?:(?P<month>instant|inst\b\.?|ultimo|ult\b\.?|proximo|prox\b\.?|current)|of (?P<side>this|last|next) month"
    r"|(?P<of>day of |of )?(?=\[?[A-Z])))?"
)
# After "the 14th" comes the end of a phrase or one of these; any other noun makes it a
# number of something (the 38th parallel, the 7th Fleet).
_ORDINAL_AFTER = re.compile(
    r"\]?(?:[.,;:)?!—–'’]|$|\n| (?:and|or|to|at|in|on|of|by|for|with|from|that|which|who|the|a|an|I|we|he|she|it|"
    r"they|you|is|was|were|has|have|had|will|would|as|but|when|where|there|this|his|her|my|our|your|their|"
    r"inst|ultimo|ult|until|after|before|about|regarding|concerning|stating|requesting|asking|relative|"
    r"transmitting|informing|enclosing|reporting|re|if|not|no|last|next|should|may|must|can|could|than|"
    r"quoting|referring|received|addressed|saying|via|only|also|he|be|been|did|does|do|are|so|because|"
    r"requests|reports|states|stated|replied|says|said|came|morning|afternoon|evening)\b)"
)
_ORDINAL_BEFORE = re.compile(
    r"\b(?:the|of|on|dated|until|till|by|since|from|to|through|and|or|between|before|after|about|around|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day,?)"
    r"(?: the)? (?:night of the |morning of the |evening of the )?\[?$",
    re.IGNORECASE,
)
_CENTURY = re.compile(
    r"(?: ?(?:and|or|to|[-–]) ?(?:the )?(?:early |late |mid[- ])?\d\d?(?:st|nd|rd|th))?[- ]centur"
    r"|(?: and| or) (?:early |late |mid[- ])?\d\d?th centur"
)
_DTG_DATE = re.compile(r"(?:,? ?(?P<month>[A-Z][A-Za-z]{2,8})\.?(?:[ ,]+(?P<year>\d{4}|\d\d)\b)?)?")
_YEAR_BEFORE = re.compile(
    r"(?:\b(?:in|since|of|during|by|until|till|from|before|after|early|late|mid|to|through|between|year|"
    r"years|calendar|spring|summer|autumn|fall|winter|circa|ca\.|c\.|about|around|last|beginning|than|[Ee]nd)"
    r"[ -]\[?|[(\[]|\d[–—-])$",
    re.IGNORECASE,
)
_NOT_A_YEAR = re.compile(
    r" (?:tons|men|troops|miles|dollars|words|people|persons|votes|feet|meters|metres|hours|hrs|"
    r"million|thousand|percent|per cent|copies|pages|local|kilometers|km|planes|aircraft|GMT)\b|[,.]?\d|%|/\d"
)
_SEASON_BEFORE = re.compile(r"\b(spring|summer|autumn|fall|winter)(?: of)?,? \[?$", re.IGNORECASE)
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_NUMERIC = re.compile(
    r"[0-9](?:"
    r"(?P<iso>[0-9]{3}-[01][0-9]-[0-3][0-9](?![0-9]))"
    r"|(?P<dtg>[0-9]{5}Z)"
    r"|(?P<zulu>[0-9]{3}(?:Z\b| ?GMT\b| ?hours\b| ?hrs\b))"
    r"|(?P<slash>[0-9]?/[0-9]{1,2}/(?:[0-9]{4}|[0-9]{2})(?![0-9/A-Za-z]))"
    r"|(?P<ordinal>[0-9]?(?:st|nd|rd|th|d)\b)"
    r"|(?P<year>[0-9]{3}(?:['’]?s\b)?(?![0-9]))"
    r"|(?P<clock>[0-9]?(?:[:.][0-5][0-9])?"
    r"(?: ?(?:[-–—]|to) ?[0-9]{1,2}(?:[:.][0-5][0-9])?)?"
    r"(?: ?[AaPp]\. ?[Mm]\b| ?[AaPp][Mm]\b| noon\b| midnight\b| o['’]clock| in the (?:morning|afternoon|evening)| at night))"
    r")"
)

_LENGTHS = ("week", "month", "year")
# Days written out: "October first", "the fourth of July".
_WRITTEN = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13,
    "fourteenth": 14, "fifteenth": 15, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_WRITTEN_AFTER = re.compile(
    rf" (?P<day>{'|'.join(_WRITTEN)})\b(?! (?:session|meeting|week|half|part|draft|round))"
    rf"(?:,? (?P<year>{_YEAR}))?"
)
_WRITTEN_BEFORE = re.compile(rf"\b(?P<day>{'|'.join(_WRITTEN)}) of $")

Hit = tuple[int, int, str, Any]


def _automaton() -> Any:
    words: dict[str, tuple[str, Any]] = {}
    for word, value in MONTHS.items():
        words[word] = ("month", value)
    for word, weekday in WEEKDAYS.items():
        words.setdefault(word, ("weekday", weekday))
    for word, relative in RELATIVE.items():
        words[word] = ("relative", relative)
    for word in ("ago", "later", "earlier", "hence", "previously"):
        words[word] = ("count", word)
    for unit in ("week", "month", "year", "night", "spring", "summer", "autumn", "winter"):
        for side, shift in (("last", -1), ("this", 0), ("next", 1), ("past", -1), ("coming", 1)):
            for form in cased(f"{side} {unit}"):
                words.setdefault(form, ("period", (unit, shift)))
    for phrase, shift in _ANAPHORA.items():
        for form in cased(phrase):
            words[form] = ("anaphor", (shift, phrase.rsplit(" ", 1)[1]))
    for word in ("noon", "midnight", "Noon", "Midnight"):
        words[word] = ("twelve", word.lower())
    automaton = ahocorasick.Automaton()
    for word, (kind, payload) in words.items():
        automaton.add_word(word, (kind, len(word), payload))
    automaton.make_automaton()
    return automaton


# Days counted from the date spoken of before.
_ANAPHORA = {
    "same day": 0, "same date": 0, "that day": 0, "that date": 0, "even date": 0,
    "that evening": 0, "that night": 0, "that morning": 0, "that afternoon": 0,
    "same evening": 0, "same morning": 0, "same afternoon": 0, "same night": 0,
    "following day": 1, "next day": 1, "following morning": 1, "next morning": 1,
    "previous day": -1, "preceding day": -1, "day before": -1, "day after": 1,
    "previous evening": -1, "preceding evening": -1, "night before": -1, "evening before": -1,
}  # fmt: skip
_AUTOMATON = _automaton()


def scan(text: str, language: str) -> list[Token]:
    """Return the tokens of a text in the order they stand, not overlapping.

    `language` decides whose relative words count ("morgen" is tomorrow only in German).
    """
    tokens: list[Token] = []
    reached = 0
    for start, end, kind, payload in merge(_words(text), _numbers(text), key=_start):
        if start < reached:
            continue
        for token in _READERS[kind](text, start, end, payload, language[:2] or "en"):
            if token.start < reached:
                # A later word completes a shorter token: "3" of a list before its month.
                continue
            tokens.append(token)
            reached = token.end
    return tokens


def _start(hit: Hit) -> int:
    return hit[0]


def _words(text: str) -> Iterator[Hit]:
    length = len(text)
    for last, (kind, size, payload) in _AUTOMATON.iter_long(text):
        start, end = last - size + 1, last + 1
        if start and text[start - 1].isalpha() and text[start - 1] < "\u3000":
            continue
        if end < length and text[end].isalpha() and text[end] < "\u3000":
            continue
        yield start, end, kind, payload


def _numbers(text: str) -> Iterator[Hit]:
    for match in _NUMERIC.finditer(text):
        start = match.start()
        if start and (
            text[start - 1].isalnum()
            or (text[start - 1] in "./,$:" and start > 1 and text[start - 2].isdigit())
        ):
            continue
        yield start, match.end(), match.lastgroup or "", match


def _number(text: str) -> int:
    return int(text.replace("[", "").lstrip("'’"))


def full_year(written: str) -> int:
    """Read a year of four digits, or of two in the twentieth century ('58)."""
    year = _number(written)
    return year if year > 99 else 1900 + year


def _month(text: str, start: int, end: int, payload: Any, _: str) -> Iterator[Token]:
    month, bare = payload
    after = _AFTER_MONTH.match(text, end)
    if bare and after is None and (token := _written_day(text, start, end, month)):
        yield token
        return
    if text[start - 1 : start] and text[start - 1] in " [-.":
        before = _BEFORE_MONTH.search(text[max(0, start - 20) : start])
        if (
            before
            and 1 <= int(before["day"]) <= 31
            and not (after and after["day"] and _is_mdy(after))
        ):
            token = _day_month(text, start, end, month, before)
            # "No. 24, May 3": a comma parts a number from a month, unless a year follows.
            if token.year or "," not in text[token.start : start]:
                yield token
                return
    if after is None:
        if bare and _BARE_BEFORE.search(text[max(0, start - 28) : start]):
            side, start = _side(text, start)
            yield Token(start, end, "month", month=month, side=side)
        return
    if after["only_year"] or after["short"]:
        year = full_year(after["only_year"] or after["short"])
        yield Token(start, after.end(), "month-year", year=year, month=month)
        return
    day = int(after["day"])
    if not 1 <= day <= 31:
        return
    year = _number(after["year"]) if after["year"] else 0
    rule = "month-day-year" if year else "month-day"
    token = Token(start, after.end(), rule, year=year, month=month, day=day)
    if after["query"]:
        token.doubt = "?"
    if after["instead"] and 1 <= int(after["instead"]) <= 31:
        token.day, token.rule = int(after["instead"]), "day-corrected"
    elif after["new"]:
        _two_days(token, day, int(after["new"]))
    elif after["day_to"]:
        token.day_to = int(after["day_to"])
    yield token
    if not year and not after["new"]:
        yield from _list(text, token)


def _written_day(text: str, start: int, end: int, month: int) -> Token | None:
    after = _WRITTEN_AFTER.match(text, end)
    if after is not None:
        year = int(after["year"] or 0)
        rule = "month-day-year" if year else "month-day"
        return Token(start, after.end(), rule, year=year, month=month, day=_WRITTEN[after["day"]])
    before = _WRITTEN_BEFORE.search(text[max(0, start - 16) : start])
    if before is None:
        return None
    size = before.end() - before.start()
    return Token(start - size, end, "day-month", month=month, day=_WRITTEN[before["day"]])


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


def _list(text: str, token: Token) -> Iterator[Token]:
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
            yield from found
            return


def _side(text: str, start: int) -> tuple[str, int]:
    """Read "last" or "next" before a month or weekday: the side, and where the words begin."""
    before = _SIDE_BEFORE.search(text[max(0, start - 20) : start])
    if before is None:
        return "", start
    word = before["side"].lower()
    side = {"past": "last", "previous": "last", "coming": "next", "following": "next"}.get(
        word, word
    )
    return side, start - (before.end() - before.start())


def _weekday(text: str, start: int, end: int, payload: Any, language: str) -> Iterator[Token]:
    number, code, full = payload
    if code not in ("en", language):
        return
    token = Token(start, end, "weekday" if full else "weekday-short", weekday=number)
    token.side, token.start = _side(text, start)
    token.part, token.end = _part(text, end)
    yield token


def _part(text: str, end: int) -> tuple[str, int]:
    match = _PART_AFTER.match(text, end)
    return (match["part"].lower(), match.end()) if match else ("", end)


def _relative(text: str, start: int, end: int, payload: Any, language: str) -> Iterator[Token]:
    days, code = payload
    if code not in ("en", language) and code not in ("zh", "ru"):
        return
    word = text[start:end].lower()
    token = Token(start, end, "relative-day", base="anchor", shift=days, unit="day")
    token.part, token.end = _part(text, end)
    last = word.rsplit(" ", 1)[-1]
    if not token.part and last in ("morning", "afternoon", "evening", "night", "tonight"):
        token.part = last
    if not token.part and word[-1] in "晚夜晨":
        token.part = word[-1]
    yield token


def _count(text: str, start: int, end: int, word: Any, _: str) -> Iterator[Token]:
    before = _COUNT_BEFORE.search(text[max(0, start - 34) : start])
    if before is None:
        return
    sign = -1 if word in ("ago", "earlier", "previously") else 1
    base = "anchor" if word in ("ago", "hence") else "last"
    token = Token(start - (before.end() - before.start()), end, "count", base=base)
    token.unit, token.shift, token.local = before["unit"], sign, before["count"].lower()
    yield token


def _period(text: str, start: int, end: int, payload: Any, _: str) -> Iterator[Token]:
    unit, shift = payload
    # "during the last year" is the twelve months that end today, "last year" the one before.
    rolling = shift and unit in _LENGTHS and text[max(0, start - 4) : start].lower() == "the "
    rule = "period-rolling" if rolling else "period"
    yield Token(start, end, rule, base="anchor", unit=unit, shift=shift)


def _anaphor(text: str, start: int, end: int, payload: Any, _: str) -> Iterator[Token]:
    shift, last = payload
    if text.startswith((" or", " to day", "-"), end):
        return
    if last in ("before", "after") and text[end : end + 1] not in ".,;:)":
        return
    token = Token(start, end, "anaphor", base="last", unit="day", shift=shift)
    token.part = last if last in ("morning", "afternoon", "evening", "night") else ""
    if last in ("day", "date") and text.startswith(("that", "That", "THAT"), start):
        token.local = "that"
    yield token


def _twelve(text: str, start: int, end: int, word: Any, _: str) -> Iterator[Token]:
    yield Token(start, end, "time", clock=720 if word == "noon" else 0, local=word)


def _iso(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    year, month, day = (int(part) for part in match[0].split("-"))
    yield Token(start, end, "iso", year=year, month=month, day=day)


def _dtg(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    digits = match[0]
    clock = _clock_of(digits[2:4], digits[4:6])
    if not 1 <= int(digits[:2]) <= 31 or clock < 0:
        return
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
    yield token


def _clock_of(hour: str, minute: str) -> int:
    value = int(hour) * 60 + int(minute)
    return value if int(hour) < 24 and int(minute) < 60 else -1


def _zulu(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    clock = _clock_of(match[0][:2], match[0][2:4])
    if clock >= 0:
        zone = "Z" if match[0].endswith(("Z", "GMT")) else ""
        yield Token(start, end, "time", clock=clock, zone=zone)


def _slash(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    first, second, year = match[0].split("/")
    yield Token(start, end, "slash", day=int(first), month=int(second), year=full_year(year))


def _ordinal(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    read = _ORDINAL.match(text, start)
    if read is None or not 1 <= int(read["day"]) <= 31 or _CENTURY.match(text, end):
        return
    month = (read["month"] or read["side"] or "").rstrip(".")
    after = read.end() if month else read.end("day_to" if read["day_to"] else "day")
    if not month:
        stop = text.find(" ", after)
        after = end if read["day_to"] is None else read.end("day_to") + 2
        if read["day_to"] and text[read.end("day_to") : after] not in ("st", "nd", "rd", "th"):
            after -= 1
        if not _ORDINAL_BEFORE.search(text[max(0, start - 30) : start]):
            return
        if not _ORDINAL_AFTER.match(text, after) or _next_is_month(text, stop):
            return
    side = {
        "ultimo": "last",
        "ult": "last",
        "last": "last",
        "proximo": "next",
        "prox": "next",
        "next": "next",
    }
    token = Token(start, after, "ordinal-month" if month else "ordinal", day=int(read["day"]))
    token.day_to = int(read["day_to"]) if read["day_to"] else 0
    token.side = side.get(month, "this") if month else ""
    yield token


_MONTH_NEXT = re.compile(r" (?:of |day of )?\[?([A-Z][a-z]+)")


def _next_is_month(text: str, position: int) -> bool:
    match = _MONTH_NEXT.match(text, position) if position >= 0 else None
    return match is not None and match[1] in MONTHS


def _clock(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    read = _CLOCK.match(text, start)
    if read is None:
        return
    after = read.end()
    half, half_to = _half(read["half"]), _half(read["half_to"])
    word = text[after : after + 9].strip().split(" ", 1)[0].rstrip(".,;)")
    if not half and not half_to and not read["word_to"]:
        if word in ("noon", "midnight"):
            half = "p" if word == "noon" else "a"
            after += len(word) + 1
        elif part := _DAY_PART.match(text, after):
            half, after = ("a" if part["part"] == "morning" else "p"), part.end()
        elif text.startswith((" o'clock", " o’clock"), after):
            half, after = "?", after + 8
        else:
            return
    clock = _twelve_hours(read["hour"], read["minute"], half or half_to)
    token = Token(start, after, "time", clock=clock)
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
    yield token


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


def _year(text: str, start: int, end: int, match: Any, _: str) -> Iterator[Token]:
    year = int(match[0][:4])
    if not YEAR_FIRST <= year <= YEAR_LAST:
        return
    if end - start > 4:
        if year % 10 == 0:
            yield Token(start, end, "decade", year=year)
        return
    before = text[max(0, start - 14) : start]
    if _NOT_A_YEAR.match(text, end) or not _YEAR_BEFORE.search(before):
        return
    token = Token(start, end, "year", year=year)
    season = _SEASON_BEFORE.search(before)
    if season:
        token.start, token.rule = start - (season.end() - season.start()), "season"
        token.month = _SEASONS[season[1].lower()]
    yield token


_Reader = Callable[[str, int, int, Any, str], Iterator[Token]]
_READERS: dict[str, _Reader] = {
    "month": _month,
    "weekday": _weekday,
    "relative": _relative,
    "count": _count,
    "period": _period,
    "anaphor": _anaphor,
    "twelve": _twelve,
    "iso": _iso,
    "dtg": _dtg,
    "zulu": _zulu,
    "slash": _slash,
    "ordinal": _ordinal,
    "clock": _clock,
    "year": _year,
}
