"""A sketch of a text: a few numbers by which its copies are found, whatever was done to them.

Only letters count, all small: paragraphs, hyphens, spaces, quotation marks, figures and markup
make no difference. After each anchor, a fixed letter or pair of letters, the letters that
follow are taken as a window and hashed. Where a window lies depends on nothing but the words
around it, so a text cut in half keeps the windows of the half, and a name spelled otherwise or
a misread letter costs the windows that it lies in and no other (winnowing by content: U. Manber,
Finding similar files, 1994; S. Schleimer et al., Winnowing, 2003).

The rare anchor gives a window about every 70 letters, enough to find and to weigh long texts;
shorter ones are weighed by a frequent anchor as well, with a window about every 14 letters.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache
from zlib import crc32

from msgspec import Struct

from regesta.model import Record

# Longer texts have windows of the rare anchor in plenty. Half of a text that is just too long
# still has some twenty of them.
FINE_UP_TO = 3_000
_DRAFT_WITHIN = 300

_SMALL = bytes.maketrans(bytes(range(65, 91)), bytes(range(97, 123)))
_NO_LETTER = bytes(
    sign for sign in range(256) if not chr(sign).isascii() or not chr(sign).isalpha()
)

_COARSE = re.compile(rb"nt(?=(.{14}))").findall
_FINE = re.compile(rb"n(?=(.{14}))").findall

# Every eighth sign of the Unicode order is an anchor where there is no alphabet: of hanzi that
# is a window about every eight signs, and 7 of them tell as much as 14 letters.
_EVERY = 8
_CYRILLIC = re.compile("[а-яё]")
_COARSE_CYRILLIC = re.compile("ст(?=(.{14}))", re.DOTALL).findall
_FINE_CYRILLIC = re.compile("р(?=(.{14}))", re.DOTALL).findall
_DRAFT = re.compile(r"\b(?:draft(?!ed|ing|er)|projet\b|entwurf|проект\b|черновик)", re.I)


@lru_cache(maxsize=2)
def _anchors(step: int) -> Callable[[str], list[str]]:
    signs = "".join(map(chr, (*range(0x370, 0xD800, step), *range(0xF900, 0xFF00, step))))
    return re.compile(f"[{re.escape(signs)}](?=(.{{7}}))", re.DOTALL).findall


class Sketch(Struct, frozen=True, array_like=True):
    """How long the texts of a record are in letters, and their windows as hashes of 32 bits.

    `coarse` are those after the rare anchor, `fine` those after the frequent one, for short
    texts only; each hash once, as four bytes of this machine. `draft` tells that the title or
    a marking calls the record a draft.
    """

    letters: int = 0
    coarse: bytes = b""
    fine: bytes = b""
    draft: bool = False


def sketch(record: Record) -> Sketch:
    """Return the sketch of all texts of a record; an empty one where there are none."""
    if not record.texts:
        return Sketch()
    letters = 0
    coarse: list[bytes] = []
    fine: list[bytes] = []
    for text in record.texts:
        length, rare, frequent = _windows(text.body)
        letters += length
        coarse += rare
        fine += frequent
    return Sketch(
        letters=letters,
        coarse=_hashes(coarse),
        fine=_hashes(fine) if letters <= FINE_UP_TO else b"",
        draft=_is_draft(record),
    )


def hashes_of(windows: bytes) -> array[int]:
    """Return the hashes that a sketch keeps as bytes."""
    found = array("I")
    found.frombytes(windows)
    return found


def _windows(body: str) -> tuple[int, list[bytes], list[bytes]]:
    encoded = body.encode("utf-8", "replace")
    letters = encoded.translate(_SMALL, _NO_LETTER)
    if len(letters) >= len(encoded) - len(body):
        return len(letters), _COARSE(letters), _FINE(letters) if _is_short(letters) else []
    signs = "".join(filter(str.isalpha, body)).casefold()
    rare, frequent = (
        (_COARSE_CYRILLIC, _FINE_CYRILLIC)
        if _CYRILLIC.search(signs, 0, 200)
        else (_anchors(3 * _EVERY), _anchors(_EVERY))
    )
    shorter = frequent(signs) if _is_short(signs) else []
    return len(signs), [one.encode() for one in rare(signs)], [one.encode() for one in shorter]


def _is_short(letters: bytes | str) -> bool:
    return len(letters) <= FINE_UP_TO


def _hashes(windows: Iterable[bytes]) -> bytes:
    return array("I", set(map(crc32, windows))).tobytes()


def _is_draft(record: Record) -> bool:
    title = record.title or record.stated.head
    return bool(_DRAFT.search(title) or "DRAFT" in record.texts[0].body[:_DRAFT_WITHIN])
