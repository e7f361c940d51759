"""The fields of the embedded index, by name; how a name is made of its kind and language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import tantivy

from regesta.search.analysis import LANGUAGES
from regesta.search.index import COUNTED

# Raised whenever the fields or the analysis change, so that an older index is rebuilt.
VERSION = 3

# What a word is looked for in, and how much a match there counts. "about" is what the
# source says of the document beside its text: summary, subjects, persons, places.
# "edition" is what the editors added within a text, "notes" what they say at its foot.
KINDS: Mapping[str, float] = {
    "title": 1.5, "body": 1.0, "edition": 0.7, "notes": 0.5, "about": 1.0,
}  # fmt: skip

# Indexed whole (one term a value) and not shown: ids, numbers, what the record has.
KEYS = ("id", "number", "cites", "has", "parent")

# Words of the correspondents: name, office, post; no stems, so that names stay names.
PARTIES = ("sender_words", "recipient_words")
# How much a match there counts: who wrote and who was written to tells much.
PARTY_WEIGHT = 1.2

# First and last minute since 1970, and the order of records by date: see `documents`.
NUMBERS = ("earliest", "latest", "chronology")

STORED = ("sid", "stitle", "sdate", "sgenre", "stext", "smap", "scites", "sadded")


def text_field(kind: str, language: str) -> str:
    """Return the name of the field for this kind of text in this index language."""
    return f"{kind}_{language}"


def facet_field(facet: str) -> str:
    """Return the name of the field that holds the values of a facet."""
    return f"facet_{facet}"


def is_facet_field(field: str) -> bool:
    """Say whether a field holds the values of a facet."""
    return field.startswith("facet_")


def text_fields() -> Iterator[tuple[str, str, str]]:
    """Yield field name, kind and language of all fields of text."""
    for kind in KINDS:
        for language in LANGUAGES:
            yield text_field(kind, language), kind, language


@lru_cache(maxsize=1)
def build_schema() -> tantivy.Schema:
    """Return the schema; it is the same for every index of this version."""
    builder = tantivy.SchemaBuilder()
    for name, _kind, language in text_fields():
        builder.add_text_field(name, tokenizer_name=f"regesta_{language}")
    for name in PARTIES:
        builder.add_text_field(name, tokenizer_name="regesta_und")
    for facet in COUNTED:
        builder.add_text_field(
            facet_field(facet), tokenizer_name="raw", fast=True, index_option="basic"
        )
    for name in KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("suggest", tokenizer_name="raw", index_option="basic")
    for name in NUMBERS:
        builder.add_integer_field(name, fast=True, indexed=False)
    for name in STORED:
        builder.add_bytes_field(name, stored=True)
    return builder.build()
