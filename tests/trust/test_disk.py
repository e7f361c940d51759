"""A disk that is full, or may only be read: the archive that was there serves, and it is told."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
import pytest

from regesta.build.stages import Stages
from regesta.build.way import run_build
from regesta.errors import ArchiveError
from regesta.keep.archive import Archive
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import FILE_NAME, append_decision, read_decisions
from regesta.keep.folder import current_build
from regesta.keep.manifest import verify_manifest

POINTS = 10
DISK_KB = 6_000
FORK = multiprocessing.get_context("fork")


@contextmanager
def disk(place: Path, options: str) -> Iterator[None]:
    """Mount a small disk of its own at a place; skip where that is not allowed."""
    place.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
    if (
        not shutil.which("mount")
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("a disk cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "regesta", *arguments], capture_output=True, text=True, check=False
    )


def fill(place: Path, leave: int) -> Path:
    """Fill the disk but for so many bytes."""
    ballast = place / "ballast"
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    with ballast.open("wb") as file:
        file.write(bytes(max(0, free - leave)))
    return ballast


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """An archive built by the real program on a disk of six megabytes."""
    with disk(tmp_path / "disk", f"size={DISK_KB}k"):
        root = tmp_path / "disk" / "archive"
        (root / "sources").mkdir(parents=True)
        for number in range(12):
            words = f"Note {number} of the talks, written on January {number + 1}, 1951. " * 40
            (root / "sources" / f"n{number}.md").write_text(
                f"---\ntitle: N{number}\n---\n{words}\n"
            )
        assert run("build", str(root), "--jobs", "1").returncode == 0
        yield root


def test_a_full_disk_at_ten_points_of_a_build(small: Path) -> None:
    serving = current_build(small)
    assert serving
    needed = sum(path.stat().st_size for path in serving.rglob("*") if path.is_file())
    refused = 0
    for point in range(POINTS):
        (small / "sources" / "new.md").write_text(f"---\ntitle: New\n---\nRound {point}.\n")
        ballast = fill(small.parent, needed * point // (POINTS - 1))
        done = run("build", str(small), "--jobs", "1")
        ballast.unlink()
        if done.returncode:
            refused += 1
            assert done.returncode == 1
            assert "could not be written" in done.stderr or "cannot be written" in done.stderr
            assert "Traceback" not in done.stderr
            assert current_build(small) == serving
            # Nothing half made is left to fill the disk further.
            assert len(list((small / ".regesta").glob("build-*"))) == 1
        serving = current_build(small)
        assert serving
        assert verify_manifest(serving) == []
        with Archive.open(small) as archive:
            assert archive.counts().records >= 12
    assert refused >= POINTS // 2
    done = run("build", str(small), "--jobs", "1")
    assert done.returncode == 0
    assert run("check", "--archive", str(small)).returncode == 0


def test_a_decision_on_a_full_disk_is_refused_whole(small: Path) -> None:
    decision = make_decision("e", "note", "record", "n1", why="w" * 1500)
    append_decision(small, decision)
    before = (small / FILE_NAME).read_bytes()
    ballast = fill(small.parent, 0)
    with pytest.raises(ArchiveError, match=r"could not be written.*Free some space"):
        _decide_on(small, 3 * os.statvfs(small).f_frsize)
    after = (small / FILE_NAME).read_bytes()
    assert after.startswith(before)
    assert after.endswith(b"\n")
    assert not read_decisions(small).broken
    ballast.unlink()
    last = make_decision("e", "note", "record", "n3", why="after")
    append_decision(small, last)
    kept = read_decisions(small)
    assert last in kept.all
    assert decision in kept.all
    assert not kept.broken


def _decide_on(root: Path, size: int) -> None:
    """Decide until so many bytes have been written; the first may fit into a block begun."""
    for _ in range(0, size, 1500):
        append_decision(root, make_decision("e", "note", "record", "n2", why="x" * 1500))


@pytest.mark.parametrize("limit", [1, 100, 4_000, 40_000, 90_000, 120_000, 150_000, 180_000,
                                   200_000, 230_000])  # fmt: skip
def test_a_file_that_may_grow_no_more(folder: Path, stages: Stages, limit: int) -> None:
    """The same without a disk of its own: each file may have so many bytes."""
    run_build(folder, stages, jobs=1)
    before = current_build(folder)

    def build() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            run_build(folder, msgspec.structs.replace(stages, rules="2"), jobs=1)
        except ArchiveError as error:
            os._exit(0 if "could not be written" in str(error) else 3)
        os._exit(4)

    process = FORK.Process(target=build)
    process.start()
    process.join()
    assert process.exitcode in (0, 4)
    if process.exitcode == 0:
        assert current_build(folder) == before
    with Archive.open(folder) as archive:
        assert archive.counts().records == 6


def test_a_disk_that_may_only_be_read(tmp_path: Path, example: Path) -> None:
    with disk(tmp_path / "disk", "size=60m"):
        root = tmp_path / "disk" / "archive"
        shutil.copytree(example, root)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path / "disk")], check=True)
        assert run("show", "300101", "--archive", str(root)).returncode == 0
        found = run("search", "treaty", "--archive", str(root), "--json")
        assert msgspec.json.decode(found.stdout)["total"]
        assert run("check", "--archive", str(root)).returncode == 0
        built = run("build", str(root))
        assert built.returncode == 1
        assert "cannot be written to" in built.stderr
        assert "Traceback" not in built.stderr
        with pytest.raises(ArchiveError, match="could not be written"):
            append_decision(root, make_decision("e", "note", "record", "300101", why="w"))


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes a part of a line, then nothing, and then has room again."""
    first = make_decision("e", "note", "record", "a", why="first")
    append_decision(tmp_path, first)
    real: Callable[[int], None] = os.fsync

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with suppress(ArchiveError):
        append_decision(tmp_path, make_decision("e", "note", "record", "b", why="second"))
    monkeypatch.setattr(os, "fsync", real)
    assert read_decisions(tmp_path).all == (first,)
