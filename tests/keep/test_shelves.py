"""The tree of collections."""

from __future__ import annotations

import pytest

from regesta.keep.entries import Shelf
from regesta.keep.shelves import arrange_shelves

Members = list[tuple[str, int]]
CASES: list[tuple[str, dict[str, str], Members, str]] = [
    ("none", {}, [], ""),
    ("flat", {"a": "", "b": ""}, [("a", 1), ("b", 1)], "a1/1 b1/1"),
    ("a record once in a whole", {"a": "", "b": "a", "c": "a"}, [("b", 1), ("c", 1), ("a", 2)],
     "a1/2(b1/1 c1/1)"),
    ("unknown parent", {"a": "zz"}, [("a", 1)], "a1/1"),
    ("unknown collection", {"a": ""}, [("b", 1)], "a0/0"),
    ("below itself", {"a": "a", "b": "b"}, [("a", 1)], "a1/1 b0/0"),
    ("a circle of two", {"a": "b", "b": "a"}, [("b", 1)], "a0/1(b1/1)"),
    ("a tail on a circle", {"a": "b", "b": "a", "c": "b"}, [("c", 1)], "a0/1(b0/1(c1/1))"),
]  # fmt: skip


@pytest.mark.parametrize(("parents", "members", "tree"), [c[1:] for c in CASES],
                         ids=[c[0] for c in CASES])  # fmt: skip
def test_the_tree(parents: dict[str, str], members: Members, tree: str) -> None:
    rows = [(id, id.upper(), "collection", parent, "") for id, parent in parents.items()]
    assert _said(arrange_shelves(rows, members)) == tree


def _said(shelves: tuple[Shelf, ...]) -> str:
    return " ".join(
        f"{one.id}{one.own}/{one.count}" + (f"({_said(one.parts)})" if one.parts else "")
        for one in shelves
    )
