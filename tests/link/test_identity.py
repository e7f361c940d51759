"""Entries of several lists known as one person, and what keeps two persons apart."""

from __future__ import annotations

import random
import time

import pytest

from regesta.link.identity import join_persons
from regesta.link.identity_names import agreement, given_agree, person
from regesta.model import Decision, Entity, NameForm
from regesta.model.decision import Verdict
from regesta.read.tei_people import natural_name

ENVOY = "Ambassador to Dverland, March 1950-June 1952; thereafter Director of the Harbour Office"
MINER = "Chief Geologist of the Northern Coal Board"


def entry(id: str, name: str, description: str = "", born: str = "") -> Entity:
    """An entry as a list prints it: "Marlowe, Edith J."."""
    natural, others = natural_name(name)
    forms = tuple(NameForm(name=other, system="alias") for other in others)
    if "," in name:
        forms = (NameForm(name=name, system="inverted"), *forms)
    return Entity(
        id=id, kind="person", name=natural, names=forms, description=description, born=born,
        origin=id.partition("/")[0],
    )  # fmt: skip


def together(*entries: Entity) -> list[set[str]]:
    """The groups of more than one."""
    groups: dict[str, set[str]] = {}
    for id, shown in join_persons(entries).items():
        groups.setdefault(shown, {shown}).add(id)
    return sorted(groups.values(), key=sorted)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("Marlowe, Edith J.", "Marlowe, Edith J.", "alike"),
        ("Marlowe, Edith J.", "Marlowe, Edith Jane", "alike"),
        ("Marlowe, Edith", "Marlowe, Edith J.", "open"),
        ("Marlowe, William", "Marlowe, Bill", "short"),
        ("Marlowe, E.J.", "Marlowe, Edith J.", "initials"),
        ("Marlowe, Tapley", "Marlowe, W. Tapley", "inner"),
        ("Marlowe, C. Douglas", "Marlowe, Douglas C.", "alike"),
        ("Marlowe, Edith J.", "Marlow, Edith J.", "spelled"),
        ("Hartog, Gunnar", "Hartog, Gunar", "spelled"),
        ("Marlowe, Edith J.", "Marlowe, Edith K.", "middle"),
        ("Marlowe, Edith J.", "Marlowe, Ruth J.", "first"),
        ("Marlowe, Edith", "Marlowe, Ruth", ""),
        ("Marlowe, Henry", "Marlowe, Henry, Jr.", "suffix"),
        ("Marlowe, Henry, Jr.", "Marlowe, Henry, Sr.", ""),
        ("Marlowe, Edith", "Rezvin, Edith", ""),
        ("Marlowe", "Marlowe, Edith", "surname"),
        ("Harrow-Lynn, Thomas", "Lynn, Thomas", "loose"),
        ("al-Rashid, Samir", "Rashid, Samir", "alike"),
        ("Lu Chien-ming", "Lu Chien-Ming", "alike"),
        ("Lu Chien-ming", "Lu Chien-meng", "spelled"),
        ("Lu Chien-ming", "Ho Su-yin", ""),
        ("Marlowe, General of the Army Edith J.", "Marlowe, Edith J.", "alike"),
        ("de Witt, Jan", "De Witt, Jan", "alike"),
    ],
)
def test_how_names_agree(one: str, other: str, told: str) -> None:
    first, second = person(entry("a/1", one)), person(entry("b/1", other))
    assert agreement(first, second) == told
    assert agreement(second, first) == told


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [("edith", "edith", "same"), ("bob", "robert", "short"), ("e", "edith", "initial"),
     ("josef", "joseph", "like"), ("edith", "ruth", ""), ("e", "ruth", "")],
)  # fmt: skip
def test_how_given_names_agree(one: str, other: str, told: str) -> None:
    assert given_agree(one, other) == told


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        (("Marlowe, Edith J.", ENVOY), ("Marlowe, Edith J.", MINER), True),
        (("Marlowe, Edith", ENVOY), ("Marlowe, Edith J.", MINER), True),
        (("Marlowe, William", ENVOY), ("Marlowe, Bill", ENVOY), True),
        (("Marlowe, E.J.", ENVOY), ("Marlowe, Edith J.", ENVOY), True),
        (("Marlowe, E.J.", ENVOY), ("Marlowe, Edith J.", MINER), False),
        (("Marlowe, Edith J.", ENVOY), ("Marlow, Edith J.", ENVOY), True),
        (("Marlowe, Edith J.", ENVOY), ("Marlow, Edith J.", MINER), False),
        (("Marlowe, Edith J.", ENVOY), ("Marlowe, Edith K.", ENVOY), True),  # a misprint
        (("Marlowe, Edith J.", ENVOY), ("Marlowe, Edith K.", MINER), False),
        (("Marlowe, Edith", ENVOY), ("Marlowe, Ruth", ENVOY), False),
        (("Marlowe", ENVOY), ("Marlowe, Ruth", ENVOY), True),
        (("Marlowe", ENVOY), ("Marlowe, Ruth", MINER), False),
        (("Marlowe, Henry", ENVOY), ("Marlowe, Henry, Jr.", MINER), False),
        (("Lu Chien-ming", ENVOY), ("Lu Chien-meng", ENVOY), True),
        (("Lu Chien-ming", ENVOY), ("Lu Jianming", ENVOY), True),
        (("Lu Chien-ming", ENVOY), ("Lu Jianming", MINER), False),
        (("Crane, Alice (Edith Marlowe)", ENVOY), ("Marlowe, Edith", ENVOY), True),
        (("Crane, Alice (Edith Marlowe)", ENVOY), ("Marlowe, Edith", MINER), False),
        (("Madame Lu Chien-ming", "wife of Lu Chien-ming"), ("Lu Chien-ming", ENVOY), False),
    ],
)
def test_what_must_speak_for_it(one: tuple[str, str], other: tuple[str, str], joined: bool) -> None:
    assert bool(together(entry("a/1", *one), entry("b/1", *other))) is joined


