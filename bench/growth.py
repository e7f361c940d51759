"""How a build grows with the archive: the volumes once, three times, ten times.

    python bench/growth.py [FOLDER] [--times N ...] [--volumes N] [--jobs N] [--json]

FOLDER holds TEI volumes (default: the volumes beside the checkout). A copy of a volume is another
volume: it has an id of its own, in its records and in what points at them, and all its years lie
another 28 earlier or later, so that its days keep their weekdays within a century. Its words are
the same, so that every document has as many versions as there are copies: more than any archive
has, and the worst case for finding them.

For each size: processor time and peak memory of `regesta build` (see `bench/build.py`), the
time a record, and what a record takes on the disk. Beside each build the floor of the volumes as
they are is measured anew, since a machine is not always equally fast: what is compared between
sizes is the time a record in floors.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, structs

from build import VOLUMES, Cost, installed, run_build, run_floor, sample

_YEAR = re.compile(r"\b1[5-9]\d\d\b")
_CYCLE = 28  # years after which days fall on the same weekdays
_LAST, _FIRST = 2099, 1500  # years that dates are read in


class Size(Struct, frozen=True, kw_only=True):
    """One size: how many times the volumes, what they cost, the floor then, bytes on the disk."""

    times: int
    cost: Cost
    floor: float
    store: int
    index: int

    @property
    def ms(self) -> float:
        """Milliseconds of the processor a record."""
        return self.cost.cpu / self.cost.documents * 1000

    @property
    def floors(self) -> float:
        """Time a record, in floors of the volumes as they are."""
        return self.cost.cpu / self.cost.documents / self.floor


def shifts(times: int) -> Iterator[int]:
    """Yield by how many years each copy is another: 0, 28, -28, 56, …"""
    for copy in range(times):
        far = (copy + 1) // 2 * _CYCLE
        yield far if copy % 2 else -far


def write_copy(words: str, years: int, names: re.Pattern[str], mark: str) -> str:
    """Return the XML of a volume as another one, of other years and with other ids.

    A year that would leave the time in which dates are read stays.
    """

    def later(match: re.Match[str]) -> str:
        year = int(match[0]) + years
        return str(year) if _FIRST <= year <= _LAST else match[0]

    return _YEAR.sub(later, names.sub(lambda match: f"{match[0]}-{mark}", words))


def write_copies(paths: Sequence[Path], times: int, folder: Path) -> None:
    """Write the volumes `times` times into a folder: once as they are, then as others."""
    stems = sorted((path.stem for path in paths), key=len, reverse=True)
    names = re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})\b")
    for path in paths:
        words = path.read_text("utf-8")
        for copy, years in enumerate(shifts(times)):
            copied = write_copy(words, years, names, f"c{copy}") if copy else words
            name = f"{path.stem}-c{copy}.xml" if copy else path.name
            (folder / name).write_text(copied, "utf-8")


def measure_size(paths: Sequence[Path], times: int, jobs: int | None) -> Size:
    """Build an archive of the volumes taken `times` times, and return what it cost."""
    with tempfile.TemporaryDirectory(prefix="regesta-growth-") as name:
        folder = Path(name)
        sources = folder / "archive" / "sources"
        sources.mkdir(parents=True)
        write_copies(paths, times, sources)
        environment = installed(folder / "bytecode")
        floor = run_floor(paths, folder, environment)
        cost = run_build(folder / "archive", jobs, environment)
        derived = folder / "archive" / ".regesta"
        return Size(
            times=times,
            cost=cost,
            floor=floor.cpu,
            store=sum(file.stat().st_size for file in derived.rglob("*.sqlite")),
            index=sum(file.stat().st_size for file in derived.rglob("index/*")),
        )


def print_sizes(sizes: Sequence[Size]) -> None:
    """Print a line for each size, compared with the first."""
    print(" times  records  wall s   CPU s  floor s  ms/record  in floors  peak MB  memory"
          "  kB store  kB index")  # fmt: skip
    first = sizes[0]
    for one in sizes:
        records = one.cost.documents
        print(
            f"{one.times:>6}{records:>9}{one.cost.wall:>8.1f}{one.cost.cpu:>8.1f}{one.floor:>9.2f}"
            f"{one.ms:>11.2f}{one.floors / first.floors:>11.3f}{one.cost.peak_mb:>9.0f}"
            f"{one.cost.peak_mb / first.cost.peak_mb:>8.3f}{one.store / records / 1000:>10.1f}"
            f"{one.index / records / 1000:>10.1f}",
            flush=True,
        )


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=VOLUMES)
    parser.add_argument("--times", nargs="+", type=int, default=[1, 3, 10])
    parser.add_argument("--volumes", type=int, help="how many volumes [default: all]")
    parser.add_argument("--jobs", type=int, help="processes of the build [default: one a core]")
    parser.add_argument("--json", action="store_true", help="print JSON, not a table")
    options = parser.parse_args()
    if min(options.times) < 1:
        sys.exit("The volumes are taken once at least: --times 1 3 10.")
    paths = sample(options.folder, options.volumes)
    sizes = [measure_size(paths, times, options.jobs) for times in options.times]
    if options.json:
        print(json.dumps([structs.asdict(one) for one in sizes], default=structs.asdict, indent=2))
    else:
        print_sizes(sizes)


if __name__ == "__main__":
    main()
