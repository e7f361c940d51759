"""Literal words in a text: all of them, or the first and longest of those that overlap."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.triggers import Lexicon, Triggers

WORDS = ("note", "notes", "treaty", "eat", "条约", "нота")
LETTERS = st.text(alphabet="notesraty é条约нта🙂", max_size=60)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("two notes", [(4, 8), (4, 9)]),
        ("a treaty", [(4, 7), (2, 8)]),
        ("🙂 签订条约 é нота", [(4, 6), (9, 13)]),
    ],
)
def test_nested_words_come_in_order_of_their_ends(text: str, spans: list[tuple[int, int]]) -> None:
    triggers = Triggers(WORDS)
    assert list(triggers.spans(text)) == spans
    assert list(triggers.places(text)) == [start for start, _ in spans]


def test_of_overlapping_words_the_first_and_longest_is_found() -> None:
    lexicon = Lexicon({word: word.upper() for word in WORDS})
    assert list(lexicon.find("notes, a treaty")) == [(0, 5, "NOTES"), (9, 15, "TREATY")]


@given(LETTERS)
def test_every_span_is_its_word(text: str) -> None:
    spans = list(Triggers(WORDS).spans(text))
    assert sorted(spans) == sorted(
        (at, at + len(word))
        for word in WORDS
        for at in range(len(text))
        if text.startswith(word, at)
    )
    found = list(Lexicon({word: word for word in WORDS}).find(text))
    assert all(text[start:end] == word for start, end, word in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
