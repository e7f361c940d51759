"""The record: one document and all that is known of it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from regesta.model.agent import Agent, Association
from regesta.model.annotation import AnyAnnotation, Apparatus, Mark
from regesta.model.date import DateSpan
from regesta.model.reference import Mention, Reference

TextRole = Literal["original", "transcription", "translation"]

BlockKind = Literal[
    "paragraph", "heading", "dateline", "salute", "opener", "signed", "closer", "postscript",
    "item", "label", "row", "quote", "address", "table", "verse",
]  # fmt: skip


class Block(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A part of a text: a paragraph, dateline, signature, list item, table row.

    `level` is the depth of a list item or heading. Cells of a row stand apart by a tab.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0


class PageBreak(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A new page begins at `offset`; `number` as printed, `facsimile` its picture's name."""

    offset: int
    number: str
    facsimile: str = ""


class Note(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A footnote: `anchor` is its place in the text's body; `by` is editor or author.

    `kind` is "source" for the note that says where the document lies, else "footnote".
    """

    id: str
    label: str
    body: str
    anchor: int
    kind: Literal["source", "footnote", "title"] = "footnote"
    by: Literal["editor", "author"] = "editor"


class Text(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One wording of a record, in one language (BCP 47, "" while not known).

    `body` is the text as kept, NFC, blocks parted by a newline; it is never rewritten, and
    footnotes are not in it but in `notes`. `blocks`, `pages`, `marks`, `apparatus` are spans of it.
    """

    body: str
    role: TextRole = "transcription"
    language: str = ""
    translator: str = ""
    label: str = ""
    blocks: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    pages: tuple[PageBreak, ...] = ()
    marks: tuple[Mark, ...] = ()
    apparatus: tuple[Apparatus, ...] = ()


class CitedWork(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One work or archival unit of a source citation; names as printed."""

    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    title: str = ""
    title_translated: str = ""
    container: str = ""
    volume: str = ""
    place: str = ""
    publisher: str = ""
    year: str = ""
    pages: str = ""
    archive: str = ""
    fonds: str = ""
    series: str = ""
    file: str = ""
    leaves: str = ""
    box: str = ""
    relation: str = ""


class SourceCitation(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where the original lies: the words as given, and the works parsed out of them."""

    raw: str = ""
    parsed: tuple[CitedWork, ...] = ()


class Facsimile(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A picture of one page: its name or address, and the page it shows."""

    image: str
    page: str = ""


class DocumentNumber(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A number the document itself bears: series ("telegram", "despatch", "file", "NSC")."""

    series: str
    number: str


class Flag(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Something a reader should know: a contradiction, a doubt, a label without value."""

    kind: str
    message: str


class Difference(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What another reading of the same record has in this field, kept and not used."""

    field: str
    value: str
    source: str


class Provenance(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where the record was read from: file (relative to the archive, POSIX), place in it, hash."""

    file: str
    place: str = ""
    sha256: str = ""
    reader: str = ""
    version: str = ""


class Stated(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the source itself states, verbatim, before we make anything of it.

    `date` is the date as given ("January 02, 1950"), `date_machine` a machine-readable one
    (TEI @when, ISO or EDTF), `number` the edition's number of the document, `head` its heading.
    """

    date: str = ""
    date_machine: str = ""
    number: str = ""
    head: str = ""
    citation: str = ""
    genre: str = ""
    dateline: str = ""
    place: str = ""


class Record(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One document and all that is known of it.

    Readers fill what the source states; `understand` fills date, genre, senders,
    recipients, annotations, mentions; `link` fills references. Ids: `VOLUME/XMLID` for a
    TEI volume, the host's record ID where there is one, else a slug of the source's path.
    """

    id: str
    title: str = ""
    stated: Stated = Stated()
    genre: str = ""
    date: DateSpan | None = None
    place: str = ""
    senders: tuple[Agent, ...] = ()
    recipients: tuple[Agent, ...] = ()
    contributors: tuple[Agent, ...] = ()
    texts: tuple[Text, ...] = ()
    summary: str = ""
    people: tuple[Association, ...] = ()
    organisations: tuple[Association, ...] = ()
    places: tuple[Association, ...] = ()
    topics: tuple[Association, ...] = ()
    collections: tuple[Association, ...] = ()
    source: SourceCitation = SourceCitation()
    rights: str = ""
    rights_term: str = ""
    classification: str = ""
    archive: str = ""
    fonds: str = ""
    file: str = ""
    languages: tuple[str, ...] = ()
    uploaded: str = ""
    updated: str = ""
    record_id: str = ""
    url: str = ""
    numbers: tuple[DocumentNumber, ...] = ()
    facsimiles: tuple[Facsimile, ...] = ()
    volume: str = ""
    sequence: int = 0
    parent: str = ""
    annotations: tuple[AnyAnnotation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    references: tuple[Reference, ...] = ()
    flags: tuple[Flag, ...] = ()
    differences: tuple[Difference, ...] = ()
    provenance: tuple[Provenance, ...] = ()


class Collection(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A group that records belong to: a volume, compilation, chapter, an archive's collection."""

    id: str
    title: str
    kind: str = "collection"
    parent: str = ""
    sequence: int = 0
    description: str = ""
