"""How large the pictures in a scanned file are, told from its head without opening it.

PNG (ISO 15948), JPEG (ISO 10918-1), TIFF 6.0. A picture can be small as a file and fill all
memory once it is opened: so its size is looked at first.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from regesta.errors import CannotRead
from regesta.read.reader import Source

MAGICS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\0": "TIFF", b"MM\0*": "TIFF"}
MAX_PAGES = 500
MAX_PIXELS = 120_000_000
_WIDTH, _HEIGHT = 256, 257


def kind_of_scan(head: bytes) -> str:
    """PNG, JPEG or TIFF, "" for what is none of them."""
    return next((kind for magic, kind in MAGICS.items() if head.startswith(magic)), "")


def check_scan(source: Source) -> int:
    """The number of pictures in the file; CannotRead for a damaged one or too large a picture."""
    try:
        with source.path.open("rb") as stream:
            kind = kind_of_scan(source.head)
            sizes = list({"PNG": _png, "JPEG": _jpeg, "TIFF": _tiff}[kind](stream))
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise CannotRead(
            "The picture is damaged or cut off.", way_out="Scan or fetch it again."
        ) from error
    for number, (width, height) in enumerate(sizes, 1):
        if width * height > MAX_PIXELS or not width * height:
            raise CannotRead(
                f"The picture says it has {width:,} by {height:,} points; "
                f"up to {MAX_PIXELS:,} in all are read.",
                place=f"picture {number}",
                way_out="Save it smaller: 300 to 400 points an inch are enough.",
            )
    if not sizes:
        raise CannotRead("The file holds no picture.", way_out="Scan or fetch it again.")
    return len(sizes)


def size_of_picture(path: Path) -> tuple[int, int]:
    """Return width and height of a PNG, JPEG or TIFF; (0, 0) where they cannot be told."""
    try:
        with path.open("rb") as stream:
            kind = kind_of_scan(stream.read(8))
            readers = {"PNG": _png, "JPEG": _jpeg, "TIFF": _tiff}
            return next(readers[kind](stream)) if kind else (0, 0)
    except (OSError, struct.error, IndexError, ValueError, CannotRead, StopIteration):
        return 0, 0


def _png(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    stream.seek(16)
    width, height = struct.unpack(">II", stream.read(8))
    yield width, height


def _jpeg(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    """The size in the head of the frame, which stands behind any number of other segments."""
    stream.seek(2)
    for _ in range(10_000):
        lead = stream.read(1)
        while lead == b"\xff":
            lead = stream.read(1)
        marker = lead[0]
        if 0xD0 <= marker <= 0xD8 or marker == 0x01:
            continue
        (length,) = struct.unpack(">H", stream.read(2))
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">xHH", stream.read(5))
            yield width, height
            return
        stream.seek(length - 2, 1)


def _tiff(stream: IO[bytes]) -> Iterator[tuple[int, int]]:
    """The size of each page, by the directories that follow one another."""
    stream.seek(0)
    order = "<" if stream.read(4).startswith(b"II") else ">"
    (place,) = struct.unpack(f"{order}I", stream.read(4))
    seen: set[int] = set()
    while place and place not in seen:
        seen.add(place)
        if len(seen) > MAX_PAGES:
            raise CannotRead(f"The picture has more than {MAX_PAGES} pages.", way_out="Split it.")
        stream.seek(place)
        (count,) = struct.unpack(f"{order}H", stream.read(2))
        found: dict[int, int] = {}
        for _ in range(count):
            tag, kind, _, value = struct.unpack(f"{order}HHI4s", stream.read(12))
            if tag in {_WIDTH, _HEIGHT}:
                form = "H" if kind == 3 else "I"
                (found[tag],) = struct.unpack_from(f"{order}{form}", value)
        (place,) = struct.unpack(f"{order}I", stream.read(4))
        yield found.get(_WIDTH, 0), found.get(_HEIGHT, 0)
