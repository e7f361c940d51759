"""OpenDocument texts (.odt, .ott, flat .fodt): paragraphs, headings, lists, tables, notes.

Needs no library but lxml. What was deleted under tracked changes, and comments, are not read;
macros and embedded objects are told and never opened. A document's title is what it says of
itself, else its paragraph in the style Title, else its first line. Source: ODF 1.3, part 3.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from regesta.errors import CannotRead
from regesta.read.anchors import anchored_text, clean, mark
from regesta.read.blocks import Part
from regesta.read.decoding import read_bytes, squeeze
from regesta.read.facts import Facts, make_record
from regesta.read.headings import heading_level
from regesta.read.packages import FAULTS, check_package, parts_of, read_part
from regesta.read.plain import short_title
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code
from regesta.read.tei_safety import opens_xml, parse_whole

NAME = "open-document"
VERSION = "1"

MIME = b"application/vnd.oasis.opendocument.text"
MAX_BLOCKS = 200_000
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT, _TABLE, _OFFICE, _STYLE = (
    f"{{{_ODF}:{name}:1.0}}" for name in ("text", "table", "office", "style")
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_BLANKS = re.compile(r"[ \t\r\n]+")
_FLAT = re.compile(rb"<office:document\s[^<>]*opendocument\.text[\"'-]")
_CONTAINERS = frozenset(
    {f"{_TEXT}section", f"{_TEXT}list", f"{_TEXT}list-item", f"{_TEXT}list-header"}
    | {f"{_TEXT}numbered-paragraph"}
)
_PASSED = frozenset(
    {f"{_TEXT}{name}" for name in ("tracked-changes", "note-citation")}
    | {f"{_OFFICE}{name}" for name in ("annotation", "forms", "binary-data")}
)


def looks_like(source: Source) -> bool:
    """A package that says it is an OpenDocument text, or the same as one XML file."""
    if MIME in source.head[:200] or ("content.xml" in parts_of(source) and _says_text(source)):
        return True
    return bool(opens_xml(source.head, _FLAT, 16_384))


def _says_text(source: Source) -> bool:
    try:
        with zipfile.ZipFile(source.path) as package, package.open("mimetype") as part:
            return part.read(len(MIME)) == MIME
    except (*FAULTS, KeyError, ValueError):
        return False


def read(source: Source) -> Iterator[Item]:
    """The document's one record."""
    content, meta = _roots(source)
    body = next(content.iter(f"{_OFFICE}text"), None)
    if body is None:
        raise CannotRead("The OpenDocument file holds no text.")
    facts = Facts()
    facts.add("title", clean(_said(meta, f"{_DC}title")))
    walk = _Walk(content, facts)
    parts = walk.parts(body)
    if not any(part.text.strip() for part in parts):
        raise CannotRead("The OpenDocument text holds no words.")
    language = language_code(_said(meta, f"{_DC}language"))
    text = anchored_text(parts, walk.notes, language=language)
    if "title" not in facts:
        facts.add("title", short_title(text))
    _tell_unread(source, content, facts)
    yield make_record(facts, (text,), source_name=source.name)


def _roots(source: Source) -> tuple[etree._Element, etree._Element | None]:
    """The content and what the document says of itself."""
    try:
        if not source.head.startswith(b"PK"):
            root = parse_whole(read_bytes(source))
            return root, root
        check_package(source)
        with zipfile.ZipFile(source.path) as package:
            with package.open("content.xml") as part:
                content = parse_whole(read_part(part))
            meta = None
            if "meta.xml" in package.namelist():
                with package.open("meta.xml") as part:
                    meta = parse_whole(read_part(part))
            return content, meta
    except (etree.XMLSyntaxError, KeyError, ValueError, *FAULTS) as error:
        raise CannotRead(
            "The OpenDocument text is damaged or locked with a password.",
            place="content.xml",
            way_out="Open it in a word processor and save it anew, or as plain text.",
        ) from error


def _said(root: etree._Element | None, tag: str) -> str:
    found = None if root is None else next(root.iter(tag), None)
    return "" if found is None else "".join(map(str, found.itertext()))[:10_000]


def _tell_unread(source: Source, content: etree._Element, facts: Facts) -> None:
    """Tell of macros and embedded objects, which are left alone."""
    names = sorted(parts_of(source))
    scripts = content.find(f"{_OFFICE}scripts")
    written = scripts is not None and any(str(words).strip() for words in scripts.itertext())
    if written or any(name.startswith(("Basic/", "Scripts/")) for name in names):
        facts.flag("macros", "The file holds macros; they were neither run nor kept.")
    for name in names:
        if re.fullmatch(r"Object [^/]{1,40}/content\.xml", name):
            facts.flag("attachment", f"Embedded and not read: {name.partition('/')[0]}")


