"""The archive as flat tables: the columns of the Parquet and CSV exports and of `to_polars`.

One struct a table, one field a column; the same columns in every form. A column of several
values is a list (in CSV joined by " | "). Dates are EDTF, with the first and the last minute
they can mean beside them; spans count Unicode code points of the text they lie in.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from regesta.keep.archive import Archive
from regesta.model import Agent, DateMention, EntityMention, Record

MANY = " | "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def _record(record: Record) -> Iterator[RecordRow]:
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


def _texts(record: Record) -> Iterator[TextRow]:
    for number, text in enumerate(record.texts):
        yield TextRow(
            record=record.id,
            text=number,
            role=text.role,
            language=text.language,
            translator=text.translator,
            body=text.body,
        )


def _references(record: Record) -> Iterator[ReferenceRow]:
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


def _mentions(record: Record) -> Iterator[MentionRow]:
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


def _entities(archive: Archive) -> Iterator[EntityRow]:
    for one in archive.iter_entities():
        yield EntityRow(
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


def _wanted(archive: Archive) -> Iterator[WantedRow]:
    for one in archive.wanted():
        told = one.describes
        yield WantedRow(
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


class Table(Struct, frozen=True):
    """A table: the struct of its rows, and what yields them, of each record or of the archive."""

    row: type[Struct]
    of_record: Callable[[Record], Iterator[Struct]] | None = None
    of_archive: Callable[[Archive], Iterator[Struct]] | None = None

    def rows(self, archive: Archive) -> Iterator[Struct]:
        """Yield the rows of this table alone."""
        if self.of_archive is not None:
            yield from self.of_archive(archive)
        if self.of_record is not None:
            for record in archive.iter_records():
                yield from self.of_record(record)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return self.row.__struct_fields__


TABLES: dict[str, Table] = {
    "records": Table(RecordRow, of_record=_record),
    "texts": Table(TextRow, of_record=_texts),
    "references": Table(ReferenceRow, of_record=_references),
    "mentions": Table(MentionRow, of_record=_mentions),
    "entities": Table(EntityRow, of_archive=_entities),
    "wanted": Table(WantedRow, of_archive=_wanted),
}


def fill_tables(archive: Archive, enter: Callable[[str, Iterator[Struct]], None]) -> None:
    """Hand the rows of all tables to `enter`, a record's at a time; each record is read once."""
    of_records = [(name, table.of_record) for name, table in TABLES.items()]
    for record in archive.iter_records():
        for name, rows in of_records:
            if rows is not None:
                enter(name, rows(record))
    for name, table in TABLES.items():
        if table.of_archive is not None:
            enter(name, table.of_archive(archive))


def write_csv(archive: Archive, folder: Path) -> None:
    """Write each table as a CSV file (RFC 4180, UTF-8 with a mark for spreadsheets)."""
    with ExitStack() as files:
        writers = {
            name: csv.writer(
                files.enter_context(
                    (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
                )
            )
            for name in TABLES
        }
        for name, table in TABLES.items():
            writers[name].writerow(table.columns)
        fill_tables(archive, lambda name, rows: writers[name].writerows(map(_cells, rows)))


def disarm(words: str) -> str:
    """Return a cell that no program for tables runs as a formula (OWASP, "CSV injection")."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _cells(row: Struct) -> list[Any]:
    return [_cell(value) for value in structs.astuple(row)]


def _cell(value: Any) -> Any:
    words = MANY.join(value) if isinstance(value, tuple) else value
    return disarm(words).encode(errors="replace").decode() if isinstance(words, str) else words
