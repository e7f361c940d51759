"""Answers of OAI-PMH as files: the records in them, each by the form of its metadata.

Dublin Core, MODS, EAD and TEI are read; a record that was deleted gives nothing. A harvest
(`regesta harvest`) writes such files, one a record. Source: OAI-PMH 2.0.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Provenance, Record
from regesta.read import dublin_core, ead, mods, tei
from regesta.read.reader import HEAD_BYTES, Item, Reader, Source
from regesta.read.tei_safety import broken_after, let_go, open_events, refuse_entities
from regesta.read.tei_text import plain
from regesta.read.tei_write import local_name

NAME = "oai-pmh"
VERSION = f"1+{dublin_core.VERSION}+{mods.VERSION}+{ead.VERSION}+{tei.READER.version}"

SPACE = "http://www.openarchives.org/OAI/2.0/"
MAX_REFUSED = 200
_ROOT = re.compile(rb"<(?:[\w.-]+:)?OAI-PMH[\s>]")


def looks_like(source: Source) -> bool:
    """XML whose root is `OAI-PMH`."""
    return _ROOT.search(source.head[:4096]) is not None


def read(source: Source) -> Iterator[Item]:
    """The records of the answer, in its order."""
    refuse_entities(source.head)
    count = refused = 0
    try:
        for event, element in open_events(source.path, ("record", "error")):
            if event != "end" or element.tag not in {f"{{{SPACE}}}record", f"{{{SPACE}}}error"}:
                continue
            if element.tag == f"{{{SPACE}}}error":
                raise _error(element)
            count += 1
            for item in _record(source, element, count):
                refused += isinstance(item, Refusal)
                if refused <= MAX_REFUSED:
                    yield item
            let_go(element)
    except etree.XMLSyntaxError as fault:
        yield broken_after(source, fault, count, "records", "Harvest it again.")


def _error(element: etree._Element) -> CannotRead:
    said = f"{element.get('code', 'error')} {plain(element)}".strip()[:200]
    return CannotRead(
        f"The file is an answer of OAI-PMH that says it has no records: {said}.",
        way_out="Ask the provider again, and keep the answer that has them.",
    )


def _record(source: Source, element: etree._Element, count: int) -> Iterator[Item]:
    """The items of one record of the answer."""
    header = element.find(f"{{{SPACE}}}header")
    if header is not None and header.get("status") == "deleted":
        return
    ident = "" if header is None else _said(header, "identifier")
    place = ident or f"record {count}"
    metadata = element.find(f"{{{SPACE}}}metadata")
    root = None if metadata is None else next(metadata.iterchildren("{*}*"), None)
    if root is None:
        yield Refusal(source=source.name, place=place, reason="The record holds no metadata.")
        return
    try:
        items = list(_items(source, place, ident, root))
    except CannotRead as error:
        yield Refusal(source=source.name, place=place, reason=error.message, way_out=error.way_out)
        return
    own = Provenance(file=source.name, place=place)
    for item in items:
        yield replace(item, provenance=(own,)) if isinstance(item, Record) else item


def _said(header: etree._Element, name: str) -> str:
    return (header.findtext(f"{{{SPACE}}}{name}") or "").strip()[:500]


def _items(source: Source, place: str, ident: str, root: etree._Element) -> Iterator[Item]:
    form = local_name(root.tag)
    if form in {"dc", "qualifieddc"}:
        yield dublin_core.record_of_terms(source, place, ident, dublin_core.terms_of(root))
    elif form == "mods":
        yield mods.record_of_mods(source, place, ident, root)
    elif form == "ead":
        yield from ead.items_of(source, root, place)
    elif form in {"TEI", "teiCorpus"}:
        yield from _of_tei(source, root, ident)
    else:
        raise CannotRead(
            f"Metadata of the form “{form[:60]}” are not read.",
            way_out="Harvest oai_dc, mods, ead or tei.",
        )


def _of_tei(source: Source, root: etree._Element, ident: str) -> Iterator[Item]:
    """What the reader of TEI makes of a document that stands in the answer."""
    content = etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False)
    with tempfile.TemporaryDirectory(prefix="regesta-") as folder:
        path = Path(folder) / "record.xml"
        path.write_bytes(content)
        inner = replace(source, path=path, head=content[:HEAD_BYTES], size=len(content))
        if not tei.looks_like(inner):
            raise CannotRead("The TEI of the record is none that can be read.")
        for item in tei.read(inner):
            named = isinstance(item, Record) and not item.record_id and ident
            yield replace(item, record_id=ident) if named else item


READER = Reader(NAME, VERSION, looks_like, read)
