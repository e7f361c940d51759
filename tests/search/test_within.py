"""Every place in one record that a query finds, with its text, note, page and words around."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from regesta.errors import QueryError
from regesta.model import Note, PageBreak, Record, Text
from regesta.search.index import FindsWithin, Query

BODY = "The treaty was signed. " + "Nothing was said of it for long. " * 8 + "Treaties are slow."


RECORD = Record(
    id="r/1",
    title="On the treaty",
    summary="A treaty.",
    texts=(
        Text(
            body=BODY,
            language="en",
            pages=(PageBreak(offset=0, number="4"), PageBreak(offset=200, number="5")),
            notes=(Note(id="n1", label="1", body="The treaty of 1936.", anchor=10),),
        ),
        Text(body="条约已签字。", language="zh", role="original"),
    ),
)


@pytest.fixture(scope="module")
def index(
    tmp_path_factory: pytest.TempPathFactory,
    make: Callable[[Path, Iterable[Record]], FindsWithin],
) -> FindsWithin:
    other = Record(id="r/2", title="Nothing", texts=(Text(body="Wheat."),))
    return make(tmp_path_factory.mktemp("within"), [RECORD, other])


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("treaty", [(0, "", "4", "treaty"), (0, "", "5", "Treaties"), (0, "1", "4", "treaty")]),
        ("treaty AND slow", [
            (0, "", "4", "treaty"), (0, "", "5", "Treaties"), (0, "", "5", "slow"),
            (0, "1", "4", "treaty"),
        ]),
        ('"treaty of 1936"', [(0, "1", "4", "treaty of 1936")]),
        ("条约", [(1, "", "", "条约")]),
        ("wheat", []),
        ("date:1950", []),
    ],
)  # fmt: skip
def test_places(index: FindsWithin, query: str, places: list[tuple[int, str, str, str]]) -> None:
    bodies = {(0, ""): BODY, (0, "1"): "The treaty of 1936.", (1, ""): "条约已签字。"}
    found = [
        (one.text, one.note, one.page, bodies[one.text, one.note][one.start : one.end])
        for one in index.within("r/1", Query(text=query))
    ]
    assert found == places


def test_words_around_are_escaped_and_marked(index: FindsWithin) -> None:
    first = index.within("r/1", Query(text="treaty"))[0]
    assert first.html.startswith("The <mark>treaty</mark> was signed. Nothing was said")
    assert first.html.endswith("…")


def test_unknown_records_and_wrong_queries(index: FindsWithin) -> None:
    assert isinstance(index, FindsWithin)
    assert index.within("nobody", Query(text="treaty")) == ()
    with pytest.raises(QueryError):
        index.within("r/1", Query(text='"open'))
