"""Names that no list has: proposed where a title or a heading gives reason, never decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from string import ascii_lowercase

from rapidfuzz.distance import JaroWinkler

from regesta.model import Block, Candidate, EntityMention
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_plain import plain
from regesta.understand.persons_parts import name_words

# Titles that only a person's name follows; "Secretary" and "Director" name offices as often.
_TITLE_WORDS = (
    "Mr.", "Mrs.", "Miss", "Messrs.", "Dr.", "Ambassador", "Senator", "Congressman", "General",
    "Admiral",
    "Colonel", "Captain", "Premier", "Marshal", "Comrade", "Professor", "Sir", "Lord", "Prince",
    "Governor",
    "Judge", "Gen.", "Col.", "Adm.", "Amb.", "Sen.", "Madame", "Mme.", "Chargé", "Major", "Tov.",
)  # fmt: skip
_NAME = re.compile(
    r" ((?:[A-Z](?:[\w’'-]*|\.) |(?:de|von|van|al|el|ben) ){0,3}[A-Z][a-z](?:[\w-]|[’'](?!s?\b))+)"
)
# What "General", "Major" and "Captain" are also said of.
_NO_NAMES = frozenset(
    {"Assembly", "Ruling", "Staff", "Headquarters", "Order", "Counsel", "Agreement", "Manager",
    "Board",
     "Conference", "Election", "Elections", "License", "Services", "Accounting", "Strike",
     "Motors", "Powers",
     "Inspector", "Principles", "Comment", "Comments", "Consulate", "Consul", "Council",
     "Situation", "Provisions"}
)  # fmt: skip
# After a known name: no other name follows, which is nearly always so.
_NAME_ENDS = frozenset(
    {"", ", ", ". ", ".\n", ".", "\n", *(f" {small}" for small in ascii_lowercase)}
)
_BRACKETED = re.compile(r"\(([A-Z][a-z]\w{2,})\)")
_CLOSE = 0.93
_TITLED = "title and new name"
# How often the likeness was right on the development volumes.
_CONFIDENCE = {_TITLED: 0.35, "signature": 0.95, "name beside an office": 0.65}
_BORNE = 0.72


TITLES: Mapping[str, str] = {plain(title): title for title in _TITLE_WORDS}


def propose(
    text: str,
    blocks: Iterable[Block],
    titles: Iterable[tuple[int, int, str]],
    known: Mapping[int, int],
    index: PersonIndex,
) -> Iterator[EntityMention]:
    """Yield names of persons that stand after a title, or in brackets in a heading.

    `titles` are those of `TITLES` in the text, `known` the names already found, start and end. A
    name spelled almost as that of one person of the list alone gets this person (confidence as
    measured); any other stays without, at confidence 0.4.
    """
    taken = set(known.values())
    for _, end, title in titles:
        if title[-1] == "." and text[end - 1] not in ". ":
            continue
        follows = known.get(end + 1, end)
        if follows > end and text[follows : follows + 2] in _NAME_ENDS:
            continue
        match = _NAME.match(text, end)
        if match and match.end() not in taken:
            taken.add(match.end())
            mention = _proposal(text, match.start(1), match.end(), _TITLED, index, title)
            if mention is not None:
                yield mention
    for block in [each for each in blocks if each.kind in ("heading", "signed")]:
        words = text[block.start : block.end]
        if block.kind == "signed" and words.strip().isalpha() and block.end not in taken:
            mention = _proposal(text, block.start, block.end, "signature", index)
            if mention is not None and mention.entity:
                yield mention
        for match in _BRACKETED.finditer(words):
            if block.start + match.end(1) in taken:
                continue
            start = block.start + match.start(1)
            end = block.start + match.end(1)
            mention = _proposal(text, start, end, "name beside an office", index)
            if mention is not None:
                yield mention


def _proposal(
    text: str, start: int, end: int, rule: str, index: PersonIndex, title: str = ""
) -> EntityMention | None:
    quote = text[start:end]
    surname = quote.rsplit(" ", 1)[-1]
    words = name_words()
    if (
        surname in words.never
        or surname in words.titles
        or surname in words.things
        or surname in _NO_NAMES
    ):
        return None
    near = _near(surname, index)
    identifier = near.id if near else ""
    sure = _CONFIDENCE[rule]
    if near and _bears(title, near.id, index):
        sure = _BORNE
    return EntityMention(
        start=start,
        end=start + len(quote),
        quote=quote,
        rule=f"{rule}, spelled otherwise" if near else rule,
        confidence=sure if near else 0.4,
        kind="person",
        entity=identifier,
        name=quote,
    )


def _bears(title: str, identifier: str, index: PersonIndex) -> bool:
    """Tell whether the list knows the person by such a title."""
    kinds = name_words().titles.get(title, frozenset())
    return bool(kinds & index.persons[index.numbers[identifier]].classes)


def _near(surname: str, index: PersonIndex) -> Candidate | None:
    """Return the one person of the list whose surname is spelled almost alike."""
    if surname in index.similar:
        return index.similar[surname]
    found: set[int] = set()
    known = f" {' '.join(plain(surname).split())} " in index.terms
    if len(surname) > 4 and not known:
        for word, number in index.surnames.get(surname[0], ()):
            near_long = abs(len(word) - len(surname)) < 2
            if near_long and JaroWinkler.similarity(word, surname) >= _CLOSE:
                found.add(number)
    near = None
    if len(found) == 1:
        person = index.persons[found.pop()]
        near = Candidate(id=person.entity.id, confidence=0.65, why=f"spelled like {person.surname}")
    index.similar[surname] = near
    return near
