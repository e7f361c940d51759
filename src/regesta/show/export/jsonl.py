"""One JSON object a record and line, in the form of `regesta show ID --json`."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regesta.keep.archive import Archive
from regesta.show.contract import full_record


def write_jsonl(archive: Archive) -> Iterator[bytes]:
    """Yield one line a record, in archive order."""
    for record in archive.iter_records():
        yield msgspec.json.encode(full_record(archive, record)) + b"\n"
