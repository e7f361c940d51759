"""Connected components on a cluster: what is tied, over however many steps, gets one name.

Large-star and small-star in turn (R. Kiveris et al., Connected Components in MapReduce and
Beyond, 2014): every node ties its larger neighbours, then its smaller ones, to the smallest
it knows. A chain of n becomes a star in about log n rounds, each a join or two, and no node is
sent all edges of its component. Edges few enough for one task are joined there at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from regesta.scale.spark_frames import Row, Rows, grouped, mapped
from regesta.scale.spark_stage import Stage

FEW = 500_000  # edges that one task joins in a second, in some 100 MB
_EDGES = "a string, b string"
_NAMED = "id string, component string"
_MOST_ROUNDS = 64


class Components(Struct, frozen=True):
    """The component of each node that has an edge, and after how many rounds that was found."""

    frame: Any
    rounds: int


def components(stage: Stage, name: str, edges: Any, parts: int, few: int = FEW) -> Components:
    """Return the component of each node of the edges (`a`, `b`), named by its smallest node.

    What is half done is kept under `name`.
    """
    edges = stage.keep(f"{name}-0", edges.select("a", "b"))
    if edges.count() <= few:
        one_task = edges.repartition(1).sortWithinPartitions("a", "b")
        return Components(stage.keep(name, mapped(one_task, _joined, _NAMED)), 0)
    rounds = 0
    known: tuple[int, int] | None = None
    while rounds < _MOST_ROUNDS:
        rounds += 1
        large = grouped(
            mapped(edges, both_ways, _EDGES), large_star, _EDGES, by=("a",), order=("b",),
            parts=parts,
        )  # fmt: skip
        small = grouped(
            mapped(large, larger_first, _EDGES), small_star, _EDGES, by=("a",), order=("b",),
            parts=parts,
        )  # fmt: skip
        edges = stage.keep(f"{name}-{rounds}", small.dropDuplicates(["a", "b"]))
        now = _fingerprint(edges)
        if now == known:
            break
        known = now
    named = mapped(edges, _named, _NAMED).dropDuplicates(["id"])
    return Components(stage.keep(name, named), rounds)


def union(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the smallest node of the component of each node, joined in this process."""
    above: dict[str, str] = {}

    def root(node: str) -> str:
        while (up := above.setdefault(node, node)) != node:
            above[node] = above[up]
            node = above[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        above[high] = low
    return {node: root(node) for node in list(above)}


def _fingerprint(edges: Any) -> tuple[int, int]:
    """Return the number of edges and a sum of their hashes: the same when none has changed."""
    number, total = edges.selectExpr("count(*)", "bit_xor(xxhash64(a, b))").collect()[0]
    return number, total


def _joined(rows: Rows) -> Iterator[Row]:
    yield from union((one, other) for one, other in rows).items()


def _named(rows: Rows) -> Iterator[Row]:
    """Yield the nodes of stars: edges from a node to the smallest of its component."""
    for node, smallest in rows:
        yield (node, smallest)
        yield (smallest, smallest)


def both_ways(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield every edge from both of its nodes."""
    for one, other in rows:
        yield (one, other)
        yield (other, one)


def larger_first(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield every edge from the larger of its nodes."""
    for one, other in rows:
        yield (max(one, other), min(one, other))


def large_star(key: Row, rows: Iterable[Row]) -> Iterator[Row]:
    """Tie the neighbours that are larger than a node to the smallest it knows.

    Neighbours come in order, so that the smallest is known at once.
    """
    node = key[0]
    smallest = ""
    last = ""
    for _, neighbour in rows:
        smallest = smallest or min(node, neighbour)
        if neighbour != last and (neighbour > node or neighbour == smallest == node):
            yield (neighbour, smallest)
        last = neighbour


def small_star(key: Row, rows: Iterable[Row]) -> Iterator[Row]:
    """Tie a node and its smaller neighbours to the smallest of them."""
    node = key[0]
    smallest = ""
    last = ""
    for _, neighbour in rows:
        if not smallest:
            smallest = neighbour
            yield (node, smallest)
        elif neighbour != last:
            yield (neighbour, smallest)
        last = neighbour
