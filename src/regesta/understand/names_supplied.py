"""Names that an editor completed: "[Zhou] Enlai", "Comrade [Liu] Shaoqi", "Mao [Zedong]"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regesta.model import EntityMention, Text
from regesta.understand.authority import Authority

_BEFORE = re.compile(r"\[(\w[\w'’-]{0,20})\][ ]?(\w(?:[\w-]|[’'](?!s\b)){1,20})")
_AFTER = re.compile(r"\[(\w[\w'’ -]{0,20})\]")
_WORD_BEFORE = re.compile(r"\b(\w[\w'’-]{1,20})[ ]?\Z")
_WORD_REACH = 22


def find_supplied(text: Text, authority: Authority) -> Iterator[EntityMention]:
    """Yield the names made whole by supplied words; `name` is the full name.

    Decided when the authority has one person of the full name. Where it has none, the name
    is proposed only if the apparatus calls the brackets supplied; a gloss is no name.
    """
    if "[" not in text.body:
        return
    supplied = {mark.start for mark in text.apparatus if mark.kind == "supplied"}
    taken = -1
    for pairs, bracketed_first in ((_before(text.body), True), (_after(text.body), False)):
        for start, end, first, second in pairs:
            if not (first[:1].isupper() or not first.isascii()) or start < taken:
                continue
            name = f"{first} {second}"
            people = [each for each in authority.named(name) if each.kind == "person"]
            told = bracketed_first and start in supplied and second[:1].isupper()
            if len(people) != 1 and not told:
                continue
            taken = end
            yield EntityMention(
                start=start,
                end=end,
                quote=text.body[start:end],
                rule="supplied name",
                confidence=0.95 if len(people) == 1 else 0.5,
                kind="person",
                entity=people[0].id if len(people) == 1 else "",
                name=people[0].name if len(people) == 1 else name,
            )


Pair = tuple[int, int, str, str]
"""Start, end, the first and the second word of a name of which one stands in brackets."""


def _before(body: str) -> Iterator[Pair]:
    """Yield "[Zhou] Enlai"."""
    for match in _BEFORE.finditer(body):
        yield match.start(), match.end(), match[1], match[2]


def _after(body: str) -> Iterator[Pair]:
    """Yield "Mao [Zedong]": brackets are rare, so they are looked for, and then the word."""
    for match in _AFTER.finditer(body):
        place = match.start()
        word = _WORD_BEFORE.search(body, max(0, place - _WORD_REACH), place)
        if word:
            yield word.start(), match.end(), word[1], match[1]
