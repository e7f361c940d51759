"""Every form of a name that a search should find, across scripts and romanisations."""

from __future__ import annotations

import re

from regesta.understand.romanisation_chinese import (
    chinese_spellings,
    is_asian_order,
    read_chinese,
    syllables,
)
from regesta.understand.folding import fold_name

_NUMERAL = re.compile(r"^[IVX]+$")
_SLAVIC = re.compile(r"(?:sk|tsk)(?:y|ii|iy|i|ij)$")


def order_of_name(whole: str) -> tuple[str, tuple[str, ...]]:
    """Return (name used alone, other names) of a name that is not inverted.

    Chinese and Korean names begin with the family name, Vietnamese persons are called by
    the last name (but Ho Chi Minh by the first); rulers by the name before their number;
    all others by the last.
    """
    words = whole.split()
    if _NUMERAL.match(words[-1]):
        return words[0], ()
    order = is_asian_order(words)
    if fold_name(words[0]) == "ho" or order in ("chinese", "korean"):
        return words[0], tuple(words[1:])
    lower = next((at for at, word in enumerate(words[1:], 1) if word in ("bin", "ibn", "al")), 0)
    if lower:
        return words[0], tuple(words[1:])
    return words[-1], tuple(words[:-1])


def name_variants(name: str) -> list[str]:
    """Return the spellings of a listed name that a text may use; the name itself first."""
    forms = chinese_spellings(name) if " " in name else [name]
    words = name.split()
    if len(words) > 2 and is_asian_order(words) == "vietnamese":
        forms.append(" ".join([words[0], *(word.lower() for word in words[1:-1]), words[-1]]))
    if " " not in name and _SLAVIC.search(name):
        stem = _SLAVIC.sub("", name)
        tail = name[len(stem) :][: -len(re.sub(r"^t?sk", "", name[len(stem) :]))]
        forms.extend(stem + tail + end for end in ("y", "ii", "iy", "i"))
    return list(dict.fromkeys(forms))


__all__ = ["name_variants", "order_of_name", "read_chinese", "syllables"]
