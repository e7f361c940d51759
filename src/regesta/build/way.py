"""The whole way in order: sources to a finished build, and the swap at the end."""

from __future__ import annotations

import gc
import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.build.changes import changed_records
from regesta.build.deciding import added, by_record
from regesta.build.engines import Engine, Reading
from regesta.build.facsimiles import without_facsimiles
from regesta.build.indexing import index_records
from regesta.build.linking import link_records
from regesta.build.opening import build_for_readers
from regesta.build.pool import Pool, open_pool, usable_cores
from regesta.build.progress import INDEX, KEEP, LINK, READ, Clock, Progress
from regesta.build.reading import Plan, merge_doubles, plan_reading, read_sources
from regesta.build.stages import Stages
from regesta.build.worker import Setup, peak_mb
from regesta.errors import ArchiveError, NotFound, NothingBuilt, Refusal, RegestaError
from regesta.keep.archive import Archive
from regesta.keep.changes import append_changes
from regesta.keep.decisions import FILE_NAME as DECISIONS
from regesta.keep.decisions import Decisions, decided_meta, read_decisions
from regesta.keep.folder import INDEX as INDEX_FOLDER
from regesta.keep.folder import REPORT, STORE, building, current_build, remove_others, swap
from regesta.keep.grounds import Grounds
from regesta.keep.published import note_published
from regesta.keep.readers import READERS, in_force
from regesta.keep.report import DecisionCounts, ReferenceCounts, Report
from regesta.keep.settings import Restriction, Settings, read_settings
from regesta.keep.store import ARCHIVE, Store
from regesta.keep.tables import store_version_fits
from regesta.keep.witness import Witness
from regesta.model import Entity
from regesta.read.reader import Source

AUTHORITY = "authority"

_DAY_FIRST = {None: "", True: "yes", False: "no"}
_MOST_REASONS = 3


class Given(Struct, frozen=True, kw_only=True):
    """All that a build starts from.

    `rules` is the version of everything that reading depends on, `whole` the fingerprint of
    all that the archive depends on; `closed` is what readers may not see today. `added` is
    what people decided to add to the authority.
    """

    folder: Path
    settings: Settings
    sources: tuple[Source, ...]
    refused: tuple[Refusal, ...]
    authority: tuple[Entity, ...]
    added: tuple[Entity, ...]
    decisions: Decisions
    closed: tuple[Restriction, ...]
    rules: str
    whole: str


def run_build(
    folder: Path,
    stages: Stages,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    anew: bool = False,
    engine: Engine | None = None,
) -> Report:
    """Build the archive in `folder` with these stages; see `regesta.build.build`.

    `anew` takes nothing over from the build before, nor does an engine that reads and links.
    """
    if not folder.is_dir():
        raise NotFound(f"{folder} is no folder.", way_out="Give the folder with the documents.")
    clock = Clock()
    with _told_of_disk(folder), building(folder) as fresh, _seldom_collecting():
        given = gather(folder, stages)
        if given.settings.meaning and stages.meaning:
            stages = msgspec.structs.replace(stages, writer=stages.meaning())
        old, warnings = (None, []) if anew or engine else _usable_old(folder)
        if old and (report := _nothing_to_do(given, old, clock)):
            return report
        warnings = [*warnings, *_broken_decisions(given.decisions)]
        with Store(fresh / STORE, old / STORE if old else None) as store:
            report = _build(
                given,
                stages,
                store,
                fresh=fresh,
                old=old,
                jobs=jobs,
                progress=progress,
                clock=clock,
                engine=engine,
            )
        with clock.stage(INDEX):
            build_for_readers(
                fresh, stages, given.authority, given.decisions.standing, given.closed, report
            )
        report = msgspec.structs.replace(report, warnings=tuple(warnings))
        (fresh / REPORT).write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1))
        with clock.stage(KEEP):
            seen = fresh / READERS if (fresh / READERS).is_dir() else fresh
            note_published(folder, seen / STORE)
            swap(folder, fresh)
        remove_others(folder)
    return msgspec.structs.replace(
        report, seconds=clock.seconds, cpu_seconds=clock.cpu_seconds, stages=clock.stages
    )


def gather(folder: Path, stages: Stages) -> Given:
    """Return all that a build of this folder starts from."""
    settings = read_settings(folder)
    sources: list[Source] = []
    refused: list[Refusal] = []
    for found in stages.discover(folder, settings.sources):
        if isinstance(found, Refusal):
            refused.append(found)
        else:  # heads of a million files would fill the memory
            sources.append(msgspec.structs.replace(found, head=b""))
    sources.sort(key=lambda source: source.name)
    authority, faults = stages.load_authority(folder / AUTHORITY)
    refused.extend(faults)
    decisions = read_decisions(folder)
    more = added(decisions.standing)
    defaults = (settings.language, settings.day_first, settings.rights)
    rules = _fingerprint((stages.rules, defaults, msgspec.to_builtins([*authority, *more])))
    closed = in_force(settings)
    decided = msgspec.to_builtins(decisions.all)
    listed = [(source.name, source.sha256) for source in sources]
    missed = msgspec.to_builtins(refused)
    given = (rules, stages.linking, listed, missed, decided, msgspec.to_builtins(closed))
    whole = _fingerprint((*given, settings.meaning))
    return Given(
        folder=folder,
        settings=settings,
        sources=tuple(sources),
        refused=tuple(refused),
        authority=tuple(authority),
        added=more,
        decisions=decisions,
        closed=closed,
        rules=rules,
        whole=whole,
    )


