"""Indexing in a build: every record with its references into a new search index, by parts.

On the way, what the records tell together is gathered and entered into the store. A part in
which nothing changed is taken over from the build before, as is what was gathered from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from regesta.build.gathering import Gathering, joined
from regesta.build.parting import Portion, part_records
from regesta.build.progress import INDEX, Progress
from regesta.build.stages import Stages
from regesta.keep.doubts import enter_doubts
from regesta.keep.gathered import enter_gathered, gathered_before
from regesta.keep.rows import decode_record
from regesta.keep.store import Store
from regesta.model import Entity
from regesta.search.index import KeepsParts, Writer

_SHOWN_EVERY = 100


def index_records(
    store: Store,
    stages: Stages,
    path: Path,
    entities: Iterable[Entity],
    progress: Progress | None,
    old: Path | None = None,
) -> int:
    """Fill the index at `path` with all records in the archive's order; returns how many.

    `old` is the index of the store that this one takes over from.
    """
    entities = list(entities)
    writer = stages.writer(path, entities)
    names = {entity.id: entity.name for entity in entities}
    portions = part_records(store, names, stages.linking)
    kept = _take_over(store, writer, portions, old)
    total = sum(len(portion.positions) for portion in portions)
    done = 0
    gathered: list[bytes] = []
    for portion in portions:
        body = kept.get(portion.name)
        if body is None:
            body = _write(store, writer, portion)
        done += len(portion.positions)
        enter_gathered(store, portion.name, portion.stamp, body)
        gathered.append(body)
        if progress:
            progress(INDEX, done, total)
    writer.commit()
    places = {id: position for position, id in store.ask("SELECT position, id FROM records")}
    telling, doubting = joined(gathered, places)
    store.add_told(telling.stories(), telling.directives)
    enter_doubts(store.connection, doubting.doubts())
    return total


def _take_over(
    store: Store, writer: Writer, portions: Iterable[Portion], old: Path | None
) -> dict[str, bytes]:
    """Take over the parts that are as they were; returns what was gathered from each."""
    if old is None or not isinstance(writer, KeepsParts):
        return {}
    stamps = {portion.name: portion.stamp for portion in portions}
    known = gathered_before(store, stamps)
    taken = writer.take_over(old, {name: stamps[name] for name in known})
    return {name: known[name] for name in taken}


def _write(store: Store, writer: Writer, portion: Portion) -> bytes:
    """Add the records of a part to the index; returns what was gathered from them."""
    if isinstance(writer, KeepsParts):
        writer.begin_part(portion.name, portion.stamp)
    gathering = Gathering()
    for id, body, references in store.bodies(portion.positions):
        record = decode_record(body, references, id)
        writer.add(record)
        gathering.add(record)
    return gathering.encoded()
