"""What a build costs, as ratios to the floor.

    python bench/build.py [FOLDER] [--volumes N] [--runs N] [--jobs N] [--changed] [--keep DIR]
        [--json]

FOLDER holds TEI volumes (default: the volumes beside the checkout). The floor is what no
archive can do without (`bench/floor.py`): the same files parsed by lxml, and the bare text of
each document added to a tantivy index with English stemming, in one process. Against it stand
`regesta build`, a second build with nothing changed, and searches in process; with `--changed`
also a build after a word of a middle-sized volume was changed, as a share of the whole build.

Times of the processor are user and system time of a process and all that it started; memory
is the most that the whole tree of processes held at one moment (shared pages once where the
system tells). Programs run as installers leave
them, with the bytecode of their modules made. Each run has a folder of its own (`--keep` says
where the first archive stays); of several runs the median counts. Processor time and memory
need Linux's /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, structs
from msgspec import json as fast_json

from processes import memory, tree
from regesta.keep.archive import Archive
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query

FLOOR = Path(__file__).with_name("floor.py")
VOLUMES = Path(__file__).resolve().parents[2] / "shared" / "corpora" / "frus"
POLL_SECONDS = 0.1
QUERIES = (
    "cease-fire", "offshore islands", '"most favored nation"', "trade agreement credit",
    "telegram ambassador yesterday", "embassy moscow", "aid program budget",
    "disarmament inspection",
    "refugees", "tariff negotiations", "nuclear test ban", "prime minister conversation",
    "troops withdrawal", "united nations resolution", "oil concession", "airlift",
)  # fmt: skip


class Cost(Struct, frozen=True, kw_only=True):
    """What one run took: documents, seconds of the clock and of the processor, MB (10^6 bytes)."""

    documents: int
    wall: float
    cpu: float
    peak_mb: float


# --- measuring a tree of processes ------------------------------------------------------------


class Watch(threading.Thread):
    """Remembers the most memory that a process and its descendants held together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._done = threading.Event()

    def run(self) -> None:
        """Look again and again until stopped."""
        while not self._done.wait(POLL_SECONDS):
            self.peak = max(self.peak, sum(map(memory, tree(self._pid))))

    def stop(self) -> float:
        """Stop; return the peak in MB."""
        self._done.set()
        self.join()
        return self.peak / 1e6


