"""Statements about a span of a text, with who or what rule said so, and how sure.

Offsets count Unicode code points of the text as kept (NFC). `text` is the index of the
text in `Record.texts`; `note` is the id of a note of that text when the span lies in the
note's body and not in the text's.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from regesta.model.agent import EntityKind
from regesta.model.date import DateSpan

ApparatusKind = Literal[
    "supplied",  # words or letters completed by the editor: [Zhou] Enlai
    "gloss",  # another name for what stands before it: Lushun [Port Arthur]
    "interpolation",  # the editor's words that make the sentence whole: [we believe]
    "omission",  # [...], [3 lines not declassified]
    "sic",
    "doubtful",  # [Liu Shaoqi]?
    "summary",  # [Here follows discussion of …]
    "note",  # the anchor of a footnote (start == end)
    "correction",
]


class Apparatus(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the editors added, as a span that includes its brackets.

    `content` is the editors' words without brackets; `extent` says how much is left out
    ("3 lines"); `note` is the id of the note anchored here.
    """

    kind: ApparatusKind
    start: int
    end: int
    content: str = ""
    extent: str = ""
    note: str = ""
    rule: str = ""
    confidence: float = 1.0


class Candidate(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One of several things a span could mean: an entity's or record's id, how sure, and why."""

    id: str
    confidence: float
    why: str = ""


class Mark(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the source's own markup says of a span (TEI persName, placeName, date, ref, term).

    `target` is an entity's or record's id or an address; `value` a machine-readable date.
    """

    kind: Literal["person", "organisation", "place", "term", "date", "reference", "emphasis"]
    start: int
    end: int
    target: str = ""
    value: str = ""
    text: int = 0
    note: str = ""


class Annotation(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag_field="type"):
    """The common part of every statement about a span."""

    start: int
    end: int
    quote: str
    rule: str
    confidence: float
    text: int = 0
    note: str = ""


class EntityMention(
    Annotation, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag="entity"
):
    """A person, organisation or place named here.

    `entity` is "" while undecided; `candidates` then holds what it could be. `name` is the
    full name where the editors' supplied parts complete it.
    """

    kind: EntityKind
    entity: str = ""
    name: str = ""
    candidates: tuple[Candidate, ...] = ()


class DateMention(Annotation, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag="date"):
    """A date in the text, read in the record's own context."""

    date: DateSpan


class Amount(Annotation, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag="amount"):
    """A sum of money or a quantity: `value` in `unit` (ISO 4217 code or a unit's name).

    `upper` closes a range; `approximate` is True for "about", "some", "nearly".
    """

    value: float
    unit: str
    upper: float | None = None
    approximate: bool = False


class AgreementMention(
    Annotation, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag="agreement"
):
    """An agreement named or described, and what the sentence does with it.

    `name` is the instrument as named or described, `genre` its kind ("treaty", "credit
    agreement"), `stage` one of proposed, negotiated, drafted, signed, ratified, published,
    abolished, refused, in-force, "" where the sentence says none; `by` who does it;
    `sentence` (start, end) is the evidence.
    """

    name: str
    genre: str = ""
    parties: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    amount: str = ""
    stage: str = ""
    by: str = ""
    sentence: tuple[int, int] = (0, 0)
    agreement: str = ""


class Directive(
    Annotation, frozen=True, gc=False, kw_only=True, omit_defaults=True, tag="directive"
):
    """What the writer asks of the reader: who is to do what to whom, and until when."""

    actor: str
    act: str
    object: str = ""
    deadline: DateSpan | None = None


AnyAnnotation = EntityMention | DateMention | Amount | AgreementMention | Directive
