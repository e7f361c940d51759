"""How a build tells how far it is, and what the time was spent on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

READ, LINK, INDEX, KEEP = "reading", "linking", "indexing", "keeping"


class Progress(Protocol):
    """Called as a build goes on: the stage, how much of it is done, how much there is.

    Reading counts in kilobytes of the sources, linking and indexing in records.
    """

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show it."""


class Clock:
    """The seconds that each stage took, by the clock, and the CPU seconds of all processes."""

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self._cpu = _cpu_seconds()
        self.stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time of a block to a stage."""
        before = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - before
            self.stages[name] = round(self.stages.get(name, 0.0) + spent, 3)

    @property
    def seconds(self) -> float:
        """Seconds of the clock since the start."""
        return round(time.perf_counter() - self.started, 3)

    @property
    def cpu_seconds(self) -> float:
        """CPU seconds of this process and of those that it started and that have ended."""
        return round(_cpu_seconds() - self._cpu, 3)


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
