"""One document of an edition, with what came attached to it, as records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct, structs

from regesta.model import (
    Association,
    Block,
    Facsimile,
    Flag,
    Mark,
    PageBreak,
    Provenance,
    Record,
    SourceCitation,
    Stated,
    Text,
)
from regesta.read.reader import Source
from regesta.read.tei_header import Header
from regesta.read.tei_scribe import Scribe, Sheet
from regesta.read.tei_text import page_break, transcribe
from regesta.read.tei_write import XML_ID

VERSION = "2"
# What old volumes print in the place of an attachment's source: [Enclosure 2], [Annex].
# What stands around the edition's number in a heading; a pattern for each number is dear.
_BEFORE_NUMBER = re.compile(r"[\[(]?(?:No\. ?|Document )?")
_LONGEST_LEAD = len("[Document ")
_AFTER_NUMBER = re.compile(r"(?:\.\]?|[\])])\s*")
_LABEL = re.compile(
    r"\[?(?:Sub-?)?(?:[Ee]nclosure|[Aa]nnex|[Aa]ttachment|[Aa]ppendix|Tab)[^\]]{0,20}\]?"
)
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Place(Struct, frozen=True, kw_only=True):
    """Where in an edition a document stands.

    `page` is the page on which it begins, None where that is not known.
    """

    source: Source
    volume: str
    header: Header
    collections: tuple[Association, ...] = ()
    page: PageBreak | None = None


class Numbering:
    """Gives every record of a file its id and its place in the order."""

    def __init__(self, volume: str) -> None:
        self.volume = volume
        self.count = 0
        self._given: set[str] = set()

    def next(self, wished: str) -> tuple[str, int, bool]:
        """Return a free id, the place in the order, and whether the id wished for was free."""
        self.count += 1
        base = wished or f"doc{self.count}"
        free, copy = base, 2
        while free in self._given:
            free, copy = f"{base}-{copy}", copy + 1
        self._given.add(free)
        return f"{self.volume}/{free}" if self.volume else free, self.count, free == base


def document_id(element: etree._Element) -> str:
    """Return a document's name in its file: its xml:id, else its number, else ""."""
    number = element.get("n", "").strip()
    return element.get(XML_ID) or (f"d{number}" if number else "")


def read_document(
    element: etree._Element,
    place: Place,
    numbering: Numbering,
    name: str = "",
    parent: Record | None = None,
) -> Iterator[Record]:
    """Yield the record of one document, then of what came attached to it.

    `name` is its id within the edition, by default what the element itself says; `parent`
    the record to which it is attached.
    """
    wished = name or document_id(element)
    ident, sequence, free = numbering.next(wished)
    sheet = Sheet(place.volume)
    text = text_of(
        transcribe(element, sheet), element.get(XML_LANG) or place.header.language, place.page
    )
    names = [
        part.get(XML_ID) or f"{wished or sequence}-a{number}"
        for number, (part, _) in enumerate(sheet.parts, 1)
    ]
    marks = [
        Mark(kind="reference", start=at, end=at, target=_within(place.volume, name), value="part")
        for name, at in zip(names, (min(at, len(text.body)) for _, at in sheet.parts), strict=True)
    ]
    if not free:
        message = f"Another document of the file is called {wished}."
        sheet.flags.append(Flag(kind="duplicate-id", message=message))
    record = Record(
        id=ident,
        texts=(structs.replace(text, marks=(*text.marks, *marks)),),
        summary=sheet.summary,
        collections=place.collections,
        rights=place.header.rights,
        languages=(text.language,) if text.language else (),
        facsimiles=_facsimiles(text.pages, sheet.images),
        volume=place.volume,
        sequence=sequence,
        parent=parent.id if parent else "",
        flags=tuple(sheet.flags),
        provenance=(provenance_of(place.source, wished),),
    )
    record = _state(record, "" if parent else element.get("n", ""), parent)
    yield record
    page, before = place.page, 0
    for part_name, (part, at) in zip(names, sheet.parts, strict=True):
        turned = [each for each in text.pages if before <= each.offset <= at]
        page, before = turned[-1] if turned else page, at
        yield from read_document(
            part, structs.replace(place, page=page), numbering, part_name, record
        )
        page = last_page(part) or page


def last_page(element: etree._Element) -> PageBreak | None:
    """Return the last page that begins inside an element, None when none does."""
    pages = list(element.iter("{*}pb"))
    return page_break(pages[-1], 0) if pages else None


