"""The derived part of an archive folder: which build is current, and how the next replaces it.

    .regesta/current        names the build that serves ("build-7"), replaced at once
    .regesta/build-7/       regesta.sqlite, index/, report.json, manifest.json; never changed
    .regesta/lock           held by the one build at work
    .regesta/seen.json      which files of the build were seen to be whole, and when touched

A build that is killed leaves its folder behind; the next build removes it. A reader holds
a shared lock on the report of its build, and a build that a reader holds is not removed.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from regesta.errors import ArchiveError, NotFound
from regesta.keep.durable import fsync_folder, fsync_tree, replace_file
from regesta.keep.locks import lock_alone, lock_shared, unlock
from regesta.keep.manifest import write_manifest
from regesta.keep.witness import note_written

# Seconds to wait for what a killed build left behind, and between two looks.
PATIENCE = 15.0
PAUSE = 0.05

DERIVED = ".regesta"
POINTER = "current"
STORE = "regesta.sqlite"
INDEX = "index"
REPORT = "report.json"

_BUILD = re.compile(r"build-(\d+)")


def current_build(folder: Path) -> Path | None:
    """Return the folder of the build that serves, None where nothing was built yet.

    Raises `ArchiveError` when the pointer is damaged or what it names is not there.
    """
    pointer = folder / DERIVED / POINTER
    try:
        name = pointer.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{pointer} cannot be read: {error}.", way_out=_BUILD_AGAIN) from error
    build = folder / DERIVED / name
    if not _BUILD.fullmatch(name) or not build.is_dir():
        raise ArchiveError(
            f"{pointer} names {name!r}, which is no build of this archive.", way_out=_BUILD_AGAIN
        )
    return build


_BUILD_AGAIN = "Run `regesta build` again; nothing of yours is in that folder."


def hold_build(folder: Path) -> tuple[Path, IO[bytes]]:
    """Return the build that serves and a file that keeps it from being removed while open.

    Raises `NotFound` where nothing was built, `ArchiveError` where it is damaged.
    """
    for _attempt in range(20):
        build = current_build(folder)
        if build is None:
            raise NotFound(
                f"{folder} holds no archive yet.", way_out=f"Run `regesta build {folder}` first."
            )
        try:
            held = (build / REPORT).open("rb")
        except FileNotFoundError as error:
            if current_build(folder) == build:
                raise ArchiveError(f"{build / REPORT} is missing.", way_out=_BUILD_AGAIN) from error
            continue
        try:
            lock_shared(held)
            # Between reading the pointer and taking the lock it may have been swapped away.
            if os.fstat(held.fileno()).st_nlink and current_build(folder) == build:
                return build, held
        except BlockingIOError:
            pass
        held.close()
    raise ArchiveError(f"{folder} is being replaced faster than it can be opened.")


@contextmanager
def building(folder: Path) -> Iterator[Path]:
    """Hold the archive for one build and give an empty folder to build in.

    The folder is removed again unless `swap` made it current. Leftovers of killed builds
    are removed first. Raises `ArchiveError` when another build is at work, or when the
    folder cannot be written to.
    """
    derived = folder / DERIVED
    try:
        if not derived.is_dir():
            derived.mkdir()
            fsync_folder(folder)
        lock = (derived / "lock").open("a+", encoding="ascii")
    except OSError as error:
        raise ArchiveError(
            f"{derived} cannot be written to: {error.strerror}.",
            way_out="An archive is built in its own folder, which must be writable.",
        ) from error
    with lock:
        _take(lock, folder)
        try:
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            remove_others(folder)
            fresh = derived / f"build-{_next_number(derived)}"
            fresh.mkdir()
            try:
                yield fresh
            finally:
                if _serving(folder) != fresh:
                    shutil.rmtree(fresh, ignore_errors=True)
        finally:
            unlock(lock)


def _take(lock: IO[str], folder: Path) -> None:
    """Take the lock of a folder; one that only the workers of a killed build hold is waited for.

    Workers end by themselves when their build is gone, at the latest with the record in hand.
    """
    patience = time.monotonic() + PATIENCE
    while True:
        try:
            lock_alone(lock)
        except BlockingIOError as error:
            lock.seek(0)
            process = lock.read().strip()
            if _is_gone(process) and time.monotonic() < patience:
                time.sleep(PAUSE)
                continue
            raise ArchiveError(
                f"Another build (process {process or 'unknown'}) is at work on {folder}.",
                way_out="Wait until it has ended; the archive goes on serving meanwhile.",
            ) from error
        return


def _is_gone(process: str) -> bool:
    """Tell whether the process that noted itself in the lock has ended."""
    if not process.isdigit() or sys.platform == "win32":
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def swap(folder: Path, fresh: Path) -> None:
    """Make `fresh` the build that serves; after a power cut either it or the old one does."""
    hashes = write_manifest(fresh)
    fsync_tree(fresh)
    fsync_folder(fresh.parent)
    note_written(fresh, hashes)
    replace_file(folder / DERIVED / POINTER, f"{fresh.name}\n".encode("ascii"))


def remove_others(folder: Path) -> None:
    """Remove every build but the current one, and those that somebody still reads."""
    keep = _serving(folder)
    for build in (folder / DERIVED).iterdir():
        if _BUILD.fullmatch(build.name) and build != keep and build.is_dir():
            _remove_unless_held(build)


def _remove_unless_held(build: Path) -> None:
    try:
        report = (build / REPORT).open("rb")
    except OSError:
        shutil.rmtree(build, ignore_errors=True)
        return
    with report:
        try:
            lock_alone(report)
        except BlockingIOError:
            return
        shutil.rmtree(build, ignore_errors=True)


def _serving(folder: Path) -> Path | None:
    """The current build, None also where the pointer is damaged."""
    try:
        return current_build(folder)
    except ArchiveError:
        return None


def _next_number(derived: Path) -> int:
    numbers = [
        int(found[1]) for path in derived.iterdir() if (found := _BUILD.fullmatch(path.name))
    ]
    return max(numbers, default=0) + 1
