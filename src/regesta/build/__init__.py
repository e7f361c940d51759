"""The whole way from sources to a finished archive: the one place where the stages meet."""

from __future__ import annotations

from pathlib import Path

from regesta.build.defaults import default_stages
from regesta.build.engines import Engine
from regesta.build.progress import Progress
from regesta.build.way import run_build
from regesta.keep.report import Report

__all__ = ["Progress", "Report", "build"]


def build(
    folder: Path,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
    anew: bool = False,
    engine: Engine | None = None,
) -> Report:
    """Build the archive in `folder` from its sources and make it the one that serves.

    `jobs` is the number of processes that read (default: one a core); `progress` is called
    as the build goes on. Unchanged sources are taken over from the build before, unless
    `anew` or where that is not as it was written. The archive that was there serves until
    the new one is whole, and stays when anything fails. An `engine` reads and links in place
    of this machine's processes, all sources anew. Raises `NothingBuilt` when no source
    gave a record, `ArchiveError` when another build is at work or the disk fails, `WrongUse`
    when the settings are wrong.
    """
    return run_build(
        Path(folder), default_stages(), jobs=jobs, progress=progress, anew=anew, engine=engine
    )
