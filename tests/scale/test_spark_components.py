"""Connected components: the same as by hand, in few rounds however long the chain."""

from __future__ import annotations

from math import log2
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.scale.spark_components import components, union
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


LENGTH = 60
CHAIN = [(f"n{number:04}", f"n{number + 1:04}") for number in range(LENGTH)]
OTHERS = [("x3", "x1"), ("x2", "x3"), ("y1", "y1"), ("hub", "spoke1"), ("spoke2", "hub")]


@pytest.mark.parametrize("few", [0, 1_000], ids=["in rounds", "in one task"])
def test_a_long_chain_converges_in_few_rounds(session: Any, tmp_path: Path, few: int) -> None:
    edges = session.createDataFrame([*CHAIN, *OTHERS], "a string, b string")
    found = components(Stage(session, str(tmp_path)), "tied", edges, 2, few=few)
    names = {row["id"]: row["component"] for row in found.frame.collect()}
    assert names == union([*CHAIN, *OTHERS])
    assert found.rounds <= log2(LENGTH) + 2
    assert (found.rounds == 0) == (few > 0)
