"""CMIF 1.1: lists of letters without their text: who wrote to whom, when, from where.

Each `correspDesc` of the header is a record; the authority files that names point to are kept
as entities. Source: the Correspondence Metadata Interchange Format of the TEI Correspondence SIG.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from regesta.errors import CannotRead, Refusal
from regesta.model import Agent, Entity, EntityKind, Provenance, Record, SourceCitation, Stated
from regesta.read.naming import record_id, slug_of
from regesta.read.reader import Item, Reader, Source
from regesta.read.tei_safety import let_go, open_events, refuse_entities, unreadable
from regesta.read.tei_text import date_value, plain
from regesta.read.tei_write import XML_ID, local_name

NAME = "cmif"
VERSION = "1"

_DESCRIBED = re.compile(rb"<(?:[\w.-]+:)?correspDesc\b")
_NO_TEXT = re.compile(rb"<(?:[\w.-]+:)?body\b[^>]*>\s*(?:<(?:[\w.-]+:)?p\s*/>|<p>\s*</p>)")
_END = re.compile(rb"</(?:[\w.-]+:)?teiHeader\b")
_KINDS: dict[str, EntityKind] = {"persName": "person", "orgName": "organisation"}
_ROLES = {"sent": "from", "received": "to"}
_UNFIT = re.compile(r"[^\w.-]+")


def looks_like(source: Source) -> bool:
    """TEI whose one header describes several letters, or one letter and no text."""
    if b"correspDesc" not in source.head:
        return False
    end = _END.search(source.head)
    header = source.head[: end.start()] if end else source.head
    count = len(_DESCRIBED.findall(header))
    return count > 1 or (count == 1 and _NO_TEXT.search(source.head) is not None)


def read(source: Source) -> Iterator[Item]:
    """The entities and records of the list, in its order."""
    refuse_entities(source.head)
    walk = _Walk(source)
    try:
        for event, element in open_events(source.path, ("correspDesc", "bibl", "text")):
            if event == "end":
                yield from walk.take(element)
                if local_name(element.tag) != "bibl":
                    let_go(element)
    except etree.XMLSyntaxError as fault:
        if not walk.count:
            raise unreadable(fault) from fault
        yield Refusal(
            source=source.name,
            place=f"line {fault.lineno}",
            reason=f"The XML is broken: {fault.msg}. {walk.count} letters before it were read.",
            way_out="Mend the XML there and build again.",
        )
    if not walk.count:
        raise CannotRead("The list describes no letter.")


class _Walk:
    """One pass through the list: the publications named, the entities and places given out."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.count = 0
        self._slug = slug_of(source.name)
        self._editions: dict[str, str] = {}
        self._known: set[str] = set()
        self._places: set[str] = set()

    def take(self, element: etree._Element) -> Iterator[Item]:
        """The items of one element that has ended."""
        name = local_name(element.tag)
        if name == "bibl" and (ident := element.get(XML_ID)):
            self._editions[ident] = plain(element)
        elif name == "correspDesc":
            self.count += 1
            yield from self._letter(element)

    def _letter(self, element: etree._Element) -> Iterator[Item]:
        agents: dict[str, list[Agent]] = {"from": [], "to": []}
        dates: list[etree._Element] = []
        place = ""
        for action in element.iter("{*}correspAction"):
            role = _ROLES.get(action.get("type", ""))
            if role is None:
                continue
            for one in action:
                kind = _KINDS.get(local_name(one.tag))
                if kind and plain(one):
                    entity = self._entity(one, kind)
                    if isinstance(entity, Entity) and entity.id not in self._known:
                        self._known.add(entity.id)
                        yield entity
                    ident = entity.id if entity else ""
                    agents[role].append(Agent(name=plain(one), role=role, kind=kind, entity=ident))
                elif role == "from" and local_name(one.tag) == "placeName":
                    place = place or plain(one)
                elif role == "from" and local_name(one.tag) == "date":
                    dates.append(one)
        if not agents["from"] and not agents["to"]:
            reason = "The letter has neither sender nor recipient."
            yield Refusal(source=self.source.name, place=f"letter {self.count}", reason=reason)
            return
        yield self._record(element, agents, dates[0] if dates else None, place)

    def _record(
        self,
        element: etree._Element,
        agents: dict[str, list[Agent]],
        date: etree._Element | None,
        place: str,
    ) -> Record:
        machine = "" if date is None else date_value(date)
        said = "" if date is None else plain(date)
        address = element.get("ref", "")
        where = self._place(element)
        day = said or machine
        return Record(
            id=record_id("", self.source.name, where),
            title=", ".join(part for part in (_between(agents), day) if part),
            stated=Stated(
                date=day, date_machine=machine, place=place, number=element.get("key", "")
            ),
            senders=tuple(agents["from"]),
            recipients=tuple(agents["to"]),
            source=SourceCitation(raw=self._edition(element.get("source", ""))),
            url=address if address.startswith(("http://", "https://")) else "",
            sequence=self.count,
            provenance=(Provenance(file=self.source.name, place=where),),
        )

    def _place(self, element: etree._Element) -> str:
        """The letter's own name in the list, or its number there."""
        place = _UNFIT.sub("-", element.get(XML_ID, ""))[:80]
        if not place or place in self._places:
            place = f"letter-{self.count}"
        self._places.add(place)
        return place

    def _edition(self, pointer: str) -> str:
        return self._editions.get(pointer.removeprefix("#"), "")

    def _entity(self, element: etree._Element, kind: EntityKind) -> Entity | None:
        """Whom an authority file means, None for a name without one."""
        address = (element.get("ref") or "").split(maxsplit=1)
        if not address or "://" not in address[0]:
            return None
        ident = _UNFIT.sub("-", address[0].partition("://")[2]).strip("-")[-80:]
        return Entity(
            id=f"{self._slug}/{ident}",
            kind=kind,
            name=plain(element),
            same_as=(address[0],),
            origin=self.source.name,
        )


def _between(agents: dict[str, list[Agent]]) -> str:
    """Senders and recipients in one line, parted by an arrow, which needs no language."""
    sides = ["; ".join(agent.name for agent in agents[role]) for role in ("from", "to")]
    return " → ".join(side or "?" for side in sides)


READER = Reader(NAME, VERSION, looks_like, read)
