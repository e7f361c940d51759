"""Where a TEI pointer leads: `#d178` and its like, made absolute.

#d178                   VOLUME/d178
#p_BJD1                 VOLUME/p_BJD1
#pg_12                  VOLUME#pg_12             a page of this volume
#d178fn3                VOLUME/d178#d178fn3      a footnote of that document
other-volume#d335       other-volume/d335
other-volume.xml#pg_12  other-volume#pg_12
https://…               unchanged
"""

from __future__ import annotations

import re
from functools import lru_cache

_PAGE = re.compile(r"(?:pg_.+|page[-_.]?\d+|p\d+)$")
_FOOTNOTE = re.compile(r"(.+?)(?:fn|-n|_n)[-_a-z]*\d+$")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|/")


@lru_cache(maxsize=65_536)
def absolute_target(pointer: str, volume: str) -> str:
    """Return where `pointer`, found in `volume`, leads; "" for an empty pointer.

    Of several pointers parted by blanks the first counts.
    """
    first = pointer.split(maxsplit=1)[0] if pointer.strip() else ""
    if not first or _ADDRESS.match(first):
        return first
    other, hash_sign, place = first.partition("#")
    other = other.removesuffix(".xml")
    home = other or volume
    if not hash_sign or not place:
        return home
    if _PAGE.match(place):
        return f"{home}#{place}"
    footnote = _FOOTNOTE.match(place)
    if footnote:
        return f"{home}/{footnote[1]}#{place}"
    return f"{home}/{place}"
