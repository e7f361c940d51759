"""What the fuzzers found, once; and what each stands for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from regesta.keep.archive import Archive
from regesta.link.header import header
from regesta.model import Record
from regesta.model.record import DocumentNumber
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import FACETS, Query

LONG = ["\u0b6d" * 90 + "*", *("x" * 300 + sign for sign in "*~"), "=" + "x" * 300]


@pytest.fixture(scope="module")
def index(example: Path) -> Iterator[EmbeddedIndex]:
    with Archive.open(example) as archive:
        opened = EmbeddedIndex(archive.index_path)
        yield opened
        opened.close()


@pytest.mark.parametrize("query", LONG)
def test_a_word_longer_than_any_of_the_index_is_not_there(index: EmbeddedIndex, query: str) -> None:
    assert index.search(Query(text=query, facets=FACETS)).total == 0


def test_a_number_without_a_series_has_a_header() -> None:
    bare = DocumentNumber(series="", number="7701")
    assert header(Record(id="r", title="Letter", numbers=(bare,))).id == "r"
