"""Word documents (.docx, .docm): paragraphs, headings, lists, tables, footnotes and endnotes.

Read with python-docx (the extra `docx`). Tracked insertions are read as text, deletions are
not; macros and embedded objects are told and never opened. A document's title is its
paragraph in the style Title, else what its properties say, else its first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from lxml import etree
from msgspec.structs import replace

from regesta.errors import CannotRead
from regesta.model import Text
from regesta.read.anchors import anchored_text, clean, mark
from regesta.read.blocks import Part
from regesta.read.decoding import squeeze
from regesta.read.extras import demand, version_with
from regesta.read.facts import Facts, make_record
from regesta.read.headings import heading_level
from regesta.read.packages import FAULTS, check_package, parts_of
from regesta.read.plain import short_title
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code
from regesta.read.tei_safety import parse_whole

if TYPE_CHECKING:
    from docx.document import Document

NAME = "word"
VERSION = version_with("1", "docx")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NOTES = {"footnotes": "", "endnotes": "e"}
_SKIPPED = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr")}
)
_CONTAINERS = frozenset({f"{_W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins")})
MAX_BLOCKS = 200_000


def looks_like(source: Source) -> bool:
    """A package with a Word document in it."""
    return "word/document.xml" in parts_of(source)


def read(source: Source) -> Iterator[Item]:
    """The document's one record."""
    demand("docx", "docx", "a Word document")
    check_package(source)
    document = _open(source)
    facts = Facts()
    notes = _notes(document)
    parts = _Walk(document, facts).parts()
    if not any(part.text.strip() for part in parts):
        raise CannotRead("The Word document holds no words.")
    properties = document.core_properties
    facts.add("title", clean(_property(properties, "title")))
    language = language_code(_property(properties, "language"))
    text = _numbered(anchored_text(parts, notes, language=language))
    if "title" not in facts:
        facts.add("title", short_title(text))
    for name in sorted(parts_of(source)):
        if name.endswith("vbaProject.bin"):
            facts.flag("macros", "The file holds macros; they were neither run nor kept.")
        elif "/embeddings/" in name:
            facts.flag("attachment", f"Embedded and not read: {name.rpartition('/')[2][:200]}")
    yield make_record(facts, (text,), source_name=source.name)


def _open(source: Source) -> Document:
    import docx  # noqa: PLC0415 - an extra
    from docx.opc.exceptions import OpcError  # noqa: PLC0415

    try:
        with source.path.open("rb") as stream:
            return docx.Document(stream)
    except (OpcError, etree.LxmlError, KeyError, ValueError, AttributeError, *FAULTS) as error:
        raise CannotRead(
            "The Word document is damaged.",
            way_out="Open it in a word processor and save it anew, or as plain text.",
        ) from error


def _property(properties: object, name: str) -> str:
    try:
        return str(getattr(properties, name) or "")
    except (AttributeError, ValueError, KeyError):
        return ""


def _notes(document: Document) -> dict[str, str]:
    """The bodies of footnotes and endnotes by their labels."""
    found: dict[str, str] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in _NOTES or relation.is_external:
            continue
        try:
            root = parse_whole(relation.target_part.blob)
        except (etree.XMLSyntaxError, *FAULTS) as error:
            raise CannotRead(f"The {kind} of the Word document are damaged.") from error
        for note in root:
            if note.get(f"{_W}type") in {None, "normal"}:
                words = "\n".join(squeeze(clean(_words(each))) for each in note.iter(f"{_W}p"))
                found[f"{_NOTES[kind]}{note.get(f'{_W}id', '')}"] = words.strip()
    return found


def _numbered(text: Text) -> Text:
    """The notes with the numbers that a page shows: Word counts them in the order of the text."""
    counts = {"": 0, "e": 0}
    notes = []
    for note in text.notes:
        kind = "e" if note.label.startswith("e") else ""
        counts[kind] += 1
        notes.append(replace(note, label=f"{kind}{counts[kind]}", by="author"))
    return replace(text, notes=tuple(notes))


