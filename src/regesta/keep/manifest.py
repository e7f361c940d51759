"""The hash of every file of a build, so that a single changed byte is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

MANIFEST = "manifest.json"


def write_manifest(build: Path) -> dict[str, str]:
    """Write the SHA-256 of every other file of the build folder, and return them."""
    hashes = {path.relative_to(build).as_posix(): _sha256(path) for path in _files(build)}
    (build / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(hashes), indent=1))
    return hashes


def verify_manifest(build: Path) -> list[str]:
    """Return one sentence for every file that is missing or not as it was written."""
    try:
        hashes = read_manifest(build)
    except (OSError, msgspec.DecodeError) as error:
        return [f"{build / MANIFEST} cannot be read: {error}."]
    faults = (fault_of(build / name, expected) for name, expected in hashes.items())
    return [fault for fault in faults if fault]


def read_manifest(build: Path) -> dict[str, str]:
    """Return the hashes of a build by the names of its files; raises as reading a file does."""
    return msgspec.json.decode((build / MANIFEST).read_bytes(), type=dict[str, str])


def fault_of(path: Path, expected: str) -> str:
    """Return a sentence when this file is missing or has another hash, else ""."""
    try:
        return "" if _sha256(path) == expected else f"{path} is not as the build wrote it."
    except OSError as error:
        return f"{path} cannot be read: {error.strerror}."


def _files(build: Path) -> Iterator[Path]:
    for path in sorted(build.rglob("*")):
        # Engines leave lock files that they create and remove as they like.
        if path.is_file() and path.name != MANIFEST and not path.name.endswith(".lock"):
            yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
