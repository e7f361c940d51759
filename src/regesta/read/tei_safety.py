"""XML from anywhere, opened without danger: no entities, no DTD, no network, no huge trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from regesta.errors import CannotRead, Refusal
from regesta.read.decoding import read_bytes
from regesta.read.reader import Source

_ENTITY = re.compile(rb"<!ENTITY\s")


def opens_xml(head: bytes, root: re.Pattern[bytes], within: int = 8192) -> bytes:
    """The first bytes of a file that opens as XML and has this root among them; else none."""
    start = head[:within]
    is_xml = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return start if is_xml and root.search(start) else b""


def _refusal() -> CannotRead:
    return CannotRead(
        "The file declares XML entities, which can be used to attack a reader, and is not read.",
        place="document type declaration",
        way_out="Resolve the entities with an editor you trust and remove their declarations.",
    )


def refuse_entities(head: bytes) -> None:
    """Raise `CannotRead` when the head of a file declares an entity of any kind."""
    if _ENTITY.search(head) or _ENTITY.search(head.replace(b"\0", b"")):
        raise _refusal()


def _refuse_declared(tree: etree._ElementTree) -> None:
    """Raise `CannotRead` when the parsed declaration holds an entity, however far down."""
    declaration = tree.docinfo.internalDTD
    if declaration is not None and list(declaration.entities()):  # type: ignore[attr-defined]
        raise _refusal()


def unreadable(fault: etree.XMLSyntaxError) -> CannotRead:
    """Say of a file that nothing of it can be read, and where it breaks."""
    return CannotRead(
        f"The XML is broken: {fault.msg}.",
        place=f"line {fault.lineno}",
        way_out="Mend the XML there, or fetch the file again.",
    )


def broken_after(
    source: Source, fault: etree.XMLSyntaxError, read: int, what: str, way_out: str
) -> Refusal:
    """Say where a file breaks of which so many whole parts were read.

    Raises `CannotRead` where none was: then nothing of the file can be read.
    """
    if not read:
        raise unreadable(fault) from fault
    return Refusal(
        source=source.name,
        place=f"line {fault.lineno}",
        reason=f"The XML is broken: {fault.msg}. {read} {what} before it were read.",
        way_out=way_out,
    )


def open_events(path: Path, names: Iterable[str]) -> Iterator[tuple[str, etree._Element]]:
    """Yield (event, element) for the start and end of the elements with these local names.

    Raises `CannotRead` for declared entities, `etree.XMLSyntaxError` where the XML breaks.
    """
    events = etree.iterparse(
        str(path),
        events=("start", "end"),
        tag=tuple(f"{{*}}{name}" for name in names),
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
    )
    checked = False
    for event, element in events:
        if not checked:
            _refuse_declared(element.getroottree())
            checked = True
        yield event, element


def let_go(element: etree._Element) -> None:
    """Free what an element holds, and keep the text behind it."""
    element.clear(keep_tail=True)  # type: ignore[call-arg]


def parse_whole(content: bytes) -> etree._Element:
    """Parse a small file or a piece of one; errors as of `open_events`."""
    parser = etree.XMLParser(
        load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False
    )
    root = etree.fromstring(content, parser)
    _refuse_declared(root.getroottree())
    return root


def read_whole(source: Source) -> etree._Element:
    """Parse a whole source; raises `CannotRead` for declared entities and broken XML."""
    refuse_entities(source.head)
    try:
        return parse_whole(read_bytes(source))
    except etree.XMLSyntaxError as fault:
        raise unreadable(fault) from fault