def installed(folder: Path) -> dict[str, str]:
    """Return an environment in which modules need no compiling: their bytecode is in `folder`."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    for module in ("regesta.show.commands.building", "regesta.__main__"):
        subprocess.run([sys.executable, "-c", f"import {module}"], env=environment, check=True)
    return environment


def measure(command: Sequence[str], environment: dict[str, str]) -> tuple[Cost, str]:
    """Run a command; return its cost (without documents) and what it printed."""
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        watch = Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = max(watch.stop(), usage.ru_maxrss * 1024 / 1e6)
        output.seek(0)
        printed = output.read().decode()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}: {printed[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(documents=0, wall=wall, cpu=cpu, peak_mb=peak), printed


# --- the runs -----------------------------------------------------------------------------------


def run_floor(paths: Sequence[Path], folder: Path, environment: dict[str, str]) -> Cost:
    """Measure the floor in a process of its own."""
    index = folder / "floor"
    index.mkdir()
    command = [sys.executable, str(FLOOR), str(index), *map(str, paths)]
    cost, printed = measure(command, environment)
    return structs.replace(cost, documents=int(printed))


def run_build(folder: Path, jobs: int | None, environment: dict[str, str]) -> Cost:
    """Measure one `regesta build` of an archive."""
    command = [sys.executable, "-m", "regesta", "build", str(folder), "--json"]
    cost, printed = measure([*command, *(["--jobs", str(jobs)] if jobs else [])], environment)
    report = fast_json.decode(printed)
    return structs.replace(cost, documents=int(report["records"]))


def run_searches(folder: Path, rounds: int = 5) -> list[float]:
    """Return the milliseconds of each query, cold and warm, with facets and snippets."""
    with Archive.open(folder) as archive:
        index = EmbeddedIndex(archive.index_path)
        took = []
        for _ in range(rounds):
            for words in QUERIES:
                began = time.perf_counter()
                index.search(Query(text=words))
                took.append((time.perf_counter() - began) * 1000)
        index.close()
    return took


def change_word(path: Path) -> None:
    """Change a word of the volume: in the middle of it, so that it is one of a document."""
    words = path.read_text("utf-8")
    at = words.index(" of the ", len(words) // 2)
    path.write_text(f"{words[:at]} of all the {words[at + len(' of the ') :]}", "utf-8")


def middle_sized(folder: Path) -> Path:
    """Return the volume in a folder that as many are larger than as are smaller."""
    volumes = sorted(folder.glob("*.xml"), key=lambda path: path.stat().st_size)
    return volumes[len(volumes) // 2]


def one_run(
    paths: Sequence[Path], jobs: int | None, keep: Path | None, changed: bool = False
) -> tuple[dict[str, Cost], list[float]]:
    """Measure the floor, a build, a build with nothing changed, and searches, in a new folder.

    `changed` adds a build after a word of one volume was changed.
    """
    with tempfile.TemporaryDirectory(prefix="regesta-bench-") as name:
        folder = Path(name)
        archive = folder / "archive"
        (archive / "sources").mkdir(parents=True)
        for path in paths:
            shutil.copyfile(path, archive / "sources" / path.name)
        environment = installed(folder / "bytecode")
        costs = {
            "floor": run_floor(paths, folder, environment),
            "build": run_build(archive, jobs, environment),
            "nothing changed": run_build(archive, jobs, environment),
        }
        if changed:
            change_word(middle_sized(archive / "sources"))
            costs["one changed"] = run_build(archive, jobs, environment)
        searches = run_searches(archive)
        if keep is not None and not keep.exists():
            shutil.copytree(archive, keep)
        return costs, searches


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    return Cost(
        documents=int(statistics.median(cost.documents for cost in costs)),
        wall=statistics.median(cost.wall for cost in costs),
        cpu=statistics.median(cost.cpu for cost in costs),
        peak_mb=statistics.median(cost.peak_mb for cost in costs),
    )


def p95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def sample(folder: Path, wanted: int | None) -> list[Path]:
    """Return `wanted` volumes spread evenly over the folder, all of them for None."""
    paths = sorted(folder.glob("*.xml"))
    if not paths:
        sys.exit(f"There are no volumes (*.xml) in {folder}.")
    if not wanted or wanted >= len(paths):
        return paths
    return [paths[place * len(paths) // wanted] for place in range(wanted)]


def print_table(costs: dict[str, Cost], searches: Sequence[float], volumes: int, runs: int) -> None:
    """Print each figure and its ratio to the floor."""
    base = costs["floor"]
    print(f"{volumes} volumes, {base.documents} documents in them, median of {runs} run(s)\n")
    print(f"{'':<16}{'records':>8}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'docs/s':>9}"
          f"{'x CPU':>8}{'x wall':>8}")  # fmt: skip
    for name, cost in costs.items():
        speed = base.documents / cost.wall if cost.wall else 0
        print(
            f"{name:<16}{cost.documents:>8}{cost.wall:>9.2f}{cost.cpu:>9.2f}{cost.peak_mb:>9.0f}"
            f"{speed:>9.0f}{cost.cpu / base.cpu:>8.2f}{cost.wall / base.wall:>8.2f}"
        )
    if "one changed" in costs:
        share = costs["one changed"].cpu / costs["build"].cpu
        print(f"\nafter one changed volume: {share:.1%} of the CPU time of the whole build")
    middle = statistics.median(searches)
    print(f"\nsearch in process: median {middle:.1f} ms, p95 {p95(searches):.1f} ms,"
          f" longest {max(searches):.1f} ms over {len(searches)} queries")  # fmt: skip


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=VOLUMES)
    parser.add_argument("--volumes", type=int, help="how many volumes [default: all]")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--jobs", type=int, help="processes of the build [default: one a core]")
    parser.add_argument(
        "--keep", type=Path, help="a new folder in which the first archive is to stay"
    )
    parser.add_argument(
        "--changed", action="store_true", help="build again after a word of one volume was changed"
    )
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    return parser.parse_args()


def main() -> None:
    """Run the command."""
    options = arguments()
    if options.keep and options.keep.exists():
        sys.exit(f"{options.keep} exists already; give --keep a new place.")
    paths = sample(options.folder, options.volumes)
    runs: list[dict[str, Cost]] = []
    searches: list[float] = []
    for _ in range(options.runs):
        costs, took = one_run(paths, options.jobs, options.keep, options.changed)
        runs.append(costs)
        searches += took
    middle = {name: median([costs[name] for costs in runs]) for name in runs[0]}
    if options.json:
        figures = {name: structs.asdict(cost) for name, cost in middle.items()}
        base = middle["floor"]
        print(
            json.dumps(
                {
                    "volumes": len(paths),
                    "runs": options.runs,
                    "figures": figures,
                    "cpu_ratio": middle["build"].cpu / base.cpu,
                    "search_ms": {"median": statistics.median(searches), "p95": p95(searches)},
                },
                indent=2,
            )
        )
    else:
        print_table(middle, searches, len(paths), options.runs)


if __name__ == "__main__":
    main()
