"""The authority: names, holders of offices, lists that meet."""

from __future__ import annotations

import pytest

from regesta.model import Entity, NameForm, Role
from regesta.understand.authority import Authority, straight
from regesta.understand.persons import builtin_entities

ENVOY = Entity(
    id="vol/p_1",
    kind="person",
    name="Ada B. Envoy",
    names=(NameForm(name="Envoy, Ada B.", system="inverted"),),
    roles=(
        Role(title="Ambassador to Korea", post="Korea", since="1955-03", until="1957-06-30"),
        Role(title="Assistant Secretary of State for Far Eastern Affairs", since="1957-07"),
    ),
)
SUCCESSOR = Entity(
    id="vol/p_2",
    kind="person",
    name="Carl Follower",
    roles=(Role(title="Ambassador to Korea", post="Korea", since="1957-07"),),
)
SECRETARY = Entity(
    id="vol/p_3",
    kind="person",
    name="Eve Minister",
    roles=(Role(title="Secretary of State"),),
)
PEOPLE = Authority([ENVOY, SUCCESSOR, SECRETARY])


@pytest.mark.parametrize(
    ("inverted", "usual"),
    [
        ("Dulles, John Foster", "John Foster Dulles"),
        ("Smith, William, Jr.", "William Smith Jr."),
        ("Mao Tse-tung", "Mao Tse-tung"),
        ("Envoy,", "Envoy"),
    ],
)
def test_inverted_names_are_put_straight(inverted: str, usual: str) -> None:
    assert straight(inverted) == usual


@pytest.mark.parametrize(
    ("office", "post", "day", "holder"),
    [
        ("Ambassador in Korea", "", "1956-01-01", "vol/p_1"),
        ("the Ambassador to the Republic of Korea", "", "1956-01-01", "vol/p_1"),
        ("Ambassador", "Seoul", "1958-01-01", "vol/p_2"),
        ("Ambassador in Korea", "", "1954-01-01", ""),
        ("Ambassador in Japan", "", "1956-01-01", ""),
        ("the Secretary of State", "", "1956-01-01", "vol/p_3"),
        ("Secretary of the Army", "", "1956-01-01", ""),
        ("Assistant Secretary of State for Far Eastern Affairs", "", "1958-01-01", "vol/p_1"),
    ],
)
def test_who_held_an_office_on_a_day(office: str, post: str, day: str, holder: str) -> None:
    found = PEOPLE.holder(office, post, day)
    assert (found.id if found else "") == holder


def test_two_holders_are_both_candidates_and_neither_decided() -> None:
    other = Entity(
        id="vol/p_4", kind="person", name="Gil Double", roles=(Role(title="Secretary of State"),)
    )
    authority = Authority([SECRETARY, other])
    assert len(authority.holders("Secretary of State", day="1956-01-01")) == 2
    assert authority.holder("Secretary of State", day="1956-01-01") is None


@pytest.mark.parametrize("name", ["Ada B. Envoy", "ENVOY, Ada B.", "ada b envoy"])
def test_entities_are_found_by_name(name: str) -> None:
    assert [entity.id for entity in PEOPLE.named(name)] == ["vol/p_1"]


def test_builtin_persons_join_those_of_a_list() -> None:
    listed = Entity(
        id="vol/p_9",
        kind="person",
        name="Chou En-lai",
        names=(NameForm(name="Zhou Enlai", system="alias"),),
    )
    authority = Authority([listed, *builtin_entities()])
    merged = authority.get("vol/p_9")
    assert merged is not None
    assert "person/zhou-enlai" in merged.same_as
    assert authority.get("person/zhou-enlai") is merged
    assert [entity.id for entity in authority.named("周恩來")] == ["vol/p_9"]
    assert "person/zhou-enlai" not in authority.entities


def test_an_index_is_built_once() -> None:
    built: list[int] = []

    def build(authority: Authority) -> int:
        built.append(len(authority.entities))
        return built[-1]

    authority = Authority([ENVOY])
    assert authority.derive(build) == authority.derive(build) == 1
    assert built == [1]
