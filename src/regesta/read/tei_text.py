"""TEI elements to text: each element's own way of being written, in one table.

Elements that are not in the table are written as plain words. Nothing is left out but what
is no text of the document: running heads, scripts, the sizes of files.
"""

from __future__ import annotations

from typing import Literal, get_args

from lxml import etree

from regesta.errors import CannotRead
from regesta.model import Facsimile, Flag, Mark, Note, PageBreak
from regesta.model.record import BlockKind
from regesta.read.tei_apparatus import choice, edited, gap, unclear
from regesta.read.tei_scribe import Action, Scribe, Sheet, collapsed
from regesta.read.tei_target import absolute_target
from regesta.read.tei_write import XML_ID, local_name, words, write

XHTML = "{http://www.w3.org/1999/xhtml}"
ATTACHMENTS = frozenset({"attachment", "enclosure", "annex"})

MarkKind = Literal["person", "organisation", "place", "term", "date", "reference", "emphasis"]


def transcribe(element: etree._Element, sheet: Sheet) -> Scribe:
    """Write a whole document, letter or attachment; return the scribe with its blocks."""
    scribe = Scribe(sheet, element, ACTIONS)
    write(element, scribe)
    scribe.boundary()
    return scribe


def plain(element: etree._Element | None) -> str:
    """Return an element's words on one line, without its notes; "" for no element."""
    if element is None:
        return ""
    if not len(element):
        return collapsed(element.text or "")
    scribe = Scribe(Sheet(""), element, ACTIONS)
    write(element, scribe)
    return " ".join(scribe.body.split())


# --- blocks -----------------------------------------------------------------------------


def _block(kind: BlockKind | None) -> Action:
    """An element that is a block of this kind; None for one that goes on with its parent's."""

    def action(element: etree._Element, scribe: Scribe) -> None:
        before = scribe.kind, scribe.level
        scribe.boundary()
        scribe.kind = kind or scribe.kind
        write(element, scribe)
        scribe.boundary()
        scribe.kind, scribe.level = before

    return action


def _head(element: etree._Element, scribe: Scribe) -> None:
    """The document's own heading has level 0, those of its lists and parts 1 and more."""
    before = scribe.kind, scribe.level
    scribe.boundary()
    own = element.getparent() is scribe.root
    scribe.kind, scribe.level = "heading", 0 if own else max(1, scribe.depth)
    write(element, scribe)
    scribe.boundary()
    scribe.kind, scribe.level = before


def _typed(element: etree._Element, scribe: Scribe) -> None:
    """`ab`: a block without a meaning of its own, or of the kind that its @type names."""
    kind = element.get("type", "")
    level = element.get("n", "")
    before = scribe.level
    if kind in _KINDS and level.isdecimal():
        scribe.level = int(level)
    _block(_KINDS.get(kind))(element, scribe)
    scribe.level = before


def _list(element: etree._Element, scribe: Scribe) -> None:
    scribe.depth += 1
    _paragraph(element, scribe)
    scribe.depth -= 1


def _item(element: etree._Element, scribe: Scribe) -> None:
    before = scribe.kind, scribe.level
    scribe.boundary()
    scribe.kind, scribe.level = "item", scribe.depth
    write(element, scribe)
    scribe.boundary()
    scribe.kind, scribe.level = before


def _row(element: etree._Element, scribe: Scribe) -> None:
    if scribe.in_cell:
        write(element, scribe)
        return
    before = scribe.kind, scribe.level
    scribe.boundary()
    scribe.kind, scribe.level = "row", 0
    scribe.add(element.text or " ")
    for number, child in enumerate(element):
        if number and local_name(child.tag) == "cell":
            scribe.tab()
        scribe.actions[child.tag](child, scribe)
        scribe.add(child.tail or " ")
    scribe.boundary()
    scribe.kind, scribe.level = before


def _cell(element: etree._Element, scribe: Scribe) -> None:
    scribe.in_cell += 1
    write(element, scribe)
    scribe.in_cell -= 1


def _quote(element: etree._Element, scribe: Scribe) -> None:
    """A quotation set apart is a block; one that runs on in its sentence is not."""
    apart = element.get("rend") in ("blockquote", "block") or any(
        local_name(child.tag) in ("p", "list", "table", "lg", "quote") for child in element
    )
    (_quotation if apart else write)(element, scribe)


