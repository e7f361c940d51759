"""The pages of a PDF as lines of print: from its text layer, or seen on its pictures.

A page is taken for a picture when a picture covers half of it and it has hardly any letters.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from regesta.errors import CannotRead
from regesta.read import ocr
from regesta.read.decoding import tidy
from regesta.read.pdf_layout import Piece, lines_of_page
from regesta.read.pdf_print import pieces_of

MAX_PAGES = 5_000
MAX_LETTERS = 50_000_000
# A page with more letters than this has a text layer; fewer can be a stamp on a scan.
MAX_STAMP = 200
_POINTS_AN_INCH = 72
_DOTS_AN_INCH = 300
_MAX_DOTS = 40_000_000

_FILE_NAME = re.compile(
    r"\.(?:docx?|odt|html?|pdf|indd|tex|rtf|wpd|qxd|dvi|p65|pages)\b|^untitled|^microsoft", re.I
)


class Opened(Struct, kw_only=True):
    """What a file holds: the lines of each page, the pages' labels, the title it states.

    `seen` are the pages (from 1) that were read from pictures in these `languages`; `complaint`
    says what to do about pictures that were not read.
    """

    pages: list[list[Piece]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    title: str = ""
    seen: list[tuple[int, ocr.Seen]] = field(default_factory=list)
    languages: str = ""
    complaint: str = ""


def open_pages(path: Path, languages: str) -> Opened:
    """Read all pages; CannotRead for a file that is damaged, locked or too large."""
    import pypdfium2  # noqa: PLC0415 - an extra

    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError, ValueError) as error:
        locked = "password" in str(error).casefold()
        raise CannotRead(
            "The PDF is locked with a password." if locked else "The PDF is damaged or cut off.",
            way_out="Save it without one." if locked else "Fetch it again.",
        ) from error
    try:
        if len(document) > MAX_PAGES:
            raise CannotRead(f"The PDF has more than {MAX_PAGES:,} pages.", way_out="Split it.")
        found = _Reading(document, languages).read()
        found.labels = [tidy(document.get_page_label(number)) for number in range(len(document))]
        title = tidy(document.get_metadata_dict().get("Title", "")).strip()
        found.title = "" if _FILE_NAME.search(title) or len(title) < 4 else title
        return found
    except pypdfium2.PdfiumError as error:
        raise CannotRead("The PDF is damaged.", way_out="Fetch it again.") from error
    finally:
        document.close()


class _Reading:
    """The walk through one document's pages."""

    def __init__(self, document: Any, languages: str) -> None:
        self._document = document
        self._asked = languages
        self._clock: ocr.Clock | None = None
        self._found = Opened()

    def read(self) -> Opened:
        """The lines of every page."""
        letters = 0
        for number in range(len(self._document)):
            lines = self._page(number)
            self._found.pages.append(lines)
            letters += sum(len(line.text) for line in lines)
            if letters > MAX_LETTERS:
                raise CannotRead(
                    f"The PDF holds more than {MAX_LETTERS:,} letters.", way_out="Split it."
                )
        return self._found

    def _page(self, number: int) -> list[Piece]:
        """The lines of a page, none for one that cannot be loaded."""
        import pypdfium2  # noqa: PLC0415 - an extra

        try:
            page = self._document[number]
        except pypdfium2.PdfiumError:
            return []
        try:
            lines = lines_of_page(pieces_of(page))
            if sum(len(line.text) for line in lines) <= MAX_STAMP and _is_picture(page):
                return self._see(page, number + 1) or lines
            return lines
        finally:
            page.close()

    def _see(self, page: Any, number: int) -> list[Piece]:
        """The lines seen on a page that is a picture; why not, is kept as the complaint."""
        if self._found.complaint or not ocr.is_there():
            return []
        try:
            if self._clock is None:
                self._found.languages = ocr.check_languages(self._asked)
                self._clock = ocr.Clock()
            if not self._clock.left:
                raise CannotRead(
                    f"Reading the scans of one file took more than {ocr.BUDGET:.0f} seconds.",
                    way_out="Split it, or give it a text layer with ocrmypdf.",
                )
            picture, scale = _picture(page)
            seen = ocr.see_picture(picture, self._found.languages, self._clock.left, scale)
        except CannotRead as error:
            self._found.complaint = str(error)
            return []
        self._found.seen.append((number, seen))
        return seen.lines


def _is_picture(page: Any) -> bool:
    """Whether one picture covers half the page or more."""
    import pypdfium2.raw  # noqa: PLC0415 - an extra

    width, height = page.get_size()
    for shown in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = shown.get_bounds()
        if (right - left) * (top - bottom) >= width * height / 2:
            return True
    return False


def _picture(page: Any) -> tuple[bytes, float]:
    """The page drawn in greys (as PGM), and how many points a dot of it is."""
    width, height = page.get_size()
    dots = _DOTS_AN_INCH / _POINTS_AN_INCH
    dots = min(dots, (_MAX_DOTS / max(width * height, 1.0)) ** 0.5)
    bitmap = page.render(scale=dots, grayscale=True, may_draw_forms=False)
    data = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        rows = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        data = b"".join(data[start : start + bitmap.width] for start in rows)
    return b"P5\n%d %d\n255\n%s" % (bitmap.width, bitmap.height, data), 1 / dots
