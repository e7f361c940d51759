"""The audit log: who did what and when, one JSON object a line, only ever added to.

It holds names and addresses, so it lies among what only the keeper may read. Never a password.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from regesta.errors import ArchiveError
from regesta.keep.locks import exclusive
from regesta.show.accounts.book import FOLDER, private_folder

FILE = "audit.jsonl"


def note(archive: Path, what: str, who: str, **more: str) -> None:
    """Add one line; when this returns it is on the disk. Raises `ArchiveError` when it is not."""
    line = {
        "when": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "who": who,
        "what": what,
        **{name: value for name, value in more.items() if value},
    }
    path = private_folder(archive) / FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with open(handle, "ab") as file, exclusive(file, wait=True):
            file.write(msgspec.json.encode(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror}.") from error


def read_audit(archive: Path, last: int) -> list[dict[str, str]]:
    """Return the last lines of the log, the newest first; damaged ones are left out."""
    try:
        lines = (archive / FOLDER / FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found: list[dict[str, str]] = []
    for line in reversed(lines):
        try:
            found.append(msgspec.json.decode(line, type=dict[str, str]))
        except msgspec.DecodeError:
            continue
        if len(found) == last:
            break
    return found
