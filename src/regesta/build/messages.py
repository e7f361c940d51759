"""What passes between the build and its workers: bytes made of these, never pickled structs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from regesta.errors import Refusal
from regesta.keep.rows import Row
from regesta.model import Collection, Decision
from regesta.read.reader import Source


class Batch(Struct, array_like=True, tag=True):
    """Some of what a source holds, each kind in the order of the source."""

    rows: list[Row]
    entities: list[bytes]
    collections: list[Collection]
    refusals: list[Refusal]


class Raw(Struct, array_like=True, tag=True):
    """A record as read, before it was understood, encoded."""

    id: str
    body: bytes


class Done(Struct, array_like=True, tag=True):
    """The task has ended; `peak_mb` is the most memory this worker ever had."""

    peak_mb: float


Message = Batch | Raw | Done


class ReadTask(Struct, frozen=True):
    """Read and understand one source."""

    source: Source


class RawTask(Struct, frozen=True):
    """Read again, and only read, the records of these ids in one source."""

    source: Source
    ids: frozenset[str]


class MergeTask(Struct, frozen=True):
    """Merge each group of encoded records into one and understand it.

    `entities` are encoded: those that the sources of the groups list themselves. `decisions`
    are those about the records, by id.
    """

    groups: Sequence[Sequence[bytes]]
    entities: Sequence[bytes]
    decisions: Mapping[str, Sequence[Decision]] = {}


Task = ReadTask | RawTask | MergeTask

_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def encode_message(message: Message) -> bytes:
    """Return a message as bytes."""
    return _ENCODER.encode(message)


def decode_message(data: bytes) -> Message:
    """Return the message in the bytes."""
    return _DECODER.decode(data)