def _within(volume: str, name: str) -> str:
    return f"{volume}/{name}" if volume else name


def provenance_of(source: Source, place: str) -> Provenance:
    """Say where a record was read from."""
    return Provenance(
        file=source.name, place=place, sha256=source.sha256, reader="tei", version=VERSION
    )


def _facsimiles(pages: tuple[PageBreak, ...], images: list[Facsimile]) -> tuple[Facsimile, ...]:
    shown = [Facsimile(image=page.facsimile, page=page.number) for page in pages if page.facsimile]
    return (*shown, *images)


def text_of(scribe: Scribe, language: str, page: PageBreak | None = None) -> Text:
    """Put the text together; what stands behind the last word is drawn back to it.

    `page` is the page on which it begins, None where that is not known.
    """
    sheet, body = scribe.sheet, scribe.body
    end = len(body)
    pages = [
        structs.replace(page, offset=end) if page.offset > end else page for page in sheet.pages
    ]
    if page and not (pages and pages[0].offset == 0):
        pages.insert(0, structs.replace(page, offset=0))
    return Text(
        body=body,
        language=language,
        blocks=tuple(scribe.blocks),
        notes=tuple(
            structs.replace(note, anchor=end) if note.anchor > end else note for note in sheet.notes
        ),
        pages=tuple(pages),
        marks=tuple(sheet.marks),
        apparatus=tuple(sheet.apparatus),
    )


# --- what the source states ---------------------------------------------------------------


def _state(record: Record, number: str, parent: Record | None) -> Record:
    """Fill what the heading, the dateline and the source note state."""
    text = record.texts[0]
    head = words_of(text, next((each for each in text.blocks if _is_head(each)), None))
    title = without_number(head, number) or (f"Document {number}" if number else "")
    if parent and not title:
        title = f"Attachment to {parent.title}" if parent.title else "Attachment"
    source = next((note.body for note in text.notes if note.kind == "source"), "")
    if parent and _LABEL.fullmatch(source):
        text, source = structs.replace(text, label=source.strip("[]")), ""
    dateline, date, place = dateline_of(text)
    return structs.replace(
        record,
        texts=(text,),
        title=title,
        source=SourceCitation(raw=source),
        stated=Stated(
            number=number,
            head=head,
            dateline=words_of(text, dateline),
            date=words_of(text, date),
            date_machine=date.value if date else "",
            place=words_of(text, place),
        ),
    )


def _is_head(block: Block) -> bool:
    return block.kind == "heading" and block.level == 0


def words_of(text: Text, span: Block | Mark | None) -> str:
    """Return the words of a span on one line, "" for no span."""
    return " ".join(text.body[span.start : span.end].split()) if span else ""


def without_number(head: str, number: str) -> str:
    """Return a heading without the edition's number: "178. Telegram" -> "Telegram"."""
    start = head.find(number, 0, len(number) + _LONGEST_LEAD) if number else -1
    if start < 0 or not _BEFORE_NUMBER.fullmatch(head, 0, start):
        return head
    after = _AFTER_NUMBER.match(head, start + len(number))
    return head[after.end() :] if after else head


def dateline_of(text: Text) -> tuple[Block | None, Mark | None, Mark | None]:
    """Return the dateline, its date and its place.

    The first dateline with a machine-readable date wins, then a heading with one, then the
    first dateline with a date of any kind, then any dateline.
    """
    datelines = [block for block in text.blocks if block.kind == "dateline"]
    heads = [block for block in text.blocks if _is_head(block)]
    if not datelines and not heads:
        return None, None, None
    marks = [mark for mark in text.marks if mark.kind in ("date", "place") and not mark.note]
    found = [
        (block, _first(marks, block, "date"), _first(marks, block, "place"))
        for block in (*datelines, *heads)
    ]
    for block, date, place in found:
        if date and date.value:
            return block if block.kind == "dateline" else None, date, place
    for block, date, place in found:
        if date or block.kind == "dateline":
            return block if block.kind == "dateline" else None, date, place
    return None, None, None


def _first(marks: list[Mark], block: Block, kind: str) -> Mark | None:
    """Return the first mark of this kind inside the block, a dated one before others."""
    inside = [
        mark
        for mark in marks
        if mark.kind == kind and block.start <= mark.start and mark.end <= block.end
    ]
    return next((mark for mark in inside if mark.value), inside[0] if inside else None)
