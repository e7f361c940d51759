"""Connected components: the same as by hand, in few rounds however long the chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import log2
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.scale.spark_components import (
    both_ways,
    components,
    large_star,
    larger_first,
    small_star,
    union,
)
from regesta.scale.spark_stage import Stage

_NODES = st.integers(0, 30).map(lambda number: f"n{number:02}")


def _by_hand(edges: list[tuple[str, str]]) -> dict[str, str]:
    """Spread the smallest name over every edge until nothing changes."""
    names = {node: node for edge in edges for node in edge}
    changed = True
    while changed:
        changed = False
        for one, other in edges:
            low = min(names[one], names[other])
            changed |= names[one] != low or names[other] != low
            names[one] = names[other] = low
    return names


@given(st.lists(st.tuples(_NODES, _NODES), max_size=60))
def test_every_node_is_named_by_the_smallest_it_reaches(edges: list[tuple[str, str]]) -> None:
    assert union(edges) == _by_hand(edges)


Edges = list[tuple[str, str]]
_Star = Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], Iterator[tuple[str, ...]]]


def _each(edges: Iterable[tuple[str, ...]], star: _Star) -> list[tuple[str, ...]]:
    """Ask a star for every node with its edges in order, as Spark does."""
    ordered = groupby(sorted(edges), key=itemgetter(0))
    return [edge for node, some in ordered for edge in star((node,), some)]


def _in_rounds(edges: Edges) -> tuple[dict[str, str], int]:
    """Turn edges into stars until nothing changes; return the components and the rounds."""
    known: list[tuple[str, ...]] = []
    now: list[tuple[str, ...]] = list(edges)
    rounds = 0
    while rounds == 0 or now != known:
        known = now
        large = _each(both_ways(iter(now)), large_star)
        now = sorted(set(_each(larger_first(iter(large)), small_star)))
        rounds += 1
    return {node: low for high, low in now for node in (high, low)}, rounds


@given(st.lists(st.tuples(_NODES, _NODES), max_size=60))
def test_stars_find_the_same_components(edges: Edges) -> None:
    assert _in_rounds(edges)[0] == union(edges)


def _chain(length: int) -> Edges:
    return [(f"n{number:06}", f"n{number + 1:06}") for number in range(length)]


@pytest.mark.parametrize("length", [1, 10, 100, 1_000, 10_000])
def test_the_longest_chain_needs_few_rounds(length: int) -> None:
    found, rounds = _in_rounds(_chain(length))
    assert set(found.values()) == {"n000000"}
    assert rounds <= log2(length) + 3


OTHERS = [("x3", "x1"), ("x2", "x3"), ("y1", "y1"), ("hub", "spoke1"), ("spoke2", "hub")]


@pytest.mark.parametrize("few", [0, 1_000], ids=["in rounds", "in one task"])
def test_spark_finds_them_too(session: Any, tmp_path: Path, few: int) -> None:
    told = [*_chain(6), *OTHERS]
    edges = session.createDataFrame(told, "a string, b string")
    found = components(Stage(session, str(tmp_path)), "tied", edges, 2, few=few)
    assert {row["id"]: row["component"] for row in found.frame.collect()} == union(told)
    assert (found.rounds == 0) == (few > 0)
