"""What linking keeps of a record: a compact header, small enough to hold for all records."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

import msgspec
from msgspec import Struct

from regesta.link.duplicates_sketch import Sketch, sketch
from regesta.link.genres import genre_of
from regesta.link.matter import pack
from regesta.link.numbers import Numbers, own_numbers
from regesta.link.spoken import attending, repeats
from regesta.model import Agent, DateMention, Mention, Record
from regesta.understand.folding import fold_name
from regesta.understand.mentions_words import post_named

_OPENING = 1_500
_HEAD = 450
_MOST_NAMES = 64
_NEAR_BEFORE, _NEAR_AFTER, _MOST_NEAR = 114, 134, 16
_LONGEST_SIGNED = 60
_MOST_KNOWN = 100_000
_START = attrgetter("start")
_FIRST_LINES = 700
_SUBJECT = 420
_LETTER_REACH = 6_000
_MOST_STEMS = 24
_DAYS_BEFORE, _DAYS_AFTER, _MOST_DAYS, _LONGEST = 110, 110, 4, 31
# The stem of a long word is its first seven letters. A blank before it: `re` looks for one
# literal sign much faster than for a class.
_STEM = re.compile(r" ([a-z]{6,7})")
_DEAR = re.compile(r"D(?:ear|EAR) (?P<who>[A-Z][^:,\n]{2,40})(?=[:,\n])")
_SOLID = re.compile(r"\b[Dd]e(?=[A-Z])")  # "DeGaulle" is "de Gaulle"
_CAPITAL = re.compile(r"[A-Z][\w’'-]{2,}")
_PLAIN = frozenset((
    "the", "this", "that", "these", "those", "there", "then", "they", "and", "but", "for",
    "with", "from", "his", "her", "our", "your", "its", "not", "are", "was", "were", "has",
    "had", "have", "who", "what", "when", "where", "which", "while", "will", "would", "should",
    "could", "may", "after", "before", "since", "also", "any", "all", "some", "one", "two",
    "three", "four", "first", "second", "sir", "dear", "mister", "january", "february", "march",
    "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "united",
    "states", "department", "embassy", "government", "secret", "top", "confidential",
    "telegram", "memorandum", "subject", "participants",
))  # fmt: skip
_NO_KEY = frozenset((
    "the", "of", "to", "in", "and", "for", "at", "a", "an", "on", "by", "de", "la", "von",
    "his", "her", "or",
))  # fmt: skip


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


class Header(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record as linking sees it.

    `day` and `last` are the ordinals of its first and last day, 0 where undated; `senders`
    and `recipients` are folded words of their names and offices, and `@post`; `numbers`
    pairs of series (lower case) and number; `treats` the numbers of papers it begins with;
    `names` the folded names of its opening, `present` those of its very first lines,
    `attending` those who took part in a talk; `carries` whom a letter addresses that it
    transmits; `words` the stems of its opening, `subject` those of its title and subject lines;
    `sketch` its texts in short, `matter` the words of its texts, packed (see `matter`).
    """

    id: str
    title: str = ""
    genre: str = ""
    volume: str = ""
    chapter: str = ""
    sequence: int = 0
    parent: str = ""
    earliest: str = ""
    latest: str = ""
    day: int = 0
    last: int = 0
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sender: str = ""
    recipient: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    treats: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    attending: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    page: str = ""
    number: str = ""
    cues: tuple[Cue, ...] = ()
    sketch: Sketch = Sketch()
    matter: bytes = b""


# Gives whole headers by their ids, in the order of the ids.
Whole = Callable[[Sequence[str]], Sequence[Header]]


class _Light(Struct, frozen=True, kw_only=True):
    """What is read of an encoded header to hold it for all records: all but what is many."""

    id: str
    title: str = ""
    genre: str = ""
    volume: str = ""
    chapter: str = ""
    sequence: int = 0
    parent: str = ""
    earliest: str = ""
    latest: str = ""
    day: int = 0
    last: int = 0
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sender: str = ""
    recipient: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    page: str = ""
    number: str = ""
    sketch: Sketch = Sketch()


_LIGHT = msgspec.msgpack.Decoder(_Light)


def light(encoded: bytes) -> Header:
    """Return an encoded header without its mentions, names and words: a sixth of the memory."""
    return Header(**msgspec.structs.asdict(_LIGHT.decode(encoded)))


def header(record: Record) -> Header:
    """Return what linking keeps of an understood record."""
    earliest = record.date.earliest if record.date else ""
    latest = record.date.latest if record.date else ""
    numbers = own_numbers(record)
    collection = record.collections[-1] if record.collections else None
    body = record.texts[0].body if record.texts else ""
    first, rest = _opening(body)
    genre = genre_of(record.genre, record.title)
    present = tuple(dict.fromkeys((*_acronyms(record.title), *_names(first))))
    return Header(
        id=record.id,
        title=record.title,
        genre=genre,
        volume=record.volume,
        chapter=(collection.entity or collection.name) if collection else "",
        sequence=record.sequence,
        parent=record.parent,
        earliest=earliest,
        latest=latest,
        day=ordinal(earliest),
        last=ordinal(latest),
        senders=(*_agent_keys(record.senders, earliest[:10]), *_signer(record)),
        recipients=_agent_keys(record.recipients, earliest[:10]),
        sender=_shown(record.senders),
        recipient=_shown(record.recipients),
        numbers=numbers,
        treats=_treated(record, numbers),
        names=tuple(dict.fromkeys((*present, *_names(rest))))[:_MOST_NAMES],
        present=present[:_MOST_NAMES],
        words=_stems(f"{first}{rest}"),
        subject=_stems(f" {record.title} {body[:_SUBJECT]}".lower()) if body else (),
        attending=_names(attending(record.title, body))[:_MOST_NAMES]
        if genre == "conversation"
        else (),
        carries=_carried(body),
        page=record.texts[0].pages[0].number if body and record.texts[0].pages else "",
        number=record.stated.number,
        cues=tuple(_cues(record)),
        sketch=sketch(record),
        matter=pack(text.body for text in record.texts),
    )


