"""Locks on open files, let go by the system itself when their process ends."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


@contextmanager
def exclusive(file: IO[Any], *, wait: bool = False) -> Iterator[None]:
    """Hold `file` alone; raises `BlockingIOError` when another holds it and `wait` is False."""
    lock_alone(file, wait=wait)
    try:
        yield
    finally:
        unlock(file)


if sys.platform == "win32":

    def lock_alone(file: IO[Any], *, wait: bool = False) -> None:
        """Take the lock for one; raises `BlockingIOError` when it is held."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError(str(error)) from error

    def lock_shared(file: IO[Any]) -> None:
        """Do nothing: an open file cannot be removed on this system, which is enough."""

    def unlock(file: IO[Any]) -> None:
        """Let go of the lock."""
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:

    def lock_alone(file: IO[Any], *, wait: bool = False) -> None:
        """Take the lock for one; raises `BlockingIOError` when it is held."""
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)

    def lock_shared(file: IO[Any]) -> None:
        """Take the lock that many may hold; raises `BlockingIOError` when one holds it alone."""
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def unlock(file: IO[Any]) -> None:
        """Let go of the lock."""
        fcntl.flock(file, fcntl.LOCK_UN)