def _line(element: etree._Element, scribe: Scribe) -> None:
    """`lb`: what follows stands on a new line of the same block, unless the word goes on."""
    if element.get("break") != "no":
        scribe.line()
    write(element, scribe)


def _segment(element: etree._Element, scribe: Scribe) -> None:
    """A `seg` that is laid out for itself ("[Annex G]", centred) stands on its own line."""
    if element.get("rendition") or element.get("rend"):
        scribe.line()
        write(element, scribe)
        scribe.line()
    else:
        write(element, scribe)


# --- notes, pages, pictures, parts --------------------------------------------------------


def _note(element: etree._Element, scribe: Scribe) -> None:
    sheet = scribe.sheet
    anchor = scribe.anchor if scribe.note else scribe.behind
    genre = element.get("type", "")
    ident = sheet.note_id(element.get(XML_ID, ""))
    place = len(sheet.notes)
    inner = Scribe(sheet, element, scribe.actions, note=ident, anchor=anchor)
    write(element, inner)
    inner.boundary()
    body = inner.body
    if not body:
        return
    if genre == "summary" and not sheet.summary:
        sheet.summary = body
    by_author = "author" in element.get("resp", "") or genre in ("author", "authorial")
    note = Note(
        id=ident,
        label=element.get("n", ""),
        body=body,
        anchor=anchor,
        kind="source" if genre == "source" else "footnote",
        by="author" if by_author else "editor",
    )
    sheet.notes.insert(place, note)


def _page(element: etree._Element, scribe: Scribe) -> None:
    offset = scribe.anchor if scribe.note else scribe.here
    scribe.sheet.pages.append(page_break(element, offset))
    write(element, scribe)


def page_break(element: etree._Element, offset: int) -> PageBreak:
    """Return a `pb` as a page that begins at `offset`."""
    return PageBreak(
        offset=offset, number=element.get("n", ""), facsimile=element.get("facs", "").lstrip("#")
    )


def _image(element: etree._Element, scribe: Scribe) -> None:
    address = element.get("url") or element.get("path") or ""
    if address:
        scribe.sheet.images.append(Facsimile(image=address))
    write(element, scribe)


def _part(element: etree._Element, scribe: Scribe) -> None:
    """What came with the document is a record of its own; its place keeps an empty mark."""
    if scribe.note:
        _paragraph(element, scribe)
        return
    scribe.boundary()
    scribe.sheet.parts.append((element, scribe.here))


def _division(element: etree._Element, scribe: Scribe) -> None:
    (_part if element.get("type") in ATTACHMENTS else _paragraph)(element, scribe)


# --- words --------------------------------------------------------------------------------


def _mark(kind: MarkKind) -> Action:
    """An element that says what its words are."""

    def action(element: etree._Element, scribe: Scribe) -> None:
        get = element.get
        pointer = get("corresp") or get("target") or get("ref") or get("key") or ""
        _marked(element, scribe, kind, pointer, get("type", ""))

    return action


def _marked(
    element: etree._Element, scribe: Scribe, kind: MarkKind, pointer: str, value: str
) -> None:
    opened = scribe.open()
    write(element, scribe)
    span = scribe.span(opened)
    if span:
        target = absolute_target(pointer, scribe.sheet.volume) if pointer else ""
        start, end = span
        scribe.sheet.marks.append(
            Mark(kind=kind, start=start, end=end, target=target, value=value, note=scribe.note)
        )


def _pointer(element: etree._Element, scribe: Scribe) -> None:
    """A `ptr` of type "part" stands, in our own files, where a document was attached."""
    if element.get("type") == "part":
        place = scribe.here
        target = absolute_target(element.get("target", ""), scribe.sheet.volume)
        scribe.sheet.marks.append(
            Mark(kind="reference", start=place, end=place, target=target, value="part",
                 note=scribe.note)
        )  # fmt: skip


def _gloss(element: etree._Element, scribe: Scribe) -> None:
    """A `gloss` is a term; the sender or recipient of a heading is an organisation or office."""
    get = element.get
    value = get("type", "")
    kind: MarkKind = "organisation" if value in ("from", "to") else "term"
    _marked(element, scribe, kind, get("target") or get("corresp") or "", value)