class _Walk:
    """The walk through a document's body, without recursion."""

    def __init__(self, content: etree._Element, facts: Facts) -> None:
        self.notes: dict[str, str] = {}
        self._facts = facts
        self._styles = {
            style.get(f"{_STYLE}name", ""): style.get(f"{_STYLE}parent-style-name", "")
            for style in content.iter(f"{_STYLE}style")
        }

    def parts(self, body: etree._Element) -> list[Part]:
        """The blocks in their order."""
        found: list[Part] = []
        waiting = [(element, 0) for element in reversed(body)]
        while waiting:
            element, depth = waiting.pop()
            if len(found) >= MAX_BLOCKS:
                self._facts.flag("cut", f"Only the first {MAX_BLOCKS:,} paragraphs were read.")
                break
            tag = element.tag
            if tag == f"{_TABLE}table":
                found += [Part(row, "row") for row in self._rows(element)]
            elif tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                found += self._paragraph(element, depth)
            elif tag in _CONTAINERS:
                deeper = depth + (tag == f"{_TEXT}list")
                waiting += [(one, deeper) for one in reversed(element)]
        return found

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Part]:
        words = self._words(element)
        style = element.get(f"{_TEXT}style-name", "")
        style = (self._styles.get(style) or style).replace("_20_", " ")
        if element.tag == f"{_TEXT}h":
            level = element.get(f"{_TEXT}outline-level", "1")
            yield Part(words, "heading", int(level) if re.fullmatch(r"[1-9]", level) else 1)
        elif style == "Title" and "title" not in self._facts:
            self._facts.add("title", squeeze(clean(words)))
        elif heading_level(style):
            yield Part(words, "heading", heading_level(style))
        elif depth:
            yield Part(words, "item", depth)
        elif "quot" in style.casefold():
            yield Part(words, "quote")
        else:
            for line in words.split("\n"):
                yield Part(line)

    def _rows(self, table: etree._Element) -> Iterator[str]:
        """The rows of a table, their cells parted by tabs."""
        for row in table.iter(f"{_TABLE}table-row"):
            cells = (
                " ".join(self._words(each) for each in cell.iter(f"{_TEXT}p", f"{_TEXT}h"))
                for cell in row.iterchildren(f"{_TABLE}table-cell")
            )
            yield "\t".join(squeeze(re.sub(r"[\t\n]", " ", cell)) for cell in cells)

    def _words(self, paragraph: etree._Element) -> str:
        """The words of a paragraph with anchors of its notes; line breaks are newlines."""
        if not len(paragraph):
            return _run(paragraph.text)
        found: list[str] = []
        walk = etree.iterwalk(paragraph, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                if element is not paragraph:
                    found.append(_run(element.tail))
                continue
            tag = element.tag
            if tag == f"{_TEXT}note":
                found.append(self._note(element))
                walk.skip_subtree()
            elif tag in _PASSED or not isinstance(tag, str):
                walk.skip_subtree()
            elif tag in {f"{_TEXT}s", f"{_TEXT}tab"}:
                found.append(" ")
            elif tag == f"{_TEXT}line-break":
                found.append("\n")
            elif element is not paragraph and tag in {f"{_TEXT}p", f"{_TEXT}h"}:
                found.append(f" {_run(element.text)}")  # a paragraph in a text box
            else:
                found.append(_run(element.text))
        return "".join(found)

    def _note(self, note: etree._Element) -> str:
        """Keep the note's words; the anchor that stands for them."""
        shown = squeeze(clean(_said(note, f"{_TEXT}note-citation")))
        kind = "e" if note.get(f"{_TEXT}note-class") == "endnote" else ""
        label = f"{kind}{shown or len(self.notes) + 1}"
        while label in self.notes:
            label += "+"
        body = note.find(f"{_TEXT}note-body")
        lines = [] if body is None else [
            squeeze(_run("".join(map(str, one.itertext())))) for one in body.iter(f"{_TEXT}p")
        ]  # fmt: skip
        self.notes[label] = "\n".join(lines)
        return mark(label)


def _run(words: str | None) -> str:
    """A run of words as XML shows it: line ends of the source are blanks."""
    if not words:
        return ""
    if "  " in words or "\n" in words or "\t" in words or "\r" in words:
        words = _BLANKS.sub(" ", words)
    return clean(words)


READER = Reader(NAME, VERSION, looks_like, read)
