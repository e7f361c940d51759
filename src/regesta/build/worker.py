"""What one worker process does: read a source, understand its records, send rows as bytes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.build.deciding import dated, decided
from regesta.build.messages import (
    Batch,
    Done,
    MergeTask,
    Message,
    Raw,
    RawTask,
    ReadTask,
    Task,
    encode_message,
)
from regesta.build.stages import Stages
from regesta.errors import CannotRead, Refusal, RegestaError
from regesta.keep.rows import Row, row_of
from regesta.model import Collection, Decision, Entity, Record, SourceCitation, Text
from regesta.read.reader import HEAD_BYTES, Source
from regesta.understand.authority import Authority
from regesta.understand.context import Context

if sys.platform == "win32":
    resource = None
else:
    import resource

_BATCH_BYTES = 1 << 18
_BATCH_ITEMS = 500
_TOGETHER = 16
# Structs are many and hold no cycles: looking for cycles at the usual rate costs a fifth.
_GC_EVERY = 200_000

# Says something of each kind that is looked for, so that every table is made (`warm_up`).
_ANY_TELEGRAM = Record(
    id="any",
    title="Telegram From the Embassy in the Soviet Union to the Department of State",
    source=SourceCitation(raw="Central Files, 611.00/1-350. Secret; Priority."),
    texts=(
        Text(
            body="302. Moscow, January 3, 1950, 4 p.m. Your telegram 195 of yesterday [Embtel 301]"
            " and the letter of the 14th from Foreign Minister Chou En-lai: please ask Mr. Reed"
            " whether the trade agreement signed last Friday grants a credit of $300 million.",
            language="en",
        ),
    ),
)

_ENCODER = msgspec.msgpack.Encoder()
_RECORD = msgspec.msgpack.Decoder(Record)
_ENTITY = msgspec.msgpack.Decoder(Entity)


class Setup(Struct, frozen=True, kw_only=True):
    """What every worker is given once: the stages, the archive's own authority, its defaults."""

    stages: Stages
    authority: tuple[Entity, ...]
    language: str
    day_first: str
    rights: str = ""


def work(
    connection: Connection,
    others: list[Connection],
    setup: Setup,
    ready: Worker | None = None,
) -> None:
    """Do the tasks that come through the connection until it closes.

    `ready` is a worker made before the processes parted, which all of them share; one is made
    of `setup` where there is none. `others` are ends of pipes that this process inherited; they
    are closed, so that every worker sees at once when the build itself is gone.
    """
    for other in others:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What came along from the build is not looked through: that would copy all its memory.
    gc.freeze()
    gc.set_threshold(_GC_EVERY, 50, 100)
    worker = ready or Worker(setup)
    try:
        while True:
            task: Task | None = connection.recv()
            if task is None:
                break
            for message in worker.perform(task):
                connection.send_bytes(encode_message(message))
            connection.send_bytes(encode_message(Done(peak_mb=peak_mb())))
    except (EOFError, OSError):
        os._exit(1)


