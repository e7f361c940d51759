"""A text in plain letters, of the same length, so that names are found by their bare words."""

from __future__ import annotations

import unicodedata


def _table() -> dict[int, str]:
    """Map accented Latin letters to their base and all that is no letter or digit to a blank."""
    table: dict[int, str] = {}
    for code in (*range(0x24F), *range(0x1E00, 0x1EFF), *range(0x2000, 0x2070)):
        sign = chr(code)
        if sign.isalnum():
            base = unicodedata.normalize("NFKD", sign)[0]
            if base != sign and base.isascii() and base.isalnum():
                table[code] = base
        else:
            table[code] = " "
    special = {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "s"}
    return table | {ord(sign): base for sign, base in special.items()}


_TABLE = _table()


def plain(text: str) -> str:
    """Return the text with bare letters and blanks only, a blank added before and after.

    Character `i` of the text is character `i + 1` of the result.

    >>> plain("O’Neill–Hammarskjöld")
    ' O Neill Hammarskjold '
    """
    return f" {text.translate(_TABLE)} "
