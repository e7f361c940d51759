"""Fold a name to a key under which its spellings meet.

Case, diacritics, ligatures, hyphens, apostrophes of any sort, and traditional against
simplified hanzi make no difference to the key. Folding never romanises: that is
`romanisation`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

# Letters that Unicode does not decompose, and marks that only tell a sound.
_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l",
    "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i",
    "ə": "a", "ƣ": "gh",
}  # fmt: skip
_DROPPED = "'’‘ʼʻ`´ʹʺ′″ʿʾ\u02bb\u02bc\"“”.\u200b\u200c\u200d\u00ad"
_SPACED = "-‐‑‒–—―_,·・/\u00a0\u3000"
_TABLE = str.maketrans({**_LETTERS, **dict.fromkeys(_DROPPED, ""), **dict.fromkeys(_SPACED, " ")})
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")


@lru_cache(maxsize=1)
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4096)
def simplify(text: str) -> str:
    """Return the text with traditional hanzi as simplified; other scripts stay as they are."""
    return str(_simplifier().convert(text)) if _HAN.search(text) else text


def drop_marks(text: str) -> str:
    """Return the text without apostrophes and their like, and with its dashes as blanks.

    >>> drop_marks("Ch'iao Kuan-hua")
    'Chiao Kuan hua'
    """
    return text.translate(_TABLE)


@lru_cache(maxsize=32768)
def fold_name(text: str) -> str:
    """Return the key of a name: its bare words in lower case with one blank between them.

    >>> fold_name("Ch'iao Kuan-hua"), fold_name("CHIAO KUAN–HUA")
    ('chiao kuan hua', 'chiao kuan hua')
    """
    folded = text.translate(_TABLE)
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
        folded = simplify(unicodedata.normalize("NFC", bare))
    return " ".join(folded.casefold().split())


@lru_cache(maxsize=32768)
def compact_name(text: str) -> str:
    """Return `fold_name` without blanks: "En-lai", "Enlai" and "En Lai" meet here."""
    return fold_name(text).replace(" ", "")
