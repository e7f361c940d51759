"""What an engine is asked, as plain values: every engine has its own way to say them.

    Term, Row            one term; terms in order, with up to `slop` others between them
    Beginning, Near      what begins so; what is spelled so but for a few letters
    OneOf, Between, Has  one of several values; a number within bounds; any value at all
    Everything, Nothing
    Boolean, Best        several queries as one: all or some of them; the best of them
    Boosted, Flat        counted more or less; counted alike for all that it matches
    Alike                what has the telling words of a text

The rank of terms and rows is BM25 (k1 1.2, b 0.75; the mean length and the rarity over all
records), a match of `Everything`, `Beginning`, `Near`, `OneOf`, `Between` and `Has` counts 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from msgspec import Struct


class Occur(Enum):
    """Whether a part of a `Boolean` must match, may, or must not."""

    Must = "must"
    Should = "should"
    MustNot = "must not"


class Term(Struct, frozen=True, kw_only=True):
    """A term of a field, whole."""

    field: str
    text: str


class Row(Struct, frozen=True, kw_only=True):
    """Terms in this order, with up to `slop` others between them in all."""

    field: str
    terms: tuple[str, ...]
    slop: int = 0


class Beginning(Struct, frozen=True, kw_only=True):
    """Any term that begins so."""

    field: str
    text: str


class Near(Struct, frozen=True, kw_only=True):
    """Any term that differs by at most so many letters; two in the wrong order count as one."""

    field: str
    text: str
    letters: int


class OneOf(Struct, frozen=True, kw_only=True):
    """Any of several terms."""

    field: str
    values: tuple[str, ...]


class Between(Struct, frozen=True, kw_only=True):
    """A number within bounds, both included; None is open."""

    field: str
    least: int | None = None
    most: int | None = None


class Has(Struct, frozen=True, kw_only=True):
    """Any number in a field."""

    field: str


class Everything(Struct, frozen=True, kw_only=True):
    """All records."""


class Nothing(Struct, frozen=True, kw_only=True):
    """No record."""


class Boolean(Struct, frozen=True):
    """Several queries as one; `least` is how many of those that may match must.

    Where none must match, at least one of those that may has to.
    """

    clauses: Sequence[tuple[Occur, Asks]]
    least: int = 0


class Best(Struct, frozen=True):
    """What any of several queries matches, counted by the best, with `tie` times the others."""

    queries: Sequence[Asks]
    tie: float = 0.0


class Boosted(Struct, frozen=True):
    """A query that counts so many times as much."""

    query: Asks
    by: float


class Flat(Struct, frozen=True):
    """A query all of whose matches count so much."""

    query: Asks
    score: float


class Alike(Struct, frozen=True, kw_only=True):
    """What has some of the telling words of a text, given for each field as it is indexed there.

    A word tells by how often it is in the text and how rare elsewhere; one in fewer than
    `least` or more than `most` records is left out, the `words` most telling are kept.
    """

    texts: Sequence[tuple[str, str]]
    most: int
    least: int = 2
    words: int = 24
    letters: int = 2


Asks = (
    Term | Row | Beginning | Near | OneOf | Between | Has | Everything | Nothing
    | Boolean | Best | Boosted | Flat | Alike
)  # fmt: skip


def every(queries: Sequence[Asks]) -> Asks:
    """Return the query for what all of these match; for none of them, nothing matches."""
    if not queries:
        return Nothing()
    if len(queries) == 1:
        return queries[0]
    return Boolean([(Occur.Must, query) for query in queries])


def some(queries: Sequence[Asks], least: int = 0) -> Asks:
    """Return the query for what any of these match, or so many of them."""
    return Boolean([(Occur.Should, query) for query in queries], least)


def opposite(query: Asks) -> Asks:
    """Return the query for all that this one does not match."""
    return Boolean([(Occur.Must, Everything()), (Occur.MustNot, query)])
