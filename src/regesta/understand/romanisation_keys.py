"""Keys of sound, under which spellings of one name meet that no table could list.

Vowels are what transcribers of Arabic, Persian and Slavic names disagree on most, so a key
keeps the consonants of each word, in classes, without regard to the order of the words.
It serves full names only: a surname alone has too few consonants to tell persons apart.
"""

from __future__ import annotations

import re

from regesta.understand.folding import fold_name
from regesta.understand.romanisation_chinese import is_asian_order, read_chinese
from regesta.understand.romanisation_korean import is_hangul, korean_key
from regesta.understand.romanisation_russian import is_cyrillic, romanise

_ARABIC = re.compile(r"[\u0600-\u06ff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Arabic and Persian letters by the class of consonant that Latin spellings give them.
_LETTERS = {
    "ب": "b", "پ": "p", "ت": "t", "ث": "t", "ج": "j", "چ": "c", "ح": "h", "خ": "k", "د": "d",
    "ذ": "d",
    "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "S", "ص": "s", "ض": "d", "ط": "t", "ظ": "z",
    "غ": "k",
    "ف": "f", "ق": "k", "ک": "k", "ك": "k", "گ": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h",
    "ة": "",
    "و": "w", "ي": "y", "ی": "y", "ى": "", "ا": "", "أ": "", "إ": "", "آ": "", "ع": "", "ء": "",
    "ئ": "", "ؤ": "",
}  # fmt: skip
_CLASSES = (
    (re.compile(r"shch|sch|sh|š"), "S"), (re.compile(r"tch|ch|č"), "c"),
    (re.compile(r"zh|ž|dj|dzh|j"), "j"),
    (re.compile(r"kh|gh|q|g|ck|k|x(?=h)"), "k"), (re.compile(r"ph|f"), "f"),
    (re.compile(r"th|dh|(?<=t)h"), "d"),
    (re.compile(r"ts|tz|cz"), "s"), (re.compile(r"x"), "ks"), (re.compile(r"w|v"), "w"),
    (re.compile(r"z"), "s"),
)  # fmt: skip
_SOFT = re.compile(r"(?<![aeiou])y|y(?![aeiou])")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLE = re.compile(r"(.)\1+")
_ARTICLES = frozenset(
    {
        "al",
        "el",
        "ul",
        "ad",
        "as",
        "an",
        "ar",
        "bin",
        "ibn",
        "ben",
        "abd",
        "abdel",
        "abdul",
        "de",
        "von",
        "of",
    }
)
_TITLED = re.compile(
    r"^(?:Chairman|Mr|Mrs|Mme|Madame|General|Marshal|Prince|King|President|Dr|Sir|Uncle)\b"
)
_LEAST = 5


def sound_key(name: str) -> str:
    """Return the key of a full name, "" for a single word or one with too few consonants.

    >>> sound_key("Mohammad Mossadegh") == sound_key("Mohammed Mussadiq")
    True
    """
    if is_asian_order(name.split()) == "vietnamese" or _TITLED.search(name):
        # Its syllables are too few and too short: Thieu and Thoai would meet.
        return ""
    if _ARABIC.search(name):
        words = [_arabic(word) for word in name.split()]
    elif is_cyrillic(name):
        words = [_latin(word) for word in fold_name(romanise(name, "popular")).split()]
    elif _HAN.search(name) or is_hangul(name):
        return ""
    else:
        words = [_latin(word) for word in fold_name(name).split() if word not in _ARTICLES]
    words = sorted(word for word in words if word)
    joined = "".join(words)
    return " ".join(words) if len(words) > 1 and len(joined) >= _LEAST else ""


def _arabic(word: str) -> str:
    bare = re.sub(r"^ال", "", word)
    return "" if bare in ("عبد", "بن") else "".join(_LETTERS.get(sign, "") for sign in bare)


def _latin(word: str) -> str:
    for pattern, sign in _CLASSES:
        word = pattern.sub(sign, word)
    first = "" if word[:1] not in "aeiou" else "a"
    return first + _DOUBLE.sub(r"\1", _VOWELS.sub("", word))


def meeting_keys(name: str) -> frozenset[str]:
    """Return all keys under which a name may meet another spelling of itself."""
    keys = {sound_key(name)}
    if not read_chinese(name):
        keys.add(f"ko:{korean_key(name)}" if korean_key(name) and _is_korean(name) else "")
    return frozenset(keys - {""})


def _is_korean(name: str) -> bool:
    if is_hangul(name):
        return True
    words = name.replace("-", " ").split()
    return len(words) == 3 and all(len(word) <= 6 for word in words)
