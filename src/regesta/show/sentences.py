"""What the machine says in English, in the reader's language.

Rules and the search say in whole sentences why they found something; those sentences are kept
in the archive. Here they are turned by tables of patterns; one that no table knows stays as it is.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from msgspec import Struct

_BRACE = re.compile(r"\\\{(\w+)\\\}")


class Pattern(Struct, frozen=True):
    """A sentence with places for words, and the same in another language."""

    english: re.Pattern[str]
    other: str

    def turn(self, sentence: str) -> str | None:
        """Return the sentence in the other language, None where it is not this one."""
        found = self.english.fullmatch(sentence)
        return None if found is None else self.other.format(**found.groupdict())


@lru_cache(maxsize=4096)
def in_words(sentence: str, language: str) -> str:
    """Return a sentence of the machine in a language of the interface, as it is if unknown.

    >>> in_words("Same number, 4 days earlier.", "de")
    'Dieselbe Nummer, 4 Tage früher.'
    """
    clauses, whole = _tables(language)
    if not whole:
        return sentence
    for pattern in whole:
        said = pattern.turn(sentence)
        if said is not None:
            return said
    parts = sentence.rstrip(".").split(", ")
    parts[0] = parts[0][:1].lower() + parts[0][1:]
    turned = [_clause(part, clauses) for part in parts]
    if not all(turned):
        return sentence
    words = ", ".join(part for part in turned if part)
    return f"{words[:1].upper()}{words[1:]}."


def _clause(part: str, clauses: tuple[Pattern, ...]) -> str | None:
    return next((said for one in clauses if (said := one.turn(part)) is not None), None)


@cache
def _tables(language: str) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    file = resources.files("regesta.show") / "messages" / "sentences" / f"{language}.toml"
    if not file.is_file():
        return (), ()
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(
        tuple(Pattern(_expression(one), other) for one, other in tables[name].items())
        for name in ("clauses", "whole")
    )  # type: ignore[return-value]


def _expression(sentence: str) -> re.Pattern[str]:
    seen: set[str] = set()

    def place(brace: re.Match[str]) -> str:
        name = brace[1]
        if name in seen:
            return f"(?P={name})"
        seen.add(name)
        return f"(?P<{name}>.+?)"

    return re.compile(_BRACE.sub(place, re.escape(sentence)), re.S)
