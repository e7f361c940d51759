"""A record as the JSON object that other programs read: the contract of `regesta show`.

Every key named in the contract stands in every object, empty where nothing is known; keys
may be added, never renamed or taken away. `contract` is the version of this shape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from regesta.keep.versions import Kin
from regesta.model import (
    Agent,
    AgreementMention,
    Apparatus,
    Association,
    Citing,
    DateSpan,
    Description,
    Directive,
    Entity,
    EntityKind,
    EntityMention,
    Note,
    Provenance,
    Record,
    Reference,
    Text,
    Wanted,
)

CONTRACT_VERSION = 1

Json = dict[str, Any]


class Holdings(Protocol):
    """What of an archive the contract needs."""

    def cited_by(self, id: str, /) -> Sequence[Citing]:
        """Who cites the record or wanted document."""

    def entity(self, id: str, /) -> Entity | None:
        """The entity with this id, None where there is none."""

    def agreements_of(self, record: str, /) -> Mapping[tuple[int, str], str]:
        """Which agreement each mention of a record means, by its start and name."""

    def versions_of(self, id: str, /) -> Sequence[Kin]:
        """Which records have the record's text, or part of it."""


def record_json(archive: Holdings, record: Record) -> Json:
    """Give the record as the JSON object of the contract (plain dicts, lists, strings, numbers)."""
    followed = archive.agreements_of(record.id)
    return {
        "contract": CONTRACT_VERSION,
        "id": record.id,
        "title": record.title,
        "stated": msgspec.to_builtins(record.stated),
        "genre": record.genre,
        "date": date_json(record.date),
        "place": record.place,
        "senders": [_agent(agent) for agent in record.senders],
        "recipients": [_agent(agent) for agent in record.recipients],
        "contributors": [_agent(agent) for agent in record.contributors],
        "texts": [_text(text) for text in record.texts],
        "summary": record.summary,
        "people": subjects(archive, record, "person"),
        "organisations": subjects(archive, record, "organisation"),
        "places": subjects(archive, record, "place"),
        "topics": [_association(topic) for topic in record.topics],
        "collections": [_association(collection) for collection in record.collections],
        "source": {
            "raw": record.source.raw,
            "parsed": [msgspec.to_builtins(work) for work in record.source.parsed],
        },
        "rights": record.rights,
        "rights_term": record.rights_term,
        "classification": record.classification,
        "archive": record.archive,
        "fonds": record.fonds,
        "file": record.file,
        "languages": list(record.languages),
        "uploaded": record.uploaded,
        "updated": record.updated,
        "record_id": record.record_id,
        "url": record.url,
        "numbers": [{"series": n.series, "number": n.number} for n in record.numbers],
        "volume": record.volume,
        "sequence": record.sequence,
        "parent": record.parent,
        "facsimiles": [{"image": f.image, "page": f.page} for f in record.facsimiles],
        "references": [reference_json(reference) for reference in record.references],
        "cited_by": [citing_json(citing) for citing in archive.cited_by(record.id)],
        "versions": [version_json(kin) for kin in archive.versions_of(record.id)],
        "agreements": [
            _agreement(a, followed) for a in record.annotations if isinstance(a, AgreementMention)
        ],
        "directives": [_directive(a) for a in record.annotations if isinstance(a, Directive)],
        "flags": [{"kind": flag.kind, "message": flag.message} for flag in record.flags],
        "differences": [
            {"field": d.field, "value": d.value, "source": d.source} for d in record.differences
        ],
        "provenance": _provenance(
            record.provenance[0] if record.provenance else Provenance(file="")
        ),
        "sources": [_provenance(provenance) for provenance in record.provenance],
    }


def date_json(date: DateSpan | None) -> Json | None:
    """Give a date as `{edtf, earliest, latest, place, offset, quote, why}`; None stays None."""
    if date is None:
        return None
    return {
        "edtf": date.edtf,
        "earliest": date.earliest,
        "latest": date.latest,
        "place": date.place,
        "offset": date.offset,
        "quote": date.quote,
        "why": date.rule,
        "confidence": date.confidence,
    }


def reference_json(reference: Reference) -> Json:
    """Give a reference: its words, where they stand, what they describe, what it came to.

    `target` is the id of the held record, `wanted` of the wanted document, "" where neither.
    """
    return {
        "quote": reference.quote,
        "start": reference.start,
        "end": reference.end,
        "text": reference.text,
        "note": reference.note,
        "status": reference.status,
        "target": reference.target,
        "wanted": reference.wanted,
        "relation": reference.relation,
        "describes": description_json(reference.describes),
        "candidates": [msgspec.to_builtins(candidate) for candidate in reference.candidates],
        "confidence": reference.confidence,
        "why": reference.why,
        "rule": reference.rule,
    }


