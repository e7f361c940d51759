"""The workers together: every core writes; the one who leads keeps what is known."""

from __future__ import annotations

import gc
import multiprocessing
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from regesta.show.still.finder import Finder, Part
from regesta.show.still.worker import Setup, Worker, Wrote

PAGES = 40
RECORDS = 250
# Tasks that wait for each worker, so that none is ever idle.
AHEAD = 3
RARELY = 20_000

Submit = Callable[..., Future[Any]]


class Crew:
    """Gives out addresses and records to workers, each address once."""

    def __init__(self, submit: Submit, jobs: int) -> None:
        self._submit = submit
        self._most = jobs * AHEAD

    def write(self, starts: Sequence[str], ids: Sequence[str], finder: Finder) -> list[str]:
        """Write the pages at `starts` and all that they lead to; index the records into `finder`.

        Returns the files of pages.
        """
        known = set(starts)
        waiting = deque(starts)
        unread = deque(range(0, len(ids), RECORDS))
        parts: dict[int, Part] = {}
        taken = 0
        pages: list[str] = []
        running: dict[Future[Any], int] = {}
        while waiting or unread or running:
            while len(running) < self._most and (unread or waiting):
                if unread and len(parts) < self._most:
                    first = unread.popleft()
                    task = self._submit("index", first, ids[first : first + RECORDS])
                    running[task] = first
                elif waiting:
                    some = [waiting.popleft() for _ in range(min(PAGES, len(waiting)))]
                    running[self._submit("write", some)] = -1
                else:
                    break
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for task in done:
                first, result = running.pop(task), task.result()
                if isinstance(result, Wrote):
                    known.update(result.addresses)
                    pages += result.pages
                    fresh = [one for one in result.found if one not in known]
                    known.update(fresh)
                    waiting.extend(fresh)
                else:
                    parts[first] = result
            while taken in parts:
                finder.add(parts.pop(taken))
                taken += RECORDS
        return pages


@contextmanager
def open_crew(setup: Setup, jobs: int) -> Iterator[Crew]:
    """Give a crew whose processes are gone when the block is left; one job works right here."""
    if jobs == 1:
        worker = Worker(setup)
        try:
            yield Crew(lambda name, *args: _at_once(worker, name, args), 1)
        finally:
            worker.close()
        return
    context = multiprocessing.get_context(_start_method())
    with ProcessPoolExecutor(jobs, context, _begin, (setup,)) as pool:
        try:
            yield Crew(lambda name, *args: pool.submit(_work, name, args), jobs)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _at_once(worker: Worker, name: str, args: tuple[Any, ...]) -> Future[Any]:
    done: Future[Any] = Future()
    done.set_result(getattr(worker, name)(*args))
    return done


def _begin(setup: Setup) -> None:
    global _worker  # noqa: PLW0603 - a process of the pool is one worker for its whole life
    _worker = Worker(setup)
    # What is loaded stays: it need not be looked through again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(RARELY, 10, 10)


def _work(name: str, args: tuple[Any, ...]) -> Any:
    return getattr(_worker, name)(*args)


_worker: Worker


def _start_method() -> str:
    """Fork where that is safe: it shares what is loaded; a process with threads must not."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if safe else "spawn"