def test_one_list_knows_its_persons_apart() -> None:
    both = entry("a/1", "Marlowe, Edith J.", ENVOY), entry("a/2", "Marlowe, Edith K.", ENVOY)
    assert together(*both, entry("b/1", "Marlowe, Edith J.", ENVOY)) == [{"a/1", "b/1"}]


def test_a_cross_reference_is_whom_it_names() -> None:
    entries = (
        entry("a/1", "Lu Chien-ming", ENVOY),
        entry("a/2", "Ming", "see Lu Chien-ming"),
        entry("a/3", "Ho Chien-ming", MINER),
        entry("b/2", "Ming", "see Ho Chien-ming"),
    )
    assert together(*entries) == [{"a/1", "a/2"}]


def test_dates_of_life_forbid() -> None:
    one = entry("a/1", "Marlowe, Edith", ENVOY, born="1899")
    assert together(one, entry("b/1", "Marlowe, Edith J.", ENVOY, born="1921")) == []


def test_what_is_joined_forbids_more() -> None:
    found = together(
        entry("a/1", "Marlowe, Edith J.", ENVOY),
        entry("b/1", "Marlowe, Edith K.", MINER),
        entry("c/1", "Marlowe, Edith", ENVOY),
    )
    assert all(not {"a/1", "b/1"} <= group for group in found)
    assert len(found) == 1


def test_the_fullest_entry_stands_for_all() -> None:
    joined = join_persons(
        [entry("a/1", "Marlowe, E.J.", ENVOY), entry("b/1", "Marlowe, Edith Jane", ENVOY)]
    )
    assert joined == {"a/1": "b/1"}


@pytest.mark.parametrize(
    ("verdict", "one", "other", "joined"),
    [
        ("merge", "Marlowe, Edith", "Rezvin, Anton", True),
        ("split", "Marlowe, Edith J.", "Marlowe, Edith J.", False),
        ("note", "Marlowe, Edith", "Rezvin, Anton", False),
    ],
)
def test_decisions_outweigh_the_rules(verdict: Verdict, one: str, other: str, joined: bool) -> None:
    decision = Decision(
        id="1", when="2026-01-01T00:00:00Z", who="reader", about="entity", subject="a/1",
        value="b/1", verdict=verdict,
    )  # fmt: skip
    assert bool(join_persons([entry("a/1", one), entry("b/1", other)], [decision])) is joined


def test_the_archives_own_entry_stands_before_others() -> None:
    own = entry("lu", "Lu Jianming", "Envoy")
    assert join_persons([entry("a/1", "Lu Jianming", ENVOY), own]) == {"a/1": "lu"}


def test_places_are_left_alone() -> None:
    places = [Entity(id=f"{at}/p", kind="place", name="Marlowe") for at in "ab"]
    assert join_persons(places) == {}


def test_order_makes_no_difference() -> None:
    names = ["Marlowe, Edith J.", "Marlowe, E.J.", "Marlow, Edith", "Lu Chien-ming", "Marlowe"]
    entries = [
        entry(f"{volume}/{number}", name, ENVOY if number % 2 else MINER)
        for volume in "abcdef"
        for number, name in enumerate(names)
    ]
    first = join_persons(entries)
    assert first
    for seed in range(4):
        assert join_persons(random.Random(seed).sample(entries, len(entries))) == first


def test_many_of_one_surname_take_linear_time() -> None:
    entries = [
        entry(
            f"v{number}/1", f"Smith, {chr(65 + number % 26)}{'abcdefgh'[number % 8] * 3}n{number}"
        )
        for number in range(4000)
    ]
    start = time.process_time()
    join_persons(entries)
    assert time.process_time() - start < 4
