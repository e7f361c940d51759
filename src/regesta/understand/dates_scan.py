"""The words of dates found in a text, in the order they stand.

One Aho-Corasick pass finds the words (months, weekdays, "yesterday"), one pattern finds
what begins with a digit; each hit is read by a small function that looks only at the few
characters around it, so that the cost is linear in the length of the text.
"""

from __future__ import annotations

import re
from itertools import islice
from operator import itemgetter
from typing import Any

from regesta.understand.dates_chinese import has_chinese, read_chinese
from regesta.understand.dates_clock import read_clock, read_oclock, read_twelve, read_zulu
from regesta.understand.dates_months import read_month
from regesta.understand.dates_numbers import (
    NUMERIC,
    read_group,
    read_instant,
    read_iso,
    read_ordinal,
    read_slash,
    read_year,
)
from regesta.understand.dates_relative import (
    ANAPHORA,
    read_anaphor,
    read_count,
    read_period,
    read_relative,
    read_weekday,
)
from regesta.understand.dates_tokens import Hit, Reader, Token
from regesta.understand.figures import MOST_HITS, number_starts
from regesta.understand.months import MONTHS, RELATIVE, WEEKDAYS, cased
from regesta.understand.triggers import WORDS, longest

_PLACE = itemgetter(0)
_PAST_DASH = re.compile(r"[ –—-]*")


def _table() -> dict[str, tuple[str, Any]]:
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
    for phrase, shift in ANAPHORA.items():
        for form in cased(phrase):
            words[form] = ("anaphor", (shift, phrase.rsplit(" ", 1)[1]))
    for word in ("noon", "midnight", "Midnight"):
        words[word] = ("twelve", word.lower())
    for word in ("instant", "ultimo", "proximo"):
        words[word] = ("instant", word)
    words["o'clock"] = words["o’clock"] = ("oclock", "")
    return words


_TABLE = WORDS.add(_table)


def scan(text: str, language: str) -> list[Token]:
    """Return the tokens of a text in the order they stand, not overlapping.

    `language` decides whose relative words count ("morgen" is tomorrow only in German).
    """
    words, numbers = _words(text), _numbers(text)
    hits = sorted(words + numbers, key=_PLACE) if words and numbers else words or numbers
    tokens: list[Token] = []
    reached = 0
    for place, end, kind, payload in islice(hits, MOST_HITS):
        start = place
        if place < reached:
            if end <= reached or kind != "clock":
                continue
            # "May 12—2:43 p.m.": the first figure was the day's, the rest is the hour.
            start = _PAST_DASH.match(text, reached).end()  # type: ignore[union-attr]
        for token in _READERS[kind](text, start, end, payload, language[:2] or "en"):
            # A later word completes a shorter token: "3" of a list before its month.
            if token.start >= reached:
                tokens.append(token)
                reached = token.end
    if has_chinese(text):
        tokens = _with(tokens, read_chinese(text))
    return tokens


def _with(tokens: list[Token], others: list[Token]) -> list[Token]:
    """Put the tokens of another script among the first; they win where both claim a place."""
    kept: list[Token] = []
    ahead = iter([*others, None])
    other = next(ahead)
    for token in tokens:
        while other is not None and other.end <= token.start:
            kept.append(other)
            other = next(ahead)
        if other is None or token.end <= other.start:
            kept.append(token)
    if other is not None:
        kept.append(other)
    kept.extend(rest for rest in ahead if rest is not None)
    return kept


def _words(text: str) -> list[Hit]:
    found = WORDS.hits(text).get(_TABLE)
    if not found:
        return []
    hits: list[Hit] = []
    length = len(text)
    for start, end, (kind, payload) in longest(found):
        if start and text[start - 1].isalpha() and text[start - 1] < "\u3000":
            continue
        if end < length and text[end].isalpha() and text[end] < "\u3000":
            continue
        hits.append((start, end, kind, payload))
    return hits


def _numbers(text: str) -> list[Hit]:
    hits: list[Hit] = []
    reached = 0
    for start in number_starts(text):
        match = NUMERIC.match(text, start) if start >= reached else None
        if match is None:
            continue
        reached = match.end()
        kind = match.lastgroup or ""
        if start and (before := text[start - 1]) > "#":
            if before.isalnum():
                continue
            inside = before in "./,$:" and start > 1 and text[start - 2].isdigit()
            # "1963,11:40 a.m." lacks only a blank; any other comma is within a number.
            if inside and not (before == "," and kind == "clock"):
                continue
        hits.append((start, reached, kind, match))
    return hits


_READERS: dict[str, Reader] = {
    "month": read_month,
    "weekday": read_weekday,
    "relative": read_relative,
    "count": read_count,
    "period": read_period,
    "anaphor": read_anaphor,
    "twelve": read_twelve,
    "oclock": read_oclock,
    "instant": read_instant,
    "iso": read_iso,
    "dtg": read_group,
    "zulu": read_zulu,
    "slash": read_slash,
    "ordinal": read_ordinal,
    "clock": read_clock,
    "year": read_year,
}
