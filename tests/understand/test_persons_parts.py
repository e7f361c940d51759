"""Listed names taken apart."""

from __future__ import annotations

import pytest

from regesta.understand.names_fit import CONFLICT, GIVEN, INITIAL, UNKNOWN, fit
from regesta.understand.persons import builtin_entities
from regesta.understand.persons_class import classes_of, rank_of
from regesta.understand.persons_parts import name_parts, name_words


@pytest.mark.parametrize(
    ("name", "surname", "given", "titles", "aliases"),
    [
        ("Envoy, Ada B.", "Envoy", ("Ada", "B."), (), ()),
        ("Soldier, General Max D., Jr.", "Soldier", ("Max", "D."), ("General",), ()),
        ("De Example, Jean", "De Example", ("Jean",), (), ()),
        ("Castillo Example, Colonel Carlos", "Castillo Example", ("Carlos",), ("Colonel",), ()),
        ("Jackson C. D.", "Jackson", ("C.", "D."), (), ()),
        ("Example Colonel Gamal Abdel", "Example", ("Gamal", "Abdel"), ("Colonel",), ()),
        ("Smith, General Walter (Starke)", "Smith", ("Walter",), ("General",), ("Starke",)),
        ("Nasr (Nassir, Nasser), Ali", "Nasr", ("Ali",), (), ("Nassir", "Nasser")),
    ],
)
def test_parts(
    name: str,
    surname: str,
    given: tuple[str, ...],
    titles: tuple[str, ...],
    aliases: tuple[str, ...],
) -> None:
    parts = name_parts(name)
    assert (parts.surname, parts.given, parts.titles, parts.aliases) == (
        surname,
        given,
        titles,
        aliases,
    )


@pytest.mark.parametrize(
    ("name", "whole"),
    [("Mao Tse-tung (Mao Zedong)", "Mao Tse-tung"), ("Wang Shu-ming (“Tiger” Wang), General",
     "Wang Shu-ming"), ("Chou En–lai", "Chou En-lai")],
)  # fmt: skip
def test_names_that_are_not_inverted_stay_whole(name: str, whole: str) -> None:
    assert name_parts(name).whole == whole


KNOWN = name_words().given


@pytest.mark.parametrize(
    ("before", "given", "result"),
    [
        (("John", "Foster"), ("John", "Foster"), GIVEN),
        (("J.", "F."), ("John", "Foster"), INITIAL),
        (("J.F.",), ("John", "Foster"), INITIAL),
        (("Bill",), ("William", "P."), GIVEN),
        (("Mac",), ("McGeorge",), GIVEN),
        (("Allen",), ("John", "Foster"), CONFLICT),
        (("Robert", "H."), ("Robert", "W."), INITIAL),
        (("Boris", "H."), ("Boris",), GIVEN),
        (("Soviet",), ("Anatoly",), UNKNOWN),
        ((), ("Anatoly",), UNKNOWN),
        (("Anatoliy",), ("Anatoly", "F."), GIVEN),
        (("X.",), ("Anatoly",), CONFLICT),
    ],
)
def test_given_names_fit_or_speak_against(
    before: tuple[str, ...], given: tuple[str, ...], result: int
) -> None:
    assert fit(before, given, KNOWN) == result


def test_classes_and_ranks_come_from_the_words_of_the_list() -> None:
    parts = name_parts("Soldier, General Max D.")
    assert "general" in classes_of(parts, "Chief of Staff")
    assert "ambassador" in classes_of(name_parts("Envoy, Ada"), "Ambassador to Korea")
    assert rank_of("President of the United States") > rank_of("Secretary of State")
    assert rank_of("Secretary of State") > rank_of("Deputy Secretary of Defense")


def test_the_table_of_persons_is_sound() -> None:
    persons = builtin_entities()
    assert len({person.id for person in persons}) == len(persons) >= 220
    for person in persons:
        assert len({person.name, *(form.name for form in person.names)}) >= 3
        assert person.born[:4].isdigit()
        assert all(form.name.strip() == form.name for form in person.names)
