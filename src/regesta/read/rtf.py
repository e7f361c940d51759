"""Rich text (.rtf): paragraphs, headings, lists, tables, notes; see `rtf_scan`.

Needs no library. Embedded objects are told and never opened; a file that breaks off is read as
far as it goes, and that is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from regesta.errors import CannotRead, Refusal
from regesta.read.anchors import anchored_text
from regesta.read.decoding import read_bytes
from regesta.read.facts import Facts, make_record
from regesta.read.plain import short_title
from regesta.read.reader import Item, Reader, Source
from regesta.read.rtf_scan import MAX_BLOCKS, Scan

NAME = "rtf"
VERSION = "1"

MAGIC = b"{\\rtf"


def looks_like(source: Source) -> bool:
    """A file that begins as rich text does."""
    return source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(MAGIC)


def read(source: Source) -> Iterator[Item]:
    """The document's one record; behind it what is wrong with the file."""
    scan = Scan(read_bytes(source).decode("latin-1"))
    if not any(part.text.strip() for part in scan.parts):
        raise CannotRead(
            "The rich text holds no words.",
            way_out="Open it in a word processor and save it anew, or as plain text.",
        )
    facts = Facts()
    facts.add("title", scan.title)
    text = anchored_text(scan.parts, scan.notes)
    if "title" not in facts:
        facts.add("title", short_title(text))
    if scan.objects:
        facts.flag("attachment", f"Embedded and not read: {scan.objects} objects.")
    yield make_record(facts, (text,), source_name=source.name)
    if not scan.whole:
        reason = (
            f"Only the first {MAX_BLOCKS:,} paragraphs were read."
            if scan.cut
            else "The rich text breaks off before its end; what stands there was read."
        )
        yield Refusal(
            source=source.name,
            place=f"behind paragraph {len(scan.parts)}",
            reason=reason,
            way_out="Fetch the file again, or save it anew.",
        )


READER = Reader(NAME, VERSION, looks_like, read)
