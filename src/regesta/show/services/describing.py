"""A record as the metadata that libraries exchange: Dublin Core and MODS, as elements of XML.

Dublin Core has no recipient: in it they are contributors, as the other hands are. MODS 3.8 tells
them apart by MARC's relators (author, addressee, translator, donor). Dates are EDTF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from regesta.keep.archive import Archive
from regesta.model import Agent, Record
from regesta.show.cite import agent_name, title_of
from regesta.show.export.tei import record_tei
from regesta.show.export.tei_text import clean

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
MODS = "http://www.loc.gov/mods/v3"
TEI = "http://www.tei-c.org/ns/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES: Any = {None: MODS, "xsi": XSI}
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_RELATORS = {
    "author": "author", "sender": "author", "addressee": "addressee", "recipient": "addressee",
    "translator": "translator", "donor": "donor", "editor": "editor",
}  # fmt: skip
_NAMES = {"person": "personal", "organisation": "corporate"}


class Form:
    """A form of metadata: its prefix, the address of its schema, its namespace."""

    def __init__(self, prefix: str, schema: str, namespace: str) -> None:
        self.prefix = prefix
        self.schema = schema
        self.namespace = namespace


FORMS = {
    form.prefix: form
    for form in (
        Form("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", OAI_DC),
        Form("mods", "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd", MODS),
        Form(
            "tei",
            "https://www.tei-c.org/release/xml/tei/custom/schema/xsd/tei_all.xsd",
            TEI,
        ),
    )
}


def describe(archive: Archive, record: Record, form: str, address: str) -> etree._Element:
    """Return a record in one of `FORMS`; `address` is where people read it."""
    if form == "tei":
        # Several stand in one answer, so none may name what all have.
        element = record_tei(archive, record, archive.title)
    elif form == "mods":
        element = mods(record, address, archive.title)
    else:
        element = dublin_core(record, address, archive.title)
    kept = FORMS[form]
    element.set(f"{{{XSI}}}schemaLocation", f"{kept.namespace} {kept.schema}")
    return element


def dublin_core(record: Record, address: str, archive_title: str) -> etree._Element:
    """Return a record as the container of unqualified Dublin Core that OAI-PMH demands."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    for term, value in _terms(record, address, archive_title):
        if value.strip():
            etree.SubElement(root, f"{{{DC}}}{term}").text = clean(value)
    return root


def _terms(record: Record, address: str, archive_title: str) -> Iterator[tuple[str, str]]:
    yield "title", title_of(record)
    yield from (("creator", agent_name(one)) for one in record.senders)
    yield from (("contributor", agent_name(one)) for one in record.recipients)
    yield from (("contributor", agent_name(one)) for one in others(record))
    yield from (("subject", one.name) for one in (*record.topics, *record.people))
    yield "description", record.summary
    yield "publisher", archive_title
    yield "date", record.date.edtf if record.date else record.stated.date
    yield "type", record.genre
    yield "type", "Text"
    yield "identifier", address
    yield "identifier", record.record_id or record.id
    yield "source", record.source.raw
    yield from (("language", one) for one in record.languages)
    yield from (("relation", one.name) for one in record.collections)
    yield "relation", record.url
    yield "coverage", record.place
    yield "rights", record.rights


def mods(record: Record, address: str, archive_title: str) -> etree._Element:
    """Return a record as MODS 3.8."""
    root = etree.Element(f"{{{MODS}}}mods", nsmap=_SPACES, version="3.8")
    _add(_add(root, "titleInfo"), "title", title_of(record))
    for agents, role in ((record.senders, "author"), (record.recipients, "addressee")):
        for agent in agents:
            _agent(root, agent, role)
    for agent in others(record):
        _agent(root, agent, _RELATORS.get(agent.role.casefold(), "contributor"))
    _add(root, "typeOfResource", "text")
    _add(root, "genre", record.genre)
    _origin(root, record)
    for tag in record.languages:
        coded = {"type": "code", "authority": "rfc5646"} if _TAG.fullmatch(tag) else {}
        _add(_add(root, "language"), "languageTerm", tag, **(coded or {"type": "text"}))
    _add(root, "abstract", record.summary)
    _add(root, "note", record.classification, type="security classification")
    _add(root, "note", record.source.raw, type="source")
    for topic in record.topics:
        _add(_add(root, "subject"), "topic", topic.name)
    for kind, found in (("personal", record.people), ("corporate", record.organisations)):
        for one in found:
            _add(_add(_add(root, "subject"), "name", type=kind), "namePart", one.name)
    for place in record.places:
        _add(_add(root, "subject"), "geographic", place.name)
    for collection in record.collections:
        host = _add(root, "relatedItem", type="host")
        _add(_add(host, "titleInfo"), "title", collection.name)
    _add(root, "identifier", record.record_id or record.id, type="local")
    location = _add(root, "location")
    _add(location, "physicalLocation", record.archive or archive_title)
    _add(location, "shelfLocator", ", ".join(part for part in (record.fonds, record.file) if part))
    _add(location, "url", address, usage="primary display")
    _add(root, "accessCondition", record.rights, type="use and reproduction")
    return root


def _agent(root: etree._Element, agent: Agent, role: str) -> None:
    name = agent_name(agent)
    if not name.strip():
        return
    kind = _NAMES.get(agent.kind)
    element = _add(root, "name", **({"type": kind} if kind else {}))
    _add(element, "namePart", name)
    _add(_add(element, "role"), "roleTerm", role, type="text", authority="marcrelator")


def _origin(root: etree._Element, record: Record) -> None:
    if not (record.place or record.date):
        return
    origin = _add(root, "originInfo")
    if record.place:
        _add(_add(origin, "place"), "placeTerm", record.place, type="text")
    if record.date:
        _add(origin, "dateCreated", record.date.edtf, encoding="edtf", keyDate="yes")


def others(record: Record) -> list[Agent]:
    """Return the contributors that are not named as sender or recipient already."""
    named = {agent_name(one) for one in (*record.senders, *record.recipients)}
    return [one for one in record.contributors if agent_name(one) not in named]


def _add(parent: etree._Element, name: str, text: Any = None, **attributes: str) -> etree._Element:
    """Add an element of MODS; one whose text is "" is not added."""
    element = etree.Element(f"{{{MODS}}}{name}", attributes)
    if text is None or text.strip():
        parent.append(element)
        element.text = clean(text) if text else None
    return element
