"""A text in plain letters, of the same length, so that names are found by their bare words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def _base(sign: str) -> str:
    """Return the bare letter of a Latin letter or digit, a blank for anything else."""
    if not sign.isalnum():
        return " "
    base = unicodedata.normalize("NFKD", sign)[0]
    return base if base.isascii() and base.isalnum() else _SPECIAL.get(sign, sign)


_SPECIAL = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "s"}
_WIDE = {
    code: base
    for code in (*range(0x250), *range(0x1E00, 0x1F00), *range(0x2000, 0x2070))
    if (base := _base(chr(code))) != chr(code)
}
_NARROW = "".join(_base(chr(code)) for code in range(256)).encode("latin-1")
_LETTERS_BEYOND = re.compile(r"[\u0100-\u024f\u0370-\u1fff\u3040-\ud7ff]")


# All bytes but those that begin such a letter in UTF-8: a look many times as fast as the
# pattern's, for texts that have curly quotation marks and nothing more.
_NOT_LEADING = bytes(
    byte for byte in range(256)
    if not (0xC4 <= byte <= 0xC9 or 0xCD <= byte <= 0xE1 or 0xE3 <= byte <= 0xED)
)  # fmt: skip


@lru_cache(maxsize=256)
def has_other_letters(text: str) -> bool:
    """Tell whether a text may have letters beyond Latin-1 at all.

    >>> has_other_letters("“État”"), has_other_letters("周恩来")
    (False, True)
    """
    return not text.isascii() and bool(
        text.encode("utf-8", "surrogatepass").translate(None, _NOT_LEADING)
    )


@lru_cache(maxsize=256)
def plain_bytes(text: str) -> bytes:
    """Return what `plain` gives as Latin-1, a byte each; "?" for letters beyond.

    >>> plain_bytes("O’Neill–Hammarskjöld")
    b' O Neill Hammarskjold '
    """
    if has_other_letters(text):
        return plain(text).encode("latin-1", "replace")
    # Quotation marks and dashes beyond Latin-1 become "?", and that a blank.
    return b" %b " % text.encode("latin-1", "replace").translate(_NARROW)


@lru_cache(maxsize=64)
def plain(text: str) -> str:
    """Return the text with bare letters and blanks only, a blank added before and after.

    Character `i` of the text is character `i + 1` of the result.

    >>> plain("O’Neill–Hammarskjöld")
    ' O Neill Hammarskjold '
    """
    if has_other_letters(text) and _LETTERS_BEYOND.search(text):
        return f" {text.translate(_WIDE)} "
    narrow = text.encode("latin-1", "replace").translate(_NARROW)
    return f" {narrow.decode('latin-1')} "
