"""The value of a field, read as that field has it: dates, what a record has, exact names."""

from __future__ import annotations

from collections.abc import Callable

from regesta.errors import QueryError
from regesta.search.fields import HAS
from regesta.search.tree import All, Any, Field, Leaf, Node, Not, Phrase, Span, Word
from regesta.understand.dates_edtf import edtf_span


def fit(name: str, value: Node) -> Node:
    """Read the value of a field as that field has it."""
    if name == "date":
        return _each(value, _span)
    if name == "has":
        return _each(value, _has)
    if name == "name":
        return _each(value, lambda leaf: Phrase(text=leaf.text, column=leaf.column, exact=True))
    return value


def _each(value: Node, read: Callable[[Leaf], Node]) -> Node:
    """Read every leaf of a value; a field within a field is refused."""
    if isinstance(value, Field):
        raise QueryError(
            "A field cannot stand within another.",
            column=value.column,
            way_out="Close the parenthesis before it.",
        )
    if isinstance(value, Not):
        return Not(part=_each(value.part, read), column=value.column)
    if isinstance(value, All):
        return All(parts=tuple(_each(part, read) for part in value.parts))
    if isinstance(value, Any):
        return Any(parts=tuple(_each(part, read) for part in value.parts))
    return read(value)


def _has(leaf: Leaf) -> Node:
    if leaf.text.lower() in HAS:
        return Word(text=leaf.text.lower(), column=leaf.column)
    raise QueryError(
        f"“has:” does not know “{leaf.text}”.",
        column=leaf.column,
        way_out=f"It knows {', '.join(HAS)}.",
    )


def _span(leaf: Leaf) -> Span:
    text = leaf.text
    if text.lower() in ("none", "undated"):
        return Span(text=text, column=leaf.column)
    first, dots, last = text.partition("..")
    if not dots:
        last = first
    since, until = _end(first, leaf, "since"), _end(last, leaf, "until")
    if since and until and since > until:
        raise QueryError(
            f"“{text}” ends before it begins.",
            column=leaf.column,
            way_out=f"Write date:{last}..{first}.",
        )
    if not since and not until:
        raise _bad_date(text, leaf.column)
    return Span(text=text, since=since, until=until, column=leaf.column)


def _end(edtf: str, leaf: Leaf, which: str) -> str:
    if not edtf:
        return ""
    span = edtf_span(edtf)
    if span is None:
        raise _bad_date(edtf, leaf.column)
    return span.earliest if which == "since" else span.latest


def _bad_date(text: str, column: int) -> QueryError:
    return QueryError(
        f"“{text}” is not a date.",
        column=column,
        way_out="Write date:1950, date:1950-01, date:1950-01-03, date:1950-01..1950-03, "
        "date:1950.. or date:none.",
    )
