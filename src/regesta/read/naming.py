"""The id of a record: its host's record ID, else a slug of its source's path.

The slug keeps the letters of every script. It is the path itself, without a leading
`sources/` and without `.txt`, when the path is already fit to be an id (small letters, digits,
`-`, `_`, `/`); any other path gets `~` and eight hex digits of its hash, so that two
different files never share a slug.

    sources/moscow/1950-01-03.txt  ->  moscow/1950-01-03
    moscow/1950-01-03.html         ->  moscow/1950-01-03.html
    Letter 1.txt                   ->  letter-1~5c0b9d6e   (the digits are the path's own)
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

_HOST_ID = re.compile(r"[^\W_][\w.:-]{0,79}")
_FIT = re.compile(r"[^\W_](?:[\w-]|/(?=[^\W_]))*")
_EXTENSION = re.compile(r"\.([a-z0-9]{1,8})$")
_UNFIT = re.compile(r"[^\w/]+")


def record_id(stated: str, source_name: str, place: str = "") -> str:
    """The id for a record with this host's ID ("" for none), from this source and place in it."""
    stated = unicodedata.normalize("NFC", stated.strip()) if stated else ""
    if stated and _HOST_ID.fullmatch(stated):
        return stated
    slug = slug_of(source_name)
    return f"{slug}/{place.replace(' ', '-')}" if place else slug


@lru_cache(maxsize=64)
def slug_of(name: str) -> str:
    """The slug of a source's path; different paths have different slugs."""
    path = name.removeprefix("sources/")
    found = _EXTENSION.search(path)
    stem = path[: found.start()] if found else path
    kept = "" if found and found[1] == "txt" else path[len(stem) :]
    fit = found is not None and stem == unicodedata.normalize("NFC", stem.lower())
    if fit and _FIT.fullmatch(stem):
        return stem + kept
    digits = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    base = _UNFIT.sub("-", unicodedata.normalize("NFC", stem).lower())
    base = re.sub(r"/[-_/]*", "/", base).strip("-_/")[:80]
    return f"{base or 'source'}~{digits}"
