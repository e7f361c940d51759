"""The audit log: who did what and when, one JSON object a line, only ever added to.

It holds names and addresses, so it lies among what only the keeper may read. Never a password.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from regesta.errors import ArchiveError
from regesta.keep.lines import append_lines, read_lines
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
        append_lines(path, [msgspec.json.encode(line)], mode=0o600)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror}.") from error


def read_audit(archive: Path, last: int) -> list[dict[str, str]]:
    """Return the last lines of the log, the newest first; damaged ones are left out."""
    found: list[dict[str, str]] = []
    for line in reversed(read_lines(archive / FOLDER / FILE)):
        try:
            found.append(msgspec.json.decode(line, type=dict[str, str]))
        except msgspec.DecodeError:
            continue
        if len(found) == last:
            break
    return found
