"""Behind a break in the XML: the documents of a volume cut out one by one.

The file is cut at its `<div>` tags, each document is parsed for itself, and one that does
not parse is reported with its xml:id and line. This costs more than the forward pass and is
used only where that one failed.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from msgspec import Struct

from regesta.read.tei_safety import parse_whole

_TAG = re.compile(rb"<(?P<end>/?)(?P<prefix>(?:[\w.-]+:)?)div\b(?P<attributes>[^<>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?TEI\b[^<>]*>")
_DECLARATION = re.compile(rb"\s*<\?xml[^<>]*\?>")
_DOCUMENT = (b"document", b"letter")


class Cut(Struct, frozen=True, kw_only=True):
    """A document that parses: its element, and the divisions around it (id, kind), outer first."""

    element: etree._Element
    divisions: tuple[tuple[str, str], ...]


class Broken(Struct, frozen=True, kw_only=True):
    """A document that does not: where it is, and what is wrong with it."""

    place: str
    reason: str


class _Span(Struct, kw_only=True):
    start: int
    end: int
    name: str
    whole: bool
    divisions: tuple[tuple[str, str], ...]


def documents_after(path: Path, read: int) -> Iterator[Cut | Broken]:
    """Yield the documents of a broken volume but for the first `read`, in printed order."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        opening = _opening(content)
        line, counted = 1, 0
        for span in list(_spans(content))[read:]:
            line += content[counted : span.start].count(b"\n")
            counted = span.start
            yield _parse(opening, content[span.start : span.end], span, line)


def _opening(content: mmap.mmap) -> tuple[bytes, bytes]:
    """Return what must stand around a piece of the file for it to parse alone."""
    declaration = _DECLARATION.match(content)
    root = _ROOT.search(content)
    tag = root[0] if root else b"<TEI>"
    name = re.match(rb"<([\w:.-]+)", tag)
    before = (declaration[0].strip() if declaration else b"") + tag
    return before, b"</" + (name[1] if name else b"TEI") + b">"


def _attributes(tag: re.Match[bytes]) -> dict[bytes, str]:
    return {
        found[1]: (found[2] or found[3] or b"").decode("utf-8", "replace")
        for found in _ATTRIBUTE.finditer(tag["attributes"])
    }


def _spans(content: mmap.mmap) -> Iterator[_Span]:
    """Yield where each document begins and ends.

    A document that begins inside another shows that the other was never closed.
    """
    open_divisions: list[tuple[str, str]] = []
    document: _Span | None = None
    depth = 0
    for tag in _TAG.finditer(content):
        if tag["end"]:
            if document is None:
                if open_divisions:
                    open_divisions.pop()
            elif depth:
                depth -= 1
            else:
                document.end, document.whole = tag.end(), True
                yield document
                document = None
            continue
        if tag["attributes"].endswith(b"/"):
            continue
        attributes = _attributes(tag)
        kind = attributes.get(b"type", "")
        if kind.encode() in _DOCUMENT:
            if document is not None:
                document.end = tag.start()
                yield document
            name = attributes.get(b"xml:id") or attributes.get(b"n", "")
            document, depth = (
                _Span(
                    start=tag.start(),
                    end=len(content),
                    name=name,
                    whole=False,
                    divisions=tuple(open_divisions),
                ),
                0,
            )
        elif document is not None:
            depth += 1
        else:
            open_divisions.append((attributes.get(b"xml:id", ""), kind))
    if document is not None:
        yield document


def _parse(opening: tuple[bytes, bytes], piece: bytes, span: _Span, line: int) -> Cut | Broken:
    where = f"{span.name or 'a document'}, line {line}"
    if not span.whole:
        return Broken(
            place=where,
            reason="The document is not closed: the file breaks off in it, "
            "or a closing tag is missing.",
        )
    before, after = opening
    try:
        root = parse_whole(before + piece + after)
    except etree.XMLSyntaxError as fault:
        at = line + (fault.lineno or 1) - 1 - before.count(b"\n")
        return Broken(
            place=f"{span.name or 'a document'}, line {at}",
            reason=f"The XML of this document is broken: {fault.msg}.",
        )
    return Cut(element=root[0], divisions=span.divisions)
