"""Indexing in a build: every record with its references into a new search index.

On the way, what the records tell together is gathered and entered into the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from regesta.build.doubting import Doubting
from regesta.build.progress import INDEX, Progress
from regesta.build.stages import Stages
from regesta.build.telling import Telling
from regesta.keep.doubts import enter_doubts
from regesta.keep.rows import decode_record
from regesta.keep.store import Store
from regesta.model import Entity

_SHOWN_EVERY = 100


def index_records(
    store: Store,
    stages: Stages,
    path: Path,
    entities: Iterable[Entity],
    progress: Progress | None,
) -> int:
    """Fill the index at `path` with all records in the archive's order; returns how many."""
    writer = stages.writer(path, entities)
    telling = Telling()
    doubting = Doubting()
    total = store.count("records")
    done = 0
    for id, body, references in store.bodies():
        record = decode_record(body, references, id)
        writer.add(record)
        telling.add(record)
        doubting.add(record)
        done += 1
        if progress and done % _SHOWN_EVERY == 0:
            progress(INDEX, done, total)
    writer.commit()
    store.add_told(telling.stories(), telling.directives)
    enter_doubts(store.connection, doubting.doubts())
    if progress:
        progress(INDEX, done, total)
    return done
