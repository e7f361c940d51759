"""The keys of names and words by which records and mentions are compared."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from regesta.understand.folding import fold_name

_MOST_KNOWN = 100_000
# The stem of a long word is its first seven letters. A blank before it: `re` looks for one
# literal sign much faster than for a class.
_STEM = re.compile(r" ([a-z]{6,7})")
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
_LONG_NAME = re.compile(r"[A-Z][a-z]+(?: (?:(?:of|the|and|for|on) ){0,2}[A-Z][a-z]+){2,6}")


def ordinal(moment: str) -> int:
    """Return the ordinal of the day of an EDTF minute or day, 0 for none."""
    if len(moment) < 10:
        return 0
    return _ordinal(moment[:10])


@lru_cache(maxsize=65_536)
def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


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


def names_of(words: str) -> tuple[str, ...]:
    """Return the keys of the capitalised words, in their order, each once."""
    found = dict.fromkeys(map(_KEYS.__getitem__, dict.fromkeys(_CAPITAL.findall(words))))
    found.pop("", None)
    return tuple(found)


@lru_cache(maxsize=65_536)
def word_key(word: str) -> str:
    """Return the key of one word: folded, without the possessive ending."""
    return fold_name(_SOLID.sub("", re.sub(r"[’']s?$", "", word)))


def stems_of(words: str) -> tuple[str, ...]:
    """Return the stems of the long words in small letters, in their order, each once."""
    return tuple(dict.fromkeys(_STEM.findall(words)))


def name_keys(words: str) -> tuple[str, ...]:
    """Return the keys of a name as written: its words folded, without articles."""
    return _name_keys(words)


@lru_cache(maxsize=65_536)
def _name_keys(words: str) -> tuple[str, ...]:
    apart = _SOLID.sub("", re.sub(r"[’']s?\b|[()\[\],.:/]", " ", words))
    keys = fold_name(apart).split()
    return tuple(dict.fromkeys(key for key in keys if key not in _NO_KEY and len(key) > 1))


@lru_cache(maxsize=65_536)
def acronyms(words: str) -> tuple[str, ...]:
    """Return the short forms that long names of bodies in the words have in telegrams.

    >>> acronyms("Report by the Joint Chiefs of Staff")
    ('jcs',)
    """
    found: dict[str, None] = {}
    for match in _LONG_NAME.finditer(words):
        letters = "".join(sign for sign in match[0] if sign.isupper()).lower()
        for size in (3, 4):
            if len(letters) >= size:
                found.update(dict.fromkeys((letters[-size:], letters[:size])))
    return tuple(found)
