"""Tokens that stand together become one date: a day with its time, a range, a named weekday."""

from __future__ import annotations

import re
from datetime import date

from regesta.understand.calendars import gregorian
from regesta.understand.dates_tokens import Token

_TIME_THEN_DAY = re.compile(
    r"(?: (?:[A-Z]{2,4}|(?:local|our|your|[A-Z][a-z]+)(?: time)?)(?=[, ]))?"
    r"(?:,? ?(?:on |of |\()?(?:the )?|, )\[?\Z"
)
_DAY_THEN_TIME = re.compile(r"(?:,? ?[(\[]?(?:at |at about |about |around |of )?|[-–—;]+ ?)\Z")
_WEEKDAY_THEN_DAY = re.compile(r",? ?(?:the )?(?:\()?\Z")
_RANGE = re.compile(r"(?: ?[-–—] ?| to | through | until | till |/)(?:the )?\Z")
_BETWEEN = re.compile(r"\bbetween (?:the )?\Z", re.IGNORECASE)
_EARLY = re.compile(
    r"(?:\b(?P<grain>early|mid|middle|late|beginning|end|start|close|first half|second half|"
    r"first part|latter part)"
    r"(?: of| in)?(?: the)?(?: month of)?[ -])\[?\Z",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|circa|approximately|on or about|ca\.|c\.|probably)[ ,]\(?\[?)\Z",
    re.IGNORECASE,
)
_PROBABLY = re.compile(r"\bprobably[ ,]\(?\[?\Z", re.IGNORECASE)
_PART_AFTER = re.compile(r",? (?:in the |at )?(?P<part>morning|afternoon|evening|night)\b")
_PART_BEFORE = re.compile(
    r"\b(?P<part>morning|afternoon|evening|night)(?: of| on|,)(?: the)? \Z", re.IGNORECASE
)
_ANDS = (" and ", " and the ")
_ABOUT_ENDS = ("about ", "around ", "circa ", "approximately ", "ca. ", "c. ", "probably ")
_ABOUT_LETTERS = frozenset("tdaey.TDAEY")
_PARTED = (" ", ",")
_ASKED = (" ", "[", "(", "?")
_PART_ENDS = (" of ", " on ", ", ", " the ")
_QUALIFYING = (*_ABOUT_ENDS, *_PART_ENDS)
_DAY_FIELDS = (
    *("rule", "year", "month", "day", "year_to", "month_to", "day_to", "weekday", "shift"),
    *("unit", "base", "part", "side", "julian"),
)
_GRAINS = {
    "beginning": "early", "start": "early", "first half": "first half", "first part": "early",
    "middle": "mid", "end": "late", "close": "late", "latter part": "late",
}  # fmt: skip


def join(text: str, tokens: list[Token]) -> list[Token]:
    """Return the dates that the tokens make together, in order of place."""
    joined: list[Token] = []
    last: Token | None = None
    for token in tokens:
        # Tokens that touch are no one date: at least a blank parts a day from its hour.
        if last is None or not 0 < token.start - last.end <= 16 or not _merged(text, last, token):
            joined.append(token)
            last = token
    for token in joined:
        _qualify(text, token)
    return joined


def _merged(text: str, last: Token, token: Token) -> bool:
    """Let `last` swallow `token` where they are one date; tell whether it did."""
    gap = text[last.end : token.start]
    if last.rule == "time" and token.rule != "time":
        if not _is_day(token) or token.clock >= 0 or not _TIME_THEN_DAY.match(gap):
            return False
        _take_day(last, token)
    elif token.rule == "time" and last.clock < 0:
        if not _is_day(last) or not _DAY_THEN_TIME.match(gap):
            return False
        last.clock, last.clock_to, last.zone = token.clock, token.clock_to, token.zone
        last.local = last.local or token.local
    elif last.rule.startswith("weekday") and token.day and token.weekday < 0:
        if not _WEEKDAY_THEN_DAY.match(gap):
            return False
        part = last.part
        weekday, start = last.weekday, last.start
        _take_day(last, token)
        last.weekday, last.start, last.part = weekday, start, part or token.part
    elif token.rule == "period" and token.unit == "year" and last.month and not last.year:
        if gap not in (" of ", ", ", " "):
            return False
        # "March of this year": the year is said, in its own way.
        last.unit, last.shift = "year", token.shift
    else:
        return _ranged(text, last, token, gap)
    last.end = token.end
    return True


def _is_day(token: Token) -> bool:
    return bool(token.day) or token.weekday >= 0 or token.unit == "day" or bool(token.base)


