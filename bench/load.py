"""A site under load: many readers at once while the archive is built again and again.

    python bench/load.py ARCHIVE [--seconds 600] [--readers 50] [--workers 2] [--pause 1.0]
        [--quiet 30] [--no-builds] [--json]

ARCHIVE is a folder with sources; it is copied, built, and served by `regesta serve`. First one
reader asks alone for `--quiet` seconds; then `--readers` at once, each of whom asks for a page,
reads for `--pause` seconds on average, and asks for the next, while a builder changes a source
and builds, over and over. Asked are records, searches, lists, pictures, feeds and JSON of this
archive, the same mixture in both. Prints answers by status, quantiles of both, their ratio,
how many builds were swapped in, and the memory of the server's processes over time. Exit 1
where there was a 5xx or an answer that failed, the ratio of the 99th centiles is above 10, or
the memory of the last fifth is more than a tenth above that of the second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from processes import tree
from regesta.keep.archive import Archive

WORDS = ("treaty", "credit", "trade", "telegram", "agreement", "minister", "port", "talks", "note")
LISTS = (
    "/", "/people", "/places", "/dates", "/wanted", "/exchanges", "/collections", "/topics",
    "/map", "/network", "/agreements", "/correspondence", "/about", "/search.atom?q=note",
)  # fmt: skip
MOST_RATIO = 10.0
MOST_GROWTH = 1.1
PAGE_KB = 4


class Tally:
    """What came back: statuses, times, failures; and the memory of the server."""

    def __init__(self) -> None:
        self.statuses: Counter[str] = Counter()
        self.times: list[float] = []
        self.faults: Counter[str] = Counter()

    def quantile(self, share: float) -> float:
        """Return a quantile of the times, in milliseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


async def ask(port: int, path: str, tally: Tally) -> None:
    """Ask once over a connection of its own, and count what comes back."""
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        writer.write((request + "Accept: text/html\r\n\r\n").encode())
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        status = answer.split(b" ", 2)[1].decode()
    except (OSError, TimeoutError, IndexError) as error:
        tally.faults[type(error).__name__] += 1
        return
    tally.times.append(time.perf_counter() - began)
    tally.statuses[status] += 1


async def read(port: int, pages: Sequence[str], tally: Tally, until: float, pause: float) -> None:
    """Be one reader until the end."""
    chance = random.Random(random.random())
    await asyncio.sleep(chance.uniform(0, pause))
    while time.monotonic() < until:
        await ask(port, chance.choice(pages), tally)
        if pause:
            await asyncio.sleep(chance.expovariate(1 / pause))


def addresses(folder: Path) -> list[str]:
    """Return what readers ask for: half records, a quarter searches, the rest lists and JSON."""
    chance = random.Random(1950)
    with Archive.open(folder, readers=True) as archive:
        ids = [one.id for one in archive.regests()]
        entities = [one.entity.id for one in archive.entities("person")][:200]
    chosen = chance.choices(ids, k=400)
    found = [f"/record/{quote(one)}" for one in chosen]
    found += [f"/record/{quote(one)}.json" for one in chosen[:60]]
    found += [
        f"/search?q={quote(' '.join(chance.sample(WORDS, chance.randint(1, 2))))}"
        for _ in range(200)
    ]
    found += [f"/suggest.json?q={word[:3]}" for word in WORDS]
    found += [f"/entity/{quote(one)}" for one in chance.choices(entities, k=60) if entities]
    return found + [page for page in LISTS for _ in range(5)]


def memory_mb(process: int) -> float:
    """Return what a server and its workers hold that is theirs alone, in MB.

    Pages of files that are mapped (index, store) are the system's and are not counted.
    """
    total = 0
    for one in tree(process):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        total += sum(int(size) for size in re.findall(r"RssAnon:\s+(\d+)", status))
    return total / 1000


def build(folder: Path, number: int) -> bool:
    """Change a source and build; whether it went well."""
    note = folder / "sources" / "load-note.md"
    note.write_text(
        f"---\ntitle: Note of round {number}\ndate: 1951-03-04\n---\nRound {number} of the talks.\n"
    )
    command = [sys.executable, "-m", "regesta", "build", str(folder), "--json"]
    # As the site itself starts builds: behind those who read.
    made = subprocess.run(["nice", "-n", "10", *command], stdout=subprocess.DEVNULL, check=False)
    return made.returncode == 0


