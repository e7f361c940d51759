"""What a build on a cluster costs, whether it gives the same, and what a lost machine takes along.

    python bench/spark.py [FOLDER] [--on MASTER] [--volumes N] [--no-kill] [--keep DIR] [--json]

FOLDER holds TEI volumes (default: the volumes beside the checkout). In one run: a build of this
machine, one by Spark on MASTER (default: local-cluster[2,1,4096]), and a second one by Spark of
which an executor is killed half way (kill -9); all three archives must be the same, record by
record and link by link (`bench/spark_same.py`). The tables are written too, for their size.

Seconds of the clock are of the whole command, with the start of Java. What tasks took and
shuffled is told by Spark's own log of events. Memory is the most that an executor's Java and
all its Python together held (proportional set size). Needs Linux's /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, structs

from processes import below, children, memory
from spark_same import differences

VOLUMES = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "frus"
EXECUTOR = "CoarseGrainedExecutorBackend"
HALF = 0.5


class Cost(Struct, frozen=True, kw_only=True):
    """What one build took."""

    records: int
    wall: float
    stages: dict[str, float]
    killed: int = 0
    lost_executors: int = 0
    task_seconds: float = 0.0
    task_cpu: float = 0.0
    shuffled: int = 0
    tasks: int = 0
    failed_tasks: int = 0
    executor_mb: float = 0.0
    python_mb: float = 0.0


class Watch(threading.Thread):
    """Looks at executors while a build runs; kills one of them when it is time."""

    def __init__(self, pid: int, kill_after: float) -> None:
        super().__init__(daemon=True)
        self.most, self.most_python, self.killed = 0, 0, 0
        self._pid, self._kill_at = pid, time.monotonic() + kill_after if kill_after else 0.0
        self._done = threading.Event()

    def run(self) -> None:
        """Look twice a second until stopped."""
        while not self._done.wait(HALF):
            running = children()
            executors = [pid for pid in below(self._pid, running) if EXECUTOR in _command(pid)]
            for pid in executors:
                python = sum(map(memory, below(pid, running)))
                self.most_python = max(self.most_python, python)
                self.most = max(self.most, python + memory(pid))
            if self._kill_at and time.monotonic() > self._kill_at and executors:
                self._kill_at, self.killed = 0.0, executors[0]
                os.kill(executors[0], signal.SIGKILL)

    def stop(self) -> None:
        """Stop looking."""
        self._done.set()
        self.join()


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (OSError, UnicodeDecodeError):
        return ""


def run(folder: Path, *options: str, kill_after: float = 0.0) -> Cost:
    """Build an archive by the command line, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="events-") as events:
        logged = f"--conf spark.eventLog.enabled=true --conf spark.eventLog.dir=file:{events}"
        environment = {**os.environ, "PYSPARK_SUBMIT_ARGS": f"{logged} pyspark-shell"}
        begun = time.monotonic()
        command = [sys.executable, "-m", "regesta", "build", str(folder), "--json", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
            watch = Watch(process.pid, kill_after)
            watch.start()
            said, _ = process.communicate()
            watch.stop()
        if process.returncode:
            raise SystemExit(f"The build ended with {process.returncode}.")
        told = json.loads(said)
        cost = Cost(
            records=told["records"],
            wall=round(time.monotonic() - begun, 1),
            stages=told["stages"],
            killed=watch.killed,
            executor_mb=round(watch.most / 1e6, 1),
            python_mb=round(watch.most_python / 1e6, 1),
        )
        cost = _with_events(cost, Path(events))
        print(folder.name, *options, cost, file=sys.stderr, flush=True)
        return cost


def _with_events(cost: Cost, events: Path) -> Cost:
    seconds = cpu = 0.0
    shuffled = tasks = failed = lost = 0
    for event in _events(events):
        kind = event["Event"]
        if kind == "SparkListenerExecutorRemoved":
            lost += 1
        if kind != "SparkListenerTaskEnd":
            continue
        tasks += 1
        failed += event["Task End Reason"]["Reason"] != "Success"
        metrics = event.get("Task Metrics")
        if metrics:
            seconds += metrics["Executor Run Time"] / 1e3
            cpu += metrics["Executor CPU Time"] / 1e9
            shuffled += metrics["Shuffle Write Metrics"]["Shuffle Bytes Written"]
    return structs.replace(
        cost,
        task_seconds=round(seconds, 1),
        task_cpu=round(cpu, 1),
        shuffled=shuffled,
        tasks=tasks,
        failed_tasks=failed,
        lost_executors=lost,
    )


def _events(folder: Path) -> Iterator[dict[str, object] | dict[str, dict[str, object]]]:
    for file in sorted(folder.rglob("events_*")) or sorted(folder.glob("*")):
        if file.is_file() and file.suffix == ".zstd":
            data = subprocess.run(
                ["zstd", "-dc", str(file)], capture_output=True, check=True
            ).stdout
        elif file.is_file():
            data = file.read_bytes()
        else:
            continue
        yield from map(json.loads, data.splitlines())


def _archive(folder: Path, volumes: Path, most: int) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = sorted(volumes.glob("*.xml"), key=lambda one: one.stat().st_size)
    listed = [str(one) for one in files[: most or None]]
    (folder / "regesta.toml").write_text(f'title = "Bench"\nsources = {json.dumps(listed)}\n')
    return folder


def _size(folder: Path) -> int:
    return sum(one.stat().st_size for one in folder.rglob("*.parquet") if one.is_file())


def measure(volumes: Path, base: Path, master: str, most: int, *, kill: bool) -> dict[str, object]:
    """Build by all ways, compare what came out, and return the figures."""
    here, there, maimed = (
        _archive(base / name, volumes, most) for name in ("here", "there", "maimed")
    )
    local = run(here)
    spark = run(there, "--on", master)
    told: dict[str, object] = {
        "local": structs.asdict(local),
        "spark": structs.asdict(spark),
        "ratio": round(spark.wall / local.wall, 2),
        "shuffled_bytes_a_record": round(spark.shuffled / spark.records),
        "differences": list(differences(here, there)),
    }
    if kill:
        cost = run(maimed, "--on", master, kill_after=spark.wall / 2)
        told["killed"] = structs.asdict(cost)
        told["differences_killed"] = list(differences(here, maimed))
        if not cost.killed:
            raise SystemExit("The build was done before an executor could be killed: run again.")
    tables = base / "tables"
    shutil.rmtree(tables, ignore_errors=True)
    told["tables"] = structs.asdict(run(maimed, "--on", master, "--tables", str(tables)))
    told["parquet_bytes_a_record"] = round(_size(tables) / spark.records)
    return told


def main() -> None:
    """Measure, print, and fail where the archives differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=VOLUMES)
    parser.add_argument("--on", default="local-cluster[2,1,4096]")
    parser.add_argument("--volumes", type=int, default=0, help="only the N smallest")
    parser.add_argument("--no-kill", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-spark-") as temporary:
        base = given.keep or Path(temporary)
        told = measure(given.folder, base, given.on, given.volumes, kill=not given.no_kill)
    if given.json:
        print(json.dumps(told, indent=1))
    else:
        for what, value in told.items():
            print(f"{what:26} {value}")
    if told["differences"] or told.get("differences_killed"):
        raise SystemExit("The archives are not the same.")


if __name__ == "__main__":
    main()
