"""How well the given names before a surname fit a person of the list."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from regesta.understand.folding import fold_name
from regesta.understand.names_around import is_initials
from regesta.understand.persons_parts import is_particle, name_words

CONFLICT, UNKNOWN, INITIAL, GIVEN = -1, 0, 1, 2
_LETTERS = re.compile(r"[A-Za-z]")
_CLOSE = 0.88


def fit(words: tuple[str, ...], given: tuple[str, ...], known: frozenset[str]) -> int:
    """Return how the words before a surname fit the given names of one of its bearers.

    `GIVEN` when a full given name or nickname is there, `INITIAL` when only initials fit (or
    a middle initial speaks against a given name that fits), `CONFLICT` when they are a given
    name or initials of someone else (`known` are given names), `UNKNOWN` when there is none.
    """
    if not given:
        return CONFLICT if any(word in known for word in words) else UNKNOWN
    fits = [_fit_word(word, given, known) for word in words if not is_particle(word)]
    if GIVEN in fits:
        return INITIAL if CONFLICT in fits and len(given) > 1 else GIVEN
    if CONFLICT in fits:
        return CONFLICT
    return INITIAL if INITIAL in fits[-1:] or INITIAL in fits[-2:-1] else UNKNOWN


def _fit_word(word: str, given: tuple[str, ...], known: frozenset[str]) -> int:
    found = _alone(word, given)
    if found is not None:
        return found
    if word in known or word.capitalize() in known or word in name_words().nicknames:
        # "J. Robert" may be listed as "J." alone: an initial of the list leaves it open.
        opening = {fold_name(name)[:1] for name in given if is_initials(name)}
        return INITIAL if fold_name(word)[:1] in opening else CONFLICT
    return UNKNOWN


@lru_cache(maxsize=16_384)
def _alone(word: str, given: tuple[str, ...]) -> int | None:
    """Return how a word fits whatever other given names are known, None when it does not."""
    if is_initials(word):
        letters = set(_LETTERS.findall(word))
        heads = {letter for name in given for letter in _heads(name)}
        return INITIAL if letters <= heads else CONFLICT
    folded = fold_name(word)
    for name in given:
        other = fold_name(name)
        if folded == other or (
            len(folded) > 2
            and len(other) > 2
            and (other.startswith(folded) or folded.startswith(other))
        ):
            return GIVEN
        if word.capitalize() in name_words().nicknames.get(name, ()):
            return GIVEN
        if len(folded) > 3 and JaroWinkler.similarity(folded, other) >= _CLOSE:
            return GIVEN
    return None


def _heads(name: str) -> set[str]:
    """Return the letters an initial of this name can be, its nicknames' too."""
    if is_initials(name):
        return set(_LETTERS.findall(name))
    names = {name, *name_words().nicknames.get(name, ())}
    return {fold_name(each)[:1].upper() for each in names}
