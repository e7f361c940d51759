"""Files of lines that are only ever added to: all of what is added is on the disk, or none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from regesta.keep.durable import fsync_folder
from regesta.keep.locks import exclusive


def append_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Add whole lines at the end, under a lock; when this returns they are on the disk.

    Where they cannot all be written the file is put back as it was. Raises `OSError`.
    """
    fresh = not path.exists()
    with _alone(path) as file:
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
def _alone(path: Path) -> Iterator[IO[bytes]]:
    """Hold the file that has this name now: another may take its place while we wait (git)."""
    while True:
        # Without a buffer, which would try once more when the file is closed.
        with path.open("ab+", buffering=0) as file, exclusive(file, wait=True):
            if _is_still(file, path):
                yield file
                return


def _is_still(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
