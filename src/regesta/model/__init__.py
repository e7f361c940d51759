"""The immutable structs of the whole way; no I/O."""

from regesta.model.agent import Agent, Association, Entity, EntityKind, NameForm, Role
from regesta.model.annotation import (
    AgreementMention,
    Amount,
    Annotation,
    AnyAnnotation,
    Apparatus,
    ApparatusKind,
    Candidate,
    DateMention,
    Directive,
    EntityMention,
    Mark,
)
from regesta.model.date import DateSpan
from regesta.model.decision import Decision
from regesta.model.record import (
    Block,
    CitedWork,
    Collection,
    Difference,
    DocumentNumber,
    Facsimile,
    Flag,
    Note,
    PageBreak,
    Provenance,
    Record,
    SourceCitation,
    Stated,
    Text,
)
from regesta.model.reference import (
    Citing,
    Description,
    Exchange,
    Mention,
    Reference,
    Status,
    Wanted,
)

__all__ = [
    "AgreementMention", "Agent", "Amount", "Annotation", "AnyAnnotation", "Apparatus",
    "ApparatusKind", "Association", "Block", "Candidate", "CitedWork", "Citing", "Collection",
    "DateMention", "DateSpan", "Decision", "Description", "Difference", "Directive",
    "DocumentNumber", "Entity", "EntityKind", "EntityMention", "Exchange", "Facsimile", "Flag",
    "Mark", "Mention", "NameForm", "Note", "PageBreak", "Provenance", "Record", "Reference",
    "Role", "SourceCitation", "Stated", "Status", "Text", "Wanted",
]  # fmt: skip
