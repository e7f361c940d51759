"""Scans (PNG, JPEG, TIFF): the text that their pictures show, read by tesseract.

Each page of a TIFF is a page of the document. How sure the program is of the text stands on
the record; the picture is its facsimile. `[[ocr]]` in `regesta.toml` names the languages.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from regesta.errors import CannotRead
from regesta.read import ocr
from regesta.read.extras import version_with_program
from regesta.read.facts import Facts, make_record
from regesta.read.pdf_layout import paragraphs_of, without_margins
from regesta.read.plain import short_title
from regesta.read.print_text import printed_text
from regesta.read.reader import Item, Reader, Source
from regesta.read.rules import OCR
from regesta.read.scan_size import check_scan, kind_of_scan

NAME = "scan"
VERSION = version_with_program("1", ocr.PROGRAM)

MAX_BYTES = 256 * 1024 * 1024


def looks_like(source: Source) -> bool:
    """A picture of a kind that scanners write."""
    return bool(kind_of_scan(source.head))


def read(source: Source) -> Iterator[Item]:
    """The one record of the text that is seen on the pictures."""
    kind = kind_of_scan(source.head)
    ocr.demand_program(f"a scan ({kind})")
    languages = ocr.check_languages(source.rules.get(OCR, ""))
    if source.size > MAX_BYTES:
        raise CannotRead(f"The scan has more than {MAX_BYTES:,} bytes.", way_out="Split it.")
    count = check_scan(source)
    patience = min(ocr.BUDGET, ocr.PATIENCE * count)
    seen = ocr.see_file(source.path, languages, patience)
    if not any(page.lines for page in seen):
        raise CannotRead(
            "No text can be seen on the scan.",
            way_out="Scan it with 300 points an inch, upright; or name its languages under "
            "[[ocr]] in regesta.toml, or languages = [] for pictures that are no documents.",
        )
    pages = without_margins([page.lines for page in seen])
    text = printed_text(paragraphs_of(pages), pages)
    facts = Facts()
    facts.add("title", short_title(text))
    facts.add("facsimiles", source.name.rpartition("/")[2])
    record = make_record(facts, (text,), source_name=source.name)
    yield replace(record, flags=(*record.flags, ocr.told(list(enumerate(seen, 1)), languages)))


READER = Reader(NAME, VERSION, looks_like, read)
