"""What goes wrong with files and what is done to them on purpose; the same every time."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cache

BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    + b"]>"
)  # fmt: skip
TRICKS = ("../../evil.txt", "/tmp/regesta-evil.txt", "..\\..\\evil.txt", "a/../../../evil.txt")


def is_package(content: bytes) -> bool:
    """Whether these bytes are those of a ZIP package."""
    return content.startswith(b"PK")


def _repacked(content: bytes, change: Callable[[str, bytes], bytes], **more: bytes) -> bytes:
    """The package with its parts changed, and more parts."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
        for name, data in more.items():
            new.writestr(name, data)
    return packed.getvalue()


def _same(_: str, data: bytes) -> bytes:
    return data


@cache
def gigabyte() -> bytes:
    """A package whose one part unpacks to a gigabyte of blanks."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("spaces.xml", "w") as part,
    ):
        for _ in range(64):
            part.write(b" " * (1 << 24))
    return packed.getvalue()


def _spaces(content: bytes) -> bytes:
    """Hundreds of megabytes of blanks packed small, or some millions as they are."""
    if not is_package(content):
        at = len(content) // 2
        return content[:at] + b" " * 3_000_000 + content[at:]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        main = max(package.infolist(), key=lambda part: part.file_size).filename
    return _repacked(content, lambda name, data: data + b" " * 90_000_000 * (name == main))


def _nested(content: bytes) -> bytes:
    """The file in a package in a package in its own place, or in the place of its main part."""
    inner = content
    for _ in range(3):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("inner.zip", inner)
        inner = packed.getvalue()
    if is_package(content):
        return _repacked(content, lambda name, data: inner if len(data) > 300 else data)
    return inner


def _bomb(content: bytes) -> bytes:
    def change(name: str, data: bytes) -> bytes:
        head, mark, rest = data.partition(b"?>")
        if not data.lstrip().startswith(b"<"):
            return BOMB + data
        body = rest if mark and head.startswith(b"<?xml") else data
        return BOMB + body.replace(b"coal", b"&j;").replace(b"Letter", b"&j;")

    return _repacked(content, change) if is_package(content) else change("", content)


def _tricks(content: bytes) -> bytes:
    if is_package(content):
        return _repacked(content, _same, **dict.fromkeys(TRICKS, b"evil"))
    return content.replace(b"Letter", TRICKS[0].encode()).replace(b"Orsk", TRICKS[1].encode())


def _macros(content: bytes) -> bytes:
    if is_package(content):
        parts = {"word/vbaProject.bin": b"\xd0\xcf" * 99, "Basic/M/m.xml": b"<x/>"}
        return _repacked(content, _same, **parts)
    return content.replace(b"Orsk", b"=cmd|' /C calc'!A0").replace(b"coal", b"<script>x()</script>")


def _flipped(content: bytes) -> bytes:
    chance = random.Random(len(content))
    found = bytearray(content)
    for _ in range(max(3, len(found) // 100)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def _encoded(content: bytes) -> bytes:
    """Text in an encoding that nothing tells; of other files every other byte is lost."""
    try:
        return content.decode("utf-8").encode("utf-16-be")
    except UnicodeDecodeError:
        return content[::2]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut-half": lambda content: content[: len(content) // 2],
    "cut-early": lambda content: content[: max(12, len(content) // 10)],
    "cut-late": lambda content: content[: len(content) * 9 // 10],
    "encoding": _encoded,
    "flipped": _flipped,
    "zeros": lambda content: content[: len(content) // 2] + bytes(len(content) // 2 + 4096),
    "spaces": _spaces,
    "nested": _nested,
    "entities": _bomb,
    "paths": _tricks,
    "macros": _macros,
    "empty": lambda content: b"",
    "deep": lambda content: content[: len(content) // 3] + b"<a>" * 60_000 + b"[{" * 60_000,
}  # fmt: skip
