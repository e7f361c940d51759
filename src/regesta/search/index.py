"""The protocol that every search engine stands behind, and what passes through it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Protocol, runtime_checkable

from msgspec import Struct

from regesta.model import Record

FACETS = (
    "decade", "year", "genre", "sender", "recipient", "person", "place", "organisation", "topic",
    "collection", "archive", "language", "classification", "references",
)  # fmt: skip
# All that can be counted and filtered by; those beyond `FACETS` are counted when named.
COUNTED = (*FACETS, "month", "agreement")


class Query(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked: the words as typed, filters by facet, a span of days, order and page.

    `text` may use the query language. `filters` maps a facet to the values that must all
    hold. `since`/`until` are EDTF dates, inclusive; a record is in when its own span
    touches theirs. `sort` is relevance, date, -date, or cited (by how many records, which is
    then the score). `facets` names those to be counted. `words` says whose words are looked
    in: all, or only the author's, not the edition's titles, brackets, notes and summaries.
    `meaning` adds records that are near in sense to the words, where the archive has vectors.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = {}
    since: str = ""
    until: str = ""
    sort: str = "relevance"
    words: Literal["all", "author"] = "all"
    meaning: bool = False
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = FACETS


class Hit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A record found: `date` is EDTF, `snippet` HTML-escaped text with <mark> around matches.

    The snippet stands on `page` (as printed, "" when not known), in the note labelled `note`
    ("" when in the text itself), at `offset` of the body of the text with index `text`.
    `meaning` is above 0 where the record was found by meaning alone: how near in sense to the
    words the passage is that the snippet shows (1 is the same).
    """

    id: str
    title: str
    date: str
    score: float
    snippet: str
    genre: str = ""
    page: str = ""
    note: str = ""
    text: int = 0
    offset: int = 0
    marked_title: str = ""
    meaning: float = 0.0


class Occurrence(Struct, frozen=True, kw_only=True):
    """One place in a record: the index of its text, the label of the note it is in ("" for the
    text itself), its page ("" where not known), its span in that body, the words around it as
    HTML."""

    text: int
    note: str
    page: str
    start: int
    end: int
    html: str


class FacetCount(Struct, frozen=True, kw_only=True):
    """How many of all matches have this value; `label` is its form to show."""

    value: str
    count: int
    label: str = ""


class Results(Struct, frozen=True, kw_only=True):
    """One page of hits, the total over all matches, facet counts over all matches.

    `explained` says in sentences what was searched; `undated` counts matches without a date.
    `instead` is the query with its unknown words as the archive spells them, "" without such.
    """

    total: int
    took_ms: float
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    undated: int = 0
    explained: tuple[str, ...] = ()
    instead: str = ""


class Writer(Protocol):
    """Fills a new index; nothing is visible before `commit`."""

    def add(self, record: Record) -> None:
        """Add one record, with its references."""

    def commit(self) -> None:
        """Make all that was added findable, and close."""


@runtime_checkable
class KeepsParts(Protocol):
    """A writer whose index is made of parts, those in which nothing changed taken over."""

    def take_over(self, old: Path, stamps: Mapping[str, str]) -> set[str]:
        """Take over parts by names and stamps from the index at `old`; returns those taken."""

    def begin_part(self, name: str, stamp: str) -> None:
        """Let the records added from now on be this part."""


class Index(Protocol):
    """Answers queries; raises `QueryError` for one that cannot be understood."""

    @property
    def finds_by_meaning(self) -> bool:
        """Whether `Query.meaning` can be asked of this archive."""

    def search(self, query: Query) -> Results:
        """Answer one query."""

    def suggest(self, prefix: str, limit: int = 8) -> list[str]:
        """Names and titles that begin so."""

    def similar(self, identifier: str, limit: int = 8) -> list[Hit]:
        """Records like this one; raises `NotFound`."""

    def close(self) -> None:
        """Let go of the index's files."""


@runtime_checkable
class FindsWithin(Protocol):
    """An index that can also tell every place in a record that a query finds."""

    def within(self, identifier: str, query: Query) -> tuple[Occurrence, ...]:
        """Return the places in one record; raises `QueryError`."""
