"""TEI that Regesta itself wrote (`regesta export --format tei`), read back to the same records.

A header whose `appInfo` names the application `regesta` says more than a letter's header can:
the record's own id, its genre, numbers, classification and topics as typed terms, the ids of
entities as `idno`. Names and dates that were found by rule are no markup of the source: they
are left out, to be found again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from msgspec import structs

from regesta.model import (
    Agent,
    Association,
    DocumentNumber,
    Entity,
    Record,
    SourceCitation,
    Text,
)
from regesta.read.tei_header import first, first_words, named
from regesta.read.tei_lists import read_list
from regesta.read.tei_text import plain

APPLICATION = "regesta"
FOUND = "#regesta"
_NO_NAME = re.compile(r"[^A-Za-z0-9_-]")
_ESCAPED = re.compile(r"(?:\.[0-9a-f]{2})+")
_FINDINGS = ("persName", "orgName", "placeName", "term", "date")
_LISTS = ("listPerson", "listOrg", "listPlace")


@lru_cache(maxsize=16_384)
def xml_name(id: str, within: str = "") -> str:
    """Return an id as an XML name, of an entity as listed `within` a record's file.

    What may stand in no name is written as a full stop and the hexadecimal digits of its
    bytes in UTF-8, so that the id can be had back.

    >>> xml_name("frus/d12"), xml_name("mao", within="r-7")
    ('r-frus.2fd12', 'r-7..mao')
    """
    escaped = _NO_NAME.sub(lambda c: "".join(f".{b:02x}" for b in c[0].encode()), id)
    return f"{within}..{escaped}" if within else f"r-{escaped}"


def id_of(pointer: str) -> str:
    """Return the id that an XML name of ours stands for; anything else unchanged."""
    name = pointer.rpartition("#")[2].rpartition("/")[2]
    if not name.startswith("r-"):
        return pointer
    own = name.partition("..")[2] or name.removeprefix("r-")
    return _ESCAPED.sub(lambda run: bytes.fromhex(run[0].replace(".", "")).decode(), own)


def is_own(header: etree._Element | None) -> bool:
    """Tell whether Regesta wrote this header."""
    return any(each.get("ident") == APPLICATION for each in named(header, "application"))


def own_id(header: etree._Element | None) -> str:
    """Return the id that the record had when it was written, "" for none."""
    return _number(header, "regesta")


def leave_findings(element: etree._Element) -> None:
    """Take the names and dates that rules had found out of the text; the words stay."""
    for each in list(
        element.iter("{*}persName", "{*}orgName", "{*}placeName", "{*}term", "{*}date")
    ):
        if each.get("resp") == FOUND:
            each.tag = f"{{{etree.QName(each).namespace}}}seg"
            each.attrib.clear()


def own_entities(element: etree._Element) -> Iterator[Entity]:
    """Yield the entities that the record names, with the ids they had."""
    for group in element.iterfind("{*}standOff/*"):
        if etree.QName(group).localname in _LISTS:
            for entity in read_list(group, ""):
                ids = [one for one in entity.same_as if "://" not in one]
                rest = tuple(one for one in entity.same_as if one not in ids[:1])
                yield structs.replace(entity, id=(ids or [entity.id])[0], same_as=rest, origin="")


def restore(record: Record, header: etree._Element) -> Record:
    """Give a record, read as any letter, what only our own header tells."""
    publication = first(header, "publicationStmt")
    licence = first(publication, "licence")
    uploaded = first(publication, "date")
    change = first(header, "revisionDesc", "change")
    stated = structs.replace(record.stated, number=_number(header, "number"))
    return structs.replace(
        record,
        id=own_id(header) or record.id,
        stated=stated,
        texts=tuple(map(_text, record.texts)),
        genre=_term(header, "genre"),
        classification=_term(header, "classification"),
        numbers=tuple(
            DocumentNumber(series=each.get("key", ""), number=plain(each))
            for each in _terms(header, "number")
        ),
        topics=tuple(
            Association(
                name=plain(each), entity=id_of(each.get("ref", "")), url=each.get("target", "")
            )
            for each in _terms(header, "topic")
        ),
        collections=tuple(
            Association(name=first_words(each, "title"), entity=first_words(each, "idno"))
            for each in named(header, "seriesStmt")
        ),
        senders=tuple(_agent(one) for one in record.senders if one.name != "Unknown"),
        recipients=tuple(_agent(one) for one in record.recipients),
        contributors=tuple(_agent(one) for one in record.contributors),
        source=SourceCitation(raw=_source(record, header)),
        rights_term="" if licence is None else licence.get("target", ""),
        uploaded="" if uploaded is None else plain(uploaded),
        updated="" if change is None else change.get("when", ""),
        record_id=_number(header, "record"),
        url=_number(header, "URI"),
        parent=first_words(first(header, "correspContext"), "ref"),
    )


def _source(record: Record, header: etree._Element) -> str:
    """Return the citation of the source, in its own lines where a note of the text has them."""
    raw = first_words(first(header, "sourceDesc"), "bibl")
    notes = (note.body for text in record.texts for note in text.notes if note.kind == "source")
    return next((body for body in notes if " ".join(body.split()) == raw), raw)


def _terms(header: etree._Element, kind: str) -> Iterator[etree._Element]:
    return (each for each in named(first(header, "keywords"), "term") if each.get("type") == kind)


def _term(header: etree._Element, kind: str) -> str:
    return next((plain(each) for each in _terms(header, kind)), "")


def _number(header: etree._Element | None, kind: str) -> str:
    for each in named(first(header, "publicationStmt"), "idno"):
        if each.get("type") == kind:
            return plain(each)
    return ""


def _agent(agent: Agent) -> Agent:
    return structs.replace(agent, entity=id_of(agent.entity))


def _text(text: Text) -> Text:
    marks = tuple(structs.replace(mark, target=id_of(mark.target)) for mark in text.marks)
    return structs.replace(text, marks=marks)
