"""ZIP packages (office documents, WACZ) looked into without danger.

Nothing is unpacked to the disk. A package has a greatest number of parts and a greatest size
unpacked, counted while unpacking and not taken from what the package says of itself.
"""

from __future__ import annotations

import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO

from regesta.errors import CannotRead
from regesta.read.reader import Source

MAGIC = b"PK\x03\x04"
MAX_PACKAGE = 512 * 1024 * 1024
MAX_PARTS = 20_000
MAX_PART = 64 * 1024 * 1024
MAX_UNPACKED = 256 * 1024 * 1024
# What is packed smaller than this is no writing: deflate gives at most about 1,030 to 1.
MAX_RATIO = 400
_SMALL = 1024 * 1024

FAULTS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def parts_of(source: Source) -> frozenset[str]:
    """The names of the package's parts; empty for what is no package or cannot be opened."""
    if not source.head.startswith(MAGIC) or source.size > MAX_PACKAGE:
        return frozenset()
    try:
        state = source.path.stat()
        return _names_in(source.path, (state.st_ino, state.st_mtime_ns, state.st_size))
    except (*FAULTS, ValueError):
        return frozenset()


@lru_cache(maxsize=2)  # several readers look into the same package, one after the other
def _names_in(path: Path, state: tuple[int, int, int]) -> frozenset[str]:
    with zipfile.ZipFile(path) as package:
        return frozenset(package.namelist()[:MAX_PARTS])


def check_package(source: Source, limit: int = MAX_UNPACKED) -> None:
    """Raise CannotRead for a package that cannot be opened or would unpack to too much."""
    if source.size > MAX_PACKAGE:
        raise CannotRead(f"The package has more than {MAX_PACKAGE:,} bytes.")
    try:
        with zipfile.ZipFile(source.path) as package:
            parts = package.infolist()
    except (*FAULTS, ValueError) as error:
        raise CannotRead(
            "The package cannot be opened: it is damaged or cut off.", way_out="Fetch it again."
        ) from error
    if len(parts) > MAX_PARTS:
        raise CannotRead(f"The package has more than {MAX_PARTS:,} parts.")
    swollen = any(
        part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if swollen or sum(part.file_size for part in parts) > limit:
        raise CannotRead(
            f"The package would unpack to more than {limit:,} bytes, or by a factor that "
            "no document has.",
            way_out="Save the document anew, without its pictures.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise CannotRead("The package is encrypted.", way_out="Save it without a password.")


def read_part(stream: IO[bytes], limit: int = MAX_PART) -> bytes:
    """The part unpacked; CannotRead where it has more than `limit` bytes or is damaged."""
    try:
        data = stream.read(limit + 1)
    except (*FAULTS, ValueError) as error:
        raise CannotRead("A part of the package is damaged.") from error
    if len(data) > limit:
        raise CannotRead(f"A part of the package unpacks to more than {limit:,} bytes.")
    return data
