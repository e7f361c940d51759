"""Files of lines that are only ever added to: all of what is added is on the disk, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from regesta.errors import ArchiveError
from regesta.keep.durable import fsync_folder
from regesta.keep.locks import exclusive


def read_lines(path: Path) -> list[bytes]:
    """Return the lines of a file that may not be there; raises `ArchiveError` when unreadable."""
    try:
        return path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error


def append_lines(path: Path, lines: Sequence[bytes], mode: int = 0o666) -> None:
    """Add whole lines at the end, under a lock; when this returns they are on the disk.

    A new file gets `mode`, less the umask. Where the lines cannot all be written the file is put
    back as it was. Raises `OSError`.
    """
    fresh = not path.exists()
    with _alone(path, mode) as file:
        size = file.seek(0, os.SEEK_END)
        torn = False
        if size:
            file.seek(size - 1)
            torn = file.read(1) != b"\n"
        # A line torn by a power cut keeps its own line, so that it cannot spoil ours.
        data = (b"\n" if torn else b"") + b"".join(line + b"\n" for line in lines)
        try:
            written = 0
            while written < len(data):
                written += file.write(data[written:])
            os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                file.truncate(size)
                os.fsync(file.fileno())
            raise
    if fresh:
        fsync_folder(path.parent)


@contextmanager
def _alone(path: Path, mode: int) -> Iterator[IO[bytes]]:
    """Hold the file that has this name now: another may take its place while we wait (git)."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, mode)

    while True:
        # Without a buffer, which would try once more when the file is closed.
        with open(path, "ab+", buffering=0, opener=opener) as file, exclusive(file, wait=True):
            if _is_still(file, path):
                yield file
                return


def _is_still(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
