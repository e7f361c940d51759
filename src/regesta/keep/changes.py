"""`changes.jsonl`: which records a later state of their source made another, and when.

A build adds a line for each record whose source has changed so that its words have; the file is
only ever added to, and outlives every rebuild as the decisions do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.keep.lines import append_lines, read_lines

FILE_NAME = "changes.jsonl"

_ENCODER = msgspec.json.Encoder()


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record that has changed: when it was read so (UTC, ISO 8601), in what, by which source.

    `parts` are of "title", "date", "text", "notes", "source"; `before` and `after` are the
    hashes (SHA-256) of the source.
    """

    record: str
    when: str
    parts: tuple[str, ...]
    file: str = ""
    before: str = ""
    after: str = ""


_DECODER = msgspec.json.Decoder(Change)


def read_changes(folder: Path) -> dict[str, tuple[Change, ...]]:
    """Return by record what changed in it, the latest first; lines that are broken are left out."""
    found: dict[str, dict[tuple[str, str], Change]] = {}
    for line in read_lines(folder / FILE_NAME):
        try:
            one = _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        # A build that ended early may have told the same already.
        found.setdefault(one.record, {}).setdefault((one.before, one.after), one)
    return {
        record: tuple(sorted(changes.values(), key=lambda one: one.when, reverse=True))
        for record, changes in found.items()
    }


def append_changes(folder: Path, changes: Sequence[Change]) -> None:
    """Add changes, each a whole line; they are on the disk when this returns."""
    if changes:
        append_lines(folder / FILE_NAME, [_ENCODER.encode(one) for one in changes])
