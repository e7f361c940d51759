"""Pictures of pages among the sources: where on the disk lies the one that a record names.

A record names its facsimile as its source does: `scans/p1.jpg`, `p1.jpg`, or `0014` as a
volume's page breaks have it. It is looked for beside the source that names it, and in a folder
there that is called like the volume; also with the endings of the kinds a browser can show.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from regesta.errors import RegestaError
from regesta.read.sources import Root, find_roots

# What browsers show, with their media types.
KINDS = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".svg": "image/svg+xml",
}
_FEW = 4_096
_FAR = ("http:", "https:", "data:", "file:")


def names_of(image: str, source: str, volume: str = "") -> Iterator[str]:
    """Yield the names that a picture may have among the sources, likeliest first.

    `source` is the name of the source that speaks of `image`.

    >>> next(names_of("scans/p1.jpg", "sources/letters/a.xml"))
    'sources/letters/scans/p1.jpg'
    """
    if not image or "\\" in image or "\0" in image or image.casefold().startswith(_FAR):
        return
    folder = posixpath.dirname(source)
    endings = ("",) if kind_of(image) else tuple(KINDS)
    for place in dict.fromkeys((folder, posixpath.join(folder, volume))):
        for ending in endings:
            yield posixpath.normpath(posixpath.join(place, image.lstrip("/") + ending))


def kind_of(name: str) -> str:
    """Return the media type of a picture by its ending, "" where browsers show no such kind."""
    return KINDS.get(posixpath.splitext(name)[1].casefold(), "")


class Pictures:
    """The pictures among the sources of the archive in `folder`, as they lie there now.

    What a folder holds is looked up once.
    """

    def __init__(self, folder: Path, patterns: Sequence[str]) -> None:
        self._roots: list[Root] = []
        with suppress(RegestaError):  # a folder that is gone has no pictures
            self._roots = find_roots(folder, patterns)
        self._top = lru_cache(maxsize=_FEW)(self._find_top)
        self._names = lru_cache(maxsize=_FEW)(_pictures_in)

    def find(self, image: str, source: str, volume: str = "") -> Path | None:
        """Return the file of a picture that `source` names, None where none is there.

        Nothing outside of what the archive is read from is ever found.
        """
        top = self._top(source)
        if top is None:
            return None
        for name in names_of(image, source, volume):
            *folders, file = name.removeprefix(top.begins).split("/")
            place = top.place.joinpath(*folders)
            if not name.startswith(top.begins) or file not in self._names(place):
                continue
            if (found := _inside(place / file, top.inside)) is not None:
                return found
        return None

    def _find_top(self, source: str) -> _Top | None:
        """Find where the folder lies that the source called so was read from."""
        for root in self._roots:
            whole = root.path.is_dir()
            prefix = root.prefix if whole else posixpath.dirname(root.prefix)
            begins = f"{prefix}/" if prefix else ""
            if source.startswith(begins) if whole else source == root.prefix:
                return _Top(begins, root.path if whole else root.path.parent, root.inside)
        return None


class _Top(NamedTuple):
    """What names begin with, the folder where they do, and what may not be left."""

    begins: str
    place: Path
    inside: Path


def _pictures_in(folder: Path) -> frozenset[str]:
    try:
        return frozenset(name for name in os.listdir(folder) if kind_of(name))
    except (OSError, ValueError):
        return frozenset()


def _inside(path: Path, inside: Path) -> Path | None:
    """Return the file itself if it lies `inside`, and no step to it there is hidden."""
    try:
        found = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    if not found.is_file() or not found.is_relative_to(inside):
        return None
    hidden = any(step.startswith(".") for step in found.relative_to(inside).parts)
    return None if hidden else found
