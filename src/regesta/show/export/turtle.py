"""The archive as RDF (Turtle): records, their agents and what they cite.

Schema.org says what a message is, Dublin Core Terms what a record of an archive is; both are
read by more programs than RiC-O, whose few further terms the archive does not need. Dates are
EDTF (`edtf:EDTF`, Library of Congress). A reference to a held record is `dcterms:references`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from regesta.keep.archive import Archive
from regesta.model import Agent, Entity, Record
from regesta.show.addresses import NO_SITE, SAFE, entity_address, record_address
from regesta.show.cite import LETTERS

_PREFIXES = """@prefix schema: <https://schema.org/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

"""
_KINDS = {
    "person": "schema:Person", "organisation": "schema:Organization", "place": "schema:Place",
    "term": "schema:DefinedTerm",
}  # fmt: skip
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def write_turtle(archive: Archive) -> Iterator[bytes]:
    """Yield the archive as one Turtle file (UTF-8); addresses as in `write_cmif`."""
    site = archive.settings.addresses.base or NO_SITE
    yield _PREFIXES.encode()
    for entity in archive.iter_entities():
        yield _entity(entity, site).encode(errors="replace")
    for record in archive.iter_records():
        yield _record(record, site).encode(errors="replace")


def _record(record: Record, site: str) -> str:
    kind = "schema:Message" if record.genre in LETTERS else "schema:ArchiveComponent"
    language = record.languages[0] if record.languages else ""
    facts = [
        f"a {kind}",
        *_literal("dcterms:title", record.title),
        *_literal("dcterms:identifier", record.record_id or record.id),
        *_literal("dcterms:type", record.genre),
        *([f"dcterms:date {_quoted(record.date.edtf)}^^edtf:EDTF"] if record.date else []),
        *_literal("schema:locationCreated", record.place),
        *_literal("dcterms:language", language),
        *_literal("dcterms:abstract", record.summary),
        *_literal("dcterms:source", record.source.raw),
        *_literal("dcterms:rights", record.rights),
        *(_agent("schema:sender", agent, site) for agent in record.senders),
        *(_agent("schema:recipient", agent, site) for agent in record.recipients),
        *(f"dcterms:subject {_quoted(topic.name)}" for topic in record.topics),
        *(
            f"dcterms:references <{site}{record_address(target)}>"
            for target in dict.fromkeys(one.target for one in record.references if one.target)
        ),
        *([f"dcterms:isPartOf <{site}{record_address(record.parent)}>"] if record.parent else []),
        *_same(record.url),
    ]
    return _subject(f"{site}{record_address(record.id)}", facts)


def _entity(entity: Entity, site: str) -> str:
    facts = [
        f"a {_KINDS[entity.kind]}",
        *_literal("schema:name", entity.name),
        *(
            f"schema:alternateName {_quoted(form.name, form.language)}"
            for form in entity.names
            if form.name != entity.name
        ),
        *_literal("schema:description", entity.description),
        *(fact for other in entity.same_as for fact in _same(other)),
    ]
    return _subject(f"{site}{entity_address(entity.id)}", facts)


def _subject(address: str, facts: list[str]) -> str:
    return f"<{address}> " + " ;\n  ".join(dict.fromkeys(facts)) + " .\n\n"


def _agent(verb: str, agent: Agent, site: str) -> str:
    """The entity that an agent is, or a nameless node that bears the name as given."""
    if agent.entity:
        return f"{verb} <{site}{entity_address(agent.entity)}>"
    return f"{verb} [ schema:name {_quoted(agent.person or agent.name)} ]"


def _same(address: str) -> list[str]:
    if not address.startswith(("http://", "https://")):
        return []
    return [f"owl:sameAs <{quote(address, safe=SAFE + '?#[]%')}>"]


def _literal(verb: str, words: str) -> list[str]:
    return [f"{verb} {_quoted(words)}"] if words else []


def _quoted(words: str, language: str = "") -> str:
    escaped = "".join(_ESCAPES.get(c) or (c if c >= " " else f"\\u{ord(c):04X}") for c in words)
    return f'"{escaped}"' + (f"@{language}" if _TAG.fullmatch(language) else "")
