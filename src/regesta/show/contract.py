"""A record as the JSON object that other programs read: the contract of `regesta show`.

Its shape is that of `contract_types`; here it is filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct

from regesta.keep.versions import Kin
from regesta.model import (
    Agent,
    AgreementMention,
    Association,
    Citing,
    DateSpan,
    Description,
    Directive,
    Entity,
    EntityKind,
    EntityMention,
    Provenance,
    Record,
    Reference,
    Text,
    Wanted,
)
from regesta.show.contract_types import (
    CONTRACT_VERSION,
    Agreed,
    Asked,
    Cited,
    CitedBy,
    Date,
    Described,
    Doubt,
    Edited,
    Footnote,
    FullRecord,
    Number,
    Other,
    OtherVersion,
    Person,
    Picture,
    Read,
    Source,
    Tied,
    WantedDocument,
    Wording,
)

Json = dict[str, Any]
Made = TypeVar("Made", bound=Struct)


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
    return _plain(full_record(archive, record))


def full_record(archive: Holdings, record: Record) -> FullRecord:
    """Give the record in the shape of the contract."""
    followed = archive.agreements_of(record.id)
    origins = tuple(_same(Read, one) for one in record.provenance)
    return FullRecord(
        contract=CONTRACT_VERSION,
        id=record.id,
        title=record.title,
        stated=record.stated,
        genre=record.genre,
        date=_date(record.date),
        place=record.place,
        senders=_agents(record.senders),
        recipients=_agents(record.recipients),
        contributors=_agents(record.contributors),
        texts=tuple(_text(text) for text in record.texts),
        summary=record.summary,
        people=_subjects(archive, record, "person"),
        organisations=_subjects(archive, record, "organisation"),
        places=_subjects(archive, record, "place"),
        topics=_tied(record.topics),
        collections=_tied(record.collections),
        source=Source(raw=record.source.raw, parsed=record.source.parsed),
        rights=record.rights,
        rights_term=record.rights_term,
        classification=record.classification,
        archive=record.archive,
        fonds=record.fonds,
        file=record.file,
        languages=record.languages,
        uploaded=record.uploaded,
        updated=record.updated,
        record_id=record.record_id,
        url=record.url,
        numbers=tuple(_same(Number, one) for one in record.numbers),
        volume=record.volume,
        sequence=record.sequence,
        parent=record.parent,
        facsimiles=tuple(_same(Picture, one) for one in record.facsimiles),
        references=tuple(_reference(one) for one in record.references),
        cited_by=tuple(_same(CitedBy, one) for one in archive.cited_by(record.id)),
        versions=tuple(_version(kin) for kin in archive.versions_of(record.id)),
        agreements=tuple(
            _agreement(a, followed) for a in record.annotations if isinstance(a, AgreementMention)
        ),
        directives=tuple(_directive(a) for a in record.annotations if isinstance(a, Directive)),
        flags=tuple(_same(Doubt, one) for one in record.flags),
        differences=tuple(_same(Other, one) for one in record.differences),
        provenance=origins[0] if origins else _same(Read, Provenance(file="")),
        sources=origins,
    )


def wanted_document(wanted: Wanted) -> WantedDocument:
    """Give a wanted document: what is known of it, who cites it, between which records it falls."""
    return WantedDocument(
        id=wanted.id,
        title=wanted.title,
        describes=_description(wanted.describes),
        citations=len(wanted.cited_by),
        cited_by=tuple(_same(CitedBy, one) for one in wanted.cited_by),
        after=wanted.after,
        before=wanted.before,
    )


def date_json(date: DateSpan | None) -> Json | None:
    """Give a date as `{edtf, earliest, latest, place, offset, quote, why}`; None stays None."""
    made = _date(date)
    return _plain(made) if made is not None else None


def reference_json(reference: Reference) -> Json:
    """Give a reference: its words, where they stand, what they describe, what it came to."""
    return _plain(_reference(reference))


def wanted_json(wanted: Wanted) -> Json:
    """Give a wanted document as plain JSON."""
    return _plain(wanted_document(wanted))


def subjects(archive: Holdings, record: Record, kind: EntityKind) -> list[Json]:
    """List the people, organisations or places of a record, those of the source first."""
    return [_plain(one) for one in _subjects(archive, record, kind)]


def _plain(made: Struct) -> Json:
    plain: Json = msgspec.json.decode(msgspec.json.encode(made))
    return plain


def _same(kind: type[Made], given: Struct, **more: Any) -> Made:
    """Fill the fields of a shape from those of the model that are called alike, and from `more`."""
    fields = (name for name in kind.__struct_fields__ if name not in more)
    return kind(**{name: getattr(given, name) for name in fields}, **more)


def _date(date: DateSpan | None) -> Date | None:
    return _same(Date, date, why=date.rule) if date is not None else None


def _reference(reference: Reference) -> Cited:
    return _same(Cited, reference, describes=_description(reference.describes))


def _description(description: Description) -> Described:
    return _same(Described, description, date=_date(description.date))


def _version(kin: Kin) -> OtherVersion:
    version = kin.version
    return _same(OtherVersion, version, id=version.target, title=kin.title, date=kin.date)


def _subjects(archive: Holdings, record: Record, kind: EntityKind) -> tuple[Tied, ...]:
    """Give what the source itself ties to the record, then what was found named in it.

    Each entity stands once.
    """
    tied = {"person": record.people, "organisation": record.organisations, "place": record.places}
    rows = list(_tied(tied.get(kind, ())))
    seen = {row.entity for row in rows if row.entity} | {row.name for row in rows}
    for mention in record.annotations:
        if not isinstance(mention, EntityMention) or mention.kind != kind:
            continue
        if mention.entity in seen or not mention.entity:
            continue
        seen.add(mention.entity)
        entity = archive.entity(mention.entity)
        name = entity.name if entity else mention.name or mention.quote
        if name not in seen:
            rows.append(Tied(name=name, entity=mention.entity, url="", basis="text"))
    return tuple(rows)


def _tied(associations: Iterable[Association]) -> tuple[Tied, ...]:
    return tuple(_same(Tied, one, basis="source") for one in associations)


def _agents(agents: Iterable[Agent]) -> tuple[Person, ...]:
    return tuple(_same(Person, one) for one in agents)


def _text(text: Text) -> Wording:
    return _same(
        Wording,
        text,
        apparatus=tuple(_same(Edited, span) for span in text.apparatus),
        notes=tuple(_same(Footnote, note) for note in text.notes),
    )


def _agreement(mention: AgreementMention, followed: Mapping[tuple[int, str], str]) -> Agreed:
    told = followed.get((mention.start, mention.name or mention.quote), "")
    return _same(Agreed, mention, agreement=mention.agreement or told, why=mention.rule)


def _directive(directive: Directive) -> Asked:
    return _same(Asked, directive, deadline=_date(directive.deadline), why=directive.rule)
