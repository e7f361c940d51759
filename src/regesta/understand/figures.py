"""Where numbers written in figures begin in a text; several questions begin from them."""

from __future__ import annotations

import re
from functools import lru_cache

from regesta.understand.names_plain import has_other_letters

# A literal that `re` looks for at full speed: every figure is made a nought first.
_NOUGHTS = re.compile(rb"00*")
_TO_NOUGHTS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_FIGURES = re.compile(r"\d\d*")


@lru_cache(maxsize=256)
def number_starts(text: str) -> tuple[int, ...]:
    """Return the places where runs of figures begin, figures of other scripts too.

    >>> number_starts("no. 302 of 1950")
    (4, 11)
    """
    if has_other_letters(text):
        return tuple([run.start() for run in _FIGURES.finditer(text)])
    noughts = text.encode("ascii", "replace").translate(_TO_NOUGHTS)
    return tuple([run.start() for run in _NOUGHTS.finditer(noughts)])