async def build_on(folder: Path, until: float, done: list[bool], rest: float) -> None:
    """Build again and again until the end."""
    while time.monotonic() < until:
        done.append(await asyncio.to_thread(build, folder, len(done)))
        await asyncio.sleep(rest)


async def weigh(process: int, until: float, sizes: list[float]) -> None:
    """Note the memory of the server every second."""
    while time.monotonic() < until:
        sizes.append(memory_mb(process))
        await asyncio.sleep(1)


async def load(
    given: argparse.Namespace, folder: Path, server: int, port: int
) -> dict[str, object]:
    """Ask alone, then together; return what came of it."""
    pages = addresses(folder)
    warm, quiet, loud = Tally(), Tally(), Tally()
    for page in dict.fromkeys(pages):
        await ask(port, page, warm)
    await read(port, pages, quiet, time.monotonic() + given.quiet, 0.02)
    sizes: list[float] = []
    builds: list[bool] = []
    until = time.monotonic() + given.seconds
    work = [read(port, pages, loud, until, given.pause) for _ in range(given.readers)]
    work.append(weigh(server, until, sizes))
    if not given.no_builds:
        work.append(build_on(folder, until, builds, given.rest))
    await asyncio.gather(*work)
    fifth = max(1, len(sizes) // 5)
    return {
        "answers": sum(loud.statuses.values()),
        "statuses": dict(sorted(loud.statuses.items())),
        "failed": dict(loud.faults + quiet.faults + warm.faults),
        "a_second": round(len(loud.times) / given.seconds, 1),
        "quiet_ms": {f"p{p}": round(quiet.quantile(p / 100), 1) for p in (50, 95, 99)},
        "loud_ms": {f"p{p}": round(loud.quantile(p / 100), 1) for p in (50, 95, 99)},
        "ratio_p99": round(loud.quantile(0.99) / quiet.quantile(0.99), 2),
        "builds": len(builds),
        "builds_failed": builds.count(False),
        "memory_mb": {
            "begin": round(sizes[0]),
            "second_fifth": round(statistics.fmean(sizes[fifth : 2 * fifth])),
            "last_fifth": round(statistics.fmean(sizes[-fifth:])),
            "peak": round(max(sizes)),
        },
    }


def faults_of(found: dict[str, object]) -> list[str]:
    """Return what does not hold."""
    said: list[str] = []
    statuses, memory = found["statuses"], found["memory_mb"]
    assert isinstance(statuses, dict)
    assert isinstance(memory, dict)
    if any(status.startswith("5") for status in statuses):
        said.append("there were answers of 5xx")
    if found["failed"] or found["builds_failed"]:
        said.append("answers or builds failed")
    if float(str(found["ratio_p99"])) > MOST_RATIO:
        said.append("the 99th centile is more than ten times the quiet one")
    if memory["last_fifth"] > MOST_GROWTH * memory["second_fifth"]:
        said.append("memory grew")
    return said


def serve(folder: Path, workers: int) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server; it and its port."""
    command = [sys.executable, "-m", "regesta", "serve", str(folder), "--port", "0"]
    server = subprocess.Popen([*command, "--workers", str(workers)], stdout=subprocess.PIPE)
    assert server.stdout
    line = server.stdout.readline().decode()
    found = re.search(r":(\d+)/", line)
    if found is None:
        raise SystemExit(f"The server did not start: {line}")
    return server, int(found[1])


async def ready(port: int) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        tally = Tally()
        await ask(port, "/health", tally)
        if tally.statuses["200"]:
            return
        await asyncio.sleep(0.1)
    raise SystemExit("The server does not answer.")


async def run(given: argparse.Namespace, folder: Path) -> dict[str, object]:
    """Serve, load, stop."""
    server, port = serve(folder, given.workers)
    try:
        await ready(port)
        return await load(given, folder, server.pid, port)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--quiet", type=float, default=30)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two pages")
    parser.add_argument("--rest", type=float, default=5.0, help="seconds between two builds")
    parser.add_argument("--no-builds", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="regesta-load-") as scratch:
        folder = Path(scratch) / given.archive.resolve().name
        hidden = shutil.ignore_patterns(".regesta")
        shutil.copytree(given.archive, folder, ignore=hidden)
        if not build(folder, -1):
            raise SystemExit(f"{given.archive} cannot be built.")
        found = asyncio.run(run(given, folder))
    found["faults"] = faults_of(found)
    print(json.dumps(found, indent=None if given.json else 1))
    sys.exit(1 if found["faults"] else 0)


if __name__ == "__main__":
    main()
