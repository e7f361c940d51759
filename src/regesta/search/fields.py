"""The fields a query may name, and what each looks in."""

from __future__ import annotations

from collections.abc import Mapping

# Field of the query language → facet whose values it matches by their words.
BY_VALUE: Mapping[str, str] = {
    "person": "person",
    "place": "place",
    "org": "organisation",
    "topic": "topic",
    "type": "genre",
    "collection": "collection",
    "archive": "archive",
    "language": "language",
    "classification": "classification",
    "agreement": "agreement",
}
# Field → words of the correspondents.
BY_PARTY: Mapping[str, str] = {"from": "sender_words", "to": "recipient_words"}
# Field → kinds of text.
BY_TEXT: Mapping[str, tuple[str, ...]] = {
    "title": ("title",), "text": ("body", "edition"), "notes": ("notes",),
}  # fmt: skip
# Field → key that must be given whole.
BY_KEY: Mapping[str, str] = {"id": "id", "cites": "cites", "number": "number", "has": "has"}

OTHERS = ("date", "cited-by", "name")
SYNONYMS: Mapping[str, str] = {
    "sender": "from", "author": "from", "recipient": "to", "organisation": "org",
    "organization": "org", "people": "person", "genre": "type", "lang": "language",
    "citedby": "cited-by", "body": "text", "note": "notes", "subject": "topic",
}  # fmt: skip

FIELDS = (*BY_PARTY, *BY_VALUE, *BY_TEXT, *BY_KEY, *OTHERS)

# What `has:` knows, each with the words that the help shows.
HAS: Mapping[str, str] = {
    "original": "a text in the original wording",
    "transcription": "a transcribed text",
    "translation": "a translation",
    "notes": "footnotes",
    "apparatus": "marks of the editors in the text",
    "facsimile": "pictures of its pages",
    "summary": "a summary",
    "date": "a date",
    "time": "a date to the minute",
    "sender": "a sender",
    "recipient": "a recipient",
    "number": "a number of its own",
    "references": "references to other documents",
    "held": "a reference to a record of this archive",
    "absent": "a reference to a document the archive does not hold",
    "wanted": "the same as absent",
    "unresolved": "a reference that is not decided",
    "agreement": "an agreement that it speaks of",
    "amount": "a sum of money or a quantity",
    "directive": "something asked of its reader",
    "attachment-of": "a parent record that it is attached to",
    "flags": "something that a reader should check",
}

# Languages by their English names, for `language:russian`.
LANGUAGE_NAMES: Mapping[str, str] = {
    "english": "en", "russian": "ru", "german": "de", "french": "fr", "chinese": "zh",
    "japanese": "ja", "korean": "ko", "spanish": "es", "italian": "it", "portuguese": "pt",
    "polish": "pl", "czech": "cs", "slovak": "sk", "hungarian": "hu", "romanian": "ro",
    "bulgarian": "bg", "serbian": "sr", "croatian": "hr", "albanian": "sq", "ukrainian": "uk",
    "vietnamese": "vi", "arabic": "ar", "persian": "fa", "turkish": "tr", "mongolian": "mn",
    "dutch": "nl", "greek": "el", "hebrew": "he", "hindi": "hi", "swedish": "sv",
    "norwegian": "no", "danish": "da", "finnish": "fi",
}  # fmt: skip
# Some sources tell the name of a language and some its code: each leads to the other.
LANGUAGES: Mapping[str, str] = {
    **LANGUAGE_NAMES, **{code: name for name, code in LANGUAGE_NAMES.items()},
}  # fmt: skip
