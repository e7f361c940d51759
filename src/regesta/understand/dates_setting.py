"""What an unfinished date is read by: the day of writing, the date before, the words around."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from regesta.understand.calendars import DAY_END, Span

# The verb or particle nearest before a date tells whether it lies ahead or behind.
_TENSE = re.compile(
    r"\b(?:(?P<ahead>(?:to|not|will|shall|would|could|should|may|might|must|"
    r"can) be(?: (?:[a-z]{2,}ed|sent|held|"
    r"made|taken|given|put|set))?|will|shall|would|could|should|may|might|must|can|scheduled|due|"
    r"going to|"
    r"expect(?:s|ed|ing)?|hop(?:e|es|ed|ing)|plan(?:s|ned|ning)?|is to|are to|tentative(?:ly)?|"
    r"arriv(?:es?|ing)|depart(?:s|ing)?|leav(?:es?|ing)|returning|propos(?:e|es|ed|ing|al)|"
    r"intend(?:s|ed|ing)?|target|deadline|set for|fixed for|next|suggest(?:s|ed|ing)?|until|"
    r"no later than|"
    r"not later than|ready|prepar(?:ed|ing) to|begins|ends|opens|reopen|agrees? to|look(?:s|"
    r"ing)? forward|"
    r"postponed?|likely|if)"
    r"|(?P<behind>was|were|had|did|has|have|said|told|sent|met|held|made|took|gave|came|went|saw|"
    r"left|began|"
    r"spoke|wrote|got|since|last|been|ago|dated|[a-z]{3,}ed))\b",
    re.IGNORECASE,
)


_BY = re.compile(r"\b(?:by|till|until|before|not later than) (?:the |about )?$")


_WILL_AFTER = re.compile(r"[\w ,]{0,24}\b(?:will|shall|would|is to|are to|be)\b")


_OWN = re.compile(
    r"\b(?:your|my|our|this|urtel|mytel|embtels?|deptels?|reftel|telegram|despatch|letter|note|"
    r"cable|message|memorandum|airgram|no\.|tel)\b[^.;]{0,40}$",
    re.IGNORECASE,
)


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

    The second value tells whether they speak of the writer's own papers.
    """
    before = text[max(0, start - 90) : start]
    before = before[max(before.rfind(". "), before.rfind("\n"), before.rfind("; ")) + 1 :]
    own = _OWN.search(before) is not None
    if _BY.search(before) or (_WILL_AFTER.match(text, end, end + 40) and not own):
        return 1, own
    tense = 0
    for cue in _TENSE.finditer(before):
        tense = 1 if cue["ahead"] else -1
    # A paper cited by its date has been written.
    return (-1 if own and tense == 0 else tense), own


def on(day: date, sure: float = 1.0) -> Found:
    """Return one day as a span."""
    first = datetime(day.year, day.month, day.day)
    return (first, first + DAY_END), day.isoformat(), sure
