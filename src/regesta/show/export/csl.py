"""The whole archive as one library of CSL-JSON, for Zotero, pandoc and their like."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from regesta.keep.archive import Archive
from regesta.show.addresses import record_address
from regesta.show.cite import csl_json


def write_csl(archive: Archive) -> Iterator[bytes]:
    """Yield a JSON array with one item a record (CSL-JSON schema 1.0.2)."""
    site = archive.settings.addresses.base
    lead = b"[\n"
    for record in archive.iter_records():
        address = site + record_address(record.id) if site else ""
        yield lead + msgspec.json.encode(csl_json(record, address, archive.title))
        lead = b",\n"
    yield b"\n]\n" if lead != b"[\n" else b"[]\n"
