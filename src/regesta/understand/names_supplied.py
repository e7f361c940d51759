"""Names that an editor completed: "[Zhou] Enlai", "Comrade [Liu] Shaoqi", "Mao [Zedong]"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from regesta.model import EntityMention, Text
from regesta.understand.authority import Authority

_BEFORE = re.compile(r"\[(\w[\w'’-]{0,20})\][ ]?(\w(?:[\w-]|[’'](?!s\b)){1,20})")
_AFTER = re.compile(r"\b(\w[\w'’-]{1,20})[ ]?\[(\w[\w'’ -]{0,20})\]")


def find_supplied(text: Text, authority: Authority) -> Iterator[EntityMention]:
    """Yield the names made whole by supplied words; `name` is the full name.

    Decided when the authority has one person of the full name. Where it has none, the name
    is proposed only if the apparatus calls the brackets supplied; a gloss is no name.
    """
    if "[" not in text.body:
        return
    supplied = {mark.start for mark in text.apparatus if mark.kind == "supplied"}
    taken = -1
    for pattern, bracket in ((_BEFORE, 1), (_AFTER, 2)):
        for match in pattern.finditer(text.body):
            first, second = match[1], match[2]
            if not (first[:1].isupper() or not first.isascii()) or match.start() < taken:
                continue
            name = f"{first} {second}"
            people = [each for each in authority.named(name) if each.kind == "person"]
            told = match.start(bracket) - 1 in supplied and bracket == 1 and second[:1].isupper()
            if len(people) != 1 and not told:
                continue
            taken = match.end()
            yield EntityMention(
                start=match.start(),
                end=match.end(),
                quote=match[0],
                rule="supplied name",
                confidence=0.95 if len(people) == 1 else 0.5,
                kind="person",
                entity=people[0].id if len(people) == 1 else "",
                name=people[0].name if len(people) == 1 else name,
            )
