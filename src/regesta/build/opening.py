"""The readers' part of a build: the archive again, as if the restricted records were not there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from regesta.build.indexing import index_records
from regesta.build.linking import link_records
from regesta.build.stages import Stages
from regesta.keep.decisions import decided_meta
from regesta.keep.folder import INDEX, REPORT, STORE
from regesta.keep.readers import READERS, copy_open
from regesta.keep.report import DecisionCounts, ReferenceCounts, Report
from regesta.keep.settings import Restriction
from regesta.keep.store import Store
from regesta.model import Decision, Entity


def build_for_readers(
    fresh: Path,
    stages: Stages,
    authority: Sequence[Entity],
    decisions: Sequence[Decision],
    restrictions: Sequence[Restriction],
    report: Report,
) -> None:
    """Write into `fresh` the part that the site shows; nothing where nothing is restricted.

    What people decided of closed records, and decisions whose ground has gone, are the
    keeper's alone: they name what readers may not know of.

    Linked and indexed anew from what was read. `report` is that of the whole archive.
    """
    if not restrictions:
        return
    part = fresh / READERS
    part.mkdir()
    with Store(part / STORE, fresh / STORE) as store:
        closed = copy_open(store, restrictions)
        standing = closed.open_decisions(decisions)
        known = closed.open_entities(authority)
        entities = link_records(store, stages, known, standing, None)
        indexed = index_records(store, stages, part / INDEX, entities, None, fresh / INDEX)
        store.set_meta(decided_meta(standing))
        store.finish()
        report = _as_readers_see(report, store, indexed, len(standing))
        store.commit()
    (part / REPORT).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))


def _as_readers_see(report: Report, store: Store, indexed: int, standing: int) -> Report:
    """The report of the readers' part: every count of it is of what it holds."""
    told = set(report.refused)
    return Report(
        records=store.count("records"),
        indexed=indexed,
        refused=tuple(one for one in store.refusals() if one in told),
        references=ReferenceCounts(**store.statuses()),
        entities=store.count("entities"),
        collections=store.count("collections"),
        wanted=store.count("wanted"),
        exchanges=store.count("exchanges"),
        merged=len(store.merged_ids()),
        sources_read=store.count("sources"),
        decisions=DecisionCounts(standing=standing),
    )
