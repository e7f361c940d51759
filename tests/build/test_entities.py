"""Joined entities: ids in chains and circles, and what each member adds."""

from __future__ import annotations

import pytest

from regesta.build.entities import canonical_ids, join_entities
from regesta.model import Entity, NameForm, Role

CHAINS: list[tuple[dict[str, str], dict[str, str]]] = [
    ({}, {"a": "a", "b": "b", "c": "c"}),
    ({"a": "b"}, {"a": "b", "b": "b", "c": "c"}),
    ({"a": "b", "b": "c"}, {"a": "c", "b": "c", "c": "c"}),
    ({"a": "a"}, {"a": "a", "b": "b", "c": "c"}),
    ({"a": "b", "b": "a"}, {"a": "a", "b": "a", "c": "c"}),
    ({"c": "b", "b": "a", "a": "b"}, {"a": "a", "b": "a", "c": "a"}),
    ({"a": "elsewhere"}, {"a": "elsewhere", "b": "b", "c": "c"}),
]


@pytest.mark.parametrize(("joined", "final"), CHAINS)
def test_ids_in_the_end(joined: dict[str, str], final: dict[str, str]) -> None:
    entities = [Entity(id=id, kind="person", name=id.upper()) for id in "abc"]
    assert canonical_ids(entities, joined) == final


def test_the_canonical_one_stands_first_and_the_others_add() -> None:
    entities = [
        Entity(id="b", kind="person", name="Marr, I.", died="1971", origin="list 2",
               roles=(Role(title="Consul"), Role(title="Envoy"))),
        Entity(id="x", kind="person", name="Otto"),
        Entity(id="a", kind="person", name="Ida Marr", names=(NameForm(name="Ida"),),
               roles=(Role(title="Consul"),), same_as=("wd:1",)),
    ]  # fmt: skip
    first, other = join_entities(entities, {"a": "a", "b": "a", "x": "x"})
    assert first == Entity(
        id="a",
        kind="person",
        name="Ida Marr",
        names=(NameForm(name="Ida"), NameForm(name="Marr, I.", system="alias")),
        roles=(Role(title="Consul"), Role(title="Envoy")),
        died="1971",
        same_as=("wd:1", "b"),
        origin="list 2",
    )
    assert other == entities[1]


def test_an_id_that_no_list_has_stands_for_its_members() -> None:
    (one,) = join_entities([Entity(id="a", kind="place", name="Arlen")], {"a": "decided"})
    assert (one.id, one.name) == ("decided", "Arlen")


def test_an_entry_read_twice_counts_once() -> None:
    entity = Entity(id="a", kind="place", name="Arlen")
    assert join_entities([entity, entity], {"a": "a"}) == [entity]
