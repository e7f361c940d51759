"""What a query comes to once it is read: a small tree, each part with its column."""

from __future__ import annotations

from msgspec import Struct


class Word(Struct, frozen=True, kw_only=True, tag=True):
    """One word; `prefix` for a beginning (`negotiat*`), `fuzzy` the letters that may differ."""

    text: str
    column: int = 0
    prefix: bool = False
    fuzzy: int = 0


class Phrase(Struct, frozen=True, kw_only=True, tag=True):
    """Words in this order; with `apart`, in any order and so many other words between them.

    `exact` holds names in it to this very form.
    """

    text: str
    column: int = 0
    exact: bool = False
    apart: int = 0


class Span(Struct, frozen=True, kw_only=True, tag=True):
    """Dates, as the first and last stamp `YYYY-MM-DDTHH:MM`; "" where open, both for undated."""

    text: str
    since: str = ""
    until: str = ""
    column: int = 0


class Field(Struct, frozen=True, kw_only=True, tag=True):
    """A part that is looked for in one field only."""

    name: str
    value: Node
    column: int = 0


class Not(Struct, frozen=True, kw_only=True, tag=True):
    """What must not match."""

    part: Node
    column: int = 0


class All(Struct, frozen=True, kw_only=True, tag=True):
    """Parts that must all match."""

    parts: tuple[Node, ...]


class Any(Struct, frozen=True, kw_only=True, tag=True):
    """Parts of which at least one must match."""

    parts: tuple[Node, ...]


Leaf = Word | Phrase | Span
Node = Leaf | Field | Not | All | Any
EVERYTHING = All(parts=())
