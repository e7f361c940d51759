"""A build whose reading and linking is done by Spark: an engine as `build` knows them.

What the archive keeps goes through this machine, row by row; what linking gives is held in
its memory as in a build without a cluster, some 2 kB a record. Where even that is too much,
`spark_tables` writes tables from the cluster, and nothing comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct, structs
from msgspec.structs import replace

from regesta import __version__
from regesta.build.defaults import default_stages
from regesta.build.engines import Reading
from regesta.build.reading import enter_merged
from regesta.build.worker import Setup
from regesta.errors import Refusal
from regesta.keep.rows import Row
from regesta.keep.store import ARCHIVE as OF_ARCHIVE
from regesta.keep.store import Store
from regesta.link.engine import Linked
from regesta.model import Decision, Entity
from regesta.read.reader import Source
from regesta.scale.spark_linking import Linking, linked_of
from regesta.scale.spark_merging import doubled, merge
from regesta.scale.spark_reading import (
    COLLECTION,
    ENTITY,
    RECORD,
    REFUSAL,
    SEEN,
    Work,
    decode_collection,
    decode_refusal,
    read_all,
)
from regesta.scale.spark_session import parts
from regesta.scale.spark_stage import Stage

_ROW = msgspec.msgpack.Decoder(Row)
ITEMS_KEPT, MERGED_KEPT = "items", "merged"
_TOGETHER = 500


class Begun(Struct, frozen=True, kw_only=True):
    """What was read: items and records as frames, and whether some were merged.

    `unseen` are the sources that Spark listed and could not read, `hashes` those of its others.
    """

    items: Any
    records: Any
    merged: bool
    unseen: tuple[int, ...]
    hashes: dict[int, str]
    linking: Linking


class SparkEngine:
    """Reads and links by one session of Spark, once; what is half done is kept in the stage.

    `remote` are the addresses of sources that Spark reads, by their names.
    """

    def __init__(self, stage: Stage, remote: Mapping[str, str]) -> None:
        self.stage = stage
        self._remote = remote
        self._known: Begun | None = None

    def read(self, reading: Reading, store: Store) -> int:
        """Read, understand and merge on the cluster, and enter all of it into the store.

        Linking begins on the cluster while this machine writes down what was read.
        """
        known = self.begin(reading)
        self._enter(reading, known, store)
        return enter_merged(store, reading.decided, self._merged(store) if known.merged else ())

    def begin(self, reading: Reading) -> Begun:
        """Read, understand and merge on the cluster, and begin to link."""
        session = self.stage.session
        work = Work(
            version=__version__,
            setup=reading.setup,
            sources=reading.sources,
            builtin=frozenset(one.id for one in reading.setup.stages.builtin()),
        )
        work = structs.replace(work, setup=_plain(work.setup))
        shared = session.sparkContext.broadcast(work)
        remote = {
            number: self._remote[one.name]
            for number, one in enumerate(reading.sources)
            if one.name in self._remote
        }
        read = read_all(session, shared, len(reading.sources), remote)
        items = self.stage.keep(ITEMS_KEPT, read)
        records = items.filter(items.kind == RECORD)
        found = doubled(items, sorted(reading.decided))
        if found:
            made = merge(session, items, shared, found, reading.decided, remote, parts(session))
            merged = self.stage.keep(MERGED_KEPT, made)
            records = _effective(session, records, merged, found)
        seen = items.filter(items.kind == SEEN).select("source", "id")
        told = seen.filter(seen.source.isin(list(remote))).collect() if remote else ()
        hashes: dict[int, str] = dict(told)
        self._known = Begun(
            items=items,
            records=records,
            merged=bool(found),
            unseen=tuple(sorted(remote.keys() - hashes.keys())),
            hashes=hashes,
            linking=Linking(self.stage, records, reading.decisions),
        )
        return self._known

    def link(
        self, before: Sequence[Entity], after: Sequence[Entity], decisions: Sequence[Decision]
    ) -> Linked:
        """Gather what linking came to, and join persons."""
        if self._known is None:
            raise ValueError("nothing was read")
        self._known.linking.persons(self._known.items, before, after)
        self._known.linking.wait()
        return linked_of(self.stage)

    def _merged(self, store: Store) -> Iterator[Row]:
        """Yield the merged records; what could not be merged is entered on the way."""
        for kind, body, header in self.stage.rows(MERGED_KEPT, "kind", "row", "header"):
            if kind == RECORD:
                yield _with_header(body, header)
            elif kind == REFUSAL:
                store.add_refusals(OF_ARCHIVE, [decode_refusal(body)])

    def _enter(self, reading: Reading, known: Begun, store: Store) -> None:
        numbers = [
            store.add_source(
                one.name, known.hashes.get(number, one.sha256), reading.rules, one.size
            )
            for number, one in enumerate(reading.sources)
        ]
        for number in known.unseen:
            store.add_refusals(numbers[number], [unseen(reading.sources[number])])
        waiting: list[Row] = []
        last = -1

        def flush() -> None:
            if waiting:
                store.add_rows(numbers[last], waiting)
                waiting.clear()

        rows = self.stage.rows(ITEMS_KEPT, "kind", "source", "row", "header")
        for kind, source, body, header in rows:
            if source != last or kind != RECORD or len(waiting) >= _TOGETHER:
                flush()
                last = source
            if kind == RECORD:
                waiting.append(_with_header(body, header))
            elif kind == ENTITY:
                store.add_entities(numbers[source], [body])
            elif kind == COLLECTION:
                store.add_collections(numbers[source], [decode_collection(body)])
            elif kind == REFUSAL:
                store.add_refusals(numbers[source], [decode_refusal(body)])
        flush()


def unseen(source: Source) -> Refusal:
    """Return the refusal of a source that Spark listed, and could not read."""
    return Refusal(
        source=source.name,
        reason="The file cannot be opened: Spark gave nothing of it.",
        way_out="See to its permissions, and that it is still there.",
    )


def _plain(setup: Setup) -> Setup:
    """Return a setup that can be sent: workers find no sources and open no index."""
    stages = default_stages()
    return structs.replace(setup, stages=structs.replace(stages, rules=setup.stages.rules))


def _effective(session: Any, records: Any, merged: Any, found: dict[str, list[int]]) -> Any:
    """Return each record once: the merged one, or the first reading where none was made."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    made = merged.filter(merged.kind == RECORD)
    ids = {row["id"] for row in made.select("id").collect()}
    several = session.createDataFrame([(id, id in ids) for id in found], "id string, made boolean")
    marked = records.join(f.broadcast(several), "id", "left").select(*records.columns, "made")
    whole = marked.filter(f.col("made").isNull()).select(*records.columns)
    left = sorted(set(found) - ids)
    if left:
        from pyspark.sql import Window  # noqa: PLC0415

        order = Window.partitionBy("id").orderBy("source", "seq")
        first = marked.filter(f.col("made") == f.lit(False)).withColumn(
            "nth", f.row_number().over(order)
        )
        whole = whole.unionByName(first.filter("nth = 1").select(*records.columns))
    return whole.unionByName(made.select(*records.columns))


def _with_header(body: bytes, header: bytes) -> Row:
    return replace(_ROW.decode(body), header=header)
