"""Facets counted over all matches: directly, side by side, and by what does not match."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from tests.making.indexes import AnyIndex, Make

from regesta.model import Association, DateSpan, Record, Text
from regesta.search import counting
from regesta.search.index import COUNTED, FacetCount, Query, Results

NUMBER = 120


def _record(at: int) -> Record:
    year = 1940 + at % 7
    return Record(
        id=f"r{at}",
        genre="letter" if at % 3 else "note",
        languages=("en",),
        date=None
        if at % 10 == 0
        else DateSpan(edtf=f"{year}", earliest=f"{year}-01-01T00:00", latest=f"{year}-12-31T23:59"),
        texts=(Text(body="barley " * (at % 5 > 0) + "rye", language="en"),),
        topics=tuple(Association(name=f"topic {one}") for one in range(at % 40)),
    )


def _ask(index: AnyIndex, text: str, facets: tuple[str, ...] = COUNTED) -> Results:
    index.forget()
    return index.search(Query(text=text, facets=facets, limit=1))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, make: Make) -> Iterator[AnyIndex]:
    opened = make(tmp_path_factory.mktemp("counting"), map(_record, range(NUMBER)))
    yield opened
    opened.close()


@pytest.mark.parametrize("text", ["barley", "rye", "barley type:letter"])
@pytest.mark.parametrize("facets", [COUNTED, ("topic",), ("year", "genre"), ()])
def test_all_ways_count_alike(
    index: AnyIndex,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    facets: tuple[str, ...],
) -> None:
    direct = _ask(index, text, facets)
    assert direct.total == {"barley": 96, "rye": 120, "barley type:letter": 64}[text]
    monkeypatch.setattr(counting, "LEAST_LEFT", 10)
    monkeypatch.setattr(counting, "MOSTLY", 0.5)
    for many, a_value in ((10**9, 40), (10, 40), (10, 0)):
        monkeypatch.setattr(counting, "MANY", many)
        monkeypatch.setattr(counting, "A_VALUE", a_value)
        other = _ask(index, text, facets)
        assert other.undated == direct.undated
        assert other.facets.keys() == direct.facets.keys()
        for facet, counts in direct.facets.items():
            assert {one.value: one.count for one in other.facets[facet]} == {
                one.value: one.count for one in counts
            } or _tied(counts, other.facets[facet])


def _tied(one: Iterable[FacetCount], other: Iterable[FacetCount]) -> bool:
    """Say whether two counts differ but in which of equally frequent values are shown last."""
    return [count.count for count in one] == [count.count for count in other]


def test_values_that_all_have_or_none(index: AnyIndex) -> None:
    facets = ("language", "archive", "genre")
    found = _ask(index, "barley", facets).facets
    assert list(found) == list(facets)
    assert [(one.value, one.count) for one in found["language"]] == [("en", 96)]
    assert found["archive"] == ()
    assert _ask(index, "millet", facets).facets == dict.fromkeys(facets, ())
