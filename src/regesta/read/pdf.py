"""PDF with a text layer, read with pypdfium2 (the extra `pdf`).

Page numbers are kept as page breaks; see `pdf_layout` for columns, running heads, broken words.
One file is one document, unless `regesta.toml` says by which headings it is to be parted
(`[[split]]`). A scan without text is refused, and how to get its text is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from regesta.errors import CannotRead
from regesta.model import PageBreak, Text
from regesta.read.anchors import take_marks
from regesta.read.blocks import Part, make_text
from regesta.read.decoding import tidy
from regesta.read.extras import demand, version_with
from regesta.read.facts import Facts, make_record
from regesta.read.pdf_layout import Page, Piece, lines_of_page, paragraphs_of, without_margins
from regesta.read.plain import short_title
from regesta.read.reader import Item, Reader, Source
from regesta.read.rules import SPLIT

NAME = "pdf"
VERSION = version_with("1", "pypdfium2")

MAX_BYTES = 512 * 1024 * 1024
MAX_PAGES = 5_000
# Above so many pieces times letters a page's text is taken as it flows, without its layout.
MAX_COST = 200_000_000
MAX_LETTERS = 50_000_000
# Fewer letters than this on a page, taken over all: pictures of pages, not text.
MIN_LETTERS = 20

_FILE_NAME = re.compile(
    r"\.(?:docx?|pdf|indd|tex|rtf|wpd|qxd|dvi|p65|pages)\b|^untitled|^microsoft", re.I
)
_OCR = "Give it a text layer (for example: ocrmypdf in.pdf out.pdf), and put that file here."


def looks_like(source: Source) -> bool:
    """A file that begins as a PDF does, blanks before it aside."""
    return source.head[:1024].lstrip().startswith(b"%PDF-")


def read(source: Source) -> Iterator[Item]:
    """The document's record, or one for each part that the archive's rule finds."""
    demand("pypdfium2", "pdf", "a PDF")
    if source.size > MAX_BYTES:
        raise CannotRead(f"The PDF has more than {MAX_BYTES:,} bytes.", way_out="Split it.")
    pages, labels, title = _pages(source)
    letters = sum(len(line.text) for page in pages for line in page)
    if letters < MIN_LETTERS * len(pages):
        raise CannotRead("The PDF holds pictures of pages and no text.", way_out=_OCR)
    numbered = [
        page._replace(number=page.number or label)
        for page, label in zip(without_margins(pages), labels, strict=True)
    ]
    parts = paragraphs_of(numbered)
    empty = [number for number, page in enumerate(pages, 1) if not page]
    facts = Facts()
    if empty:
        shown = ", ".join(map(str, empty[:20]))
        facts.flag("page-without-text", f"Pages of the file without text: {shown}. {_OCR}")
    documents = _split(parts, source.rules.get(SPLIT, ""))
    if len(documents) == 1:
        facts.add("title", title)
        yield _record(source, facts, parts, numbered)
        return
    for number, document in enumerate(documents, 1):
        own = facts if number == 1 else Facts()
        yield _record(source, own, document, numbered, f"document-{number}")


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
    text = _text(parts, pages)
    if "title" not in facts:
        facts.add("title", short_title(text))
    return make_record(facts, (text,), source_name=source.name, place=place)


def _text(parts: Sequence[Part], pages: Sequence[Page]) -> Text:
    """The text of these blocks with its page breaks."""
    blocks, marks = take_marks(parts)
    text = make_text(blocks)
    breaks = [
        PageBreak(
            offset=min(text.blocks[block].start + offset, text.blocks[block].end),
            number=pages[int(label[1:])].number or str(int(label[1:]) + 1),
        )
        for block, offset, label in marks
    ]
    return replace(text, pages=tuple(breaks))


def _pages(source: Source) -> tuple[list[list[Piece]], list[str], str]:
    """The lines of every page, the pages' labels, and the title that the file states."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        document = pypdfium2.PdfDocument(source.path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        locked = "password" in str(error).casefold()
        raise CannotRead(
            "The PDF is locked with a password." if locked else "The PDF is damaged or cut off.",
            way_out="Save it without one." if locked else "Fetch it again.",
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise CannotRead(f"The PDF has more than {MAX_PAGES:,} pages.", way_out="Split it.")
        pages: list[list[Piece]] = []
        letters = 0
        for number in range(len(document)):
            pages.append(lines_of_page(_pieces(document, number)))
            letters += sum(len(line.text) for line in pages[-1])
            if letters > MAX_LETTERS:
                raise CannotRead(f"The PDF holds more than {MAX_LETTERS:,} letters.")
        labels = [tidy(document.get_page_label(number)) for number in range(len(document))]
        title = tidy(document.get_metadata_dict().get("Title", "")).strip()
        return pages, labels, "" if _FILE_NAME.search(title) or len(title) < 4 else title
    except pypdfium2.PdfiumError as error:
        raise CannotRead("The PDF is damaged.", way_out="Fetch it again.") from error
    finally:
        document.close()


def _pieces(document: Any, number: int) -> list[Piece]:
    """The runs of print on a page that can be loaded, none for one that cannot."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return []
    words = page.get_textpage()
    try:
        count = words.count_rects()
        if count * words.count_chars() > MAX_COST:
            return _flowing(words.get_text_range())
        pieces = []
        for index in range(count):
            left, bottom, right, top = words.get_rect(index)
            text = words.get_text_bounded(left, bottom, right, top)
            text = " ".join(text.replace("\r\n", " ").split(" ")).strip()
            if text.strip():
                pieces.append(Piece(left, bottom, right, top, text))
        return pieces
    finally:
        words.close()
        page.close()


def _flowing(text: str) -> list[Piece]:
    """The lines of a page that is too full to be laid out, one below the other."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [Piece(0.0, -12.0 * n, 400.0, 10.0 - 12.0 * n, line) for n, line in enumerate(lines)]


READER = Reader(NAME, VERSION, looks_like, read)
