"""What every reader is: one signature, held by one table in `registry`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct, field

from regesta.errors import Refusal
from regesta.model import Collection, Entity, Record

HEAD_BYTES = 65_536


class Source(Struct, frozen=True, kw_only=True):
    """A file as found; never changed.

    `name` is its path relative to the archive folder (POSIX), used in provenance and ids;
    `path` where it lies on this disk; `head` its first 64 KiB, for sniffing; `sha256` the
    hash of the file's bytes together with `companion` and `rules`; `companion` is the file's row
    in a `metadata.csv` beside it (column → value), empty for most files; `rules` is what the
    archive's settings say of how it is to be read (see `rules`).
    """

    name: str
    path: Path
    sha256: str
    head: bytes
    size: int
    companion: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)


Item = Record | Entity | Collection | Refusal


class Reader(NamedTuple):
    """A format: its name, the version of its rules, how to tell it, how to read it.

    `looks_like` tells by content, from the head (and the name only where content cannot).
    `read` yields items in the order of the source: entities and collections before the
    records that need them. It raises `CannotRead` when nothing can be read at all; what is
    wrong with one part of the source is a `Refusal` among the items, and reading goes on.
    """

    name: str
    version: str
    looks_like: Callable[[Source], bool]
    read: Callable[[Source], Iterator[Item]]
