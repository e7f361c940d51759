"""An index made of parts, each written by itself and never changed: what is kept, what is new.

The engine keeps an index as segments, and a list of them. A part is written as an index of its
own, and its segments are then listed with those of the others. So a part whose records are as
they were is taken over from the index before as it lies on the disk, and what stands there is
what writing it again would give: no record is deleted from a segment, which would leave its
words among the counts by which matches are ranked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

FILE = "parts.json"
META = "meta.json"


class Part(Struct, frozen=True, kw_only=True):
    """One part: its name, what tells that it is the same, its segments, fields of text filled."""

    name: str
    stamp: str = ""
    segments: tuple[dict[str, Any], ...] = ()
    fields: tuple[str, ...] = ()


def read_parts(path: Path) -> dict[str, Part]:
    """Return by name the parts of the index at `path`; none where it cannot be told."""
    try:
        listed = msgspec.json.decode((path / FILE).read_bytes(), type=list[Part])
    except (OSError, msgspec.DecodeError):
        return {}
    return {part.name: part for part in listed}


def take_part(old: Path, part: Part, path: Path) -> None:
    """Put the files of a part of the index at `old` into that at `path`, shared where it can be."""
    for segment in part.segments:
        for file in old.glob(f"{_stem(segment)}.*"):
            try:
                os.link(file, path / file.name)
            except OSError:  # another disk, or one that knows no links
                shutil.copyfile(file, path / file.name)


def settle_part(folder: Path, path: Path) -> list[dict[str, Any]]:
    """Move what was written in `folder` into `path`, and return its segments."""
    segments: list[dict[str, Any]] = _meta(folder)["segments"]
    for segment in segments:
        for file in folder.glob(f"{_stem(segment)}.*"):
            os.replace(file, path / file.name)
    return segments


def list_parts(path: Path, parts: Iterable[Part], like: Path) -> None:
    """Write the lists that make one index of parts; `like` is an index of the same fields."""
    parts = list(parts)
    meta = _meta(like)
    meta["segments"] = [segment for part in parts for segment in part.segments]
    (path / META).write_bytes(msgspec.json.encode(meta))
    (path / FILE).write_bytes(msgspec.json.encode(parts))


def _meta(path: Path) -> dict[str, Any]:
    return msgspec.json.decode((path / META).read_bytes(), type=dict[str, Any])


def _stem(segment: dict[str, Any]) -> str:
    return str(segment["segment_id"]).replace("-", "")