def _name(element: etree._Element, scribe: Scribe) -> None:
    """`name` and `rs` say in @type what they name."""
    kind = _NAMED.get(element.get("type", ""))
    (_mark(kind) if kind else write)(element, scribe)


def _emphasis(element: etree._Element, scribe: Scribe) -> None:
    _marked(element, scribe, "emphasis", "", element.get("rend", ""))


def _date(element: etree._Element, scribe: Scribe) -> None:
    _marked(element, scribe, "date", "", date_value(element))


def date_value(element: etree._Element) -> str:
    """Return the machine-readable date of a TEI element as ISO or an EDTF interval, or ""."""
    get = element.attrib.get
    if get("datingMethod") == "#edtf":
        return get("when-custom", "")
    moment = get("when") or get("when-iso")
    if moment:
        return moment
    first = get("from") or get("notBefore") or get("from-iso") or ""
    last = get("to") or get("notAfter") or get("to-iso") or ""
    return f"{first or '..'}/{last or '..'}" if first or last else ""


def _signed(element: etree._Element, scribe: Scribe) -> None:
    pointer = element.get("corresp", "")
    opened = scribe.open()
    _signature(element, scribe)
    span = scribe.span(opened)
    if span and pointer:
        target = absolute_target(pointer, scribe.sheet.volume)
        start, end = span
        scribe.sheet.marks.append(
            Mark(kind="person", start=start, end=end, target=target, note=scribe.note)
        )


# --- the table ----------------------------------------------------------------------------


def _leave_out(element: etree._Element, scribe: Scribe) -> None:
    pass


def _problem(element: etree._Element, scribe: Scribe) -> None:
    """What the encoders of the file found wrong with the document is said beside it."""
    scribe.sheet.flags.append(Flag(kind="edition", message=words(element)))


def _refuse_entity(element: etree._Element, scribe: Scribe) -> None:
    raise CannotRead(
        "The text uses an entity that only a document type declaration could explain.",
        place=f"line {element.sourceline}",
        way_out="Save the file with its entities resolved.",
    )


_KINDS: dict[str, BlockKind] = {kind: kind for kind in get_args(BlockKind)}
_paragraph = _block(None)
_quotation = _block("quote")
_signature = _block("signed")
_NAMED: dict[str, MarkKind] = {
    "person": "person", "place": "place", "org": "organisation", "organisation": "organisation",
}  # fmt: skip

_BY_NAME: dict[str, Action] = {
    **dict.fromkeys(
        ("p", "table", "trailer", "byline", "docImprint", "docDate", "addrLine", "sp", "lg",
         "text", "body", "front", "back", "group", "floatingText", "argument", "epigraph",
         "abstract", "titlePage"),
        _paragraph,
    ),
    "ab": _typed, "head": _head, "dateline": _block("dateline"), "salute": _block("salute"),
    "opener": _block("opener"), "signed": _signed, "closer": _block("closer"),
    "postscript": _block("postscript"), "address": _block("address"), "l": _block("verse"),
    "speaker": _block("label"), "label": _block("label"),
    "list": _list, "item": _item, "row": _row, "cell": _cell, "quote": _quote,
    "lb": _line, "seg": _segment, "div": _division, "attachment": _part, "note": _note,
    "pb": _page, "graphic": _image, "file": _image,
    "persName": _mark("person"), "orgName": _mark("organisation"), "placeName": _mark("place"),
    "term": _mark("term"), "ref": _mark("reference"), "ptr": _pointer, "gloss": _gloss,
    "name": _name,
    "rs": _name, "date": _date, "time": _date, "hi": _emphasis, "emph": _emphasis,
    "supplied": edited("supplied"), "sic": edited("sic"), "corr": edited("correction"),
    "add": edited("correction"), "del": edited("correction"), "gap": gap,
    "unclear": unclear, "choice": choice,
    **dict.fromkeys(("fw", "pdf", "page-count-according-to-citation"), _leave_out),
    "problem": _problem,
}  # fmt: skip


class _Table(dict[object, Action]):
    """The actions by an element's full tag, filled as tags are met."""

    def __missing__(self, tag: object) -> Action:
        if tag is etree.Entity:
            return _refuse_entity
        left_out = not isinstance(tag, str) or tag.startswith(XHTML)
        action = _leave_out if left_out else _BY_NAME.get(local_name(tag), write)
        self[tag] = action
        return action


ACTIONS = _Table()
