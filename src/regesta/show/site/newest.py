"""The newest build, open: the next one is opened and made ready aside, then takes its place.

Readers wait for neither. What has been replaced stays open for a while, since answers may
still be made of it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Generic, Protocol, TypeVar

from regesta.errors import ArchiveError, RegestaError
from regesta.keep.archive import Archive
from regesta.show.site.memory import give_back

# Whoever comes first after a build waits so long for the next to be open; seconds.
PATIENCE = 0.25
# No answer takes so long; seconds.
GRACE = 45.0


class Openable(Protocol):
    """What is opened: one build with all that pages need of it."""

    archive: Archive

    def warm(self) -> None:
        """Make ready what every reader needs."""

    def close(self) -> None:
        """Let go of the files."""


R = TypeVar("R", bound=Openable)


class Newest(Generic[R]):
    """Keeps the newest build open; safe among threads."""

    def __init__(self, make: Callable[[], R]) -> None:
        self._make = make
        self._guard = threading.Lock()
        self._current: R | None = None
        self._retired: deque[tuple[float, R]] = deque()
        self._renewal: threading.Thread | None = None
        self._fault: RegestaError | None = None
        self._closed = False

    def reading(self) -> R:
        """Give the newest build, open and whole.

        Raises `NotFound` or `ArchiveError` as opening does, and when a file has been damaged.
        """
        with self._guard:
            if self._current is None:
                self._current = self._make()
            renewal = None
            if self._current.archive.stale:
                renewal = self._renew()
            else:
                self._fault = None
            self._let_go(time.monotonic() - GRACE)
        if renewal is not None:
            renewal.join(PATIENCE)
        with self._guard:
            if self._fault is not None:
                raise self._fault
            current = self._current
        if current is None:
            raise ArchiveError("The archive was closed.")
        current.archive.demand_whole()
        return current

    def verify(self) -> None:
        """Read every file of the build that is open; damage is told by `reading` from then on."""
        with self._guard:
            current = self._current
        if current is not None:
            with suppress(RegestaError):
                current.archive.demand_whole(thoroughly=True)

    def close(self) -> None:
        """Let go of all files."""
        with self._guard:
            self._closed = True
            self._let_go(time.monotonic() + GRACE)
            if self._current is not None:
                self._current.close()
            self._current = None

    def _renew(self) -> threading.Thread | None:
        """Begin to open the next build; the thread, None where one is at it already."""
        if self._renewal is not None:
            return None
        self._renewal = threading.Thread(target=self._open_next, daemon=True)
        self._renewal.start()
        return self._renewal

    def _open_next(self) -> None:
        fresh: R | None = None
        fault: RegestaError | None = None
        try:
            fresh = self._make()
            fresh.warm()
        except RegestaError as error:
            fault = error
        except Exception as error:  # told to whoever asks; the thread must end in order
            fault = ArchiveError(f"The new build cannot be opened: {error}.")
        with self._guard:
            self._renewal, self._fault = None, fault
            if fresh is not None and (fault or self._closed):
                fresh.close()
            elif fresh is not None:
                if self._current is not None:
                    self._retired.append((time.monotonic(), self._current))
                self._current = fresh
            self._let_go(time.monotonic() - GRACE)
        give_back()

    def _let_go(self, before: float) -> None:
        while self._retired and self._retired[0][0] < before:
            self._retired.popleft()[1].close()
