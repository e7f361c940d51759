"""In which language each text stands, told by its letters where the source does not say.

And whether it is a translation, where the source citation says whence it was translated.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from regesta.model import Record, Text

SAMPLE = 1_500
OPENING = 500
# Latin letters take one byte or two; where the bytes hardly outnumber the letters, it is they.
LATIN_SURPLUS = 0.15

# Letters that one script has and its neighbours have not.
SCRIPTS = (
    ("ja", re.compile(r"[぀-ヿ]")),
    ("ko", re.compile(r"[가-힯]")),
    ("zh", re.compile(r"[一-鿿]")),
    ("ru", re.compile(r"[Ѐ-ӿ]")),
    ("ar", re.compile(r"[؀-ۿ]")),
    ("el", re.compile(r"[Ͱ-Ͽ]")),
)
LETTERS = re.compile(r"[^\W\d_]")
SHARE = 0.3
UKRAINIAN = re.compile(r"[їєґ]", re.I)

# Words too short and too common to be anything but the language's own.
COMMON = {
    "en": frozenset(["the", "of", "and", "to", "that", "is", "was", "with", "for", "which"]),
    "fr": frozenset(["le", "la", "les", "des", "est", "que", "une", "dans", "pour", "qui"]),
    "de": frozenset(["der", "die", "das", "und", "ist", "nicht", "mit", "von", "dass", "zu"]),
    "es": frozenset(["el", "los", "las", "una", "que", "por", "con", "del", "para", "se"]),
}
LEAST_WORDS = 3
_ANY_COMMON = frozenset().union(*COMMON.values())
_ENGLISH = COMMON["en"]


def tell_language(text: str) -> str:
    """Return the BCP 47 language of a text, or "" where its letters and words do not tell.

    By script for Japanese, Korean, Chinese, Russian, Ukrainian, Arabic and Greek; by the
    commonest words for English, French, German and Spanish.
    """
    sample = text[:SAMPLE]
    if sample.isascii():
        return _by_words(sample)
    surplus = len(sample.encode("utf-8", "replace")) - len(sample)
    if surplus < LATIN_SURPLUS * len(sample):
        return _by_words(sample)
    letters = len(LETTERS.findall(sample))
    for language, pattern in SCRIPTS:
        # One kana or jamo among hanzi already tells Japanese or Korean.
        share = SHARE / 5 if language in ("ja", "ko") else SHARE
        if letters and len(pattern.findall(sample)) >= share * letters:
            return "uk" if language == "ru" and UKRAINIAN.search(sample) else language
    return _by_words(sample)


def _by_words(sample: str) -> str:
    # Most texts are English, and that is soon told without a count.
    known = _ANY_COMMON.intersection(sample[:OPENING].lower().split())
    if len(known) > LEAST_WORDS and known <= _ENGLISH:
        return "en"
    found = sample.lower().split()
    known = _ANY_COMMON.intersection(found)
    words = [word for word in found if word in known]
    counts = {
        language: len([word for word in words if word in common])
        for language, common in COMMON.items()
    }
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= LEAST_WORDS else ""


def tell_languages(record: Record, default: str) -> Record:
    """Fill the language of each text that states none, and of the record."""
    texts = tuple(
        text if text.language else replace(text, language=_told(text, default))
        for text in record.texts
    )
    languages = record.languages or tuple(
        dict.fromkeys(text.language for text in texts if text.language)
    )
    return replace(record, texts=texts, languages=languages)


def _told(text: Text, default: str) -> str:
    return tell_language(text.body) or default


def tell_roles(record: Record) -> Record:
    """Call the only text a translation where the parsed source names translator or translation.

    "…, 213; translation from A and B, eds., C" and "…; translated by D" say that what stands
    here is not the author's own wording.
    """
    translated = any(
        work.relation == "translation" or work.translators for work in record.source.parsed
    )
    if not translated or len(record.texts) != 1 or record.texts[0].role != "transcription":
        return record
    names = next((work.translators for work in record.source.parsed if work.translators), ())
    text = record.texts[0]
    translator = text.translator or ", ".join(names)
    return replace(record, texts=(replace(text, role="translation", translator=translator),))
