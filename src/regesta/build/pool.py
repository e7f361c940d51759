"""Worker processes, each on a pipe of its own, so that one that dies costs its task only."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from msgspec import Struct

from regesta.build.messages import Batch, Done, Raw, Task, decode_message
from regesta.build.worker import Setup, Worker, work

# A source from which nothing comes for so long is hanging; seconds.
PATIENCE = 900.0
_GLANCE = 5.0


class _Hand(Struct, eq=False):
    """A worker process, the pipe to it, and what it is doing since when."""

    process: BaseProcess
    connection: Connection
    task: int = -1
    since: float = 0.0
    peak_mb: float = 0.0


class Pool:
    """Some worker processes; tasks are given out in order as workers become free."""

    def __init__(self, jobs: int, setup: Setup, patience: float = PATIENCE) -> None:
        self._jobs = max(1, jobs)
        self._setup = setup
        self._patience = patience
        method = _start_method()
        self._context = multiprocessing.get_context(method)
        self._shares = method == "fork"
        self._ready: Worker | None = None
        self._hands: list[_Hand] = []
        self._ended_peaks: list[float] = []

    def run(
        self,
        tasks: list[Task],
        receive: Callable[[int, Batch | Raw], None],
        ended: Callable[[int, str], None],
    ) -> None:
        """Have all tasks done.

        `receive` gets the number of a task and a message of it, in the order of the task;
        `ended` its number and "" when it is done, or the reason why its worker died.
        """
        waiting = iter(range(len(tasks)))
        while True:
            for hand in self._free(len(tasks)):
                number = next(waiting, None)
                if number is None:
                    break
                self._give(hand, number, tasks[number])
            busy = {hand.connection: hand for hand in self._hands if hand.task >= 0}
            if not busy:
                return
            for ready in wait(list(busy), timeout=min(_GLANCE, self._patience)):
                if isinstance(ready, Connection):
                    self._hear(busy[ready], receive, ended)
            self._stop_hanging(ended)

    @property
    def peak_mb(self) -> float:
        """The peaks of the workers together, in MB."""
        peaks = sorted([*self._ended_peaks, *(hand.peak_mb for hand in self._hands)])
        return sum(peaks[-self._jobs :])

    def close(self) -> None:
        """Let the workers end, and end those that are still busy."""
        for hand in self._hands:
            if hand.task >= 0:
                hand.process.kill()
            hand.connection.close()
        for hand in self._hands:
            hand.process.join()
        self._hands.clear()

    def _free(self, tasks: int) -> Iterator[_Hand]:
        """Yield workers without a task, starting new ones up to the number of jobs."""
        yield from [hand for hand in self._hands if hand.task < 0]
        while len(self._hands) < min(self._jobs, tasks):
            yield self._start()

    def _start(self) -> _Hand:
        if self._shares and self._ready is None:
            self._ready = _made_ready(self._setup)
        ours, theirs = self._context.Pipe()
        inherited = [*(hand.connection for hand in self._hands), ours]
        process = self._context.Process(  # type: ignore[attr-defined]
            target=work, args=(theirs, inherited, self._setup, self._ready), daemon=True
        )
        process.start()
        theirs.close()
        hand = _Hand(process, ours)
        self._hands.append(hand)
        return hand

    def _give(self, hand: _Hand, number: int, task: Task) -> None:
        hand.task, hand.since = number, time.monotonic()
        with contextlib.suppress(OSError):  # when it died meanwhile, listening to it will show
            hand.connection.send(task)

    def _hear(
        self,
        hand: _Hand,
        receive: Callable[[int, Batch | Raw], None],
        ended: Callable[[int, str], None],
    ) -> None:
        try:
            message = decode_message(hand.connection.recv_bytes())
        except (EOFError, OSError):
            self._bury(hand, ended, "")
            return
        hand.since = time.monotonic()
        if isinstance(message, Done):
            hand.peak_mb = max(hand.peak_mb, message.peak_mb)
            number, hand.task = hand.task, -1
            ended(number, "")
        else:
            receive(hand.task, message)

    def _stop_hanging(self, ended: Callable[[int, str], None]) -> None:
        for hand in list(self._hands):
            if hand.task >= 0 and time.monotonic() - hand.since > self._patience:
                hand.process.kill()
                self._bury(hand, ended, f"gave nothing for {self._patience:.0f} seconds")

    def _bury(self, hand: _Hand, ended: Callable[[int, str], None], reason: str) -> None:
        hand.connection.close()
        hand.process.join()
        self._hands.remove(hand)
        self._ended_peaks.append(hand.peak_mb)
        ended(hand.task, reason or _cause(hand.process.exitcode))


def _made_ready(setup: Setup) -> Worker:
    """Return a worker with its tables made, to be shared by all processes that fork."""
    worker = Worker(setup)
    with contextlib.suppress(Exception):  # a rule that fails is told where it meets a record
        worker.warm_up()
    return worker


@contextlib.contextmanager
def open_pool(jobs: int, setup: Setup) -> Iterator[Pool]:
    """Give a pool whose processes are gone when the block is left."""
    pool = Pool(jobs, setup)
    try:
        yield pool
    finally:
        pool.close()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cause(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        try:
            return f"was ended by {signal.Signals(-exit_code).name}"
        except ValueError:
            return f"was ended by signal {-exit_code}"
    return f"ended with code {exit_code}"


def _start_method() -> str:
    """Fork where that is safe: it shares what is loaded; a process with threads must not."""
    if sys.platform == "linux" and threading.active_count() == 1:
        return "fork"
    return "spawn"