def _take_day(last: Token, token: Token) -> None:
    """Copy all that `token` says of the day into `last`, which says the time."""
    for field in _DAY_FIELDS:
        setattr(last, field, getattr(token, field))
    last.local = token.local or last.local
    if token.clock >= 0:
        last.clock, last.clock_to, last.zone = token.clock, token.clock_to, token.zone


def _ranged(text: str, last: Token, token: Token, gap: str) -> bool:
    """Join two dates of one precision into a range, where the words between say so."""
    if not (gap in _ANDS or gap.strip() == "/" or _RANGE.match(gap)):
        return False
    grain = _precision(last)
    if not grain or grain != _precision(token):
        return False
    if gap.strip() == "/" and grain == "day" and _two_styles(last, token):
        return True
    before = text[max(0, last.start - 14) : last.start]
    if (gap in _ANDS and not _BETWEEN.search(before)) or _backward(last, token):
        return False
    last.year_to = token.year or last.year
    last.month_to = token.month or last.month
    last.day_to = token.day
    if token.year and not last.year:
        last.year = token.year - (1 if last.month > token.month > 0 else 0)
    last.rule, last.end = "range", token.end
    return True


def _backward(last: Token, token: Token) -> bool:
    """Tell two full dates of which the second is not the later."""
    if not (last.year and token.year):
        return False
    return (last.year, last.month, last.day) >= (token.year, token.month, token.day)


def _two_styles(last: Token, token: Token) -> bool:
    """Read "January 29 / February 11, 1917", one day by the old calendar and by the new."""
    year = last.year or (token.year - (1 if last.month > token.month else 0))
    try:
        if gregorian(year, last.month, last.day) != date(token.year, token.month, token.day):
            return False
    except ValueError:
        return False
    last.year, last.month, last.day = token.year, token.month, token.day
    last.julian, last.rule, last.end = True, token.rule, token.end
    return True


def _precision(token: Token) -> str:
    """Return how fine a plain date is, "" for what can be no end of a range."""
    if token.weekday >= 0 or token.base or token.clock >= 0 or token.day_to or token.year_to:
        return ""
    if token.rule in ("time", "slash", "decade", "season") or token.month_to:
        return ""
    return "day" if token.day else "month" if token.month else "year" if token.year else ""


def _qualify(text: str, token: Token) -> None:
    """Read "early", "about", "the morning of" before a date, "[?]" after it."""
    start = token.start
    if start and text[start - 1] in " -[(" and _is_qualified(text, token):
        _qualify_before(text, token, text[max(0, start - 26) : start])
    after = text[token.end : token.end + 1]
    if after in _PARTED and _lacks_part(token) and (part := _PART_AFTER.match(text, token.end)):
        token.part, token.end = part["part"], part.end()
        after = text[token.end : token.end + 1]
    if after in _ASKED and text.startswith((" [?]", "[?]", " (?)", "(?)", "?]", "?)"), token.end):
        token.doubt = "?"
    elif after == "?" and text[token.end - 1] == "]":
        token.doubt = "?"  # "[1950]?", where a bare "?" would only end a question
    if (
        text[token.end - 1] in "])"
        and "[" not in (quote := text[start : token.end])
        and "(" not in quote
    ):
        token.end -= 1


def _lacks_part(token: Token) -> bool:
    """Tell a day of which no hour and no part is known."""
    return token.clock < 0 and not token.part and (token.day > 0 or token.weekday >= 0)


def _is_qualified(text: str, token: Token) -> bool:
    """Tell whether words before a date can say more of it."""
    start = token.start
    if text[start - 1] in "[(" or not (token.day or token.base or token.weekday >= 0):
        return True
    if text[start - 2 : start - 1] in _ABOUT_LETTERS:
        return text[max(0, start - 14) : start].lower().endswith(_QUALIFYING)
    return text.endswith(_PART_ENDS, 0, start)


def _qualify_before(text: str, token: Token, before: str) -> None:
    if not token.day and not token.base and token.weekday < 0:
        grain = _EARLY.search(before)
        if grain:
            word = grain["grain"].lower()
            token.grain = _GRAINS.get(word, word)
            token.start -= len(before) - grain.start()
            before = before[: grain.start()]
    bare = before.rstrip("([")
    if (
        bare[-2:-1] in _ABOUT_LETTERS
        and token.rule != "time"
        and bare.lower().endswith(_ABOUT_ENDS)
        and (about := _ABOUT.search(before))
    ):
        token.doubt = "?" if _PROBABLY.search(before) else "~"
        token.start -= len(before) - about.start()
    if before.endswith(_PART_ENDS) and _lacks_part(token) and (part := _PART_BEFORE.search(before)):
        token.part = part["part"].lower()
        token.start -= len(before) - part.start()
