"""Month, weekday and relative words of each language, from `data/months.toml`."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

_TABLE: dict[str, Any] = tomllib.loads(
    files("regesta.understand").joinpath("data/months.toml").read_text(encoding="utf-8")
)
_LANGUAGES = [code for code in _TABLE if code not in ("parts", "numbers", "days", "tense")]

NUMBERS: dict[str, int] = _TABLE["numbers"]
PARTS: dict[str, tuple[int, int]] = {
    word: (hours[0], hours[1]) for word, hours in _TABLE["parts"].items()
}


AHEAD = frozenset(_TABLE["tense"]["ahead"])
BEHIND = frozenset(_TABLE["tense"]["behind"])
PAIRS = frozenset(tuple(pair.split()) for pair in _TABLE["tense"]["pairs"])
PAPERS = frozenset(_TABLE["tense"]["papers"])
DAYS: dict[str, int] = dict(
    sorted(_TABLE["days"].items(), key=lambda row: len(row[0]), reverse=True)
)
"""Days written out, the longest word first: "twenty-first" before "first"."""


def cased(word: str) -> set[str]:
    """Return a word as printed: as it is, with a capital, in capitals."""
    return {word, word[:1].upper() + word[1:], word.upper()}


def _months() -> dict[str, tuple[int, bool]]:
    found: dict[str, tuple[int, bool]] = {}
    for code in _LANGUAGES:
        bare = bool(_TABLE[code].get("bare", False))
        for number, words in enumerate(_TABLE[code].get("months", ()), start=1):
            for index, word in enumerate(words):
                for form in cased(word):
                    # A full name may stand alone ("in January"), an abbreviation may not.
                    found.setdefault(form, (number, bare and index == 0))
    return found


def _weekdays() -> dict[str, tuple[int, str, bool]]:
    found: dict[str, tuple[int, str, bool]] = {}
    for code in _LANGUAGES:
        for number, words in enumerate(_TABLE[code].get("weekdays", ())):
            for index, word in enumerate(words):
                for form in cased(word):
                    found.setdefault(form, (number, code, index == 0))
    return found


def _relative() -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for code in _LANGUAGES:
        for word, days in _TABLE[code].get("relative", {}).items():
            for form in cased(word):
                found.setdefault(form, (days, code))
    return found


MONTHS = _months()
"""Every printed form of a month: its number, and whether it may stand alone."""

WEEKDAYS = _weekdays()
"""Every printed form of a weekday: its number (Monday is 0), language, whether written in full."""

RELATIVE = _relative()
"""Every printed form of a word such as "yesterday": days from the day of writing, language."""
