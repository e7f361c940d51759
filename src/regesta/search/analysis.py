"""How words become the terms of the index, alike for records and for queries.

Texts and queries pass `normalise`, then the analyser of their language. What it folds:

- dotted capitals are one word: "U.S.S.R.", "U. S. S. R." and "USSR"; "U.S.", "US" and "USA";
- an apostrophe of any sort inside a word is dropped ("Ch'en", "O’Neill"), with the s of
  a possessive ("Mao's"), but parts a French or Italian elision ("l'accord");
- the hyphen after "co" is dropped ("co-operation"); any other hyphen parts two words;
- diacritics and ligatures are folded, case makes no difference;
- traditional hanzi become simplified; every hanzi, kana and hangul syllable is a term of
  its own, with its position, so that any part of a word is found as a phrase of its signs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

import tantivy

from regesta.understand.folding import simplify

# Stemmers of the engine by BCP 47 language; a text in any other language is not stemmed.
STEMMERS: Mapping[str, str] = {
    "en": "english", "ru": "russian", "de": "german", "fr": "french", "es": "spanish",
    "it": "italian", "pt": "portuguese", "nl": "dutch",
}  # fmt: skip
SHORT = 120
PLAIN = "und"
SIGNS = "cjk"
LANGUAGES = (*STEMMERS, PLAIN, SIGNS)

# No word of a language is longer; what is, is a page's debris.
LONGEST = 64

_CJK = "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
_SIGN = re.compile(f"[{_CJK}]")
_SIGNS = re.compile(f"[{_CJK}]+(?:[\\s\u3000-\u303f\uff00-\uffef\\w]{{0,3}}[{_CJK}]+)*")
# All bytes but those that begin one of these signs in UTF-8: a look many times as fast as
# the pattern's, for texts that have curly quotation marks and nothing more.
_NOT_LEADING = bytes(byte for byte in range(256) if not 0xE3 <= byte <= 0xEF)
_UNSPACED = frozenset({"zh", "ja", "ko"})

# Each begins with a literal, which the engine of `re` looks for first: texts are long.
_DOTTED = re.compile(r"\.(?<=\b[A-Z]\.) ?(?=[A-Z]\.)")
_STATES = re.compile(r"US(?<=\bUS)\b(?!-)")
_APOSTROPHE = re.compile(r"'(?:(?<=[\w.]')s\b|(?<=\w')(?<!\b[dlDL]')(?=\w))")
_ELISION = re.compile(r"'(?=\w)")
_CO = re.compile(r"-(?<=\b[Cc]o-)(?=\w)")
_SOFT_HYPHEN = "\u00ad"
_OLD_RUSSIAN = re.compile(r"[ѢѣІіѲѳѴѵ]|ъ\b")
_OLD_LETTERS = str.maketrans("ѢѣІіѲѳѴѵ", "ЕеИиФфИи")
_LAST_HARD_SIGN = re.compile(r"ъ\b")
_APOSTROPHES = "’‘ʼʻ"
_ELIDING = frozenset({"fr", "it"})

# All that `normalise` takes out of an English text, in one pattern (see `squeeze`).
_SQUEEZED = re.compile(
    r"\.(?<=\b[A-Z]\.) ?(?=[A-Z]\.)"
    "|['’‘ʼʻ](?:(?<=[\\w.]['’‘ʼʻ])s\\b|(?<=\\w['’‘ʼʻ])(?<!\\b[dlDL]['’‘ʼʻ])(?=\\w))"
    r"|-(?<=\b[Cc]o-)(?=\w)|\u00ad"
)


def index_language(language: str) -> str:
    """Return under which of `LANGUAGES` a text of this BCP 47 language is indexed."""
    short = language[:2].lower()
    if short in _UNSPACED:
        return SIGNS
    return short if short in STEMMERS and (len(language) == 2 or language[2] == "-") else PLAIN


def normalise(text: str, language: str) -> str:
    """Do as `normalise_text`, and remember it for short texts: names and titles come often."""
    return _normalise_short(text, language) if len(text) < SHORT else normalise_text(text, language)


def normalise_text(text: str, language: str) -> str:
    """Fold what the engine's own filters cannot; `language` is one of `LANGUAGES`.

    >>> normalise_text("The U.S.S.R.’s co-operation with the U.S.", "en")
    'The USSR. cooperation with the USA.'
    """
    if language == SIGNS:
        return simplify_text(text)
    if not text.isascii():
        for sign in _APOSTROPHES:
            text = text.replace(sign, "'")
        if _SOFT_HYPHEN in text:
            text = text.replace(_SOFT_HYPHEN, "")
    text = _DOTTED.sub("", text)
    text = _STATES.sub("USA", text)
    text = (_ELISION if language in _ELIDING else _APOSTROPHE).sub(
        " " if language in _ELIDING else "", text
    )
    if language == "ru":
        text = _new_russian(text)
    return _CO.sub("", text)


def _new_russian(text: str) -> str:
    """Return Russian without ё, and as it is written since the reform of 1918.

    >>> _new_russian("Отвѣтъ изъ Россіи объ Ѳедорѣ")
    'Ответ из России об Федоре'
    """
    text = text.replace("ё", "е").replace("Ё", "Е")
    if _OLD_RUSSIAN.search(text):
        text = _LAST_HARD_SIGN.sub("", text.translate(_OLD_LETTERS))
    return text


@lru_cache(maxsize=32_768)
def _normalise_short(text: str, language: str) -> str:
    return normalise_text(text, language)


def squeeze(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without the signs that `normalise` drops, and where they were.

    The second part has, for each cut in order, the offset in the squeezed text from which
    on that many code points are missing in all. Snippets find words so, and map them back.
    """
    cuts: list[tuple[int, int]] = []
    parts: list[str] = []
    last = missing = 0
    for match in _SQUEEZED.finditer(text):
        parts.append(text[last : match.start()])
        last = match.end()
        missing += last - match.start()
        cuts.append((last - missing, missing))
    if not cuts:
        return text, cuts
    parts.append(text[last:])
    return "".join(parts), cuts


