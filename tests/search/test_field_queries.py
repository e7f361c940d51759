"""Correspondents: the forms of what was typed, but not what a term means."""

from __future__ import annotations

from regesta.model import Entity, NameForm
from regesta.search.field_queries import FieldSearch
from regesta.search.names import NameBook, known_name
from regesta.search.queries import Best
from regesta.search.tree import Field, Word
from regesta.search.vocabulary import Vocabulary

BOOK = NameBook(
    known_name(entity)
    for entity in (
        Entity(
            id="code",
            kind="term",
            name="Harrow",
            names=(NameForm(name="plans for an early return to the northern harbours"),),
        ),
        Entity(id="sec", kind="term", name="Secy", names=(NameForm(name="Secretary"),)),
    )
)


def _said(text: str) -> str:
    said: list[str] = []
    search = FieldSearch(BOOK, lambda _facet: Vocabulary(()), lambda _id: None, said.append)
    assert isinstance(search.query(Field(name="to", value=Word(text=text))), Best)
    return " ".join(said)


def test_meaning_of_a_code_word_is_no_form() -> None:
    assert "northern" in " ".join(BOOK.forms("Harrow"))
    assert "northern" not in _said("Harrow")


def test_abbreviation_of_an_office_is_one() -> None:
    assert "Secy" in _said("Secretary")
