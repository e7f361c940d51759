"""A record as the row that is stored: narrow columns worked out once, where it was understood."""

from __future__ import annotations

from collections.abc import Iterable
from zlib import crc32

import msgspec
from msgspec import Struct

from regesta.errors import ArchiveError
from regesta.model import Agent, Collection, DateSpan, EntityMention, Record, Reference

_ENCODER = msgspec.msgpack.Encoder()
_RECORD = msgspec.msgpack.Decoder(Record)
_REFERENCES = msgspec.msgpack.Decoder(tuple[Reference, ...])
_CHECK = 4


class Row(Struct, frozen=True, array_like=True):
    """What of a record is listed, counted and joined, and the record itself as bytes.

    `day` is as much of the date as is certain (`1950`, `1950-01`, `1950-01-03`, "" for
    undated). `appearances` are (entity, part) with part sender, recipient, contributor,
    subject or named, each pair once; `collections` the ids it belongs to.
    """

    id: str
    title: str
    genre: str
    edtf: str
    day: str
    earliest: str
    latest: str
    place: str
    sender: str
    recipient: str
    volume: str
    sequence: int
    parent: str
    body: bytes
    header: bytes
    appearances: tuple[tuple[str, str], ...]
    collections: tuple[str, ...]


def row_of(record: Record, header: bytes) -> Row:
    """Return the row of a record; `header` is what linking needs of it, encoded."""
    date = record.date
    return Row(
        id=record.id,
        title=record.title,
        genre=record.genre,
        edtf=date.edtf if date else "",
        day=certain_day(date),
        earliest=date.earliest if date else "",
        latest=date.latest if date else "",
        place=record.place,
        sender=_names(record.senders),
        recipient=_names(record.recipients),
        volume=record.volume,
        sequence=record.sequence,
        parent=record.parent,
        body=encode_record(record),
        header=header,
        appearances=_appearances(record),
        collections=tuple(dict.fromkeys(one.entity or one.name for one in record.collections)),
    )


def certain_day(date: DateSpan | None) -> str:
    """Return as much of a date as holds for all of it: its day, month or year.

    A date over several years counts by the year it begins in.
    """
    if date is None or not date.earliest:
        return ""
    for length in (10, 7):
        if date.earliest[:length] == date.latest[:length]:
            return date.earliest[:length]
    return date.earliest[:4]


def seal(data: bytes) -> bytes:
    """Put a checksum before the bytes, so that a damaged disk page is never shown as a text."""
    return crc32(data).to_bytes(_CHECK, "big") + data


def unseal(data: bytes, what: str) -> memoryview:
    """Return the bytes that were sealed; raises `ArchiveError` when they have changed."""
    body = memoryview(data)[_CHECK:]
    if crc32(body).to_bytes(_CHECK, "big") != data[:_CHECK]:
        raise ArchiveError(
            f"The store is damaged: {what} is not as it was written.",
            way_out="Run `regesta check --repair`: it is made again of the sources.",
        )
    return body


def encode_record(record: Record) -> bytes:
    """Return a record as stored."""
    return seal(_ENCODER.encode(record))


def decode_record(body: bytes, references: bytes | None, identifier: str) -> Record:
    """Return the record of a stored body, with its references where there are any.

    Raises `ArchiveError` when either is damaged.
    """
    record = _RECORD.decode(unseal(body, f"the record {identifier!r}"))
    if references is None:
        return record
    found = _REFERENCES.decode(unseal(references, f"the references of {identifier!r}"))
    return msgspec.structs.replace(record, references=found)


def encode_references(references: Iterable[Reference]) -> bytes:
    """Return the references of one record as stored."""
    return seal(_ENCODER.encode(tuple(references)))


def collection_row(collection: Collection) -> tuple[str, str, str, str, int, str]:
    """Return a collection's columns in the order of the table."""
    return (
        collection.id,
        collection.title,
        collection.kind,
        collection.parent,
        collection.sequence,
        collection.description,
    )


def _names(agents: Iterable[Agent]) -> str:
    return "; ".join(agent.name for agent in agents if agent.name)


def _appearances(record: Record) -> tuple[tuple[str, str], ...]:
    """Each entity with the parts it has in the record, in the order of their weight."""
    found: dict[tuple[str, str], None] = {}
    for part, agents in (
        ("sender", record.senders),
        ("recipient", record.recipients),
        ("contributor", record.contributors),
    ):
        for agent in agents:
            if agent.entity:
                found[agent.entity, part] = None
    for subjects in (record.people, record.organisations, record.places, record.topics):
        for subject in subjects:
            if subject.entity:
                found[subject.entity, "subject"] = None
    # A text may name one entity hundreds of times.
    named = dict.fromkeys(
        one.entity for one in record.annotations if type(one) is EntityMention and one.entity
    )
    found.update(dict.fromkeys((entity, "named") for entity in named))
    return tuple(found)
