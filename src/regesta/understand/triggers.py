"""Where a text holds one of many literal words: one pass, before any costly pattern runs.

The words of a table are few and looked for in every text, so that their automaton (Aho-Corasick
1975) is worked out in full: a step a byte, whatever the number of words. Tables that are asked
of the same texts share one automaton and one pass, a `Sweep`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation, MatchKind

from regesta.understand.names_plain import has_other_letters, plain, plain_bytes

T = TypeVar("T")
Found = list[tuple[int, int, Any]]
"""Start, end and what is known of each word found, in order of their ends."""


_Owner = tuple[int, str, Any]


class _Built(NamedTuple):
    """The automata of the words in plain letters and of those that have none; whose each is."""

    plain: BytesAhoCorasick
    owners: list[list[_Owner]]
    other: AhoCorasick
    others: list[list[_Owner]]


class Sweep:
    """Tables of words found together, nested and overlapping ones too.

    The pass runs over the plain letters of a text (`names_plain`), a byte each; a word that
    these do not tell from others is compared with the text itself. Words that have no plain
    letters (周恩来, вчера) have a pass of their own, over texts with such letters alone.

    With `names` the words are compared by their plain letters alone, and only where no letter
    or figure stands beside them. Names are many, and seldom even begun in a text: for them a
    small automaton is quicker than one that does each byte in one step.

    With `small` the words are in small letters, and found in capitals as well.
    """

    def __init__(self, *, names: bool = False, small: bool = False) -> None:
        self._names = names
        self._small = small
        self._tables: list[Callable[[], Mapping[str, Any]]] = []
        self._built: _Built | None = None
        # A text is swept once for all who ask; its notes come between the questions.
        self.hits = lru_cache(maxsize=256)(self._hits)

    def add(self, words: Callable[[], Mapping[str, Any]]) -> int:
        """Add a table, asked for when the first text comes; `hits` gives its finds by number."""
        self._tables.append(words)
        self._built = None
        self.hits.cache_clear()
        return len(self._tables) - 1

    def _hits(self, text: str) -> Mapping[int, Found]:
        """Return what a text holds of each table, by the table's number."""
        built = self._built or self._build()
        tables: defaultdict[int, Found] = defaultdict(list)
        letters = plain_bytes(text)
        if self._small:
            letters = letters.lower()
        # The plain text is one longer in front, a whole name by the blanks around it.
        first, last = (0, 2) if self._names else (1, 1)
        for term, begin, stop in built.plain.find_matches_as_indexes(letters, overlapping=True):
            start, end = begin - first, stop - last
            for number, word, known in built.owners[term]:
                if (
                    not word
                    or text.startswith(word, start)
                    or (self._small and text[start:end].lower() == word)
                ):
                    tables[number].append((start, end, known))
        if built.others and has_other_letters(text):
            for term, start, end in built.other.find_matches_as_indexes(text, overlapping=True):
                for number, _, known in built.others[term]:
                    tables[number].append((start, end, known))
        return tables

    def _build(self) -> _Built:
        latin: dict[bytes, list[_Owner]] = {}
        other: dict[str, list[_Owner]] = {}
        for number, words in enumerate(self._tables):
            for word, known in words().items():
                letters = plain(word)
                if not letters.isascii() and has_other_letters(word):
                    other.setdefault(word, []).append((number, word, known))
                    continue
                term = f" {' '.join(letters.split())} " if self._names else letters[1:-1]
                owner = number, "" if self._names else word, known
                latin.setdefault(term.encode("latin-1", "replace"), []).append(owner)
        step = Implementation.ContiguousNFA if self._names else Implementation.DFA
        self._built = _Built(
            BytesAhoCorasick(list(latin), implementation=step),
            list(latin.values()),
            AhoCorasick(list(other), implementation=Implementation.ContiguousNFA),
            list(other.values()),
        )
        return self._built


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


def longest(found: Sequence[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    """Return of overlapping words the first, of several that begin together the longest.

    They are given in order of their ends; mostly none overlap but those that begin together.
    """
    kept: list[tuple[int, int, T]] = []
    begun = reached = -1
    for one in found:
        if one[0] >= reached:
            kept.append(one)
        elif one[0] == begun:
            kept[-1] = one
        else:
            return _longest_of(found)
        begun, reached, _ = one
    return kept


def _longest_of(found: Sequence[tuple[int, int, T]]) -> list[tuple[int, int, T]]:
    kept: list[tuple[int, int, T]] = []
    reached = -1
    for one in sorted(found, key=_place):
        if one[0] >= reached:
            kept.append(one)
            reached = one[1]
    return kept


def _place(one: tuple[int, int, Any]) -> tuple[int, int]:
    return one[0], -one[1]


WORDS = Sweep()
"""The pass that the tables of this package share whose words are sought as printed."""