def peak_mb() -> float:
    """Return the most memory that this process ever had, in MB (10^6 bytes).

    Linux hands the peak that `getrusage` tells on from the process that started this one;
    what `/proc` tells begins anew with the program (proc(5), VmHWM, in KiB).
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        return float(status.partition("VmHWM:")[2].split(None, 1)[0]) * 1024 / 1e6
    except (OSError, IndexError, ValueError):
        pass
    if resource is None:
        return 0.0
    unit = 1 if sys.platform == "darwin" else 1024
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)


class Worker:
    """Performs tasks, one after the other."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._stages = setup.stages
        self._persons = [one for one in self._stages.builtin() if one.kind == "person"]
        self._common = self._context(())

    def warm_up(self) -> None:
        """Have the tables of understanding made, which the first record makes."""
        self._rows([_ANY_TELEGRAM], self._common)

    def perform(self, task: Task) -> Iterator[Message]:
        """Yield what a task gives; whatever goes wrong in it is a refusal among the rest."""
        if isinstance(task, ReadTask):
            yield from self._read(task.source)
        elif isinstance(task, RawTask):
            yield from self._read_raw(task)
        else:
            yield from self._merge(task)

    def _read(self, source: Source) -> Iterator[Batch]:
        batch = _Collector()
        own: list[Entity] = []
        waiting: list[Record] = []
        context, known = self._common, 0
        for item in self._items(source):
            if isinstance(item, Record):
                # Lists stand before the records; one that keeps growing is taken in rarely.
                if len(own) >= 2 * known and len(own) > known:
                    self._add(waiting, context, source.name, batch)
                    context, known = self._context(own), len(own)
                waiting.append(item)
                if len(waiting) >= _TOGETHER:
                    self._add(waiting, context, source.name, batch)
            elif isinstance(item, Entity):
                own.append(item)
                batch.add_entity(item)
            elif isinstance(item, Collection):
                batch.add_collection(item)
            else:
                batch.add_refusal(item)
            if batch.is_full:
                yield batch.take()
        self._add(waiting, context, source.name, batch)
        yield batch.take()

    def _add(self, records: list[Record], context: Context, source: str, batch: _Collector) -> None:
        """Move records to the batch, understood together, or one by one where a rule fails."""
        try:
            rows = self._rows(records, context)
        except Exception:
            rows = [self._row(record, context, source, batch) for record in records]
        for row in rows:
            batch.add_record(row)
        records.clear()

    def _rows(self, records: Sequence[Record], context: Context) -> list[Row]:
        understand_all = self._stages.understand_all
        known = [self._with_rights(record) for record in records]
        if understand_all is not None:
            known = understand_all(known, context)
        else:
            known = [self._stages.understand(record, context) for record in known]
        headers = [_ENCODER.encode(self._stages.header(record)) for record in known]
        return list(map(row_of, known, headers))

    def _read_raw(self, task: RawTask) -> Iterator[Raw]:
        for item in self._items(task.source):
            if isinstance(item, Record) and item.id in task.ids:
                yield Raw(id=item.id, body=_ENCODER.encode(item))

    def _merge(self, task: MergeTask) -> Iterator[Batch]:
        batch = _Collector()
        own = [_ENTITY.decode(body) for body in task.entities]
        context = self._context(own) if own else self._common
        for group in task.groups:
            merged = self._stages.merge([_RECORD.decode(body) for body in group])
            decisions = task.decisions.get(merged.id, ())
            batch.add_record(self._row(merged, context, merged.id, batch, decisions))
            if batch.is_full:
                yield batch.take()
        yield batch.take()

    def _row(
        self,
        record: Record,
        context: Context,
        source: str,
        batch: _Collector,
        decisions: Sequence[Decision] = (),
    ) -> Row:
        record = self._with_rights(record)
        try:
            understood = self._stages.understand(dated(record, decisions), context)
            understood = decided(understood, decisions)
            return row_of(understood, _ENCODER.encode(self._stages.header(understood)))
        except Exception as error:  # a rule must never cost a reader the document
            batch.add_refusal(
                Refusal(
                    source=source,
                    place=record.id,
                    reason=f"The record is kept as read, without annotations: {_said(error)}.",
                    way_out="Please report it with the document.",
                )
            )
            return row_of(record, self._any_header(record))

    def _any_header(self, record: Record) -> bytes:
        """The header of a record; where its words are too much for a rule, that of its id."""
        try:
            return _ENCODER.encode(self._stages.header(record))
        except Exception:
            return _ENCODER.encode(self._stages.header(Record(id=record.id, date=record.date)))

    def _with_rights(self, record: Record) -> Record:
        if self._setup.rights and not record.rights:
            return msgspec.structs.replace(record, rights=self._setup.rights)
        return record

    def _items(self, source: Source) -> Iterator[Record | Entity | Collection | Refusal]:
        """Yield the items of a source, and a refusal for the rest where reading it breaks off."""
        try:
            with source.path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            yield from self._stages.read_source(msgspec.structs.replace(source, head=head))
        except CannotRead as error:
            yield Refusal(
                source=source.name, place=error.place, reason=error.message, way_out=error.way_out
            )
        except OSError as error:
            yield Refusal(source=source.name, reason=f"It cannot be opened: {error.strerror}.")
        except Exception as error:  # what a reader did not foresee costs this source only
            yield Refusal(
                source=source.name,
                reason=f"Its reader failed: {_said(error)}.",
                way_out="Please report it with the file.",
            )

    def _context(self, own: Iterable[Entity]) -> Context:
        return Context(
            authority=Authority((*self._setup.authority, *own, *self._persons)),
            language=self._setup.language,
            day_first=self._setup.day_first,
        )


class _Collector:
    """Gathers items until there are enough to send."""

    def __init__(self) -> None:
        self._batch = Batch([], [], [], [])
        self._bytes = 0
        self._items = 0

    @property
    def is_full(self) -> bool:
        return self._bytes >= _BATCH_BYTES or self._items >= _BATCH_ITEMS

    def add_record(self, row: Row) -> None:
        self._batch.rows.append(row)
        self._count(len(row.body) + len(row.header))

    def add_entity(self, entity: Entity) -> None:
        self._batch.entities.append(_ENCODER.encode(entity))
        self._count(0)

    def add_collection(self, collection: Collection) -> None:
        self._batch.collections.append(collection)
        self._count(0)

    def add_refusal(self, refusal: Refusal) -> None:
        self._batch.refusals.append(refusal)
        self._count(0)

    def take(self) -> Batch:
        batch = self._batch
        self._batch = Batch([], [], [], [])
        self._bytes = self._items = 0
        return batch

    def _count(self, size: int) -> None:
        self._bytes += size
        self._items += 1


def _said(error: Exception) -> str:
    if isinstance(error, RegestaError):
        return error.message.rstrip(".")
    return f"{type(error).__name__}: {error}".rstrip(".: ")
