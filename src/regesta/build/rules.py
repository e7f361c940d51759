"""The version of the rules: a hash of the code and tables that a stage is made of.

It needs no number that somebody must remember to raise: whoever changes a pattern or a line
of a table changes it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from regesta import __version__

READING = (
    "model",
    "read",
    "understand",
    "link.header",
    "link.cues",
    "link.words",
    "link.genres",
    "link.numbers",
    "link.duplicates_sketch",
    "link.matter",
    "link.spoken",
    "keep.rows",
)
LINKING = ("link", "search", "keep", "build")


@cache
def rules_version(parts: Sequence[str]) -> str:
    """Return the hash of the program's version and of the named packages and modules."""
    digest = hashlib.sha256(__version__.encode())
    root = files("regesta")
    for part in parts:
        for name, content in _contents(_place(root, part)):
            digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _place(root: Traversable, part: str) -> Traversable:
    *folders, name = part.split(".")
    folder = root.joinpath(*folders, name)
    return folder if folder.is_dir() else root.joinpath(*folders, f"{name}.py")


def _contents(place: Traversable) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of a file, or of all files below a folder, in order of names."""
    if place.is_file():
        yield place.name, place.read_bytes()
        return
    for inner in sorted(place.iterdir(), key=lambda one: one.name):
        if inner.name != "__pycache__":
            for name, content in _contents(inner):
                yield f"{place.name}/{name}", content