def signs_of(text: str) -> str:
    """Return the runs of hanzi, kana and hangul in a text, one a line; "" where it has none."""
    if text.isascii() or not text.encode().translate(None, _NOT_LEADING):
        return ""
    return "\n".join(_SIGNS.findall(text))


def has_signs(text: str) -> bool:
    """Say whether a word has hanzi, kana or hangul."""
    return not text.isascii() and _SIGN.search(text) is not None


def simplify_text(text: str) -> str:
    """Return traditional hanzi as simplified, for a text of any length."""
    return simplify(text) if len(text) < 64 else simplify.__wrapped__(text)


@lru_cache(maxsize=1)
def analysers() -> Mapping[str, tantivy.TextAnalyzer]:
    """Return the analyser of each of `LANGUAGES`, under the name it has in the schema."""
    made = {language: _spaced(stemmer) for language, stemmer in STEMMERS.items()}
    made[PLAIN] = _spaced("")
    signs = tantivy.Tokenizer.regex(f"[{_CJK}]|[\\p{{L}}\\p{{N}}--[{_CJK}]]+")
    made[SIGNS] = (
        tantivy.TextAnalyzerBuilder(signs)
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
    return made


def _spaced(stemmer: str) -> tantivy.TextAnalyzer:
    builder = (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(LONGEST))
        .filter(tantivy.Filter.lowercase())
        # Folded before stemming, so that a query typed without accents has the same stem.
        .filter(tantivy.Filter.ascii_fold())
    )
    if stemmer:
        builder = builder.filter(tantivy.Filter.stemmer(stemmer))
    return builder.build()


@lru_cache(maxsize=16_384)
def terms_of(text: str, language: str) -> tuple[str, ...]:
    """Return the terms that a word or phrase has in an index field of this language."""
    return tuple(analysers()[language].analyze(normalise(text, language)))
