"""What a site counts of its answers, for Prometheus: how many, how long, never of whom.

Each worker counts in a file of its own, mapped into its memory; whoever is asked adds up those
of all. A worker that died leaves its counts, so that no sum ever falls.
"""

from __future__ import annotations

import mmap
import os
import resource
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

OTHER = "other"
_CLASSES = ("2xx", "3xx", "4xx", "5xx")
_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SUFFIX = ".counts"


class Counters:
    """The counts of one worker, and the sum of all that count in the same folder."""

    def __init__(self, routes: Sequence[str], folder: Path | None = None) -> None:
        """Count answers of these routes; without a folder for this process alone."""
        self._routes = tuple(dict.fromkeys((*routes, OTHER)))
        self._place = {route: number for number, route in enumerate(self._routes)}
        self._folder = folder
        self._timed = len(self._routes) * len(_CLASSES)
        # For each route its classes; then the buckets, their sum, those under way, the memory.
        self._size = self._timed + len(_BOUNDS) + 1 + 3
        self._cells = self._open()

    def began(self) -> None:
        """Count a request that is being answered."""
        self._cells[self._size - 2] += 1

    def ended(self, route: str, status: int, seconds: float) -> None:
        """Count an answer."""
        number = self._place.get(route, self._place[OTHER])
        cells = self._cells
        cells[number * len(_CLASSES) + min(max(status // 100 - 2, 0), 3)] += 1
        bucket = next((n for n, bound in enumerate(_BOUNDS) if seconds <= bound), len(_BOUNDS))
        cells[self._timed + bucket] += 1
        cells[self._size - 3] += seconds
        cells[self._size - 2] -= 1

    def exposition(self, records: int) -> str:
        """Write all counts in Prometheus' text format 0.0.4; `records` are of the open build."""
        self._cells[self._size - 1] = _memory()
        return "\n".join([*self._lines(self._sums()), *_gauge("records", records), ""])

    def _lines(self, sums: Sequence[float]) -> Iterator[str]:
        yield "# HELP regesta_requests_total Answers by route and class of status."
        yield "# TYPE regesta_requests_total counter"
        for number, route in enumerate(self._routes):
            for place, kind in enumerate(_CLASSES):
                count = sums[number * len(_CLASSES) + place]
                if count:
                    labels = f'route="{route}",status="{kind}"'
                    yield f"regesta_requests_total{{{labels}}} {count:.0f}"
        yield "# HELP regesta_request_seconds How long answers took."
        yield "# TYPE regesta_request_seconds histogram"
        total = 0.0
        for number, bound in enumerate((*map(str, _BOUNDS), "+Inf")):
            total += sums[self._timed + number]
            yield f'regesta_request_seconds_bucket{{le="{bound}"}} {total:.0f}'
        yield f"regesta_request_seconds_sum {sums[self._size - 3]:.6f}"
        yield f"regesta_request_seconds_count {total:.0f}"
        yield from _gauge("requests_in_progress", max(0, int(sums[self._size - 2])))
        yield from _gauge("memory_bytes", int(sums[self._size - 1]))

    def _open(self) -> memoryview[float]:
        if self._folder is None:
            return memoryview(bytearray(8 * self._size)).cast("d")
        path = self._folder / f"{os.getpid()}{_SUFFIX}"
        path.write_bytes(bytes(8 * self._size))
        with path.open("r+b") as file:
            return memoryview(mmap.mmap(file.fileno(), 0)).cast("d")

    def _sums(self) -> list[float]:
        sums = [0.0] * self._size
        for cells, alive in self._all():
            for number, value in enumerate(cells):
                # What a dead worker was doing and had in memory is no more.
                if alive or number < self._size - 2:
                    sums[number] += value
        return sums

    def _all(self) -> Iterator[tuple[memoryview[float], bool]]:
        if self._folder is None:
            yield self._cells, True
            return
        for path in self._folder.glob(f"*{_SUFFIX}"):
            data = path.read_bytes()
            if len(data) == 8 * self._size:
                yield memoryview(data).cast("d"), _is_alive(int(path.stem))


def _gauge(name: str, value: int) -> tuple[str, str]:
    return f"# TYPE regesta_{name} gauge", f"regesta_{name} {value}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def _memory() -> int:
    """The bytes that this process holds now; the most it ever held where only that is told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
