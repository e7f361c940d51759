"""A record as a document of the index: what is searched, counted, sorted, and shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import tantivy
from msgspec import Struct, json

from regesta.model import (
    AgreementMention,
    Amount,
    DateSpan,
    Directive,
    Record,
    Text,
)
from regesta.search.analysis import PLAIN, SIGNS, index_language, normalise, signs_of
from regesta.search.edition import additions, author_words, edition_words
from regesta.search.facets import facet_values
from regesta.search.index import COUNTED
from regesta.search.schema import facet_field, text_field
from regesta.understand.folding import fold_name

EPOCH = datetime(1970, 1, 1)
# Room for the sequence of a record among those of the same minute.
ORDER = 1 << 20
# Parts of the stored text stand apart by this sign, which no text has.
PART = "\x1e"


class Part(Struct, frozen=True, array_like=True):
    """A part of the stored text: where it starts, the text's index, its page, its note's label."""

    start: int
    text: int = 0
    page: str = ""
    note: str = ""


fold_key = lru_cache(maxsize=16_384)(fold_name)


_FACET_FIELDS = {facet: facet_field(facet) for facet in COUNTED}
_SPOKEN_OF = ((AgreementMention, "agreement"), (Amount, "amount"), (Directive, "directive"))


@lru_cache(maxsize=16_384)
def minutes(stamp: str) -> int:
    """Return `YYYY-MM-DDTHH:MM` as minutes since 1970, negative before it."""
    since = datetime.fromisoformat(stamp) - EPOCH
    return since.days * 1440 + since.seconds // 60


class Fields(Protocol):
    """A document to be, of any engine."""

    def add_text(self, field: str, value: str, /) -> None:
        """Add a value of text."""

    def add_integer(self, field: str, value: int, /) -> None:
        """Add a number."""

    def add_bytes(self, field: str, value: bytes, /) -> None:
        """Add what is but stored."""


def make_document(record: Record, names: Mapping[str, str]) -> tuple[tantivy.Document, set[str]]:
    """Return the document of a record, and the names of the fields of text it fills.

    `names` gives the name to show of an entity's id.
    """
    document = tantivy.Document()
    return document, fill_document(document, record, names)


def fill_document(document: Fields, record: Record, names: Mapping[str, str]) -> set[str]:
    """Add all that is indexed and stored of a record; see `make_document`."""
    add = document.add_text
    used = set()
    for kind, language, content in _contents(record):
        if content:
            field = text_field(kind, language)
            add(field, normalise(content, language))
            used.add(field)
        signs = signs_of(content) if language != SIGNS else ""
        if signs:
            field = text_field(kind, SIGNS)
            add(field, normalise(signs, SIGNS))
            used.add(field)
    _add_parties(document, record, names)
    for facet, value in facet_values(record, names):
        add(_FACET_FIELDS[facet], value)
    targets = cited(record)
    for field, value in _keys(record, targets):
        add(field, value)
    if record.title:
        # The folded form, a NUL, the form to show.
        add("suggest", f"{fold_key(record.title)[:80]}\0{record.title}")
    _add_date(document, record.date, record.sequence)
    _add_stored(document, record, targets)
    return used


def _contents(record: Record) -> Iterator[tuple[str, str, str]]:
    """Yield kind, index language and content of all that words are looked for in."""
    spoken = _edition_language(record)
    yield "title", spoken, record.title
    for text in record.texts:
        language = index_language(text.language)
        yield "body", language, author_words(text)
        for added in edition_words(text):
            yield "edition", language, added
        # The editor's notes are in the edition's language, whatever the text's is.
        notes = "\n".join(note.body for note in text.notes if note.by == "editor")
        yield "notes", spoken, notes
    about = [record.summary, record.place]
    if not any(note.kind == "source" for text in record.texts for note in text.notes):
        about.append(record.source.raw)  # else it is among the notes already
    for group in (record.people, record.organisations, record.places, record.topics):
        about.extend(association.name for association in group)
    yield "about", spoken, "\n".join(filter(None, about))


def _edition_language(record: Record) -> str:
    """Return the index language of titles, notes, summaries: that of the translation, if any."""
    if not record.texts:
        return "en" if record.title.isascii() else PLAIN
    translations = [text for text in record.texts if text.role == "translation"]
    language = index_language((translations or list(record.texts))[0].language)
    # An English edition of a Chinese original still has an English title.
    return "en" if language == SIGNS and record.title.isascii() else language


def _add_parties(document: Fields, record: Record, names: Mapping[str, str]) -> None:
    for field, agents in (
        ("sender_words", record.senders),
        ("recipient_words", record.recipients),
    ):
        for agent in agents:
            parts = (agent.name, agent.person, agent.office, agent.post)
            known = names.get(agent.entity, "")
            words = "\n".join(dict.fromkeys(part for part in (*parts, known) if part))
            document.add_text(field, normalise(words, PLAIN))


def _keys(record: Record, targets: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield "id", record.id
    if record.parent:
        yield "parent", record.parent
    numbers = [record.stated.number, record.record_id]
    for own in record.numbers:
        numbers += (own.number, f"{own.series} {own.number}")
    for number in {fold_key(number) for number in numbers if number}:
        if number:
            yield "number", number
    for target in targets:
        yield "cites", target
    for thing in _has(record):
        yield "has", thing


def cited(record: Record) -> list[str]:
    """Return the ids of the records and wanted documents that a record refers to, each once."""
    targets = (reference.target or reference.wanted for reference in record.references)
    return list(dict.fromkeys(target for target in targets if target))


def _has(record: Record) -> set[str]:
    things: set[str] = set()
    for text in record.texts:
        things.add(text.role)
        if text.notes:
            things.add("notes")
        if text.apparatus:
            things.add("apparatus")
    date = record.date
    for name, there in (
        ("facsimile", record.facsimiles),
        ("summary", record.summary),
        ("date", date),
        ("time", date and date.minute),
        ("sender", record.senders),
        ("recipient", record.recipients),
        ("number", record.numbers),
        ("references", record.references),
        ("attachment-of", record.parent),
        ("flags", record.flags),
    ):
        if there:
            things.add(name)
    things.update(reference.status for reference in record.references)
    if "absent" in things:
        things.add("wanted")
    kinds = {type(annotation) for annotation in record.annotations}
    things.update(name for kind, name in _SPOKEN_OF if kind in kinds)
    return things


def _add_date(document: Fields, date: DateSpan | None, sequence: int) -> None:
    if date is None:
        return
    earliest = minutes(date.earliest)
    document.add_integer("earliest", earliest)
    document.add_integer("latest", minutes(date.latest))
    document.add_integer("chronology", earliest * ORDER + min(sequence, ORDER - 1))


def _add_stored(document: Fields, record: Record, targets: list[str]) -> None:
    content, parts = stored_text(record)
    for field, value in (
        ("sid", record.id),
        ("stitle", record.title),
        ("sdate", record.date.edtf if record.date else ""),
        ("sgenre", record.genre),
        ("stext", content),
    ):
        document.add_bytes(field, value.encode())
    document.add_bytes("smap", json.encode(parts))
    document.add_bytes("scites", json.encode(targets))
    document.add_bytes("sadded", json.encode(_added(record)))


def _added(record: Record) -> list[tuple[int, int]]:
    """Return where in the stored text the editors' additions to the texts are."""
    spans: list[tuple[int, int]] = []
    at = 0
    for text in record.texts:
        spans.extend((at + start, at + end) for start, end in additions(text))
        at += len(text.body) + 1
    return spans


def stored_text(record: Record) -> tuple[str, list[Part]]:
    """Return all that snippets are taken from, and where its parts are.

    The texts come first, then their notes, then the summary.
    """
    pieces: list[str] = []
    parts: list[Part] = []
    at = 0
    for index, text in enumerate(record.texts):
        parts.append(Part(at, index))
        parts.extend(_pages(text, index, at))
        pieces.append(text.body)
        at += len(text.body) + 1
    for index, text in enumerate(record.texts):
        for note in text.notes:
            page = next(
                (page.number for page in reversed(text.pages) if page.offset <= note.anchor), ""
            )
            parts.append(Part(at, index, page, note.label or note.id))
            pieces.append(note.body)
            at += len(note.body) + 1
    if record.summary:
        parts.append(Part(at, -1))
        pieces.append(record.summary)
    return PART.join(pieces), parts


def _pages(text: Text, index: int, at: int) -> Iterator[Part]:
    return (Part(at + page.offset, index, page.number) for page in text.pages)
