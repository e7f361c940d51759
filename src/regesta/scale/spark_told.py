"""Tables without an archive: what a build on a cluster tells where only Parquet is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from regesta.build.deciding import added
from regesta.build.progress import INDEX, LINK, READ, Clock, Progress
from regesta.build.stages import Stages
from regesta.build.way import gather, reading_of
from regesta.errors import NothingBuilt, Refusal
from regesta.keep.report import ReferenceCounts, Report
from regesta.model import Entity
from regesta.scale.spark_engine import ITEMS_KEPT, MERGED_KEPT, Begun, SparkEngine, unseen
from regesta.scale.spark_linking import EXCHANGES, FOUND, JOINED
from regesta.scale.spark_reading import ENTITY, NAMED, REFUSAL, decode_refusal
from regesta.scale.spark_tables import write_tables
from regesta.scale.spark_wanted import WANTED

_ENTITY = msgspec.msgpack.Decoder(Entity)


def build_tables(
    folder: Path, stages: Stages, engine: SparkEngine, place: str, progress: Progress | None
) -> Report:
    """Read and link the sources of an archive, and write its tables to a place.

    Raises `NothingBuilt` where no source gave a record.
    """
    clock = Clock()
    place = place.rstrip("/") if "://" in place else f"file://{Path(place).absolute()}"
    given = gather(folder, stages)
    with clock.stage(READ):
        begun = engine.begin(reading_of(given, stages, progress))
        records = begun.records.count()
    if not records:
        raise NothingBuilt(
            f"No source gave a single record in {folder}.",
            way_out="Name in regesta.toml where the documents are.",
        )
    decisions = given.decisions.standing
    with clock.stage(LINK):
        listed = _listed(begun.items)
        known = {one.id for one in (*given.authority, *listed)}
        named = _named(engine, begun) - known
        builtin = [one for one in stages.builtin() if one.id in named]
        after = [*builtin, *added(decisions)]
        begun.linking.persons(begun.items, given.authority, after)
        begun.linking.wait()
    with clock.stage(INDEX):
        entities = [*given.authority, *listed, *after]
        joined: dict[str, str] = dict(engine.stage.rows(JOINED, "id", "entity"))
        write_tables(engine.stage, place, begun.records, entities, joined, decisions)
    refused = [*given.refused, *(unseen(given.sources[number]) for number in begun.unseen)]
    refused += _refused(engine, begun)
    return _report(engine, place, records, refused, len(given.sources), clock)


def _report(
    engine: SparkEngine,
    place: str,
    records: int,
    refused: list[Refusal],
    sources: int,
    clock: Clock,
) -> Report:
    session = engine.stage.session
    statuses = dict(
        session.read.parquet(f"{place}/references.parquet").groupBy("status").count().collect()
    )
    found = engine.stage.read(FOUND)
    return Report(
        records=records,
        refused=tuple(refused),
        references=ReferenceCounts(**statuses),
        entities=session.read.parquet(f"{place}/entities.parquet").count(),
        collections=0,
        wanted=found.filter(found.kind == WANTED).count(),
        exchanges=engine.stage.read(EXCHANGES).count(),
        sources_read=sources,
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        stages=clock.stages,
    )


def _listed(items: Any) -> list[Entity]:
    """Return the entities that sources list, in the order of sources and places."""
    rows = items.filter(items.kind == ENTITY).orderBy("source", "seq").select("row").collect()
    return [_ENTITY.decode(row[0]) for row in rows]


def _named(engine: SparkEngine, begun: Begun) -> set[str]:
    """Return which of the entities that come along records name."""
    frames = [begun.items, *([engine.stage.read(MERGED_KEPT)] if begun.merged else [])]
    return {
        row[0]
        for frame in frames
        for row in frame.filter(frame.kind == NAMED).select("id").distinct().collect()
    }


def _refused(engine: SparkEngine, begun: Begun) -> list[Refusal]:
    """Return what could not be read or merged, in the order of sources and places."""
    names = [ITEMS_KEPT, *([MERGED_KEPT] if begun.merged else [])]
    frames = [engine.stage.read(name) for name in names]
    return [
        decode_refusal(row[0])
        for frame in frames
        for row in frame.filter(frame.kind == REFUSAL)
        .orderBy("source", "seq")
        .select("row")
        .collect()
    ]
