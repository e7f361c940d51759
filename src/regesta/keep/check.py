"""Whether an archive is whole: store, index, links, sources, decisions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from msgspec import Struct

from regesta.errors import Refusal, RegestaError
from regesta.keep.archive import Archive
from regesta.keep.decisions import FILE_NAME as DECISIONS
from regesta.keep.decisions import read_decisions
from regesta.keep.folder import STORE, current_build
from regesta.keep.manifest import verify_manifest
from regesta.keep.readers import READERS, in_force
from regesta.keep.tables import open_store
from regesta.read.sources import discover

_ANEW = "Run `regesta check --repair`: it is made again of the sources."
_BUILD = "If that is meant, run `regesta build`; if not, put back the file as it was."


class Problem(Struct, frozen=True, kw_only=True):
    """Something that is not as it should be, and what to do about it.

    `kind` is archive (nothing to read), store, index, link, source or decision.
    """

    kind: Literal["archive", "store", "index", "link", "source", "decision"]
    message: str
    way_out: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.message} {self.way_out}".strip()


def check(folder: Path | str) -> list[Problem]:
    """Return all that is wrong with the archive in `folder`; an empty list when it is whole.

    Every byte of the build is compared with the hashes taken when it was made, and every
    source with its hash when it was read. Raises nothing for a damaged archive.
    """
    root = Path(folder)
    try:
        with Archive.open(root, verify=False) as archive:
            build = current_build(root)
            damaged = [*_bytes(build), *_integrity(build)] if build else []
            found = [] if damaged else [*_records(archive), *_links(archive), *_open_part(archive)]
            return [*damaged, *found, *_sources(root, archive), *_decisions(root)]
    except RegestaError as error:
        # What people decided is looked at even where nothing else can be.
        broken = Problem(kind="archive", message=error.message, way_out=error.way_out)
        return [broken, *_decisions_alone(root)]


def is_derived(problem: Problem) -> bool:
    """Whether it is in what can be made again of the sources."""
    return problem.kind in ("archive", "store", "index", "link")


def _bytes(build: Path) -> Iterator[Problem]:
    for fault in verify_manifest(build):
        in_index = f"{build.name}/index" in fault.replace("\\", "/")
        yield Problem(kind="index" if in_index else "store", message=fault, way_out=_ANEW)


def _integrity(build: Path) -> Iterator[Problem]:
    try:
        for path in filter(Path.is_file, (build / STORE, build / READERS / STORE)):
            with closing(open_store(path)) as store:
                for (said,) in store.execute("PRAGMA integrity_check"):
                    if said != "ok":
                        yield Problem(kind="store", message=f"SQLite says: {said}", way_out=_ANEW)
    except sqlite3.Error as error:
        yield Problem(kind="store", message=f"SQLite says: {error}", way_out=_ANEW)


def _records(archive: Archive) -> Iterator[Problem]:
    """Decode every record, and compare their number with what the build counted."""
    report = archive.report()
    try:
        found = sum(1 for _ in archive.iter_records())
    except (RegestaError, ValueError) as error:
        yield Problem(kind="store", message=str(error), way_out=_ANEW)
        return
    for name, counted in (("records", report.records), ("indexed records", report.indexed)):
        if found != counted:
            message = f"The store holds {found} records, the build counted {counted} {name}."
            kind: Literal["index", "store"] = "index" if name != "records" else "store"
            yield Problem(kind=kind, message=message, way_out=_ANEW)


def _links(archive: Archive) -> Iterator[Problem]:
    for id, target in archive.dangling():
        message = f"The record {id} refers to {target}, which the archive does not hold."
        yield Problem(kind="link", message=message, way_out=_ANEW)


def _open_part(whole: Archive) -> Iterator[Problem]:
    """Look at the part that readers see, where there is one."""
    if not in_force(whole.settings):
        return
    try:
        with Archive.open(whole.folder, readers=True, verify=False) as archive:
            yield from (*_records(archive), *_links(archive))
    except RegestaError as error:
        yield Problem(kind="archive", message=error.message, way_out=error.way_out)


def _decisions_alone(root: Path) -> list[Problem]:
    try:
        return list(_decisions(root))
    except RegestaError as error:
        return [Problem(kind="decision", message=error.message, way_out=error.way_out)]


def _sources(root: Path, archive: Archive) -> Iterator[Problem]:
    """Compare the sources as they are now with the hashes of those that were read."""
    read = archive.source_hashes()
    present: set[str] = set()
    for source in discover(root, archive.settings.sources):
        if isinstance(source, Refusal):
            present.add(source.source)
            yield _source(f"{source.source}: {source.reason}")
            continue
        present.add(source.name)
        if source.name not in read:
            yield _source(f"{source.name} has not been read yet.")
        elif read[source.name] != source.sha256:
            yield _source(f"{source.name} has changed since it was read.")
    for name in read:
        if name not in present:
            yield _source(f"{name} is gone since it was read.")


def _source(message: str) -> Problem:
    return Problem(kind="source", message=message, way_out=_BUILD)


def _decisions(root: Path) -> Iterator[Problem]:
    for one in read_decisions(root).broken:
        yield Problem(
            kind="decision",
            message=f"{DECISIONS}, line {one.line}: {one.reason}. It reads: {one.text[:80]}",
            way_out="Mend the line or delete it; nothing was decided by it.",
        )
