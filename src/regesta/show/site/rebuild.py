"""A build that the keeper starts from the site: a process of its own, one at a time."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

from regesta.keep.folder import DERIVED
from regesta.keep.locks import lock_shared, unlock

State = Literal["", "working", "failed"]


class Rebuild:
    """Starts builds of one archive and says how the last one went; knows of those of others too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._said = b""

    def start(self) -> bool:
        """Start a build; False where one is at work already."""
        with self._guard:
            if self.state() == "working":
                return False
            self._running = subprocess.Popen(  # noqa: S603 - our own command, no word of a reader
                [*_behind_readers(), sys.executable, "-m", "regesta", "build", str(self._folder),
                 "--json"],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
            threading.Thread(target=self._wait, args=(self._running,), daemon=True).start()
            return True

    def state(self) -> State:
        """Whether a build is at work, here or in another process, or the last one here failed."""
        if self._running is not None and self._running.returncode is None:
            return "working"
        if _is_held(self._folder):
            return "working"
        return "failed" if self._running is not None and self._running.returncode else ""

    def said(self) -> str:
        """What the last build said when it failed."""
        return self._said.decode("utf-8", "replace").strip()[-500:]

    def _wait(self, running: subprocess.Popen[bytes]) -> None:
        self._said = running.communicate()[1]


def _behind_readers() -> list[str]:
    """The way to have a build yield to those who read, where the system has one."""
    nice = shutil.which("nice")
    return [nice, "-n", "10"] if nice else []


def _is_held(folder: Path) -> bool:
    """Whether a build holds the archive."""
    try:
        with (folder / DERIVED / "lock").open("rb") as lock:
            lock_shared(lock)
            unlock(lock)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False
