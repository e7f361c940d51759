"""PDF, read with pypdfium2 (the extra `pdf`); see `pdf_pages` for its pages, scans among them.

Page numbers are kept as page breaks; see `pdf_layout` for columns, running heads, broken words.
One file is one document, unless `regesta.toml` says by which headings it is to be parted
(`[[split]]`). Pages that are pictures are read by tesseract where that is installed; a file of
nothing but such pages is refused where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from regesta.errors import CannotRead
from regesta.read import ocr
from regesta.read.anchors import take_marks
from regesta.read.blocks import Part
from regesta.read.extras import demand, version_with, version_with_program
from regesta.read.facts import Facts, make_record
from regesta.read.pdf_layout import Page, paragraphs_of, without_margins
from regesta.read.pdf_pages import Opened, open_pages
from regesta.read.plain import short_title
from regesta.read.print_text import printed_text
from regesta.read.reader import Item, Reader, Source
from regesta.read.rules import OCR, SPLIT

NAME = "pdf"
VERSION = version_with_program(version_with("2", "pypdfium2"), ocr.PROGRAM)

MAX_BYTES = 512 * 1024 * 1024
# Fewer letters than this on a page, taken over all: pictures of pages, not text.
MIN_LETTERS = 20

_OCR = (
    "Install tesseract and build again (see the guide, “Scans”), or give the file a text layer "
    "(for example: ocrmypdf in.pdf out.pdf) and put that file here."
)


def looks_like(source: Source) -> bool:
    """A file that begins as a PDF does, blanks before it aside."""
    return source.head[:1024].lstrip().startswith(b"%PDF-")


def read(source: Source) -> Iterator[Item]:
    """The document's record, or one for each part that the archive's rule finds."""
    demand("pypdfium2", "pdf", "a PDF")
    if source.size > MAX_BYTES:
        raise CannotRead(f"The PDF has more than {MAX_BYTES:,} bytes.", way_out="Split it.")
    found = open_pages(source.path, source.rules.get(OCR, ""))
    _demand_text(found)
    numbered = [
        page._replace(number=page.number or label)
        for page, label in zip(without_margins(found.pages), found.labels, strict=True)
    ]
    parts = paragraphs_of(numbered)
    facts = Facts()
    _tell(found, facts)
    documents = _split(parts, source.rules.get(SPLIT, ""))
    if len(documents) == 1:
        facts.add("title", found.title)
        yield _record(source, facts, parts, numbered)
        return
    for number, document in enumerate(documents, 1):
        own = Facts()
        own.flags += facts.flags if number == 1 or found.seen else []
        yield _record(source, own, document, numbered, f"document-{number}")


def _demand_text(found: Opened) -> None:
    """Raise CannotRead for a file in which nothing can be read."""
    letters = sum(len(line.text) for page in found.pages for line in page)
    if found.seen or letters >= MIN_LETTERS * len(found.pages):
        if not letters:
            raise CannotRead(
                "The PDF holds pictures of pages, on which no text can be seen.",
                way_out="Scan it with 300 points an inch, upright; or name its languages under "
                "[[ocr]] in regesta.toml.",
            )
        return
    raise CannotRead(
        "The PDF holds pictures of pages and no text.",
        way_out=found.complaint or _OCR,
    )


def _tell(found: Opened, facts: Facts) -> None:
    """Tell what of the file was read from scans, and what could not be read."""
    if found.seen:
        facts.flags.append(ocr.told(found.seen, found.languages))
    seen = {number for number, _ in found.seen}
    empty = [n for n, page in enumerate(found.pages, 1) if not page and n not in seen]
    if empty:
        shown = ", ".join(map(str, empty[:20]))
        facts.flag(
            "page-without-text",
            f"Pages of the file without text: {shown}. {found.complaint or _OCR}",
        )


def _split(parts: Sequence[Part], heading: str) -> list[list[Part]]:
    """The blocks of each document: one begins with each block that the archive's rule fits.

    What stands before the first such block is a document of its own.
    """
    begins = re.compile(heading) if heading else None
    found: list[list[Part]] = [[]]
    for part in parts:
        words = take_marks([part])[0]
        if (
            begins
            and words
            and begins.search(words[0].text[:300])
            and any(one.text.strip() for one in found[-1])
        ):
            found.append([])
        found[-1].append(part)
    return found


def _record(
    source: Source, facts: Facts, parts: Sequence[Part], pages: Sequence[Page], place: str = ""
) -> Item:
    text = printed_text(parts, pages)
    if "title" not in facts:
        facts.add("title", short_title(text))
    return make_record(facts, (text,), source_name=source.name, place=place)


READER = Reader(NAME, VERSION, looks_like, read)