class _Walk:
    """The walk through a document's body."""

    def __init__(self, document: Document, facts: Facts) -> None:
        self._facts = facts
        self._body = document.element.body
        self._styles = _style_names(document)

    def parts(self) -> list[Part]:
        """The blocks in their order."""
        found: list[Part] = []
        for element in _flat(self._body):
            if len(found) >= MAX_BLOCKS:
                self._facts.flag("cut", f"Only the first {MAX_BLOCKS:,} paragraphs were read.")
                break
            if element.tag == f"{_W}tbl":
                found += [Part(row, "row") for row in _rows(element)]
            elif element.tag == f"{_W}p":
                found += self._paragraph(element)
        return found

    def _paragraph(self, element: etree._Element) -> Iterator[Part]:
        words = _words(element)
        if not words.strip():
            return
        properties = element.find(f"{_W}pPr")
        style = ""
        if properties is not None:
            named = properties.find(f"{_W}pStyle")
            style = self._styles.get(named.get(f"{_W}val", ""), "") if named is not None else ""
        heading = heading_level(style)
        if style.casefold() == "title" and "title" not in self._facts:
            self._facts.add("title", squeeze(clean(words)))
        elif heading:
            yield Part(words, "heading", heading)
        elif "quote" in style.casefold():
            yield Part(words, "quote")
        elif (level := _list_level(properties, style)) > 0:
            yield Part(words, "item", level)
        else:
            for line in words.split("\n"):
                yield Part(line)


def _list_level(properties: etree._Element | None, style: str) -> int:
    """The depth of a list's item, 0 for what is none; told by its numbering or its style."""
    if properties is None:
        return 0
    found = properties.find(f"{_W}numPr/{_W}ilvl")
    depth = found.get(f"{_W}val", "0") if found is not None else "0"
    if properties.find(f"{_W}numPr") is not None:
        return 1 + (int(depth) if depth.isdecimal() and len(depth) == 1 else 0)
    return 1 if re.match(r"list (?:bullet|number)", style, re.I) else 0


def _style_names(document: Document) -> Mapping[str, str]:
    """The names of the paragraph styles by their ids; names of built-in ones are English."""
    found: dict[str, str] = {}
    for style in document.styles.element.iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None:
            found[style.get(f"{_W}styleId", "")] = name.get(f"{_W}val", "")
    return found


def _flat(body: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs and tables of the body, also those inside controls; without recursion."""
    waiting = list(reversed(body))
    while waiting:
        element = waiting.pop()
        if element.tag in _CONTAINERS:
            waiting += reversed(element)
        else:
            yield element


def _rows(table: etree._Element) -> Iterator[str]:
    """The rows of a table, their cells parted by tabs; a table in a cell is read as words."""
    for row in table.iterchildren(f"{_W}tr"):
        cells = (
            " ".join(squeeze(_words(each)) for each in cell.iter(f"{_W}p"))
            for cell in row.iterchildren(f"{_W}tc")
        )
        yield "\t".join(squeeze(cell.replace("\t", " ").replace("\n", " ")) for cell in cells)


def _words(paragraph: etree._Element) -> str:
    """The words of a paragraph with anchors of its notes; line breaks are newlines."""
    found: list[str] = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag:
            continue
        if tag == f"{_W}t":
            found.append(clean(element.text or ""))
        elif tag in {f"{_W}tab", f"{_W}ptab"}:
            found.append(" ")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            found.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            found.append("\u2011")
        elif tag == f"{_W}footnoteReference":
            found.append(mark(element.get(f"{_W}id", "")))
        elif tag == f"{_W}endnoteReference":
            found.append(mark(f"e{element.get(f'{_W}id', '')}"))
        elif tag.endswith("}AlternateContent"):
            waiting += list(element)[:1]  # its first choice says what the others repeat
        elif tag != f"{_W}p":  # a paragraph in a text box is read for itself or not at all
            waiting += reversed(element)
    return "".join(found)


READER = Reader(NAME, VERSION, looks_like, read)
