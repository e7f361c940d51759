"""One record of several readings, on a cluster: those that sources double are read again.

What is merged must be what the sources say, and not what was made of each alone: the sources
of doubled records are read once more, only those records are shuffled, and each group is merged
and understood by a worker as in a build of one machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import Any
from zlib import crc32

from regesta.build.messages import Batch, MergeTask, Raw, RawTask
from regesta.build.reading import GROUPS_A_TASK
from regesta.model import Decision
from regesta.read.reader import Source
from regesta.scale.spark_frames import Row, Rows, grouped
from regesta.scale.spark_reading import ENTITY, ITEMS, RECORD, Work, items_of, perform
from regesta.scale.spark_sources import each_source

ARCHIVE = -1  # the source of merged records
_RAW = "lists string, salt bigint, id string, name string, seq bigint, body binary"
_SALTS = 64  # groups of records whose sources list the same, so that no task has them all


def doubled(items: Any, decided: Sequence[str]) -> dict[str, list[int]]:
    """Return the records that are read more than once or decided about, with their sources."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    records = items.filter(items.kind == RECORD).select("id", "source")
    several = records.groupBy("id").count().filter("count > 1").select("id")
    if decided:
        also = items.sparkSession.createDataFrame([(id,) for id in decided], "id string")
        several = several.union(also).distinct()
    rows = records.join(f.broadcast(several), "id").distinct().collect()
    found: dict[str, list[int]] = {}
    for id, source in sorted((row["id"], row["source"]) for row in rows):
        found.setdefault(id, []).append(source)
    return found


def merge(
    session: Any,
    items: Any,
    work: Any,
    found: Mapping[str, Sequence[int]],
    decided: Mapping[str, Sequence[Decision]],
    remote: Mapping[int, str],
    parts: int,
) -> Any:
    """Return the merged records as items of no single source."""
    sources = sorted({source for all_of in found.values() for source in all_of})
    entities = items.filter((items.kind == ENTITY) & items.source.isin(sources))
    listed: dict[int, list[bytes]] = {}
    for row in entities.orderBy("source", "seq").select("source", "row").collect():
        listed.setdefault(row["source"], []).append(bytes(row["row"]))
    of_source: dict[int, set[str]] = {}
    for id, all_of in found.items():
        for source in all_of:
            of_source.setdefault(source, set()).add(id)
    lists = {
        id: ",".join(str(source) for source in sorted(set(all_of) & listed.keys()))
        for id, all_of in found.items()
    }
    given = session.sparkContext.broadcast((of_source, lists, listed, decided))

    def read_again(known: Work, number: int, source: Source) -> Iterator[Row]:
        own, keys, _, _ = given.value
        return _raw(known, source, own[number], keys)

    def merge_some(key: Row, rows: Rows) -> Iterator[Row]:
        _, _, entities, said = given.value
        own = [body for one in key[0].split(",") if one for body in entities[int(one)]]
        known: Work = work.value
        groups = ((id, [row[5] for row in some]) for id, some in groupby(rows, key=_id))
        while some := list(islice(groups, GROUPS_A_TASK)):
            task = MergeTask(
                [bodies for _, bodies in some], own, {id: said[id] for id, _ in some if id in said}
            )
            for batch in perform(known, [task]):
                if isinstance(batch, Batch):
                    yield from items_of(batch, ARCHIVE, 0, known.builtin)

    again = each_source(session, work, sources, remote, read_again, _RAW)
    return grouped(
        again, merge_some, ITEMS, by=("lists", "salt"), order=("id", "name", "seq"), parts=parts
    )


def _raw(work: Work, source: Source, ids: set[str], lists: Mapping[str, str]) -> Iterator[Row]:
    """Yield records of a source as it says them, under the lists of entities of their sources."""
    for seq, raw in enumerate(perform(work, [RawTask(source, frozenset(ids))])):
        if isinstance(raw, Raw):
            salt = crc32(raw.id.encode()) % _SALTS
            yield (lists[raw.id], salt, raw.id, source.name, seq, raw.body)


def _id(row: Row) -> str:
    return str(row[2])
