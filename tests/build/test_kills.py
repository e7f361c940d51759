"""A build that is killed at any moment leaves the archive that was there, whole."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from regesta.build.stages import Stages
from regesta.build.way import run_build
from regesta.keep.archive import Archive
from regesta.keep.folder import current_build
from regesta.keep.manifest import verify_manifest

KILLS = 20


def test_kills_at_random_moments_harm_nothing(
    folder: Path, stages: Stages, write: Callable[[Path, Mapping[str, str]], None]
) -> None:
    write(folder, {f"more{n}": f"@more{n}\ndate: 1950-02-03\nText {n}. >loose" for n in range(30)})
    started = time.monotonic()
    run_build(folder, stages, jobs=2)
    usual = time.monotonic() - started
    moments = random.Random(7)
    for number in range(KILLS):
        version = msgspec.structs.replace(stages, rules=f"rules {number}")
        build = multiprocessing.get_context("fork").Process(
            target=run_build, args=(folder, version), kwargs={"jobs": 2}
        )
        build.start()
        time.sleep(moments.uniform(0.0, usual * 1.1))
        build.kill()
        build.join()
        serving = current_build(folder)
        assert serving
        assert verify_manifest(serving) == []
        with Archive.open(folder) as archive:
            assert len(list(archive.iter_records())) == 36
            assert archive.dangling() == ()
    report = run_build(folder, msgspec.structs.replace(stages, rules="last"), jobs=2)
    assert report.records == 36
    assert len([path for path in (folder / ".regesta").iterdir() if path.is_dir()]) == 1


STEPS = [
    ("regesta.keep.folder.write_manifest", False),
    ("regesta.keep.folder.fsync_tree", False),
    ("regesta.keep.folder.replace_file", False),
    ("os.replace", False),
    ("regesta.keep.folder.replace_file", True),
    ("regesta.build.way.remove_others", True),
]


@pytest.mark.parametrize(("step", "after"), STEPS)
def test_a_kill_at_each_step_of_the_swap(
    folder: Path, stages: Stages, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    run_build(folder, stages, jobs=1)
    module, _, name = step.rpartition(".")
    real = getattr(sys.modules[module], name)

    def deadly(*given: object) -> object:
        if after:
            real(*given)
        os.kill(os.getpid(), signal.SIGKILL)
        return None

    def build() -> None:
        monkeypatch.setattr(step, deadly)
        run_build(folder, msgspec.structs.replace(stages, rules="2"), jobs=1)

    process = multiprocessing.get_context("fork").Process(target=build)
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    serving = current_build(folder)
    assert serving
    assert (serving.name == "build-2") == after
    assert verify_manifest(serving) == []
    assert run_build(folder, msgspec.structs.replace(stages, rules="3"), jobs=1).records == 6
    assert len([path for path in (folder / ".regesta").iterdir() if path.is_dir()]) == 1


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are looked up in /proc")
def test_workers_end_when_the_build_is_killed(
    folder: Path, stages: Stages, write: Callable[[Path, Mapping[str, str]], None], tmp_path: Path
) -> None:
    write(folder, {"slow": "@slow\n\n?mark", "slow2": "@slow2\n\n?mark"})
    build = multiprocessing.get_context("fork").Process(
        target=run_build, args=(folder, stages), kwargs={"jobs": 2}
    )
    build.start()
    marks = [folder / "slow.mark", folder / "slow2.mark"]
    _until(lambda: all(mark.exists() for mark in marks))
    build.kill()
    build.join()
    workers = [int(mark.read_text()) for mark in marks]
    _until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def _until(happened: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not happened():
        if time.monotonic() > limit:
            pytest.fail("It did not happen within 10 seconds.")
        time.sleep(0.02)
