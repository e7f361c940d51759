"""The shape of a record as JSON, as structs: what `regesta show` prints and the API describes.

Every key stands in every object, empty where nothing is known; keys may be added, never renamed
or taken away. The OpenAPI description is made of these structs, so it says what is sent.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from regesta.model import Block, Candidate, CitedWork, Mark, PageBreak, Stated

CONTRACT_VERSION = 1


class Date(Struct, frozen=True, kw_only=True):
    """A date: EDTF, its first and last minute in the local time of `place`, the words as printed.

    `offset` is that place's minutes east of UTC, null where not known.
    """

    edtf: str
    earliest: str
    latest: str
    place: str
    offset: int | None
    quote: str
    why: str
    confidence: float


class Person(Struct, frozen=True, kw_only=True):
    """A sender, recipient or contributor: the name as given, and what is known of it."""

    name: str
    entity: str
    role: str
    kind: str
    person: str
    office: str
    post: str
    confidence: float


class Edited(Struct, frozen=True, kw_only=True):
    """What the editors added, as a span of the body with its brackets (Unicode code points)."""

    start: int
    end: int
    kind: str
    content: str
    extent: str
    note: str
    confidence: float


class Footnote(Struct, frozen=True, kw_only=True):
    """A footnote: `anchor` is its place in the body."""

    id: str
    label: str
    body: str
    anchor: int
    kind: str
    by: str


class Wording(Struct, frozen=True, kw_only=True):
    """One wording of a record, in one language; all spans count code points of `body`."""

    role: str
    language: str
    translator: str
    label: str
    body: str
    apparatus: tuple[Edited, ...]
    notes: tuple[Footnote, ...]
    blocks: tuple[Block, ...]
    pages: tuple[PageBreak, ...]
    marks: tuple[Mark, ...]


class Tied(Struct, frozen=True, kw_only=True):
    """A person, place, topic, collection of a record: as its source says, or found in the text."""

    name: str
    entity: str
    url: str
    basis: Literal["source", "text"]


class Source(Struct, frozen=True, kw_only=True):
    """Where the original lies: the words as given, and the works parsed out of them."""

    raw: str
    parsed: tuple[CitedWork, ...]


class Number(Struct, frozen=True, kw_only=True):
    """A number the document itself bears."""

    series: str
    number: str


class Picture(Struct, frozen=True, kw_only=True):
    """A picture of one page: its name or address, and the page it shows."""

    image: str
    page: str


class Described(Struct, frozen=True, kw_only=True):
    """What is known of a document that is spoken of."""

    genre: str
    number: str
    series: str
    sender: str
    recipient: str
    sender_entity: str
    recipient_entity: str
    post: str
    to_post: str
    date: Date | None
    edition: str


class Cited(Struct, frozen=True, kw_only=True):
    """A reference: its words, where they stand, what they describe, and what it came to.

    `target` is the id of the held record, `wanted` of the wanted document, "" where neither.
    """

    quote: str
    start: int
    end: int
    text: int
    note: str
    status: Literal["held", "absent", "unresolved"]
    target: str
    wanted: str
    relation: str
    describes: Described
    candidates: tuple[Candidate, ...]
    confidence: float
    why: str
    rule: str


class CitedBy(Struct, frozen=True, kw_only=True):
    """Who cites: the record's id, title, date, its words and what they make of it."""

    id: str
    title: str
    date: str
    quote: str
    relation: str


class OtherVersion(Struct, frozen=True, kw_only=True):
    """Another version of the text: whose it is, what ties it to the record, how much they share.

    `share` of the record's own wording stands in the other, `back` of the other's in it;
    `length` is the other text's length by the record's.
    """

    id: str
    title: str
    date: str
    relation: str
    share: float
    back: float
    length: float
    differs: tuple[str, ...]
    confidence: float
    why: str


class Agreed(Struct, frozen=True, kw_only=True):
    """An agreement that the record speaks of, and what the sentence does with it."""

    name: str
    genre: str
    parties: tuple[str, ...]
    subjects: tuple[str, ...]
    amount: str
    stage: str
    by: str
    agreement: str
    quote: str
    start: int
    end: int
    text: int
    note: str
    confidence: float
    why: str


class Asked(Struct, frozen=True, kw_only=True):
    """What the writer asks somebody to do, and until when."""

    actor: str
    act: str
    object: str
    deadline: Date | None
    quote: str
    start: int
    end: int
    text: int
    note: str
    confidence: float
    why: str


class Read(Struct, frozen=True, kw_only=True):
    """Where the record was read from: the file, the place in it, its hash, the reader."""

    file: str
    place: str
    sha256: str
    reader: str
    version: str


class Doubt(Struct, frozen=True, kw_only=True):
    """Something a reader should know."""

    kind: str
    message: str


class Other(Struct, frozen=True, kw_only=True):
    """What another reading of the same record has in this field, kept and not used."""

    field: str
    value: str
    source: str


class FullRecord(Struct, frozen=True, kw_only=True):
    """A record: all that is known of one document. `contract` is the version of this shape."""

    contract: int
    id: str
    title: str
    stated: Stated
    genre: str
    date: Date | None
    place: str
    senders: tuple[Person, ...]
    recipients: tuple[Person, ...]
    contributors: tuple[Person, ...]
    texts: tuple[Wording, ...]
    summary: str
    people: tuple[Tied, ...]
    organisations: tuple[Tied, ...]
    places: tuple[Tied, ...]
    topics: tuple[Tied, ...]
    collections: tuple[Tied, ...]
    source: Source
    rights: str
    rights_term: str
    classification: str
    archive: str
    fonds: str
    file: str
    languages: tuple[str, ...]
    uploaded: str
    updated: str
    record_id: str
    url: str
    numbers: tuple[Number, ...]
    volume: str
    sequence: int
    parent: str
    facsimiles: tuple[Picture, ...]
    references: tuple[Cited, ...]
    cited_by: tuple[CitedBy, ...]
    versions: tuple[OtherVersion, ...]
    agreements: tuple[Agreed, ...]
    directives: tuple[Asked, ...]
    flags: tuple[Doubt, ...]
    differences: tuple[Other, ...]
    provenance: Read
    sources: tuple[Read, ...]


class WantedDocument(Struct, frozen=True, kw_only=True):
    """A document that is cited and not held: what is known of it, and who cites it.

    `after` and `before` are the held records between which it falls in its exchange.
    """

    id: str
    title: str
    describes: Described
    citations: int
    cited_by: tuple[CitedBy, ...]
    after: str
    before: str
