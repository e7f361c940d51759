"""Where a text holds one of many literal words: one pass, before any costly pattern runs.

The words of a table are few and looked for in every text, so that their automaton (Aho-Corasick
1975) is worked out in full: a step a byte, whatever the number of words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

T = TypeVar("T")


class Triggers:
    """A set of literal words, found together in one pass, nested ones too."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = AhoCorasick(list(words), implementation=Implementation.DFA)

    def places(self, text: str) -> Iterator[int]:
        """Yield where words begin, in order of their ends; a place may come twice."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return (start for _, start, _ in found)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of every word found, in order of their ends."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return ((start, end) for _, start, end in found)


class Lexicon(Generic[T]):
    """Literal words, each with what is known of it, found together in one pass."""

    def __init__(self, words: Mapping[str, T], *, nested: bool = False) -> None:
        self._known = list(words.values())
        self._nested = nested
        self._automaton = AhoCorasick(
            list(words),
            implementation=Implementation.DFA,
            matchkind=MatchKind.Standard if nested else MatchKind.LeftmostLongest,
        )

    def find(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and what is known of the words in the order they stand.

        Of overlapping words the first is found, of several that begin together the longest;
        with `nested` all of them are, in order of their ends.
        """
        known = self._known
        found = self._automaton.find_matches_as_indexes(text, overlapping=self._nested)
        return ((start, end, known[number]) for number, start, end in found)
