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
from regesta.keep.report import ReferenceCounts, Report
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

    Decisions whose ground has gone are told to the keeper alone: they name what readers may
    not know of.

    Linked and indexed anew from what was read. `report` is that of the whole archive.
    """
    if not restrictions:
        return
    part = fresh / READERS
    part.mkdir()
    with Store(part / STORE, fresh / STORE) as store:
        copy_open(store, restrictions)
        entities = link_records(store, stages, authority, decisions, None)
        indexed = index_records(store, stages, part / INDEX, entities, None)
        store.set_meta(decided_meta(decisions))
        store.finish()
        told = set(report.refused)
        report = msgspec.structs.replace(
            report,
            records=store.count("records"),
            indexed=indexed,
            refused=tuple(one for one in store.refusals() if one in told),
            references=ReferenceCounts(**store.statuses()),
            decisions=msgspec.structs.replace(report.decisions, lost=()),
        )
        store.commit()
    (part / REPORT).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