def description_json(description: Description) -> Json:
    """Give what is known of a document meant; its `date` has the shape of a record's."""
    return {
        "genre": description.genre,
        "number": description.number,
        "series": description.series,
        "sender": description.sender,
        "recipient": description.recipient,
        "sender_entity": description.sender_entity,
        "recipient_entity": description.recipient_entity,
        "post": description.post,
        "to_post": description.to_post,
        "date": date_json(description.date),
        "edition": description.edition,
    }


def citing_json(citing: Citing) -> Json:
    """Give who cites: the record's id, title, date, its words and what they make of it."""
    return {
        "id": citing.id,
        "title": citing.title,
        "date": citing.date,
        "quote": citing.quote,
        "relation": citing.relation,
    }


def version_json(kin: Kin) -> Json:
    """Give another version: whose it is, what ties it to the record, how much they share.

    `share` of the record's own wording stands in the other, `back` of the other's in it;
    `length` is the other text's length by the record's.
    """
    version = kin.version
    return {
        "id": version.target,
        "title": kin.title,
        "date": kin.date,
        "relation": version.relation,
        "share": version.share,
        "back": version.back,
        "length": version.length,
        "differs": list(version.differs),
        "confidence": version.confidence,
        "why": version.why,
    }


def wanted_json(wanted: Wanted) -> Json:
    """Give a wanted document: what is known of it, who cites it, between which records it falls."""
    return {
        "id": wanted.id,
        "title": wanted.title,
        "describes": description_json(wanted.describes),
        "citations": len(wanted.cited_by),
        "cited_by": [citing_json(citing) for citing in wanted.cited_by],
        "after": wanted.after,
        "before": wanted.before,
    }


def subjects(archive: Holdings, record: Record, kind: EntityKind) -> list[Json]:
    """List the people, organisations or places of a record, those of the source first.

    `basis` is "source" for what the source itself ties to the record, "text" for what was
    found named in it. Each entity stands once.
    """
    tied = {"person": record.people, "organisation": record.organisations, "place": record.places}
    rows = [_association(association) for association in tied.get(kind, ())]
    seen = {row["entity"] for row in rows if row["entity"]} | {row["name"] for row in rows}
    for mention in record.annotations:
        if not isinstance(mention, EntityMention) or mention.kind != kind:
            continue
        if mention.entity in seen or not mention.entity:
            continue
        seen.add(mention.entity)
        entity = archive.entity(mention.entity)
        name = entity.name if entity else mention.name or mention.quote
        if name not in seen:
            rows.append({"name": name, "entity": mention.entity, "url": "", "basis": "text"})
    return rows


def _association(association: Association) -> Json:
    return {
        "name": association.name,
        "entity": association.entity,
        "url": association.url,
        "basis": "source",
    }


def _agent(agent: Agent) -> Json:
    return {
        "name": agent.name,
        "entity": agent.entity,
        "role": agent.role,
        "kind": agent.kind,
        "person": agent.person,
        "office": agent.office,
        "post": agent.post,
        "confidence": agent.confidence,
    }


def _text(text: Text) -> Json:
    return {
        "role": text.role,
        "language": text.language,
        "translator": text.translator,
        "label": text.label,
        "body": text.body,
        "apparatus": [_apparatus(span) for span in text.apparatus],
        "notes": [_note(note) for note in text.notes],
        "blocks": _builtins(text.blocks),
        "pages": _builtins(text.pages),
        "marks": _builtins(text.marks),
    }


def _apparatus(span: Apparatus) -> Json:
    return {
        "start": span.start,
        "end": span.end,
        "kind": span.kind,
        "content": span.content,
        "extent": span.extent,
        "note": span.note,
        "confidence": span.confidence,
    }


def _note(note: Note) -> Json:
    return {
        "id": note.id,
        "label": note.label,
        "body": note.body,
        "anchor": note.anchor,
        "kind": note.kind,
        "by": note.by,
    }


def _agreement(mention: AgreementMention, followed: Mapping[tuple[int, str], str]) -> Json:
    return {
        "name": mention.name,
        "genre": mention.genre,
        "parties": list(mention.parties),
        "subjects": list(mention.subjects),
        "amount": mention.amount,
        "stage": mention.stage,
        "by": mention.by,
        "agreement": mention.agreement
        or followed.get((mention.start, mention.name or mention.quote), ""),
        "quote": mention.quote,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "note": mention.note,
        "confidence": mention.confidence,
        "why": mention.rule,
    }


def _directive(directive: Directive) -> Json:
    return {
        "actor": directive.actor,
        "act": directive.act,
        "object": directive.object,
        "deadline": date_json(directive.deadline),
        "quote": directive.quote,
        "start": directive.start,
        "end": directive.end,
        "text": directive.text,
        "note": directive.note,
        "confidence": directive.confidence,
        "why": directive.rule,
    }


def _provenance(provenance: Provenance) -> Json:
    return {
        "file": provenance.file,
        "place": provenance.place,
        "sha256": provenance.sha256,
        "reader": provenance.reader,
        "version": provenance.version,
    }


def _builtins(structs: Iterable[msgspec.Struct]) -> list[Any]:
    return [msgspec.to_builtins(struct) for struct in structs]
