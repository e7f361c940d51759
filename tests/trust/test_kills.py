"""Two hundred builds and fifty editors killed at any moment: nothing accepted is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import pytest

from regesta.build.stages import Stages
from regesta.build.way import run_build
from regesta.keep.archive import Archive
from regesta.keep.check import check
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import FILE_NAME, append_decision, read_decisions
from regesta.keep.folder import current_build
from regesta.keep.manifest import verify_manifest
from regesta.model import Decision

BUILDS = 200
EDITORS = 50
FORK = multiprocessing.get_context("fork")


def _decide(root: Path, told: Connection, who: str) -> None:
    """Decide until killed, and tell of each decision when it has been accepted."""
    number = 0
    while True:
        made = make_decision(who, "note", "record", f"r{number}", why="x" * (1 + number % 700))
        append_decision(root, made)
        told.send_bytes(msgspec.json.encode(made))
        number += 1


def _heard(pipe: Connection) -> list[Decision]:
    """All that was told before the end."""
    found: list[Decision] = []
    try:
        while True:
            found.append(msgspec.json.decode(pipe.recv_bytes(), type=Decision))
    except (EOFError, OSError):
        return found


def test_no_accepted_decision_is_lost_by_fifty_kills(tmp_path: Path) -> None:
    moments = random.Random(11)
    accepted: list[Decision] = []
    for number in range(0, EDITORS, 2):
        # Two editors at once, each killed at a moment of its own.
        pipes, editors = [], []
        for who in ("ida", "jon"):
            ours, theirs = FORK.Pipe(duplex=False)
            editor = FORK.Process(target=_decide, args=(tmp_path, theirs, f"{who}{number}"))
            editor.start()
            theirs.close()
            pipes.append(ours)
            editors.append(editor)
        heard: list[list[Decision]] = [[], []]

        def listen(place: int, into: list[list[Decision]], pipe: Connection) -> None:
            into[place] = _heard(pipe)

        ears = [
            threading.Thread(target=listen, args=(place, heard, pipe))
            for place, pipe in enumerate(pipes)
        ]
        for ear in ears:
            ear.start()
        for editor in editors:
            time.sleep(moments.uniform(0.005, 0.06))
            editor.kill()
            editor.join()
        for ear in ears:
            ear.join()
        accepted += [one for some in heard for one in some]
    kept = read_decisions(tmp_path)
    assert len(accepted) > EDITORS
    assert {one.id for one in accepted} <= {one.id for one in kept.all}
    assert {one.id: one for one in kept.all}.items() >= {one.id: one for one in accepted}.items()
    # A torn line is told of, and never more than one a kill.
    assert len(kept.broken) <= EDITORS


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_line_that_a_power_cut_tore_spoils_no_other(tmp_path: Path, cut: int) -> None:
    first, second, third = (make_decision("e", "note", "record", r, why="w") for r in "abc")
    append_decision(tmp_path, first)
    append_decision(tmp_path, second)
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-cut])
    append_decision(tmp_path, third)
    kept = {one.id for one in read_decisions(tmp_path).all}
    assert {first.id, third.id} <= kept


def test_two_hundred_kills_during_builds_harm_nothing(
    folder: Path,
    stages: Stages,
    write: Callable[[Path, Mapping[str, str]], None],
    contents: Callable[[Path], list[bytes]],
) -> None:
    """After each kill the archive of before, or the new one, is there, whole, and read."""
    write(folder, {f"more{n}": f"@more{n}\ndate: 1950-02-03\nText {n}. >loose" for n in range(12)})
    append_decision(folder, make_decision("e", "note", "record", "loose", why="kept"))
    started = time.monotonic()
    run_build(folder, stages, jobs=1)
    usual = time.monotonic() - started
    right = contents(folder)
    moments = random.Random(7)
    swapped = ended = 0
    for number in range(BUILDS):
        before = current_build(folder)
        version = msgspec.structs.replace(stages, rules=f"rules {number}")
        build = FORK.Process(target=run_build, args=(folder, version), kwargs={"jobs": 1})
        build.start()
        build.join(moments.uniform(0.0, usual * 1.2))
        build.kill()
        build.join()
        ended += build.exitcode == 0
        serving = current_build(folder)
        assert serving
        swapped += serving != before
        assert verify_manifest(serving) == []
        if number % 10 == 0:
            assert contents(folder) == right
        with Archive.open(folder) as archive:
            assert archive.has("loose")
            assert len(archive.regests()) == 18
    # Some were killed, some had swapped in what they made before.
    assert ended < BUILDS
    assert swapped
    assert len(read_decisions(folder).all) == 1
    run_build(folder, msgspec.structs.replace(stages, rules="last"), jobs=1)
    assert contents(folder) == right
    assert [path.name for path in (folder / ".regesta").glob("build-*") if path.is_dir()] == [
        str(current_build(folder)).rpartition("/")[2]
    ]


def test_real_builds_killed_leave_a_whole_archive(
    example: Path, tmp_path: Path, contents: Callable[[Path], list[bytes]]
) -> None:
    """The same with the real stages, index and all, eight times."""
    root = tmp_path / "archive"
    shutil.copytree(example, root)
    right = contents(root)
    moments = random.Random(3)
    for number in range(8):
        (root / "sources" / "papers" / "more.md").write_text(f"---\ntitle: More\n---\n{number}.\n")
        command = [sys.executable, "-m", "regesta", "build", str(root), "--json", "--jobs", "2"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as build:
            time.sleep(moments.uniform(0.3, 1.4))
            os.kill(build.pid, signal.SIGKILL)
        assert [one for one in check(root) if one.kind != "source"] == []
        assert len(contents(root)) >= len(right)
