"""What the writer asks of the reader: who is to do what, with what, until when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from regesta.model import DateMention, DateSpan, Directive, Record
from regesta.understand.sentences import Sentences
from regesta.understand.triggers import WORDS

# Genres whose writer asks something of a reader; minutes and treaties do not.
ASKING = frozenset(
    ["telegram", "cable", "despatch", "airgram", "letter", "note", "instruction", "memorandum",
     "message", "circular"]
)  # fmt: skip
# Verbs of things that are asked to be done, as past participles after "must be", "should be".
DONE = (
    r"(?:approved|informed|told|notified|instructed|briefed|convened|called|summoned|gathered|"
    r"reported|sent|delivered|forwarded|transmitted|handed|published|released|ratified|signed)"
)
TRIGGER = re.compile(
    rf"(?P<charged>[Yy]ou are (?:hereby )?(?:requested|instructed|authorized|authorised|asked|"
    rf"directed|urged|empowered) to\b)"
    rf"|(?P<you>[Yy]ou (?:should|must|shall|will please|are to|need to|ought to|may wish to)\b)"
    rf"|(?P<please>[Pp]lease\b)"
    rf"|(?P<ask>(?:ask|request|instruct|urge|beg|authorize) (?:that )?you to\b)"
    rf"|(?P<passive>(?:must|should)(?: also| now| first)? be (?:officially |formally |at once |"
    rf"immediately )?{DONE}\b)"
)
_LITERALS = (
    "you are ", "You are ", "you should ", "You should ", "you must ", "You must ", "you shall ",
     "You shall ", "you will please", "You will please", "you need to", "You need to",
     "you ought to", "You ought to", "you may wish to", "You may wish to", "please ", "Please ",
     "ask you to", "ask that you", "request you to", "request that you", "instruct you to",
     "urge you to", "beg you to", "authorize you to", "must be ", "must also be ", "must now be ",
     "must first be ", "should be ", "should also be ", "should now be ", "should first be ",
)  # fmt: skip
_TABLE = WORDS.add(lambda: dict.fromkeys(_LITERALS))
ADVERBS = re.compile(r"(?:\s+(?:also|now|first|therefore|however|at once|then|not|[a-z]+ly))*\s+")
VERB = re.compile(r"(?P<verb>(?:be )?[a-z][a-z-]+)(?P<and> and [a-z]+)?")
# Words after "please" or "you should" that ask for nothing.
IDLE = frozenset(
    ["be", "have", "accept", "feel", "see", "know", "realize", "understand", "remember", "believe",
     "at", "in", "on", "all", "by", "for", "with", "not", "to", "as", "of", "the"]
)  # fmt: skip
OBJECT_END = re.compile(
    r"[.;:!?\n]|,\s+(?:and|but|so|which|as)\b|\s(?:because|since|although|if|so that)\b"
)
AGENT = re.compile(
    r"\b(?:at a (?:meeting|session) of|by) "
    r"(?P<who>(?:the )?(?:[A-Z][\w’'-]+(?: (?:of )?(?:the )?[A-Z][\w’'-]+)*))"
)
# The clause before "must be done", from the last stop or opening word on.
SUBJECT = re.compile(
    r"(?:^|[;:]\s+|^(?:In addition|Moreover|Also|Then), )(?P<words>[^;:]{2,160}?)\s*$"
)
NO_SUBJECT = re.compile(
    r"(?:it|there|this|that|which|what|he|she|they|who|[a-z]\.)(?![\w'’])", re.I
)
DEADLINE = re.compile(
    r"\b(?:by|before|until|not later than|no later than|within|prior to)\s*$"
    r"|^(?:tonight|today|tomorrow|at once|immediately)",
    re.I,
)
_CLAUSE = re.compile(r"[;:]")
LONGEST_OBJECT = 200
SUBJECT_REACH = 180


class Rule(NamedTuple):
    """A form in which things are asked: its name and how sure it makes us."""

    name: str
    confidence: float


RULES = {
    "you": Rule("you should", 0.9),
    "charged": Rule("you are requested to", 0.95),
    "please": Rule("please", 0.9),
    "ask": Rule("I ask you to", 0.9),
    "passive": Rule("must be done", 0.6),
}


def find_directives(record: Record) -> list[Directive]:
    """Return what the record's writer asks for, in order.

    "You should gather all members", "please discuss and reply", "you are authorized to …",
    "the trip must be approved at a meeting of the Council". Only in messages: a treaty's
    "shall" binds its parties and asks nothing of a reader. Dates of the record must have
    been found before, so that a deadline can be read.
    """
    if record.genre and record.genre not in ASKING:
        return []
    reader = record.recipients[0].name if record.recipients else "the reader"
    dates = [one for one in record.annotations if isinstance(one, DateMention) and not one.note]
    return [
        directive
        for index, text in enumerate(record.texts)
        if text.language in ("", "en")
        for directive in _in_text(
            text.body, index, reader, [one for one in dates if one.text == index]
        )
    ]


def _in_text(body: str, index: int, reader: str, dates: list[DateMention]) -> Iterator[Directive]:
    sentences = Sentences(body)
    for place, _, _ in WORDS.hits(body).get(_TABLE, ()):
        match = TRIGGER.match(body, place)
        if match is None or body[place - 1 : place].isalnum():
            continue
        kind = match.lastgroup or ""
        start, end = sentences.at(match.start())
        asked = (
            _passive(body, match, start, end, reader)
            if kind == "passive"
            else _active(body, match, end, reader)
        )
        if asked is None:
            continue
        actor, act, thing, first, last = asked
        rule = RULES[kind]
        yield Directive(
            start=first,
            end=last,
            quote=body[first:last],
            rule=rule.name,
            confidence=rule.confidence,
            text=index,
            actor=actor,
            act=act,
            object=thing,
            deadline=_deadline(body, first, last, dates),
        )


Asked = tuple[str, str, str, int, int]


def _active(body: str, match: re.Match[str], end: int, reader: str) -> Asked | None:
    """The act and object behind "you should", "please", "we ask you to"."""
    gap = ADVERBS.match(body, match.end())
    verb = VERB.match(body, gap.end()) if gap else None
    if verb is None or verb.end() > end or verb["verb"] in IDLE:
        return None
    act = verb[0] if verb["and"] else verb["verb"]
    stop = _object_end(body, verb.end(), end)
    negative = gap is not None and " not" in gap[0]
    return (
        reader,
        f"not {act}" if negative else act,
        body[verb.end() : stop].strip(),
        match.start(),
        stop,
    )


def _passive(body: str, match: re.Match[str], start: int, end: int, reader: str) -> Asked | None:
    """What must be done, and by whom: "X must be approved at a meeting of the Council"."""
    left = body[start : match.start()]
    if len(left) > SUBJECT_REACH and not _CLAUSE.search(left, len(left) - SUBJECT_REACH):
        return None
    subject = SUBJECT.search(left)
    if subject is None:
        return None
    words, first = subject["words"], start + subject.start("words")
    if not words[:1].isupper() or NO_SUBJECT.match(words):
        return None
    stop = _object_end(body, match.end(), end)
    agent = AGENT.search(body, match.end(), stop)
    act = match[0].split()[-1]
    return (agent["who"] if agent else reader), act, words, first, stop


def _object_end(body: str, place: int, end: int) -> int:
    stop = OBJECT_END.search(body, place, min(end, place + LONGEST_OBJECT))
    if stop:
        return stop.start()
    return min(end, place + LONGEST_OBJECT)


def _deadline(body: str, first: int, last: int, dates: list[DateMention]) -> DateSpan | None:
    """The date until which it is asked, where a word such as "before" stands with it."""
    for date in dates:
        if first <= date.start < last:
            lead = body[max(first, date.start - 24) : date.start]
            if DEADLINE.search(lead) or DEADLINE.match(date.quote):
                return date.date
    return None
