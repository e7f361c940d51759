"""Russian names: Cyrillic, BGN/PCGN, ALA-LC, the press's spelling, scholarly, and back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

SYSTEMS = ("bgn", "ala-lc", "popular", "scholarly")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_VOWELS = "аеёиоуыэюяъь"
_MOST = 6
# Endings of surnames, by which a Latin name is taken for a Russian one.
_ENDINGS = re.compile(
    r"(?:sk(?:y|ii|iy|i|ij|aya)|[oe]v|[oe]va|yev|in|ina|enko|chuk|[oiu]y|ii|ko|shin|chenk[oa]|yan|"
    r"shvili|dze|ich|off|eff)$",
    re.IGNORECASE,
)


class Letters(Struct, frozen=True, kw_only=True):
    """The tables both ways, and given names as they are romanised."""

    systems: Mapping[str, tuple[str, ...]]
    given: frozenset[str]
    back: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _letters() -> Letters:
    source = files("regesta.understand").joinpath("data", "cyrillic.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    back = {key: tuple(value.split()) for key, value in table["back"].items()}
    return Letters(
        systems={letter: tuple(forms) for letter, forms in table["letters"].items()},
        given=frozenset(table["given"]["names"].split()),
        back=back,
    )


def is_cyrillic(text: str) -> bool:
    """Tell whether a text has Cyrillic letters."""
    return bool(_CYRILLIC.search(text))


def inflected(surname: str) -> tuple[str, ...]:
    """Return a Russian surname in the cases of the masculine singular, the nominative first.

    >>> inflected("Молотов")[:3]
    ('Молотов', 'Молотова', 'Молотову')
    """
    if re.search(r"(?:[оеё]в|[иы]н)$", surname):
        return tuple(surname + end for end in ("", "а", "у", "ым", "е"))
    if surname.endswith("ий"):
        return (surname, *(surname[:-2] + end for end in ("ого", "ому", "им", "ом")))
    return (surname,)


def romanise(name: str, system: str) -> str:
    """Return a Cyrillic name in one of `SYSTEMS`.

    >>> [romanise("Вышинский", system) for system in SYSTEMS]
    ['Vyshinskiy', 'Vyshinskii', 'Vyshinsky', 'Vyšinskij']
    """
    return " ".join(_word(word, system) for word in name.split())


def _word(word: str, system: str) -> str:
    column = SYSTEMS.index(system)
    lower = word.lower()
    if system == "popular":
        lower = re.sub(r"[иы]й$", "ы", lower)
        lower = re.sub(r"(?<=[жчшщ])ё", "е", re.sub(r"ия$", "иа", lower)).replace("кс", "x")
        lower = re.sub(r"др$", "дер", lower)
    out = []
    for at, letter in enumerate(lower):
        before = lower[at - 1] if at else ""
        if letter in "её" and system == "bgn" and (not before or before in _VOWELS):
            out.append("ye" if letter == "е" else "yë")
        elif letter == "е" and system == "popular" and (not before or before in "ьъаеиоуы"):
            out.append("ye" if before else "E" if len(lower) < 3 else "Ye")
        else:
            out.append(_letters().systems.get(letter, (letter,) * 4)[column])
    text = "".join(out)
    if word.isupper() and len(word) > 1:
        return text.upper()
    return text[:1].upper() + text[1:] if word[:1].isupper() else text


def looks_russian(name: str) -> bool:
    """Tell whether a Latin name may be Russian, by its given name or the ending of its surname."""
    words = [word.strip(",.").lower() for word in name.replace("’", "'").split()]
    if not words:
        return False
    given = any(word in _letters().given for word in words)
    return given or (len(words) == 1 and bool(_ENDINGS.search(words[0])))


def cyrillic_forms(name: str) -> list[str]:
    """Return what a romanised Russian name can have been in Cyrillic, the likeliest first.

    >>> cyrillic_forms("Vyshinsky")[0], cyrillic_forms("Andrei Gromyko")[0]
    ('Вышинский', 'Андрей Громыко')
    """
    per_word = [_back(word) for word in name.split()]
    if not all(per_word):
        return []
    best = [" ".join(forms[0] for forms in per_word)]
    for at, forms in enumerate(per_word):
        for other in forms[1:]:
            words = [each[0] for each in per_word]
            words[at] = other
            best.append(" ".join(words))
    return list(dict.fromkeys(best))[:_MOST]


def _back(word: str) -> list[str]:
    lower = word.lower().replace("’", "'").strip("'") if word.isalpha() else word.lower()
    lower = re.sub(r"(?<=sk)(?:y|ii|iy|i|ij)$", "!", lower)
    lower = re.sub(r"(?:ii|iy|ij)$", "!", lower)
    lower = re.sub(r"ander$", "andr", re.sub(r"(?:ia|iya|iia|ija)$", "@", lower))
    lower = re.sub(r"off$", "ov", re.sub(r"eff$", "ev", lower))
    forms = [""]
    at = 0
    while at < len(lower):
        size, readings = _read(lower, at)
        if not readings:
            return []
        forms = [form + reading for form in forms for reading in readings][:_MOST]
        at += size
    return [form[:1].upper() + form[1:] for form in forms]


_SIGNS = {"!": "ий", "@": "ия", "'": "ь", "`": "ь", "ʹ": "ь", "-": "-"}


def _read(lower: str, at: int) -> tuple[int, tuple[str, ...]]:
    """Return how many letters are read at a place, and what they can be."""
    table = _letters().back
    letter = lower[at]
    if letter in _SIGNS:
        return 1, (_SIGNS[letter],)
    vowel_before = at > 0 and lower[at - 1] in "aeiouyё"
    if letter in "yi" and vowel_before and (at + 1 == len(lower) or lower[at + 1] not in "aeou"):
        return 1, ("й",)
    if letter == "y" and at + 1 == len(lower):
        return 1, ("ий", "ы")
    if letter == "e" and at == 0:
        return 1, ("Е", "Э")
    for size in (4, 3, 2, 1):
        readings = table.get(lower[at : at + size])
        if readings and len(lower[at : at + size]) == size:
            return size, readings
    return 1, ()
