"""A record as JSON-LD: schema.org says what it is, Dublin Core Terms what a catalogue says of it.

The context stands in the document itself, so that it is expanded without asking any host. A
message is a `Message` with `sender` and `recipient`; every record is an `ArchiveComponent`, held
by an `ArchiveOrganization`. Dates are EDTF (`dcterms:date`), in ISO 8601 where they can be.
"""

from __future__ import annotations

import re
from typing import Any

from regesta.model import Agent, Association, Record
from regesta.show.addresses import entity_address, record_address
from regesta.show.cite import LETTERS, agent_name, title_of

CONTEXT: dict[str, Any] = {
    "@vocab": "https://schema.org/",
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "url": {"@type": "@id"},
    "sameAs": {"@type": "@id"},
    "citation": {"@type": "@id"},
    "isPartOf": {"@type": "@id"},
    "dcterms:references": {"@type": "@id"},
    "dcterms:date": {"@type": "edtf:EDTF"},
    "dateCreated": {"@type": "Date"},
}
_KINDS = {"person": "Person", "organisation": "Organization", "place": "Place"}
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def json_ld(record: Record, site: str, archive_title: str = "") -> dict[str, Any]:
    """Return a record as one node; `site` begins the addresses of records and entities."""
    address = site + record_address(record.id)
    edtf = record.date.edtf if record.date else ""
    day = edtf.partition("T")[0]
    letter = record.genre in LETTERS
    node: dict[str, Any] = {
        "@context": CONTEXT,
        "@id": address,
        "@type": ["ArchiveComponent", *(["Message"] if letter else [])],
        "url": address,
        "identifier": record.record_id or record.id,
        "name": title_of(record),
        "genre": record.genre,
        "dateCreated": day if _ISO_DATE.fullmatch(day) else "",
        "dcterms:date": edtf,
        "inLanguage": list(record.languages),
        "abstract": record.summary,
        "author": [_agent(one, site) for one in record.senders],
        "sender": [_agent(one, site) for one in record.senders] if letter else [],
        "recipient": [_agent(one, site) for one in record.recipients] if letter else [],
        "contributor": [_agent(one, site) for one in record.contributors],
        "about": [
            *(_subject(one, "Person", site) for one in record.people),
            *(_subject(one, "Organization", site) for one in record.organisations),
            *(_subject(one, "Place", site) for one in record.places),
            *(_subject(one, "Thing", site) for one in record.topics),
        ],
        "locationCreated": {"@type": "Place", "name": record.place} if record.place else None,
        "holdingArchive": {"@type": "ArchiveOrganization", "name": record.archive}
        if record.archive
        else None,
        "itemLocation": ", ".join(part for part in (record.fonds, record.file) if part),
        "dcterms:source": record.source.raw,
        "dcterms:rights": record.rights,
        "dcterms:isPartOf": [one.name for one in record.collections],
        "provider": {"@type": "ArchiveOrganization", "name": archive_title}
        if archive_title
        else None,
        "dcterms:references": _cited(record, site),
        "isPartOf": site + record_address(record.parent) if record.parent else "",
        "sameAs": record.url if record.url.startswith(("http://", "https://")) else "",
    }
    return {key: value for key, value in node.items() if value}


def _cited(record: Record, site: str) -> list[str]:
    held = dict.fromkeys(one.target for one in record.references if one.target)
    return [site + record_address(id) for id in held]


def _agent(agent: Agent, site: str) -> dict[str, Any]:
    found = {"@type": _KINDS.get(agent.kind, "Person"), "name": agent_name(agent)}
    if agent.entity:
        found["@id"] = site + entity_address(agent.entity)
    return found


def _subject(one: Association, kind: str, site: str) -> dict[str, Any]:
    found = {"@type": kind, "name": one.name}
    if one.entity:
        found["@id"] = site + entity_address(one.entity)
    return found