def _opening(body: str) -> tuple[str, str]:
    """Return the first lines of a text, and the rest of its opening."""
    if len(body) <= _FIRST_LINES:
        return body, ""
    part = body.rfind(" ", 0, _FIRST_LINES) + 1 or _FIRST_LINES
    return body[:part], body[part:_OPENING]


def ordinal(moment: str) -> int:
    """Return the ordinal of the day of an EDTF minute or day, 0 for none."""
    if len(moment) < 10:
        return 0
    return _ordinal(moment[:10])


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _treated(record: Record, own: Numbers) -> tuple[str, ...]:
    """Return the numbers of papers that the title or the first lines speak of."""
    found = dict.fromkeys(
        mention.number.replace("–", "-")
        for mention in record.mentions
        if mention.series and mention.start < _HEAD and not mention.note and not mention.text
    )
    borne = {number for _, number in own}
    return tuple(number for number in found if number not in borne)


class _Memo(dict[str, str]):
    """The keys of capitalised words, "" of one that every text has, worked out once a word.

    A dict is asked by `map` without a call; it starts anew when it has grown large.
    """

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        key = word_key(word)
        self[word] = key = "" if key in _PLAIN else key
        return key


_KEYS = _Memo()


def _names(words: str) -> tuple[str, ...]:
    """Return the keys of the capitalised words, in their order, each once."""
    found = dict.fromkeys(map(_KEYS.__getitem__, dict.fromkeys(_CAPITAL.findall(words))))
    found.pop("", None)
    return tuple(found)


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """Return the key of one word: folded, without the possessive ending."""
    return fold_name(_SOLID.sub("", re.sub(r"[’']s?$", "", word)))


def _stems(words: str) -> tuple[str, ...]:
    """Return the stems of the long words in small letters, in their order, each once."""
    return tuple(dict.fromkeys(_STEM.findall(words)))


def _cues(record: Record) -> Iterator[Cue]:
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
            near=() if mention.kind == "numbered" else _names(words)[:_MOST_NEAR],
            words=_stems(words)[:_MOST_STEMS],
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


def _carried(body: str) -> tuple[str, ...]:
    """Return whom the letter addresses with which a record begins, or that it transmits."""
    match = _DEAR.search(body, 0, _OPENING)
    return name_keys(match["who"]) if match else ()


def _dears(body: str) -> list[tuple[int, tuple[str, ...]]]:
    """Return where letters within the text begin, and whom they address."""
    if "Dear " not in body and "DEAR " not in body:
        return []
    return [(match.start(), name_keys(match["who"])) for match in _DEAR.finditer(body)]


def name_keys(words: str) -> tuple[str, ...]:
    """Return the keys of a name as written: its words folded, without articles."""
    return _name_keys(words)


@lru_cache(maxsize=65_536)
def _name_keys(words: str) -> tuple[str, ...]:
    apart = _SOLID.sub("", re.sub(r"[’']s?\b|[()\[\],.:/]", " ", words))
    keys = fold_name(apart).split()
    return tuple(dict.fromkeys(key for key in keys if key not in _NO_KEY and len(key) > 1))


def _signer(record: Record) -> tuple[str, ...]:
    """Return who signed what a mission sent, as keys: it is cited under both names."""
    if not record.senders or any(agent.person or not agent.post for agent in record.senders):
        return ()
    for text in record.texts[:1]:
        for block in text.blocks:
            if block.kind == "signed" and block.end - block.start < _LONGEST_SIGNED:
                return name_keys(text.body[block.start : block.end].split("\n", 1)[0])
    return ()


_LONG_NAME = re.compile(r"[A-Z][a-z]+(?: (?:(?:of|the|and|for|on) ){0,2}[A-Z][a-z]+){2,6}")


@lru_cache(maxsize=65_536)
def _acronyms(words: str) -> tuple[str, ...]:
    """Return the short forms that long names of bodies in the words have in telegrams.

    >>> _acronyms("Report by the Joint Chiefs of Staff")
    ('jcs',)
    """
    found: dict[str, None] = {}
    for match in _LONG_NAME.finditer(words):
        letters = "".join(sign for sign in match[0] if sign.isupper()).lower()
        for size in (3, 4):
            if len(letters) >= size:
                found.update(dict.fromkeys((letters[-size:], letters[:size])))
    return tuple(found)


def _agent_keys(agents: Iterable[Agent], day: str) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for agent in agents:
        for part in (agent.name, agent.person, agent.office, agent.post):
            keys.update(dict.fromkeys(name_keys(part)))
            keys.update(dict.fromkeys(_acronyms(part)))
        post = _post(agent, day)
        if post:
            keys[f"@{post}"] = None
        if "president" in keys and "vice" not in keys:
            keys["@white-house"] = None
    return tuple(keys)


def _post(agent: Agent, day: str) -> str:
    for words in (agent.post, agent.office, agent.name):
        post = post_named(words, day) if words else ""
        if post:
            return post
    return ""


def _shown(agents: Iterable[Agent]) -> str:
    return "; ".join(agent.name for agent in agents)
