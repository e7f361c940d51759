"""Who a phrase of a title names: the person, the office, the body, the post."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from regesta.model import Agent
from regesta.model.agent import EntityKind
from regesta.understand.gazetteer import find_place, place_of_post, post_of

_TABLE: dict[str, Any] = tomllib.loads(
    files("regesta.understand").joinpath("data/offices.toml").read_text(encoding="utf-8")
)
PERSONS = frozenset(_TABLE["persons"])
BODIES = frozenset(_TABLE["bodies"])
INWARD = frozenset(_TABLE["inward"])


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_COURTESY = re.compile(rf"(?:(?:{_any(_TABLE['courtesies'])})(?![\w.])\s*)+", re.IGNORECASE)
_MISSION = re.compile(rf"\b(?:{_any(_TABLE['missions'])})s?\b", re.IGNORECASE)
_PARTICLE = r"(?:de|von|van|der|den|el|al|bin|ibn|da|di|du|la|le|zu|y|U)"
_WORD = r"(?:[A-ZÀ-ÖØ-ÞА-ЯЁ][\w’'.-]*)"
_RANKED = re.compile(
    rf"(?P<office>(?:(?:{_WORD}|for|of|and) )*?(?i:{_any(_TABLE['ranks'])})"
    rf"(?: {_any(_TABLE['complements']).replace('|', '| ')})*(?:[- ](?:[Dd]esignate|[Ee]lect))?)"
    rf",? (?P<name>(?:{_PARTICLE} )*{_WORD}(?:[ -](?:{_WORD}|{_PARTICLE}))*)$"
)
_NAMED = re.compile(r"^(?P<office>.+?)\s*\((?P<name>[^()]{2,60})\)(?P<rest>.*)$", re.DOTALL)
_OF_BODY = re.compile(r",? of (?:the )?(?=[A-Z])")
_HEAD_END = re.compile(
    r"\s+(?:of|in|at|for|on|to|from|near|with|and|by|under|about|abroad|through|via)\b|[,;(]"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
# "President Johnson in Texas": where the person then was.
_AWAY = re.compile(r",? (?:in|at) [A-Z][\w .,’'-]*$")
_POSSESSIVE = re.compile(r"^(?:.*?)(?:s[’']|[’']s)\s+(?=[A-Z])")
_NAME = re.compile(rf"{_WORD}(?: (?:{_WORD}|{_PARTICLE})){{0,5}}$|[\u3400-\u9fff·]{{2,12}}$")
_AND = re.compile(r"\s*(?:,? and (?:to )?|; ?)(?=(?:the |[A-Z\[]))")
_TWO_NAMES = re.compile(r"\(([A-Z][\w’'-]+) and ([A-Z][\w’'-]+)\)$")
_BLANK_INSIDE = re.compile(r"([(\[]) | ([)\]])")
_BARE_END = re.compile(r"\s*[,(]| and | of ")
LONGEST = 300


def tidy(words: str) -> str:
    """Return a phrase with single blanks, none inside parentheses, no comma at its ends."""
    flat = " ".join(words.split())
    if " " in flat:
        flat = _BLANK_INSIDE.sub(r"\1\2", flat)
        flat = flat.replace(" ,", ",").replace(" ;", ";")
    if flat.endswith(")") and flat.count(")") > flat.count("("):
        flat = flat[:-1]
    return flat.strip(" ,;:–—")


def agents_of(words: str, role: str, day: str = "") -> tuple[Agent, ...]:
    """Return the agents that a phrase names: one, or more joined by "and".

    `role` is kept in each; `day` (ISO, "" when unknown) tells where a mission then stood.
    """
    if not words:
        return ()
    return tuple([agent for part in _named(words) if (agent := agent_of(part, role, day))])


@lru_cache(maxsize=4096)
def _named(words: str) -> tuple[str, ...]:
    """Return the phrase of each agent."""
    phrase = tidy(words)
    if not phrase or len(phrase) > LONGEST:
        return ()
    return tuple(one for part in _parts(phrase) for one in _holders(part))


def _holders(part: str) -> list[str]:
    """Part "the Special Assistants (Bundy and Rostow)" into a phrase for each holder."""
    both = _TWO_NAMES.search(part)
    if both is None:
        return [part]
    office = part[: both.start()]
    return [f"{office}({both[1]})", f"{office}({both[2]})"]


def _parts(phrase: str) -> list[str]:
    """Cut "the Secretary of State and the Secretary of Defense" in two, not an office."""
    parts: list[str] = []
    start = 0
    for match in _AND.finditer(phrase):
        left, right = phrase[start : match.start()], phrase[match.end() :]
        if (_whole(left) or _office_alone(left, right)) and _begins(right, left):
            parts.append(left)
            start = match.end()
    return [*parts, phrase[start:]]


def _whole(left: str) -> bool:
    if left.count("(") != left.count(")") or left.count("[") != left.count("]"):
        return False
    return (
        left.endswith((")", "]"))
        or _RANKED.match(_ARTICLE.sub("", left)) is not None
        or (
            (_kind(left) == "organisation" and " " in left)
            or bool(_NAME.match(left))
            or " of " in left
        )
    )


def _office_alone(left: str, right: str) -> bool:
    """Tell "the President and the Secretary": an office that says no more of itself."""
    short = "," not in left and " for " not in left
    return short and right.startswith("the ") and _head(left) in PERSONS


def _begins(right: str, left: str) -> bool:
    """Tell whether the words after "and" begin an agent of their own."""
    if right.startswith("the "):
        return " for " not in left or left.endswith(")")
    bare = _BARE_END.split(right, maxsplit=1)[0]
    ranked = _RANKED.match(bare) is not None
    if left.endswith(")") or _RANKED.match(_ARTICLE.sub("", left)):
        return True
    return ranked or (
        bool(_NAME.match(left)) and bool(_NAME.match(bare)) and _kind(left) == "person"
    )


def agent_of(phrase: str, role: str, day: str = "") -> Agent | None:
    """Return the agent of one phrase, or None where it names nobody.

    >>> agent_of("The Ambassador in Korea (Muccio)", "from").person
    'Muccio'
    """
    read = _read(phrase)
    if read is None:
        return None
    place = find_place(read.bare, day) if read.rule == "name" else None
    if place is not None:
        # "Telegram 308 from Moscow": the post speaks under the name of its place.
        return Agent(
            name=read.name, role=role, kind="organisation", office=read.office, post=place.name,
            rule="place", confidence=read.confidence,
        )  # fmt: skip
    return Agent(
        name=read.name,
        role=role,
        kind=read.kind,
        person=read.person,
        office=read.office,
        post=_post(read.office or read.bare, day) if read.mission else "",
        rule=read.rule,
        confidence=read.confidence,
    )


class Reading(NamedTuple):
    """What a phrase says whatever the day; `mission` tells whether it names one."""

    name: str
    bare: str
    kind: EntityKind
    person: str
    office: str
    mission: bool
    rule: str
    confidence: float


@lru_cache(maxsize=4096)
def _read(phrase: str) -> Reading | None:
    words = tidy(phrase)
    bare = _ARTICLE.sub("", words).strip(" .")
    if not bare or not any(letter.isalpha() for letter in bare):
        return None
    person, office, rule, sure = _split(bare)
    kind = "person" if person else _kind(office or bare)
    if kind == "person" and not person and not office:
        person = bare
    mission = _MISSION.search(office or bare) is not None
    return Reading(words, bare, kind, person, office, mission, rule, sure)


def _split(bare: str) -> tuple[str, str, str, float]:
    """Part the personal name from the office: (person, office, rule, confidence)."""
    named = _NAMED.match(bare)
    if named and _NAME.match(_COURTESY.sub("", named["name"]).strip()):
        office = tidy(named["office"] + named["rest"])
        return _COURTESY.sub("", named["name"]).strip(), office, "office-(name)", 0.98
    courteous = _COURTESY.match(bare)
    if courteous and bare[courteous.end() :].strip():
        return _courteous(bare[courteous.end() :].strip())
    for words in (bare, _AWAY.sub("", bare)):
        ranked = _RANKED.match(words)
        if ranked and not _is_office_word(ranked["name"]):
            return ranked["name"], ranked["office"], "rank-name", 0.95
    return _plain(bare)


def _courteous(name: str) -> tuple[str, str, str, float]:
    """Read what follows "Mr.": a name, often with the body or office it belongs to."""
    if _known_head(name):
        return "", name, "courtesy-office", 0.9  # "Mr. President", "Comrade Chairman"
    parts = _OF_BODY.split(name, maxsplit=1)
    if len(parts) == 1:
        parts = name.split(", ", 1)
    return tidy(parts[0]), tidy(parts[1]) if len(parts) > 1 else "", "courtesy-name", 0.95


def _plain(bare: str) -> tuple[str, str, str, float]:
    """Read a phrase without a rank or courtesy before the name."""
    for rule, parts in (
        ("name-of-body", _OF_BODY.split(bare, maxsplit=1)),
        ("name-office", bare.split(", ", 1)),
    ):
        if len(parts) < 2:
            continue
        ranked = _RANKED.match(parts[0])
        if ranked and not _is_office_word(ranked["name"]):
            return ranked["name"], tidy(f"{ranked['office']}, {parts[1]}"), f"rank-{rule}", 0.9
        name = _NAME.match(parts[0]) and not _known_head(parts[0])
        if name and (_known_head(parts[1]) if rule == "name-office" else " " in parts[0]):
            return parts[0], tidy(parts[1]), rule, 0.9
    if _known_head(bare):
        return "", bare, "office", 0.95
    if _is_acronym(bare):
        return "", "", "acronym", 0.8
    return (bare, "", "name", 0.8) if _NAME.match(bare) else ("", "", "phrase", 0.5)


def _head(words: str) -> str:
    """Return the noun a phrase is about, in small letters ("secretary" of "Secretary of State")."""
    bare = _POSSESSIVE.sub("", _ARTICLE.sub("", words))
    end = _HEAD_END.search(bare)
    first = bare[: end.start()] if end else bare
    return first.rsplit(" ", 1)[-1].strip(".’'[]").lower()


def _known_head(words: str) -> bool:
    head = _head(words)
    return head in PERSONS or head in BODIES or head.removesuffix("s") in BODIES


def _is_office_word(name: str) -> bool:
    first, last = name.split(" ", 1)[0].lower(), name.rsplit(" ", 1)[-1].lower()
    return (
        first in PERSONS | BODIES or last in PERSONS | BODIES or first in ("general", "designate")
    )


def _is_acronym(words: str) -> bool:
    letters = [word for word in re.split(r"[ /-]", words) if word]
    return all(word.isupper() and len(word) > 1 for word in letters)


def _kind(words: str) -> EntityKind:
    head = _head(words)
    if head in PERSONS:
        return "person"
    bare = _ARTICLE.sub("", words)
    if head in BODIES or head.removesuffix("s") in BODIES or _is_acronym(bare):
        return "organisation"
    if bare.split(" ", 1)[0].lower() in ("all", "certain", "various", "joint", "central"):
        return "organisation"
    return "person"


@lru_cache(maxsize=4096)
def _post(words: str, day: str) -> str:
    """Return the name of the place where the mission of these words stands, or ""."""
    post = post_of(words, day)
    place = place_of_post(post) if post != "department" else None
    return place.name if place is not None else ""
