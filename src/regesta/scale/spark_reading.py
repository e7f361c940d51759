"""`read` and `understand` on a cluster: a task takes sources and gives what they hold, as rows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
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
from regesta.scale.spark_frames import Row, Rows, mapped

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


def read_all(session: Any, work: Any, count: int) -> Any:
    """Return the items of all sources of the broadcast `work`, a source a task in its order."""

    def run(rows: Rows) -> Iterator[Row]:
        given: Work = work.value
        for (number,) in rows:
            yield from _items(given, number, [ReadTask(given.sources[number])])

    return mapped(session.range(0, count, 1, max(1, count)), run, ITEMS)


def read_content(frame: Any, work: Any, numbers: Callable[[str], int]) -> Any:
    """Return the items of files that Spark reads: a frame of their paths and bytes.

    `numbers` tells the number of a source by the path that Spark gives. A file stands on the
    disk of the machine that reads it for as long as that takes: readers ask for files.
    """

    def run(rows: Rows) -> Iterator[Row]:
        given: Work = work.value
        for path, content in rows:
            number = numbers(path)
            known = given.sources[number]
            with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
                place = Path(folder) / (known.name.rpartition("/")[2] or "source")
                place.write_bytes(content)
                yield from _items(given, number, [ReadTask(replace(known, path=place))])

    return mapped(frame, run, ITEMS)


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
