"""Pictures of pages among the sources: where on the disk lies the one that a record names.

A record names its facsimile as its source does: `scans/p1.jpg`, `p1.jpg`, or `0014` as a
volume's page breaks have it. It is looked for beside the source that names it, and in a folder
there that is called like the volume; also with the endings of the kinds a browser can show.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

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
    """The pictures among the sources of the archive in `folder`."""

    def __init__(self, folder: Path, patterns: Sequence[str]) -> None:
        self._roots: list[Root] = []
        with suppress(RegestaError):  # a folder that is gone has no pictures
            self._roots = find_roots(folder, patterns)

    def find(self, image: str, source: str, volume: str = "") -> Path | None:
        """Return the file of a picture that `source` names, None where none is there.

        Nothing outside of what the archive is read from is ever found.
        """
        for name in names_of(image, source, volume):
            for root in self._roots:
                if (path := _inside(root, source, name)) is not None:
                    return path
        return None


def _inside(root: Root, source: str, name: str) -> Path | None:
    """Return the file called `name` if `root` is where `source` was read, and holds it."""
    whole = root.path.is_dir()
    top = root.prefix if whole else posixpath.dirname(root.prefix)
    begins = f"{top}/" if top else ""
    if not name.startswith(begins) or not (
        source.startswith(begins) if whole else source == root.prefix
    ):
        return None
    steps = name[len(begins) :].split("/")
    if any(step.startswith(".") for step in steps):
        return None
    try:
        found = (root.path if whole else root.path.parent).joinpath(*steps).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
    return found if found.is_file() and found.is_relative_to(root.inside) else None
