"""Literal words in a text: all of them, or the first and longest of those that overlap."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.triggers import Lexicon, Sweep, longest

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
    found = list(Lexicon(dict.fromkeys(WORDS), nested=True).find(text))
    assert [(start, end) for start, end, _ in found] == spans


def test_of_overlapping_words_the_first_and_longest_is_found() -> None:
    lexicon = Lexicon({word: word.upper() for word in WORDS})
    assert list(lexicon.find("notes, a treaty")) == [(0, 5, "NOTES"), (9, 15, "TREATY")]


def everywhere(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    return sorted(
        (at, at + len(word))
        for word in words
        for at in range(len(text))
        if text.startswith(word, at)
    )


def mirrored(words: tuple[str, ...]) -> dict[str, str]:
    return {word: word for word in words}


@given(LETTERS)
def test_a_sweep_finds_for_each_table_its_words(text: str) -> None:
    sweep = Sweep()
    tables = [WORDS, ("ate", "é y", "notés", "treaty"), ("e, n", "条")]
    numbers = [sweep.add(partial(mirrored, words)) for words in tables]
    hits = sweep.hits(text)
    for number, words in zip(numbers, tables, strict=True):
        found = hits.get(number, [])
        assert sorted((start, end) for start, end, _ in found) == everywhere(text, words)
        assert all(text[start:end] == word for start, end, word in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("São Tomé, SAO TOME; São Tomés", ["São Tomé"]),
        ("(Sao Tome)", ["Sao Tome"]),
        ("周恩来在场", ["周恩来"]),
        ("SaoTome", []),
    ],
)
def test_names_are_whole_words_in_plain_letters(text: str, names: list[str]) -> None:
    sweep = Sweep(names=True)
    number = sweep.add(lambda: {"São Tomé": 1, "周恩来": 2})
    assert [text[start:end] for start, end, _ in sweep.hits(text).get(number, ())] == names


def test_a_table_that_comes_late_is_swept_too() -> None:
    sweep = Sweep()
    sweep.add(lambda: {"note": 1})
    assert dict(sweep.hits("a treaty")) == {}
    late = sweep.add(lambda: {"treaty": 2})
    assert dict(sweep.hits("a treaty")) == {late: [(2, 8, 2)]}


@given(LETTERS)
def test_every_span_is_its_word(text: str) -> None:
    spans = [
        (start, end) for start, end, _ in Lexicon(dict.fromkeys(WORDS), nested=True).find(text)
    ]
    assert sorted(spans) == everywhere(text, WORDS)
    nested = list(Lexicon({word: word for word in WORDS}, nested=True).find(text))
    found = list(Lexicon({word: word for word in WORDS}).find(text))
    assert found == longest(nested)
    assert all(text[start:end] == word for start, end, word in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))
