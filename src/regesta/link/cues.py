"""Mentions with what stands near them: names, words, days, whom a letter addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter

from msgspec import Struct

from regesta.link.spoken import repeats
from regesta.link.words import name_keys, names_of, ordinal, stems_of
from regesta.model import DateMention, Mention, Record

_OPENING = 1_500
_NEAR_BEFORE, _NEAR_AFTER, _MOST_NEAR = 114, 134, 16
_START = attrgetter("start")
_LETTER_REACH = 6_000
_MOST_STEMS = 24
_DAYS_BEFORE, _DAYS_AFTER, _MOST_DAYS, _LONGEST = 110, 110, 4, 31
_DEAR = re.compile(r"D(?:ear|EAR) (?P<who>[A-Z][^:,\n]{2,40})(?=[:,\n])")
_ANSWERING = re.compile(
    r"(?:\bin (?:reply|response|answer) to|\b(?:replying|responding|answering) to|\banswering"
    r"|\bthank you (?:so much |very much )?for|\bthanks for|\breceipt of|\backnowledge[sd]?"
    r"|\bhave received|\bwas (?:very )?(?:glad|pleased) to (?:have|receive|get)"
    r"|\bre(?:f(?:erence|s)?)?[.:]?|\breferring to|\bwith reference to"
    r"|\breference(?: is made)? to)\s(?:the )?$", re.I
)  # fmt: skip
# The last words of the phrases above, by which most others are told apart at once.
_LEADING = frozenset((
    "to", "answering", "for", "of", "acknowledge", "acknowledges", "acknowledged", "received",
    "have", "receive", "get", "re", "ref", "refs", "reference", "references",
))  # fmt: skip
_AT_ONCE = 500
_OWN_SIDE = frozenset(("urtel", "yourtel"))


class Cue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mention with the names and words that stand near it, as keys.

    `dear` is who is addressed in a letter quoted within another record, as keys; `answers`
    tells that the words before it say so ("in reply to", "Re"). `days` are the first and last
    days, as ordinals, of the dates that stand near it and are not known to be its own. `same`
    tells that it is another number of the document named just before ("rptd London 461").
    """

    mention: Mention
    near: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    dear: tuple[str, ...] = ()
    answers: bool = False
    days: tuple[tuple[int, int], ...] = ()
    same: bool = False


def cues_of(record: Record) -> Iterator[Cue]:
    """Yield the mentions with what stands near them."""
    dears: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    near_days: _Days | None = None
    before = None
    for mention in record.mentions:
        if mention.note or mention.kind == "pointer":
            yield Cue(mention=mention)
            continue
        body = record.texts[mention.text].body
        if mention.text not in dears:
            dears[mention.text] = _dears(body)
        dear: tuple[str, ...] = ()
        for place, keys in dears[mention.text]:
            if place < mention.start < place + _LETTER_REACH:
                dear = keys
        days: tuple[tuple[int, int], ...] = ()
        if mention.date is None and mention.kind != "numbered":
            near_days = near_days or _Days(record)
            days = near_days.of(mention, body)
        start = max(0, mention.start - _NEAR_BEFORE)
        # a word that is cut off is none
        start = start and body.find(" ", start, mention.start)
        words = body[start : mention.end + _NEAR_AFTER] if start >= 0 else mention.quote
        yield Cue(
            mention=mention,
            near=() if mention.kind == "numbered" else names_of(words)[:_MOST_NEAR],
            words=stems_of(words)[:_MOST_STEMS],
            dear=dear,
            answers=_answers(body, mention),
            days=days,
            same=mention.kind == "numbered" and repeats(body, before, mention),
        )
        before = mention


class _Days:
    """The dates of a record's texts, to be asked which stand near a mention."""

    def __init__(self, record: Record) -> None:
        self.found: dict[int, list[DateMention]] = {}
        for one in record.annotations:
            if isinstance(one, DateMention) and not one.note:
                self.found.setdefault(one.text, []).append(one)

    def of(self, mention: Mention, body: str) -> tuple[tuple[int, int], ...]:
        """Return the first and last days of the dates near it, within its paragraph."""
        found = self.found.get(mention.text, ())
        begin = max(0, mention.start - _DAYS_BEFORE)
        at = bisect_left(found, begin, key=_START)
        stop = mention.end + _DAYS_AFTER
        if at == len(found) or found[at].start >= stop:
            return ()
        begin = max(body.rfind("\n", begin, mention.start), begin)
        line = body.find("\n", mention.end, stop)
        stop = line if line >= 0 else stop
        days: dict[tuple[int, int], None] = {}
        for one in found[at:]:
            if one.start >= stop or len(days) == _MOST_DAYS:
                break
            first, last = ordinal(one.date.earliest), ordinal(one.date.latest)
            if one.start >= begin and first and last - first <= _LONGEST:
                days[first, last] = None
        return tuple(days)


def _answers(body: str, mention: Mention) -> bool:
    """Tell whether the words say that the record answers the document meant.

    "Re" and "your letter" answer only at the beginning of a record.
    """
    early = mention.start <= _AT_ONCE
    before = body[max(0, mention.start - 40) : mention.start]
    last = before.removesuffix("the ").rsplit(None, 1)[-1:]
    said = bool(last) and last[0].rstrip(".:").casefold() in _LEADING
    said = said and _ANSWERING.search(before) is not None
    if said and any(word in before for word in ("eply", "espon", "nswer")):
        return True
    return early and (said or mention.quote[:2] == "re" or mention.owner in _OWN_SIDE)


def carried(body: str) -> tuple[str, ...]:
    """Return whom the letter addresses with which a record begins, or that it transmits."""
    match = _DEAR.search(body, 0, _OPENING)
    return name_keys(match["who"]) if match else ()


def _dears(body: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return where letters within the text begin, and whom they address."""
    if "Dear " not in body and "DEAR " not in body:
        return []
    return [(match.start(), name_keys(match["who"])) for match in _DEAR.finditer(body)]
