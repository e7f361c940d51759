"""One wording of a record as a TEI division: blocks, page breaks, notes, apparatus, names.

Every character of the text as kept stands in the division once, in its order. A span becomes
an element where it nests in its block; of two that cross, the one that begins first wins.
A block whose own element may not stand at its place (a dateline between paragraphs, say) is an
`ab` with the block's kind as its @type, which the reader takes back as that kind.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import NamedTuple

from lxml import etree
from msgspec.structs import replace

from regesta.model import Apparatus, Block, Mark, Note, PageBreak, Text
from regesta.show.blocks import line_blocks

TEI = "http://www.tei-c.org/ns/1.0"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"

# What XML 1.0 (section 2.2) allows in no document.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Blocks that TEI allows only before, or only behind, the paragraphs of a division.
_ON_TOP = {"heading": "head", "dateline": "dateline", "salute": "salute", "opener": "opener"}
_AT_BOTTOM = {"signed": "signed", "closer": "closer", "dateline": "dateline", "salute": "salute"}
_ANYWHERE = {"paragraph": "p", "verse": "l"}
_MARKS = {
    "person": "persName", "organisation": "orgName", "place": "placeName", "term": "term",
    "date": "date", "reference": "ref", "emphasis": "hi",
}  # fmt: skip
# What TEI's @when may be (teidata.temporal.w3c), as far as records have it.
_WHEN = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?)?)?)?")
_WORD = re.compile(r"\w[\w-]*")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_CLOCK = re.compile(r"T\d\d:\d\d(?=Z|[+-]|$)")

# How TEI says that @when-custom is EDTF; the reader takes it for what the record said.
EDTF = {"datingMethod": "#edtf"}

Pointer = Callable[[str], str]
Point = PageBreak | Note | Mark

PART = "part"  # the value of a mark without words: here a document was attached


class Span(NamedTuple):
    """A stretch of a text, or of the note of this id, and the empty element that is to hold it."""

    start: int
    end: int
    element: etree._Element
    note: str = ""


def tei(name: str, text: str = "", **attributes: str) -> etree._Element:
    """Return a TEI element with this text; attributes without a value are left out."""
    # lxml takes None for the default namespace; its stubs do not know.
    element = etree.Element(_tag(name), nsmap={None: TEI})  # type: ignore[dict-item]
    return _filled(element, text, attributes)


def under(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    """Append such an element to `parent` and return it."""
    return _filled(etree.SubElement(parent, _tag(name)), text, attributes)


@cache
def _tag(name: str) -> str:
    return f"{{{TEI}}}{name}"


def _filled(element: etree._Element, text: str, attributes: Mapping[str, str]) -> etree._Element:
    if text:
        element.text = clean(text)
    for key, value in attributes.items():
        if value:
            element.set(key.rstrip("_").replace("_", "-"), clean(value))
    return element


def clean(words: str) -> str:
    """Return words without the control characters that no XML can hold."""
    # What can be printed is allowed, and told so at one look.
    return words if words.isprintable() else _FORBIDDEN.sub("\ufffd", words)


def when(value: str) -> str:
    """Return a date or minute as TEI's @when has it, "" where it is less or more than that.

    >>> when("1950-01-03T04:00"), when("1950-01"), when("1950-01?")
    ('1950-01-03T04:00:00', '1950-01', '')
    """
    value = _CLOCK.sub(lambda clock: f"{clock[0]}:00", value)
    if not _WHEN.fullmatch(value):
        return ""
    year, month, day = (*map(int, value[:10].split("-")), 1, 1)[:3]
    try:
        datetime(year, month, day, int(value[11:13] or 0), int(value[14:16] or 0))
    except ValueError:  # 30 February, 24:10
        return ""
    return value


def _moment(value: str) -> str:
    """Return what `when` allows, or a time of the day."""
    return value if _TIME.fullmatch(value) else when(value)


def spans_of(text: Text, pointer: Pointer) -> Iterator[Span]:
    """Yield the marks and the apparatus of a text; `pointer` turns an id into an address.

    Apparatus that crosses a mark is left out: a reader finds it again by its brackets.
    """
    worded = [mark for mark in text.marks if mark.start < mark.end]
    for mark in worded:
        yield Span(mark.start, mark.end, _marked(mark, pointer), mark.note)
    marks = [mark for mark in worded if not mark.note]
    for one in text.apparatus:
        if one.start < one.end and not any(_cross(one, mark) for mark in marks):
            yield Span(one.start, one.end, _edited(one, text.body[one.start : one.end]))


def parts_of(text: Text, pointer: Pointer) -> tuple[Mark, ...]:
    """The places of a text at which documents were attached, with the addresses of these."""
    return tuple(
        replace(mark, target=pointer(mark.target))
        for mark in text.marks
        if mark.value == PART and mark.start == mark.end
    )


def _cross(one: Apparatus, mark: Mark) -> bool:
    return one.start < mark.start < one.end < mark.end or (
        mark.start < one.start < mark.end < one.end
    )


def division(
    text: Text, spans: Iterable[Span], ident: str, parts: Iterable[Mark] = ()
) -> etree._Element:
    """Return the `div` of one wording, with these spans and `parts_of` it set as elements."""
    element = tei("div", type=text.role, n=text.label)
    element.set(XML_ID, ident)
    if text.language:
        element.set(XML_LANG, text.language)
    _Typesetter(text, spans, parts).set_into(element)
    return element


def _edited(one: Apparatus, words: str) -> etree._Element:
    """The apparatus as TEI has it: `supplied`, `gap`, `sic`, `unclear`."""
    if one.kind == "omission":
        if words == "[...]":
            return tei("gap", reason="omitted", extent=one.extent)
        if words == f"[{one.content}]":
            gap = tei("gap", reason="omitted", extent=one.extent)
            under(gap, "desc")
            return gap
        return tei("seg", type="omission", n=one.extent)
    names = {"sic": "sic", "doubtful": "unclear"}
    return tei(names[one.kind]) if one.kind in names else tei("supplied", reason=one.kind)


def _marked(mark: Mark, pointer: Pointer) -> etree._Element:
    name, target = _MARKS[mark.kind], pointer(mark.target) if mark.target else ""
    if mark.kind == "date":
        first, interval, last = mark.value.partition("/")
        if interval:
            return tei(name, from_=_moment(first), to=_moment(last))
        exact = _moment(first)
        return tei(name, when=exact, **(EDTF | {"when_custom": first} if exact != first else {}))
    if mark.kind == "emphasis":
        return tei(name, rend=mark.value)
    if mark.kind == "reference":
        return tei(name, target=target)
    return tei(name, ref=target, type=mark.value if _WORD.fullmatch(mark.value) else "")


class _Typesetter:
    """Sets the blocks of one text into a division, each span and point once."""

    def __init__(self, text: Text, spans: Iterable[Span], parts: Iterable[Mark] = ()) -> None:
        self.text = text
        ordered = sorted(spans, key=lambda span: (span.start, -span.end))
        self.spans = deque(span for span in ordered if not span.note)
        self.noted = [span for span in ordered if span.note]
        points: list[tuple[int, Point]] = [(page.offset, page) for page in text.pages]
        points += [(note.anchor, note) for note in text.notes]
        points += [(part.start, part) for part in parts]
        self.points = deque(sorted(points, key=lambda point: point[0]))

    def set_into(self, division: etree._Element) -> None:
        blocks = line_blocks(self.text)
        top, bottom = _wrapping(blocks)
        group: list[etree._Element] = []
        for number, block in enumerate(blocks):
            if block.kind not in ("item", "row"):
                group.clear()
            self._pages(group[0] if group else division, block.start)
            if block.kind == "item":
                self._fill(under(_list(division, group, block.level), "item"), block)
            elif block.kind == "row":
                group[:] = group[:1] if group and _is(group[0], "table") else []
                group = group or [under(division, "table")]
                self._row(under(group[0], "row"), block)
            else:
                wrapped = _ON_TOP if number < top else _AT_BOTTOM if number >= bottom else {}
                self._fill(_element(division, block, wrapped), block)
        if not any(_is(each, "p") or _is(each, "ab") for each in division) and top == len(blocks):
            under(division, "p")
        self._pages(division, len(self.text.body) + 1)

    def _pages(self, parent: etree._Element, until: int) -> None:
        """Set the pages that begin before a block, or with it."""
        while self.points and self.points[0][0] <= until:
            point = self.points[0][1]
            if not isinstance(point, PageBreak) and self.points[0][0] == until:
                return
            parent.append(self._point(self.points.popleft()[1]))

    def _row(self, row: etree._Element, block: Block) -> None:
        start = block.start
        for words in self.text.body[block.start : block.end].split("\t"):
            end = start + len(words)
            self._fill(under(row, "cell"), Block(kind="row", start=start, end=end))
            start = end + 1

    def _fill(self, element: etree._Element, block: Block) -> None:
        self._write(element, block.start, block.end)
        while self.points and self.points[0][0] <= block.end:
            element.append(self._point(self.points.popleft()[1]))

    def _point(self, point: Point) -> etree._Element:
        if isinstance(point, PageBreak):
            return tei("pb", n=point.number, facs=point.facsimile)
        if isinstance(point, Mark):
            return tei("ptr", type=PART, target=point.target)
        kind = "source" if point.kind == "source" else ""
        note = tei("note", type=kind, n=point.label, resp="#author" if point.by == "author" else "")
        note.set("place", "bottom")
        spans = [span._replace(note="") for span in self.noted if span.note == point.id]
        _Typesetter(Text(body=point.body), spans)._write(note, 0, len(point.body))
        return note

    def _write(self, parent: etree._Element, start: int, end: int) -> None:
        """Write the words from `start` to `end` with the spans that lie between."""
        at = start
        while self.spans and self.spans[0].start < end:
            span = self.spans.popleft()
            if span.start < at or span.end > end:
                continue
            self._words(parent, at, span.start)
            parent.append(span.element)
            if not _is(span.element, "gap"):
                self._write(span.element, span.start, span.end)
            elif len(span.element):  # what it says stands without its brackets in `desc`
                self._write(span.element[0], span.start + 1, span.end - 1)
            at = span.end
        self._words(parent, at, end)

    def _words(self, parent: etree._Element, start: int, end: int) -> None:
        """Write words without spans, with the notes and page breaks that stand among them."""
        while self.points and self.points[0][0] < end:
            offset, point = self.points.popleft()
            offset = max(start, offset)
            _append(parent, self.text.body[start:offset])
            parent.append(self._point(point))
            start = offset
        _append(parent, self.text.body[start:end])


def _wrapping(blocks: list[Block]) -> tuple[int, int]:
    """Return how many blocks may open the division, and from which on they may close it."""
    top = 0
    while top < len(blocks) and blocks[top].kind in _ON_TOP:
        top += 1
    bottom = len(blocks)
    while bottom > top + 1 and blocks[bottom - 1].kind in _AT_BOTTOM:
        bottom -= 1
    return top, bottom


def _element(division: etree._Element, block: Block, wrapped: dict[str, str]) -> etree._Element:
    """Return a new element of the division for this block."""
    own_head = block.kind == "heading" and block.level == 0
    if block.kind in wrapped and (block.kind != "heading" or own_head):
        return under(division, wrapped[block.kind])
    if block.kind == "quote" and not block.level:
        return under(division, "quote", rend="blockquote")
    if block.kind in _ANYWHERE:
        return under(division, _ANYWHERE[block.kind])
    return under(division, "ab", type=block.kind, n=str(block.level) if block.level else "")


def _list(division: etree._Element, group: list[etree._Element], level: int) -> etree._Element:
    """Return the open list of this level, opening and closing lists as it asks."""
    if group and not _is(group[0], "list"):
        group.clear()
    del group[max(1, level) :]
    while len(group) < max(1, level):
        if not group:
            group.append(under(division, "list"))
            continue
        items = group[-1]
        item = items[-1] if len(items) and _is(items[-1], "item") else under(items, "item")
        group.append(under(item, "list"))
    return group[-1]


def _append(parent: etree._Element, words: str) -> None:
    """Add words behind what an element holds; a line of its own becomes `lb`."""
    for number, line in enumerate(clean(words).split("\n")):
        if number:
            under(parent, "lb")
        if not len(parent):
            parent.text = (parent.text or "") + line
        else:
            parent[-1].tail = (parent[-1].tail or "") + line


def _is(element: etree._Element, name: str) -> bool:
    return bool(element.tag == f"{{{TEI}}}{name}")
