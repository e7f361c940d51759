"""The whole archive in forms of a single record: RIS, BibTeX, JSON-LD, Markdown, PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from regesta.keep.archive import Archive
from regesta.read.naming import slug_of
from regesta.show.addresses import NO_SITE, record_address
from regesta.show.cite import bibtex, chicago_note, ris
from regesta.show.export.jsonld import CONTEXT, json_ld
from regesta.show.export.markdown import markdown_file
from regesta.show.export.pdf import Printed, make_pdf
from regesta.show.wording import wording


def write_ris(archive: Archive) -> Iterator[bytes]:
    """Yield one RIS entry a record."""
    site = archive.settings.addresses.base
    for record in archive.iter_records():
        yield ris(record, site + record_address(record.id), archive.title).encode(errors="replace")


def write_bibtex(archive: Archive) -> Iterator[bytes]:
    """Yield one BibTeX entry a record, no two with the same key."""
    site = archive.settings.addresses.base
    used: dict[str, int] = {}
    for record in archive.iter_records():
        entry = bibtex(record, site + record_address(record.id), archive.title)
        head, comma, rest = entry.partition(",")
        times = used[head] = used.get(head, 0) + 1
        key = head if times == 1 else f"{head}-{times}"
        yield f"{key}{comma}{rest}\n".encode(errors="replace")


def write_json_ld(archive: Archive) -> Iterator[bytes]:
    """Yield all records as one graph of JSON-LD, a node a line."""
    site = archive.settings.addresses.base or NO_SITE
    yield b'{"@context":' + msgspec.json.encode(CONTEXT) + b',"@graph":[\n'
    joint = b""
    for record in archive.iter_records():
        node = json_ld(record, site, archive.title)
        del node["@context"]
        yield joint + msgspec.json.encode(node)
        joint = b",\n"
    yield b"\n]}\n"


def write_pdf(archive: Archive) -> Iterator[bytes]:
    """Yield all records as one PDF; raises `WrongUse` where the extra is not installed."""
    site = archive.settings.addresses.base
    printed = [
        Printed(
            record=one, citation=chicago_note(one, site + record_address(one.id), archive.title)
        )
        for one in archive.iter_records()
    ]
    yield make_pdf(printed, wording(), archive_title=archive.title, opening=archive.title)


def write_markdown(archive: Archive, folder: Path) -> None:
    """Write each record as a file of Markdown, whose name is made of its id."""
    for record in archive.iter_records():
        path = folder / f"{slug_of(f'{record.id}.txt')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown_file(record), encoding="utf-8", errors="replace")
