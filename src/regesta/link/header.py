"""What linking keeps of a record: a compact header, small enough to hold for all records."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct

from regesta.link.genres import genre_of
from regesta.model import Agent, Mention, Record
from regesta.understand.folding import fold_name
from regesta.understand.mentions_words import post_named

_OPENING = 2_400
_MOST_NAMES = 64
_NEAR_BEFORE, _NEAR_AFTER, _MOST_NEAR = 110, 130, 16
_CAPITAL = re.compile(r"[A-Z][\w’'-]{2,}")
_PLAIN = frozenset(
    "the this that these those there then they and but for with from his her our your its not"
    " are was were has had have who what when where which while will would should could may"
    " after before since also any all some one two three four first second sir dear mister"
    " january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday united states department embassy"
    " government secret top confidential telegram memorandum subject participants".split()
)
_NO_KEY = frozenset("the of to in and for at a an on by de la von his her or".split())


class Cue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A mention and the names that stand near it, as keys."""

    mention: Mention
    near: tuple[str, ...] = ()


class Header(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record as linking sees it.

    `day` and `last` are the ordinals of its first and last day, 0 where undated; `senders`
    and `recipients` are folded words of their names and offices, and `@post`; `numbers`
    pairs of series (lower case) and number; `names` the folded names of its opening.
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
    names: tuple[str, ...] = ()
    page: str = ""
    number: str = ""
    cues: tuple[Cue, ...] = ()


def header(record: Record) -> Header:
    """Return what linking keeps of an understood record."""
    earliest = record.date.earliest if record.date else ""
    latest = record.date.latest if record.date else ""
    capitals = [_capitals(text.body) for text in record.texts]
    collection = record.collections[-1] if record.collections else None
    text = record.texts[0] if record.texts else None
    return Header(
        id=record.id,
        title=record.title,
        genre=genre_of(record.genre, record.title),
        volume=record.volume,
        chapter=(collection.entity or collection.name) if collection else "",
        sequence=record.sequence,
        parent=record.parent,
        earliest=earliest,
        latest=latest,
        day=ordinal(earliest),
        last=ordinal(latest),
        senders=_agent_keys(record.senders, earliest[:10]),
        recipients=_agent_keys(record.recipients, earliest[:10]),
        sender=_shown(record.senders),
        recipient=_shown(record.recipients),
        numbers=_own_numbers(record),
        names=_opening_names(capitals[0]) if capitals else (),
        page=text.pages[0].number if text and text.pages else "",
        number=record.stated.number,
        cues=tuple(_cue(mention, capitals[mention.text]) for mention in record.mentions),
    )


def ordinal(moment: str) -> int:
    """Return the ordinal of the day of an EDTF minute or day, 0 for none."""
    if len(moment) < 10:
        return 0
    return _ordinal(moment[:10])


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


class _Capitals(Struct):
    """The capitalised words of a text with their places."""

    starts: list[int]
    keys: list[str]


def _capitals(body: str) -> _Capitals:
    found = [(match.start(), word_key(match.group())) for match in _CAPITAL.finditer(body)]
    kept = [(start, key) for start, key in found if key not in _PLAIN]
    return _Capitals([start for start, _ in kept], [key for _, key in kept])


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """Return the key of one word: folded, without the possessive ending."""
    return fold_name(re.sub(r"[’']s?$", "", word))


def _opening_names(capitals: _Capitals) -> tuple[str, ...]:
    stop = bisect_left(capitals.starts, _OPENING)
    return tuple(sorted(dict.fromkeys(capitals.keys[:stop]))[:_MOST_NAMES])


def _cue(mention: Mention, capitals: _Capitals) -> Cue:
    if mention.note or mention.kind in ("pointer", "numbered"):
        return Cue(mention=mention)
    first = bisect_left(capitals.starts, mention.start - _NEAR_BEFORE)
    last = bisect_left(capitals.starts, mention.end + _NEAR_AFTER)
    near = tuple(dict.fromkeys(capitals.keys[first:last]))[:_MOST_NEAR]
    return Cue(mention=mention, near=near)


def name_keys(words: str) -> tuple[str, ...]:
    """Return the keys of a name as written: its words folded, without articles."""
    return _name_keys(words)


@lru_cache(maxsize=65_536)
def _name_keys(words: str) -> tuple[str, ...]:
    keys = fold_name(re.sub(r"[’']s?\b|[()\[\],.:]", " ", words)).split()
    return tuple(dict.fromkeys(key for key in keys if key not in _NO_KEY and len(key) > 1))


def _agent_keys(agents: Iterable[Agent], day: str) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for agent in agents:
        for part in (agent.name, agent.person, agent.office, agent.post):
            keys.update(dict.fromkeys(name_keys(part)))
        post = _post(agent, day)
        if post:
            keys[f"@{post}"] = None
    return tuple(keys)


def _post(agent: Agent, day: str) -> str:
    for words in (agent.post, agent.office, agent.name):
        post = post_named(words, day) if words else ""
        if post:
            return post
    return ""


def _shown(agents: Iterable[Agent]) -> str:
    return "; ".join(agent.name for agent in agents)


# --- the document's own number ------------------------------------------------------------

_OWN = re.compile(
    r"(?:No\.? ?)?(?P<series>(?:[A-Z][A-Za-z/–-]*\.? ){0,2})(?P<number>[A-Z]{0,3}[-–]?\d{1,7})\. "
)
_OWN_LINE = re.compile(r"(?:No\.|Nr\.|N°|Number|Telegram|Despatch|Airgram)? ?(?P<number>\d{1,6})$")
_CLASSIFIED = frozenset("secret top confidential restricted urgent niact priority us plain".split())
_OPEN_KINDS = ("paragraph", "opener", "label", "item", "dateline", "address")


def _own_numbers(record: Record) -> tuple[tuple[str, str], ...]:
    """Return the numbers a record bears: stated ones, and the one that its text opens with."""
    found: dict[tuple[str, str], None] = {
        (one.series.casefold(), _bare(one.number)): None for one in record.numbers
    }
    if record.texts:
        found.update(dict.fromkeys(_opening_numbers(record)))
    return tuple(found)


def _bare(number: str) -> str:
    return number.replace("–", "-").strip(" .")


def _opening_numbers(record: Record) -> Iterable[tuple[str, str]]:
    text = record.texts[0]
    checked = 0
    for block in text.blocks:
        if block.kind not in _OPEN_KINDS:
            continue
        words = text.body[block.start : min(block.end, block.start + 80)].strip()
        match = _OWN.match(words + " ") or _OWN_LINE.fullmatch(words)
        if match:
            series = match.groupdict().get("series") or ""
            kept = [w for w in series.casefold().rstrip(". ").split() if w not in _CLASSIFIED]
            number = _bare(match["number"])
            letters = re.match(r"([A-Z]+)-?(\d+)$", number)
            if letters:
                kept, number = [letters[1].casefold()], letters[2]
            yield " ".join(kept) or "telegram", number.lstrip("0") or number
            return
        if block.kind == "paragraph":
            checked += 1
            if checked > 2:
                return
