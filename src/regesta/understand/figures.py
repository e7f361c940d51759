"""Where numbers written in figures begin in a text; several questions begin from them."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from regesta.understand.names_plain import has_other_letters

# A literal that `re` looks for at full speed: every figure is made a nought first.
_NOUGHTS = re.compile(rb"00*")
_TO_NOUGHTS = bytes(0x30 if 0x30 <= byte <= 0x39 else 0x20 for byte in range(256))
_FIGURES = re.compile(r"\d\d*")


# No text speaks of so many dates, sums or papers; what asks for more was made to be slow.
MOST_HITS = 60_000


@lru_cache(maxsize=256)
def number_starts(text: str) -> tuple[int, ...]:
    """Return the places where runs of figures begin, figures of other scripts too.

    At most `MOST_HITS` of them.

    >>> number_starts("no. 302 of 1950")
    (4, 11)
    """
    if has_other_letters(text):
        return tuple([run.start() for run in islice(_FIGURES.finditer(text), MOST_HITS)])
    noughts = text.encode("ascii", "replace").translate(_TO_NOUGHTS)
    return tuple([run.start() for run in islice(_NOUGHTS.finditer(noughts), MOST_HITS)])
