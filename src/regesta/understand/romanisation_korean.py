"""Korean names: hangul, the revised romanisation, McCune-Reischauer, and popular spellings."""

from __future__ import annotations

import re

from regesta.understand.folding import fold_name

_BASE, _LAST = 0xAC00, 0xD7A3
# Initials, vowels and finals of a syllable, as (revised, McCune-Reischauer).
_INITIALS = (
    ("g", "k"), ("kk", "kk"), ("n", "n"), ("d", "t"), ("tt", "tt"), ("r", "r"), ("m", "m"),
    ("b", "p"),
    ("pp", "pp"), ("s", "s"), ("ss", "ss"), ("", ""), ("j", "ch"), ("jj", "tch"), ("ch", "ch'"),
    ("k", "k'"),
    ("t", "t'"), ("p", "p'"), ("h", "h"),
)  # fmt: skip
_VOWELS = (
    ("a", "a"), ("ae", "ae"), ("ya", "ya"), ("yae", "yae"), ("eo", "ŏ"), ("e", "e"), ("yeo", "yŏ"),
    ("ye", "ye"), ("o", "o"), ("wa", "wa"), ("wae", "wae"), ("oe", "oe"), ("yo", "yo"), ("u",
    "u"), ("wo", "wŏ"),
    ("we", "we"), ("wi", "wi"), ("yu", "yu"), ("eu", "ŭ"), ("ui", "ŭi"), ("i", "i"),
)  # fmt: skip
_FINALS = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m",
"p", "p",
           "t", "t", "ng", "t", "t", "k", "t", "p", "t")  # fmt: skip
# Family names as their bearers spell them, against the revised form.
_POPULAR = {
    "i": ("Yi", "Lee", "Rhee", "Ri"), "gim": ("Kim",), "bak": ("Pak", "Park"), "choe": ("Ch'oe",
    "Choi"),
    "jeong": ("Chŏng", "Chung", "Chong"), "jang": ("Chang",), "jo": ("Cho",), "yun": ("Yun",
    "Yoon"),
    "im": ("Im", "Lim", "Rim"), "no": ("No", "Roh"), "baek": ("Paek", "Paik"), "gang": ("Kang",),
    "go": ("Ko",), "jeon": ("Chŏn", "Chun"), "an": ("An", "Ahn"), "byeon": ("Pyŏn", "Byun"),
}  # fmt: skip
_SOUND = (
    (re.compile(r"ee|yi|ui"), "i"), (re.compile(r"eo|ou|oo|eu|u|(?<=[a-z])y(?=n)"), "o"),
    (re.compile(r"ae|ai|ay|oe|oi"), "e"),
    (re.compile(r"ch|j"), "c"), (re.compile(r"g"), "k"), (re.compile(r"d"), "t"),
    (re.compile(r"b"), "p"),
    (re.compile(r"r"), "l"), (re.compile(r"(?<=a)h|(?<=o)h"), ""), (re.compile(r"(.)\1"), r"\1"),
)  # fmt: skip
_FAMILY_SOUND = {"lee": "i", "yi": "i", "rhee": "i", "ri": "i", "li": "i", "i": "i",
"park": "pak", "choi": "ce",
                 "choe": "ce", "roh": "no", "ro": "no", "lim": "im", "rim": "im", "ryu": "yo",
                 "yu": "yo", "yoo": "yo"}  # fmt: skip


def is_hangul(text: str) -> bool:
    """Tell whether a text has hangul syllables."""
    return any(_BASE <= ord(sign) <= _LAST for sign in text)


def _syllable(sign: str, column: int) -> str:
    index = ord(sign) - _BASE
    initial, vowel, final = index // 588, index % 588 // 28, index % 28
    return _INITIALS[initial][column] + _VOWELS[vowel][column] + _FINALS[final]


def hangul_forms(name: str) -> list[tuple[str, str]]:
    """Return (form, system) of a name in hangul: revised, McCune-Reischauer, popular family names.

    >>> hangul_forms("김일성")[0]
    ('Gim Il-seong', 'revised')
    """
    signs = [sign for sign in name if _BASE <= ord(sign) <= _LAST]
    if not 2 <= len(signs) <= 4:
        return []
    forms = []
    for system, column in (("revised", 0), ("mccune-reischauer", 1)):
        family, *given = [_syllable(sign, column) for sign in signs]
        forms.append((f"{family.capitalize()} {'-'.join(given).capitalize()}", system))
    revised = _syllable(signs[0], 0)
    for family in _POPULAR.get(revised, ()):
        given_name = forms[0][0].split(" ", 1)[1]
        forms.append((f"{family} {given_name}", "popular"))
        forms.append((f"{family} {forms[1][0].split(' ', 1)[1]}", "popular"))
    return list(dict.fromkeys(forms))


def korean_key(name: str) -> str:
    """Return a key under which the spellings of a Korean name meet, "" when it cannot be one.

    The family name stands first, or last after a given name of two syllables ("Syngman Rhee").
    """
    words = fold_name(name.replace("-", " ")).split()
    if is_hangul(name):
        form = next(iter(hangul_forms(name)), ("", ""))[0]
        return korean_key(form) if form else ""
    if not 2 <= len(words) <= 3 or (not name.isascii() and not _latin(name)):
        return ""
    family = _FAMILY_SOUND.get(words[0], _sound(words[0]))
    return family + " " + _sound("".join(words[1:]))


def _latin(name: str) -> bool:
    return all(ord(sign) < 0x250 or not sign.isalpha() for sign in name)


def _sound(word: str) -> str:
    for pattern, sign in _SOUND:
        word = pattern.sub(sign, word)
    return word