def _build(
    given: Given,
    stages: Stages,
    store: Store,
    *,
    fresh: Path,
    old: Path | None,
    jobs: int | None,
    progress: Progress | None,
    clock: Clock,
    engine: Engine | None,
) -> Report:
    plan = plan_reading(given.sources, store.old_sources(), given.rules)
    if engine:
        with clock.stage(READ):
            store.add_refusals(ARCHIVE, given.refused)
            merged, peak = engine.read(reading_of(given, stages, progress), store), 0.0
    else:
        with open_pool(jobs or usable_cores(), setup_of(given, stages)) as pool:
            with clock.stage(READ):
                merged = _read(given, plan, store, pool, progress)
            peak = pool.peak_mb
    with clock.stage(LINK):
        entities = link_records(
            store, stages, given.authority, given.decisions.standing, progress, engine
        )
    _demand_records(store, given.folder)
    with clock.stage(INDEX):
        indexed = index_records(
            store, stages, fresh / INDEX_FOLDER, entities, progress, old and old / INDEX_FOLDER
        )
    with clock.stage(KEEP):
        append_changes(
            given.folder, list(changed_records(store, [source.name for source in plan.read]))
        )
        store.set_meta({"fingerprint": given.whole, **decided_meta(given.decisions.standing)})
        store.finish()
        report = _report(store, plan, merged, given.decisions)
        store.commit()
    return msgspec.structs.replace(
        report,
        indexed=indexed,
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        peak_mb=round(peak + peak_mb(), 1),
        stages=clock.stages,
    )


def setup_of(given: Given, stages: Stages) -> Setup:
    """Return what whoever reads is told of the archive."""
    return Setup(
        stages=stages,
        authority=(*given.authority, *given.added),
        language=given.settings.language,
        day_first=_DAY_FIRST[given.settings.day_first],
        rights=given.settings.rights,
    )


def reading_of(given: Given, stages: Stages, progress: Progress | None) -> Reading:
    """Return what an engine is to read."""
    return Reading(
        setup=setup_of(given, stages),
        sources=given.sources,
        rules=given.rules,
        decisions=given.decisions.standing,
        decided=by_record(given.decisions.standing),
        progress=progress,
    )


def _read(given: Given, plan: Plan, store: Store, pool: Pool, progress: Progress | None) -> int:
    if plan.unchanged:
        store.copy_sources([known.number for known in plan.unchanged])
    store.add_refusals(ARCHIVE, given.refused)
    read_sources(plan, store, pool, given.rules, progress)
    return merge_doubles(given.sources, store, pool, by_record(given.decisions.standing))


def _report(store: Store, plan: Plan, merged: int, decisions: Decisions) -> Report:
    statuses = store.statuses()
    return Report(
        records=store.count("records"),
        refused=without_facsimiles(store),
        references=ReferenceCounts(**statuses),
        entities=store.count("entities"),
        collections=store.count("collections"),
        wanted=store.count("wanted"),
        exchanges=store.count("exchanges"),
        merged=merged,
        sources_read=len(plan.read),
        sources_unchanged=len(plan.unchanged),
        sources_removed=len(plan.removed),
        decisions=DecisionCounts(
            standing=len(decisions.standing),
            undone=len(decisions.undone),
            lost=Grounds(store.ask).lost(decisions.standing),
        ),
    )


def _demand_records(store: Store, folder: Path) -> None:
    if store.count("records"):
        return
    refused = store.refusals()
    reasons = " ".join(f"{one.source}: {one.reason}" for one in refused[:_MOST_REASONS])
    raise NothingBuilt(
        f"No source gave a single record in {folder}. {reasons}".strip(),
        way_out="Put documents into the folder 'sources', or name where they are in regesta.toml.",
    )


def _usable_old(folder: Path) -> tuple[Path | None, list[str]]:
    """Return the build to take over from, or None and the reason why it cannot be used."""
    anew = "All sources were read anew."
    try:
        old = current_build(folder)
    except RegestaError as error:
        return None, [f"{error.message} {anew}"]
    if old is None or not store_version_fits(old / STORE):
        return None, []
    try:
        Witness(old).look()
    except ArchiveError as error:
        return None, [f"{error.message} {anew}"]
    return old, []


def _nothing_to_do(given: Given, old: Path, clock: Clock) -> Report | None:
    """Return the old report where a build would only give the same archive again."""
    with Archive.open(given.folder) as archive:
        if archive.fingerprint() != given.whole or not archive.sources_whole():
            return None
        report = archive.report()
    if not (old / INDEX_FOLDER).is_dir():
        return None
    return msgspec.structs.replace(
        report,
        sources_read=0,
        sources_unchanged=len(given.sources),
        sources_removed=0,
        seconds=clock.seconds,
        cpu_seconds=clock.cpu_seconds,
        peak_mb=round(peak_mb(), 1),
        stages={},
    )


def _broken_decisions(decisions: Decisions) -> Sequence[str]:
    return [
        f"{DECISIONS}, line {one.line}, is no decision and was left as it is: {one.reason}."
        for one in decisions.broken
    ]


def _fingerprint(facts: object) -> str:
    return hashlib.sha256(msgspec.json.encode(facts, order="deterministic")).hexdigest()


@contextmanager
def _told_of_disk(folder: Path) -> Iterator[None]:
    """Turn a full or failing disk into a sentence; the old archive is untouched by then."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise ArchiveError(
            f"The archive in {folder} could not be written: {error}.",
            way_out="The archive that was there is as it was. Mend the disk and build again.",
        ) from error


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for cycles of objects rarely while millions of structs come and go without any."""
    before = gc.get_threshold()
    gc.set_threshold(500_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
