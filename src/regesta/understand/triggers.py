"""Where a text holds one of many literal words: one pass, before any costly pattern runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import ahocorasick


class Triggers:
    """A set of literal words, found together in one pass (Aho-Corasick 1975)."""

    def __init__(self, words: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for word in words:
            self._automaton.add_word(word, len(word))
        self._automaton.make_automaton()

    def places(self, text: str) -> Iterator[int]:
        """Yield where words begin, in order of their ends; a place may come twice."""
        for last, length in self._automaton.iter(text):
            yield last - length + 1

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of every word found, nested ones too, in order of their ends."""
        for last, length in self._automaton.iter(text):
            yield last - length + 1, last + 1
