"""What an unfinished date is read by: the day of writing, the date before, the words around."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from regesta.understand.calendars import DAY_END, Span
from regesta.understand.months import AHEAD, BEHIND, PAIRS, PAPERS

_UNTIL = (
    "by ",
    "till ",
    "until ",
    "through ",
    "before ",
    "not later than ",
    "by the ",
    "by about ",
)
_WORDS = re.compile(r"[a-z]+")
_CITED = 7  # words between "your telegram" and its date, at most
_PLAIN = frozenset(("have", "put", "read", "come"))
_MODALS = frozenset(
    ("to", "will", "would", "shall", "should", "can", "could", "may", "might", "must", "not")
)
_NOUNS = PAPERS - {"your", "my", "our", "this", "no"}
_BESIDE = 3
_OPENING = 1  # words before a date that opens its sentence
_IS = frozenset(("am", "is", "are"))
_BEING = _IS | {"was", "were"}
_SOON = frozenset(("will", "shall", "would", "be", "might", "could", "should"))
# Said of what somebody is to do, whatever paper is spoken of before.
_DUTIES = frozenset(("will", "shall", "should"))

Found = tuple[Span, str, float] | None


class Resolved(NamedTuple):
    """A span of time, how it is written in EDTF, by which rule, how sure."""

    span: Span
    edtf: str
    rule: str
    confidence: float


class Setting(NamedTuple):
    """What a token is read by: the day of writing, the date spoken of before, the words around.

    `near` tells whether the date before stands close enough to be what an elliptic date
    leaves out, `grain` whether that was a day, month or year; `tense` is 1 where the words
    speak of what is to come, -1 of what is past; `own` whether of a paper cited by its date.
    """

    anchor: datetime | None
    last: date | None
    near: bool
    grain: str
    tense: int
    own: bool
    day_first: bool | None


def setting_words(text: str, start: int, end: int) -> tuple[int, bool]:
    """Tell whether the words around speak of what is to come (1), is past (-1), or neither.

    The verb or particle nearest before the date decides. The second value tells whether
    they cite a paper by its date.
    """
    before = text[max(0, start - 90) : start]
    before = before[max(_full_stop(before), before.rfind("\n"), before.rfind("; ")) + 1 :]
    words = _WORDS.findall(before.lower())
    own = not PAPERS.isdisjoint(words[-_CITED:])
    after = _WORDS.findall(text[end : end + 30].partition(". ")[0].lower())[:4]
    if before.endswith(_UNTIL) or (not _DUTIES.isdisjoint(after) and "have" not in after):
        return 1, own
    if any(word == "going" and words[place - 1] in _IS for place, word in enumerate(words)):
        return 1, own
    if not _NOUNS.isdisjoint(words[-_BESIDE:]):
        return -1, own  # "the statement on Friday" has been made, whatever else is to come
    if not own and not _SOON.isdisjoint(after):
        return 1, own
    tense = _tense(words, own)
    if not tense and len(words) <= _OPENING:  # "On Friday the Counselor called": the verb follows
        tense = _first_tense(_WORDS.findall(text[end : end + 90].partition(". ")[0].lower()))
    # A paper cited by its date has been written.
    return (-1 if own and tense == 0 else tense), own


def _first_tense(words: list[str]) -> int:
    """Return 1 or -1 by the first word that tells, 0 where none does."""
    for word in words:
        if word in AHEAD:
            return 1
        if word in BEHIND or _past(word):
            return -1
    return 0


def _past(word: str) -> bool:
    """Tell "asked" from "proceed" and "need"."""
    return (
        word.endswith("ed")
        and len(word) > 4
        and (not word.endswith("eed") or word in ("agreed", "freed", "guaranteed"))
    )


def _full_stop(before: str) -> int:
    """Return where the last sentence before a date ends; the stops of "U. S." end none."""
    place = before.rfind(". ")
    while place > 0 and before[place - 1].isupper():
        place = before.rfind(". ", 0, place)
    return place


def _tense(words: list[str], own: bool) -> int:
    """Return 1 or -1 by the last word that tells, 0 where none does."""
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        previous = words[place - 1] if place else ""
        if word in AHEAD or (previous, word) in PAIRS:
            return 1
        if word.endswith("ing") and previous in _BEING:
            # "is seeing him Friday" is to come; "was seeing him Friday" may have been either.
            if previous in _IS and len(words) - place <= _BESIDE:
                return 0 if own else 1
            if previous not in _IS and len(words) - place <= _BESIDE + 1:
                return 0
        elif word in BEHIND or _past(word):
            return 1 if previous == "be" or (word in _PLAIN and previous in _MODALS) else -1
    return 0


def on(day: date, sure: float = 1.0) -> Found:
    """Return one day as a span."""
    first = datetime(day.year, day.month, day.day)
    return (first, first + DAY_END), day.isoformat(), sure
