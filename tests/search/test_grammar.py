"""The query language: what each form is read as, and what is said of what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regesta.errors import QueryError
from regesta.search.grammar import MOST_LEAVES, parse
from regesta.search.tree import EVERYTHING, All, Any, Field, Node, Not, Phrase, Span, Word


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        ("  \n", EVERYTHING),
        ("treaty", Word(text="treaty")),
        ("+treaty", Word(text="treaty")),
        ("trade credit", All(parts=(Word(text="trade"), Word(text="credit", column=6)))),
        ("trade AND credit", All(parts=(Word(text="trade"), Word(text="credit", column=10)))),
        ("trade or credit", Any(parts=(Word(text="trade"), Word(text="credit", column=9)))),
        ("not trade", Not(part=Word(text="trade", column=4))),
        ("-trade", Not(part=Word(text="trade", column=1))),
        ("negotiat*", Word(text="negotiat", prefix=True)),
        ("Gray~", Word(text="Gray", fuzzy=1)),
        ("Gromyko~", Word(text="Gromyko", fuzzy=2)),
        ("Gromyko~1", Word(text="Gromyko", fuzzy=1)),
        ('"trade credit"', Phrase(text="trade credit")),
        ("„trade credit“", Phrase(text="trade credit")),
        ("«trade credit»", Phrase(text="trade credit")),
        ('="Chou En-lai"', Phrase(text="Chou En-lai", exact=True)),
        ("=treaties", Phrase(text="treaties", exact=True)),
        ("-=treaties", Not(part=Phrase(text="treaties", exact=True, column=1))),
        ("a=b", Word(text="a=b")),
        ('near("trade credit", 5)', Phrase(text="trade credit", apart=5)),
        ("NEAR( “trade credit” ,5 )", Phrase(text="trade credit", apart=5)),
        ("from:Gray", Field(name="from", value=Word(text="Gray", column=5))),
        ("author:Gray", Field(name="from", value=Word(text="Gray", column=7))),
        (
            "person:(Gray or Chou)",
            Field(
                name="person",
                value=Any(parts=(Word(text="Gray", column=8), Word(text="Chou", column=16))),
            ),
        ),
        (
            "date:1950-01..1950-02",
            Field(
                name="date",
                value=Span(
                    text="1950-01..1950-02",
                    since="1950-01-01T00:00",
                    until="1950-02-28T23:59",
                    column=5,
                ),
            ),
        ),
        (
            "date:1950..",
            Field(name="date", value=Span(text="1950..", since="1950-01-01T00:00", column=5)),
        ),
        ("date:none", Field(name="date", value=Span(text="none", column=5))),
        ("has:wanted", Field(name="has", value=Word(text="wanted", column=4))),
        (
            'name:"Chou En-lai"',
            Field(name="name", value=Phrase(text="Chou En-lai", exact=True, column=5)),
        ),
        ("10:30", Word(text="10:30")),
        ("http://a.b", Word(text="http://a.b")),
        ("Sino-Soviet", Word(text="Sino-Soviet")),
        ("why?", Word(text="why?")),
    ],
)
def test_reads(text: str, tree: Node) -> None:
    assert parse(text) == tree


def test_and_binds_closer_than_or() -> None:
    tree = parse("a b or c -d")
    assert isinstance(tree, Any)
    assert [type(part) for part in tree.parts] == [All, All]


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ("a or", 2, 'write "or"'),
        ("and b", 0, 'write "and"'),
        ("a or or b", 2, "both of its sides"),
        ("not", 0, "after it"),
        ("not not a", 4, "twice"),
        ("not -a", 4, "twice"),
        ("--a", 1, "twice"),
        ("()", 0, "parentheses"),
        ("— & …", 0, "letter or digit"),
        ("(a", 0, "Write )"),
        ("a)", 1, "no opening"),
        ('"abc', 0, "not closed"),
        ('a ""', 2, "between the quotation marks"),
        ("form:x", 0, "Did you mean from:"),
        ("re:x", 0, "quotation marks"),
        ("from: x", 0, "from:word"),
        ("org*an", 3, "end of a word"),
        ("*", 0, "end of a word"),
        ("a*", 0, "at least 2"),
        ("ab~", 0, "at least 3"),
        ("abcd~7", 4, "~1 or ~2"),
        ("x^2", 1, "^"),
        ("date:soon", 5, "is not a date"),
        ("date:1951..1950", 5, "date:1950..1951"),
        ("date:..", 5, "is not a date"),
        ("has:nothing", 4, "It knows"),
        ("date:(person:x)", 6, "within another"),
        ('near("a b")', 0, 'near("two words", 5)'),
        ('near("a b", 500)', 0, "from 1 to 50"),
        ("a" * 1001, 1000, "1,000"),
        ("( )", 0, "Nothing stands here"),
        ("(a " * 40, 34, "deep"),
        ("a " * (MOST_LEAVES + 1), 2 * MOST_LEAVES, "two searches"),
        ("ab* " * 7, 24, "Write out"),
        ('neer("a b", 3)', 0, "Did you mean near("),
        ("so =treaty*", 3, "one of the two signs"),
        ("=treaty~1", 0, "one of the two signs"),
    ],
)
def test_refuses(text: str, column: int, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert says in str(refused.value)
    assert refused.value.way_out
    assert refused.value.column == column


SIGNS = st.sampled_from(
    ["a", "treaty", " ", " ", '"', "(", ")", "-", "*", "~", ":", "from:", "date:", "1950", "..",
     "or", "and", "not", "near(", "=", "has:", "?", "^", "+", "“", "”", "毛", "é", "\0", "'", ","]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(SIGNS, max_size=40).map("".join) | st.text(max_size=80))
def test_reads_or_refuses_anything(text: str) -> None:
    refused = None
    try:
        parse(text)
    except QueryError as error:
        refused = error
    assert refused is None or (refused.message and 0 <= refused.column <= len(text))
