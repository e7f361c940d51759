"""The pool of processes: order, deaths, patience."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from regesta.build.messages import Batch, Raw, ReadTask, Task
from regesta.build.pool import Pool
from regesta.build.stages import Stages
from regesta.build.worker import Setup
from regesta.model import Record
from regesta.read.reader import Source
from regesta.understand.context import Context


def _task(folder: Path, name: str, content: str) -> Task:
    path = folder / f"{name}.note"
    path.write_text(content)
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    return ReadTask(Source(name=name, path=path, sha256=sha256, head=b"", size=len(content)))


def _run(tasks: list[Task], stages: Stages, jobs: int, patience: float) -> tuple[object, object]:
    setup = Setup(stages=stages, authority=(), language="en", day_first="")
    pool = Pool(jobs, setup, patience)
    rows: dict[int, list[str]] = {}
    ends: dict[int, str] = {}

    def receive(number: int, message: Batch | Raw) -> None:
        assert isinstance(message, Batch)
        assert number not in ends
        rows.setdefault(number, []).extend(row.id for row in message.rows)

    try:
        pool.run(tasks, receive, ends.__setitem__)
    finally:
        pool.close()
    return rows, ends


@pytest.mark.parametrize("jobs", [1, 2, 9])
def test_every_task_is_done_once_and_in_its_own_order(
    tmp_path: Path, stages: Stages, jobs: int
) -> None:
    tasks = [
        _task(tmp_path, f"n{n}", "\n\n".join(f"@r{n}.{part}" for part in range(n * 400)))
        for n in range(4)
    ]
    rows, ends = _run(tasks, stages, jobs, 60)
    assert rows == {n: [f"r{n}.{part}" for part in range(n * 400)] for n in range(4)}
    assert ends == dict.fromkeys(range(4), "")


def test_a_death_costs_its_own_task(tmp_path: Path, stages: Stages) -> None:
    tasks = [_task(tmp_path, f"n{n}", "?crash" if n in (0, 2) else f"@r{n}") for n in range(5)]
    _rows, ends = _run(tasks, stages, 2, 60)
    assert ends == {0: "was ended by SIGSEGV", 1: "", 2: "was ended by SIGSEGV", 3: "", 4: ""}


def test_a_task_that_hangs_is_ended(tmp_path: Path, stages: Stages) -> None:
    tasks = [_task(tmp_path, "good", "@good"), _task(tmp_path, "bad", "?hang")]
    _rows, ends = _run(tasks, stages, 2, 0.4)
    assert ends == {0: "", 1: "gave nothing for 0 seconds"}


def test_rules_that_fail_on_nothing_yet_read_do_not_stop_the_pool(
    tmp_path: Path, stages: Stages
) -> None:
    def understand(record: Record, context: Context) -> Record:
        if not record.id.startswith("r"):
            raise ValueError("made ready with a record of no source")
        return stages.understand(record, context)

    strict = msgspec.structs.replace(stages, understand=understand)
    rows, ends = _run([_task(tmp_path, "n", "@r1")], strict, 1, 60)
    assert (rows, ends) == ({0: ["r1"]}, {0: ""})
