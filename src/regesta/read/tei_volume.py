"""An edition: many documents in one file, read in one forward pass.

Each document is let go as soon as it is read, so that memory does not grow with the file.
Where the XML breaks, the documents before the break are kept and `tei_recovery` goes on
behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree
from msgspec import Struct

from regesta.errors import Refusal
from regesta.model import Association, Collection, Entity, PageBreak, Record
from regesta.read.reader import Item, Source
from regesta.read.tei_header import Header, read_header, volume_name
from regesta.read.tei_lists import read_list
from regesta.read.tei_record import Numbering, Place, read_document
from regesta.read.tei_recovery import Broken, documents_after
from regesta.read.tei_safety import let_go, open_events, unreadable
from regesta.read.tei_text import page_break, plain
from regesta.read.tei_write import XML_ID, local_name

DOCUMENT_TYPES = frozenset({"document", "letter"})
LISTS = frozenset({"list", "listPerson", "listOrg", "listPlace"})
_WATCHED = ("div", "pb", "teiHeader", *sorted(LISTS))


class Division(Struct):
    """A division of the edition that is being read; `announced` once its Collection is out."""

    id: str
    kind: str
    element: etree._Element
    title: str = ""
    announced: bool = False


def read_volume(source: Source) -> Iterator[Item]:
    """Yield the volume's collections, its lists of persons and terms, and its documents.

    Raises `CannotRead` when the file declares entities, or breaks before anything was read.
    """
    volume = _Volume(source)
    try:
        yield from _one_pass(volume)
    except etree.XMLSyntaxError as fault:
        if not volume.begun:
            raise unreadable(fault) from fault
        yield from _after_break(volume, f"The XML is broken: {fault.msg}.", fault.lineno)
    except _UnclosedError as fault:
        yield from _after_break(volume, "A document is not closed.", fault.line)


class _UnclosedError(Exception):
    """A document begins inside another: the other was never closed."""

    def __init__(self, line: object) -> None:
        super().__init__(line)
        self.line = line


def _one_pass(volume: _Volume) -> Iterator[Item]:
    document: etree._Element | None = None
    for event, element in open_events(volume.source.path, _WATCHED):
        if document is not None:
            if event == "start" and element.get("type") == document.get("type"):
                raise _UnclosedError(element.sourceline)
            if element is document and event == "end":
                yield from volume.document(element)
                _free(element)
                document = None
            continue
        name = local_name(element.tag)
        if event == "start":
            if name == "div" and element.get("type") in DOCUMENT_TYPES:
                yield from volume.announce()
                document = element
            elif name == "div":
                volume.enter(element)
        elif name == "div":
            yield from volume.leave(element)
        elif name == "pb":
            volume.page = page_break(element, 0)
        elif name == "teiHeader":
            yield from volume.take_header(element)
            let_go(element)
        elif name in LISTS:
            yield from volume.take_list(element)


def _free(element: etree._Element) -> None:
    """Free a document and what stands before it; its parent is announced already."""
    let_go(element)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _after_break(volume: _Volume, reason: str, line: object) -> Iterator[Item]:
    """Go on behind the place at which the XML broke; say what was lost there."""
    told = False
    for found in documents_after(volume.source.path, volume.read):
        if isinstance(found, Broken):
            told = True
            yield Refusal(
                source=volume.source.name,
                place=found.place,
                reason=found.reason,
                way_out="The other documents of the volume were read; mend the XML there and "
                "build again.",
            )
            continue
        volume.divisions = [volume.division(*each, found.element) for each in found.divisions]
        yield from volume.announce()
        yield from volume.document(found.element)
    if not told:
        yield Refusal(
            source=volume.source.name,
            place=f"line {line}",
            reason=f"{reason} All documents were read; lists outside them may be missing.",
            way_out="Mend the XML there and build again.",
        )


class _Volume:
    """The state of one pass through an edition."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.header = Header()
        self.name = PurePosixPath(source.name).stem
        self.numbering = Numbering(self.name)
        self.divisions: list[Division] = []
        self.page: PageBreak | None = None
        self.begun = False
        self.read = 0
        self._known: dict[str, Division] = {}
        self._entities: set[str] = set()

    def take_header(self, element: etree._Element) -> Iterator[Item]:
        """Take the header of the file; announce the volume."""
        self.begun = True
        self.header = read_header(element)
        self.name = volume_name(element.getroottree().getroot(), self.header, self.name)
        self.numbering = Numbering(self.name)
        yield Collection(
            id=self.name,
            title=self.header.title or self.name,
            kind="volume",
            description=self.header.imprint,
        )

    def take_list(self, element: etree._Element) -> Iterator[Entity]:
        """Yield what a list outside the documents defines, each entry once."""
        for entity in read_list(element, self.name):
            if entity.id not in self._entities:
                self._entities.add(entity.id)
                yield entity

    def division(self, name: str, kind: str, element: etree._Element) -> Division:
        """Return the division of this name, a new one when it was not met before."""
        name = name or f"div{len(self._known) + 1}"
        found = self._known.get(name)
        if found is None:
            found = Division(id=f"{self.name}/{name}", kind=kind, element=element)
            self._known[name] = found
        return found

    def enter(self, element: etree._Element) -> None:
        """A division that is not a document begins."""
        name, kind = element.get(XML_ID, ""), element.get("type", "")
        self.divisions.append(self.division(name, kind, element))

    def leave(self, element: etree._Element) -> Iterator[Collection]:
        """A division ends; one of the body that holds no documents is announced all the same."""
        if next(element.iterancestors("{*}body"), None) is not None:
            yield from self.announce()
        self.divisions.pop()
        let_go(element)

    def announce(self) -> Iterator[Collection]:
        """Yield the Collections of the divisions now open that were not announced before."""
        parent = self.name
        for division in self.divisions:
            if not division.announced:
                division.announced = True
                yield self._collection(division, parent)
            parent = division.id

    def _collection(self, division: Division, parent: str) -> Collection:
        heads, others = [], []
        for child in division.element:
            name = local_name(child.tag)
            if name == "head":
                heads.append(plain(child))
            elif name not in ("div", "pb", ""):
                others.append(plain(child))
        division.title = " ".join(filter(None, heads))
        return Collection(
            id=division.id,
            title=division.title or division.id,
            kind=division.kind or "division",
            parent=parent,
            sequence=len(self._known),
            description="\n".join(filter(None, others)),
        )

    def document(self, element: etree._Element) -> Iterator[Record]:
        """Yield the records of one document."""
        self.read += 1
        place = Place(
            source=self.source,
            volume=self.name,
            header=self.header,
            collections=self.associations(),
            page=self.page,
        )
        yield from read_document(element, place, self.numbering)
        self.page = self._turn(element)

    def _turn(self, element: etree._Element) -> PageBreak | None:
        """Return the page on which the next document begins.

        Pages of one document alone (`d7_pg1`, picture `d7-01`) do not run on into the next.
        """
        own = element.get(XML_ID, "")
        pages = list(element.iter("{*}pb"))
        if not pages:
            return self.page
        names = (pages[-1].get(XML_ID, ""), pages[-1].get("facs", ""))
        alone = own and any(name.startswith((f"{own}_", f"{own}-")) for name in names)
        return None if alone else page_break(pages[-1], 0)

    def associations(self) -> tuple[Association, ...]:
        """The collections that a document here belongs to, outermost first."""
        outer = Association(name=self.header.title or self.name, entity=self.name)
        inner = (Association(name=each.title or each.id, entity=each.id) for each in self.divisions)
        return (outer, *inner)
