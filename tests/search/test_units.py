"""Bare words as names, dates, kinds of document, and words."""

from __future__ import annotations

import pytest

from regesta.model import Entity, NameForm
from regesta.search.grammar import parse
from regesta.search.names import NameBook, known_name
from regesta.search.tree import All, Word
from regesta.search.units import Unit, read_units

BOOK = NameBook(
    known_name(entity)
    for entity in (
        Entity(id="a", kind="person", name="Lind, Anna", names=(NameForm(name="Анна Линд"),)),
        Entity(id="b", kind="place", name="Orsk", names=(NameForm(name="Port Orlov"),)),
    )
)


def units(text: str) -> list[Unit]:
    tree = parse(text)
    parts = tree.parts if isinstance(tree, All) else (tree,)
    return read_units(
        [part for part in parts if isinstance(part, Word)], BOOK, lambda: {"letter", "minutes"}
    )


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("trade credit", ["trade", "credit"]),
        ("Anna Lind's letter", ["Anna Lind's", "letter"]),
        ("wheat to Port Orlov, March 1951", ["wheat", "to", "Port Orlov", "March 1951"]),
        ("Анна Линд wheat", ["Анна Линд", "wheat"]),
        ("3 March 1951 Orsk", ["3 March 1951", "Orsk"]),
        ("1951-03-03", ["1951-03-03"]),
        ("3 марта 1951", ["3 марта 1951"]),
        ("wheat 1951", ["wheat", "1951"]),
        ("wheat* 1951", ["wheat", "1951"]),
        ("(wheat)", ["wheat"]),
    ],
)
def test_parts(text: str, parted: list[str]) -> None:
    assert [unit.text for unit in units(text)] == parted


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("1951", "1951-01-01T00:00", "1951-12-31T23:59"),
        ("March 1951", "1951-03-01T00:00", "1951-03-31T23:59"),
        ("3 March 1951,", "1951-03-03T00:00", "1951-03-03T23:59"),
        ("30117", "", ""),
        ("195", "", ""),
        ("19510", "", ""),
    ],
)
def test_dates(text: str, since: str, until: str) -> None:
    (unit,) = units(text)
    assert (unit.since, unit.until) == (since, until)


@pytest.mark.parametrize(
    ("text", "kind"), [("letter", "letter"), ("Letters", "letter"), ("minutes", "minutes"),
                       ("minute", ""), ("letter*", ""), ("lettering", "")],
)  # fmt: skip
def test_kinds(text: str, kind: str) -> None:
    (unit,) = units(text)
    assert unit.kind == kind


def test_forms() -> None:
    (unit,) = units("Port Orlov")
    assert unit.forms == ("Orsk",)
    # A hyphen left out is no other form of a row of words.
    assert all(not unit.forms for unit in units("about IL-28 aircraft") if len(unit.words) > 1)


@pytest.mark.parametrize(
    ("typed", "has_forms"),
    [
        ("buy", False),
        ("gain", False),
        ("Buy", True),
        ("orlov", True),
        ("molotov", False),
        ("Molotov", True),
    ],
)
def test_small_words_have_forms_where_a_name_has_them(typed: str, has_forms: bool) -> None:
    assert bool(BOOK.forms(typed)) is has_forms


def test_small_words_where_no_name_is_known() -> None:
    assert "Молотов" in NameBook().forms("molotov")
