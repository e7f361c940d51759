"""A record as OpenSearch takes it: the very terms that the embedded engine indexes.

The words of a record pass our own analysis here, in Python. What is sent are its terms, parted
by blanks, which OpenSearch parts again and does not change. So both engines have equal terms at
equal places, whatever analysers a server has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import tantivy
from msgspec import json

from regesta.model import Record
from regesta.search.analysis import LONGEST, PLAIN, SIGNS, analysers
from regesta.search.documents import fill_document
from regesta.search.schema import PARTIES, STORED, text_fields

# Lucene cuts a term after so many signs, and an id after so many bytes.
LONGEST_TERM = 240
LONGEST_ID = 480
# The field, not looked into by the server, that holds all that is stored.
STORE = "stored"
# The place of a record in the archive's order, by which equals are ordered.
PLACE = "place"

_LANGUAGES = {
    **{name: language for name, _kind, language in text_fields()},
    **dict.fromkeys(PARTIES, PLAIN),
}


class DocumentFields:
    """Gathers what `fill_document` adds, as OpenSearch takes it."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {STORE: {}}

    def add_text(self, field: str, value: str, /) -> None:
        """Add a value of text: as terms where it is one of words, whole where it is a key."""
        language = _LANGUAGES.get(field)
        values = [value] if language is None else rows_of_terms(value, language)
        self.fields.setdefault(field, []).extend(values)

    def add_integer(self, field: str, value: int, /) -> None:
        """Add a number."""
        self.fields[field] = value

    def add_bytes(self, field: str, value: bytes, /) -> None:
        """Add what is but stored."""
        self.fields[STORE][field] = value.decode()


def rows_of_terms(text: str, language: str) -> list[str]:
    """Return the terms of a normalised text, parted by blanks.

    They are one value, but where the analysis leaves out a word that is too long: there a new
    value begins, which OpenSearch places one further, so that phrases do not bridge the gap.
    """
    terms = analysers()[language].analyze(text)
    if language == SIGNS:
        return [" ".join(map(safe_term, terms))]
    if len(text) < LONGEST:
        return [" ".join(terms)]
    words = _words().analyze(text)
    if len(words) == len(terms):
        return [" ".join(terms)]
    rows: list[list[str]] = [[]]
    kept = iter(terms)
    for word in words:
        if len(word.encode()) < LONGEST:
            rows[-1].append(next(kept))
        else:
            rows.append([])
    return [" ".join(row) for row in rows]


@lru_cache(maxsize=1)
def _words() -> tantivy.TextAnalyzer:
    """Return what parts a text into words as the analysis does, and leaves out none."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).build()


def safe_term(term: str) -> str:
    """Return a term as it is indexed: one that Lucene would cut by its digest instead."""
    return term if len(term) <= LONGEST_TERM else _digest(term)


def document_id(identifier: str) -> str:
    """Return under which id a record is indexed: its own, if it is not too long for one."""
    short = len(identifier.encode()) <= LONGEST_ID and identifier
    return identifier if short else _digest(identifier)


def _digest(text: str) -> str:
    return f"blake2b{blake2b(text.encode(), digest_size=24).hexdigest()}"


def make_fields(record: Record, shown: Mapping[str, str]) -> dict[str, Any]:
    """Return the document of a record; `shown` gives the name to show of an entity's id."""
    document = DocumentFields()
    fill_document(document, record, shown)
    return document.fields


def bulk_lines(
    records: Iterable[Record], shown: Mapping[str, str], first: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield for each record its id and the two lines of a bulk request that index it.

    `first` is the place of the first record in the archive's order; None where they have none.
    Sent twice, a record is indexed once.
    """
    for at, record in enumerate(records):
        fields = make_fields(record, shown)
        if first is not None:
            fields[PLACE] = first + at
        action = json.encode({"index": {"_id": document_id(record.id)}})
        yield record.id, b"%b\n%b\n" % (action, json.encode(fields))


def stored_of(source: Mapping[str, Any]) -> dict[str, bytes]:
    """Return what is stored of a record, from the source that OpenSearch keeps."""
    stored = source[STORE]
    return {name: stored[name].encode() for name in STORED}
