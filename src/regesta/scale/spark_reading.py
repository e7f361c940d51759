"""`read` and `understand` on a cluster: a task takes sources and gives what they hold, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from regesta import __version__
from regesta.build.messages import Batch, ReadTask, Task
from regesta.build.worker import Setup, Worker
from regesta.errors import Refusal, RegestaError
from regesta.keep.rows import Row as StoredRow
from regesta.link.duplicates_sketch import Sketch
from regesta.link.header import Header
from regesta.model import Collection
from regesta.read.reader import Source
from regesta.scale.spark_frames import Row
from regesta.scale.spark_sources import each_source

RECORD, ENTITY, COLLECTION, REFUSAL, NAMED, SEEN = (
    "record", "entity", "collection", "refusal", "named", "seen",
)  # fmt: skip
# What sources hold, one row an item, `seq` its place in its source. A record's `row` is what
# the store keeps of it, `header` what linking needs, `light` the same without its mentions.
ITEMS = (
    "kind string, source bigint, seq bigint, id string, volume string, sequence bigint,"
    " day bigint, last bigint, parent string, row binary, header binary, light binary"
)

_ENCODE = msgspec.msgpack.Encoder().encode
_HEADER = msgspec.msgpack.Decoder(Header)


class Work(Struct, frozen=True, kw_only=True):
    """What every task is given: the stages with their authority, and the sources by number.

    `version` is that of this program on the machine that asks.
    """

    version: str
    setup: Setup
    sources: Sequence[Source]
    builtin: frozenset[str]


def read_all(session: Any, work: Any, count: int, remote: Mapping[int, str]) -> Any:
    """Return the items of all sources of the broadcast `work`, in the order of their numbers.

    `remote` are the addresses of those that Spark reads, by their numbers.
    """
    return each_source(session, work, range(count), remote, read_items, ITEMS)


def read_items(work: Work, number: int, source: Source) -> Iterator[Row]:
    """Yield the items of a source, behind a row that tells its hash: it was there."""
    yield (SEEN, number, -1, source.sha256, "", 0, 0, 0, "", b"", b"", b"")
    yield from _items(work, number, [ReadTask(source)])


def perform(work: Work, tasks: Iterable[Task]) -> Iterator[Any]:
    """Yield what a worker of this process makes of tasks."""
    worker = worker_of(work)
    for task in tasks:
        yield from worker.perform(task)


def _items(work: Work, number: int, tasks: Iterable[Task]) -> Iterator[Row]:
    seq = 0
    named: set[str] = set()
    for batch in perform(work, tasks):
        for row in items_of(batch, number, seq, work.builtin - named):
            seq += 1
            if row[0] == NAMED:
                named.add(row[3])
            yield row


def items_of(batch: Batch, number: int, seq: int, builtin: frozenset[str]) -> Iterator[Row]:
    """Yield the items of a batch as rows, and which of the entities that come along they name."""
    for entity in batch.entities:
        yield _plain(ENTITY, number, seq, entity)
        seq += 1
    for collection in batch.collections:
        yield _plain(COLLECTION, number, seq, _ENCODE(collection))
        seq += 1
    for row in batch.rows:
        yield record_row(row, number, seq)
        seq += 1
    for refusal in batch.refusals:
        yield _plain(REFUSAL, number, seq, _ENCODE(refusal))
        seq += 1
    named = {entity for row in batch.rows for entity, _ in row.appearances}
    for name in sorted(named & builtin):
        yield (NAMED, number, seq, name, "", 0, 0, 0, "", b"", b"", b"")
        seq += 1


def record_row(row: StoredRow, number: int, seq: int) -> Row:
    """Return the row of a record."""
    header = _HEADER.decode(row.header)
    stored = replace(row, header=b"")
    return (
        RECORD, number, seq, row.id, row.volume, row.sequence, header.day, header.last,
        header.parent, _ENCODE(stored), row.header, light(header),
    )  # fmt: skip


def light(header: Header) -> bytes:
    """Return a header without its mentions and windows: what it is when others look at it."""
    sketch = Sketch(letters=header.sketch.letters, draft=header.sketch.draft)
    return _ENCODE(replace(header, cues=(), sketch=sketch))


def _plain(kind: str, number: int, seq: int, body: bytes) -> Row:
    return (kind, number, seq, "", "", 0, 0, 0, "", body, b"", b"")


_READY: dict[bytes, Worker] = {}


def worker_of(work: Work) -> Worker:
    """Return this process's worker for a setup, made once, with its tables.

    Raises `RegestaError` where this machine has another version than the one that asked.
    """
    if work.version != __version__:
        raise RegestaError(
            f"A machine of the cluster has version {__version__} of Regesta, not {work.version}.",
            way_out="Install the same version on all of them.",
        )
    setup = work.setup
    told = (setup.stages.rules, setup.language, setup.day_first, setup.rights)
    key = _ENCODE((*told, setup.authority))
    if key not in _READY:
        _READY.clear()
        _READY[key] = Worker(setup)
        with suppress(Exception):  # a rule that fails is told where it meets a record
            _READY[key].warm_up()
    return _READY[key]


def decode_refusal(body: bytes) -> Refusal:
    """Return a refusal of a row."""
    return msgspec.msgpack.decode(body, type=Refusal)


def decode_collection(body: bytes) -> Collection:
    """Return a collection of a row."""
    return msgspec.msgpack.decode(body, type=Collection)
