"""What is known of records as flat rows: the columns of the tables that Regesta gives out.

One struct a table, one field a column. Dates are EDTF, with the first and the last minute
they can mean beside them; spans count Unicode code points of the text they lie in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from regesta.model import Agent, DateMention, Entity, EntityMention, Record, Wanted


class RecordRow(Struct, frozen=True, kw_only=True):
    """`records`: one row a record."""

    id: str
    title: str
    genre: str
    date: str
    earliest: str
    latest: str
    place: str
    senders: tuple[str, ...]
    sender_ids: tuple[str, ...]
    recipients: tuple[str, ...]
    recipient_ids: tuple[str, ...]
    classification: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    collections: tuple[str, ...]
    numbers: tuple[str, ...]
    archive: str
    fonds: str
    file: str
    source: str
    rights: str
    summary: str
    volume: str
    parent: str
    record_id: str
    url: str
    words: int


class TextRow(Struct, frozen=True, kw_only=True):
    """`texts`: one row a wording of a record."""

    record: str
    text: int
    role: str
    language: str
    translator: str
    body: str


class ReferenceRow(Struct, frozen=True, kw_only=True):
    """`references`: one row a reference; `target` is a record, `wanted` an absent document."""

    record: str
    text: int
    note: str
    start: int
    end: int
    quote: str
    status: str
    relation: str
    target: str
    wanted: str
    confidence: float
    genre: str
    number: str
    date: str
    sender: str
    recipient: str
    why: str


class MentionRow(Struct, frozen=True, kw_only=True):
    """`mentions`: one row a name or date in a text; `entity` is the id of who or what is meant."""

    record: str
    text: int
    note: str
    start: int
    end: int
    quote: str
    kind: str
    entity: str
    date: str
    confidence: float
    rule: str


class EntityRow(Struct, frozen=True, kw_only=True):
    """`entities`: one row a person, organisation, place or term."""

    id: str
    kind: str
    name: str
    names: tuple[str, ...]
    description: str
    born: str
    died: str
    latitude: float | None
    longitude: float | None
    same_as: tuple[str, ...]


class WantedRow(Struct, frozen=True, kw_only=True):
    """`wanted`: one row a document that is cited and not held."""

    id: str
    title: str
    genre: str
    number: str
    date: str
    sender: str
    recipient: str
    post: str
    cited_by: tuple[str, ...]
    after: str
    before: str


def record_rows(record: Record) -> Iterator[RecordRow]:
    """Yield the row of a record."""
    date = record.date
    yield RecordRow(
        id=record.id,
        title=record.title,
        genre=record.genre,
        date=date.edtf if date else "",
        earliest=date.earliest if date else "",
        latest=date.latest if date else "",
        place=record.place,
        senders=_names(record.senders),
        sender_ids=tuple(agent.entity for agent in record.senders),
        recipients=_names(record.recipients),
        recipient_ids=tuple(agent.entity for agent in record.recipients),
        classification=record.classification,
        languages=record.languages,
        topics=tuple(one.name for one in record.topics),
        collections=tuple(one.name for one in record.collections),
        numbers=tuple(f"{one.series} {one.number}".strip() for one in record.numbers),
        archive=record.archive,
        fonds=record.fonds,
        file=record.file,
        source=record.source.raw,
        rights=record.rights,
        summary=record.summary,
        volume=record.volume,
        parent=record.parent,
        record_id=record.record_id,
        url=record.url,
        words=sum(len(text.body.split()) for text in record.texts),
    )


def _names(agents: tuple[Agent, ...]) -> tuple[str, ...]:
    return tuple(agent.person or agent.name for agent in agents)


def text_rows(record: Record) -> Iterator[TextRow]:
    """Yield the row of each wording of a record."""
    for number, text in enumerate(record.texts):
        yield TextRow(
            record=record.id,
            text=number,
            role=text.role,
            language=text.language,
            translator=text.translator,
            body=text.body,
        )


def reference_rows(record: Record) -> Iterator[ReferenceRow]:
    """Yield the row of each reference of a record."""
    for one in record.references:
        told = one.describes
        yield ReferenceRow(
            record=record.id,
            text=one.text,
            note=one.note,
            start=one.start,
            end=one.end,
            quote=one.quote,
            status=one.status,
            relation=one.relation,
            target=one.target,
            wanted=one.wanted,
            confidence=one.confidence,
            genre=told.genre,
            number=told.number,
            date=told.date.edtf if told.date else "",
            sender=told.sender,
            recipient=told.recipient,
            why=one.why,
        )


def mention_rows(record: Record) -> Iterator[MentionRow]:
    """Yield the row of each name and date in the texts of a record."""
    for one in record.annotations:
        if isinstance(one, EntityMention | DateMention):
            named = one if isinstance(one, EntityMention) else None
            yield MentionRow(
                record=record.id,
                text=one.text,
                note=one.note,
                start=one.start,
                end=one.end,
                quote=one.quote,
                kind=named.kind if named else "date",
                entity=named.entity if named else "",
                date=one.date.edtf if isinstance(one, DateMention) else "",
                confidence=one.confidence,
                rule=one.rule,
            )


def entity_row(one: Entity) -> EntityRow:
    """Return the row of an entity."""
    return EntityRow(
        id=one.id,
        kind=one.kind,
        name=one.name,
        names=tuple(form.name for form in one.names),
        description=one.description,
        born=one.born,
        died=one.died,
        latitude=one.latitude,
        longitude=one.longitude,
        same_as=one.same_as,
    )


def wanted_row(one: Wanted) -> WantedRow:
    """Return the row of a wanted document."""
    told = one.describes
    return WantedRow(
        id=one.id,
        title=one.title,
        genre=told.genre,
        number=told.number,
        date=told.date.edtf if told.date else "",
        sender=told.sender,
        recipient=told.recipient,
        post=told.post,
        cited_by=tuple(citing.id for citing in one.cited_by),
        after=one.after,
        before=one.before,
    )


# The tables whose rows are of one record, and what yields them.
OF_RECORD: dict[str, tuple[type[Struct], Callable[[Record], Iterator[Struct]]]] = {
    "records": (RecordRow, record_rows),
    "texts": (TextRow, text_rows),
    "references": (ReferenceRow, reference_rows),
    "mentions": (MentionRow, mention_rows),
}
