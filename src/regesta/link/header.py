"""What linking keeps of a record: a compact header, small enough to hold for all records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from msgspec import Struct

from regesta.link.cues import Cue, carried, cues_of
from regesta.link.duplicates_sketch import Sketch, sketch
from regesta.link.genres import genre_of
from regesta.link.matter import pack
from regesta.link.numbers import Numbers, own_numbers
from regesta.link.spoken import attending
from regesta.link.words import acronyms, name_keys, names_of, ordinal, stems_of
from regesta.model import Agent, Record
from regesta.understand.mentions_words import post_named

_OPENING = 1_500
_HEAD = 450
_MOST_NAMES = 64
_LONGEST_SIGNED = 60
_FIRST_LINES = 700
_SUBJECT = 420


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


# What is many in a header: mentions, names, words.
_MANY = frozenset((
    "treats", "names", "present", "words", "subject", "attending", "carries", "cues", "matter",
))  # fmt: skip
# What is read of an encoded header to hold it for all records: all but what is many.
_Light = msgspec.defstruct(
    "_Light",
    [
        (one.name, one.type) if one.required else (one.name, one.type, one.default)
        for one in msgspec.structs.fields(Header)
        if one.name not in _MANY
    ],
    frozen=True,
    kw_only=True,
)
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
    present = tuple(dict.fromkeys((*acronyms(record.title), *names_of(first))))
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
        names=tuple(dict.fromkeys((*present, *names_of(rest))))[:_MOST_NAMES],
        present=present[:_MOST_NAMES],
        words=stems_of(f"{first}{rest}"),
        subject=stems_of(f" {record.title} {body[:_SUBJECT]}".lower()) if body else (),
        attending=names_of(attending(record.title, body))[:_MOST_NAMES]
        if genre == "conversation"
        else (),
        carries=carried(body),
        page=record.texts[0].pages[0].number if body and record.texts[0].pages else "",
        number=record.stated.number,
        cues=tuple(cues_of(record)),
        sketch=sketch(record),
        matter=pack(text.body for text in record.texts),
    )


def _opening(body: str) -> tuple[str, str]:
    """Return the first lines of a text, and the rest of its opening."""
    if len(body) <= _FIRST_LINES:
        return body, ""
    part = body.rfind(" ", 0, _FIRST_LINES) + 1 or _FIRST_LINES
    return body[:part], body[part:_OPENING]


def _treated(record: Record, own: Numbers) -> tuple[str, ...]:
    """Return the numbers of papers that the title or the first lines speak of."""
    found = dict.fromkeys(
        mention.number.replace("–", "-")
        for mention in record.mentions
        if mention.series and mention.start < _HEAD and not mention.note and not mention.text
    )
    borne = {number for _, number in own}
    return tuple(number for number in found if number not in borne)


def _signer(record: Record) -> tuple[str, ...]:
    """Return who signed what a mission sent, as keys: it is cited under both names."""
    if not record.senders or any(agent.person or not agent.post for agent in record.senders):
        return ()
    for text in record.texts[:1]:
        for block in text.blocks:
            if block.kind == "signed" and block.end - block.start < _LONGEST_SIGNED:
                return name_keys(text.body[block.start : block.end].split("\n", 1)[0])
    return ()


def _agent_keys(agents: Iterable[Agent], day: str) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for agent in agents:
        for part in (agent.name, agent.person, agent.office, agent.post):
            keys.update(dict.fromkeys(name_keys(part)))
            keys.update(dict.fromkeys(acronyms(part)))
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
