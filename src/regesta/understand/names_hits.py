"""Where names, offices and titles stand in a text: one pass for all, longest first, whole words."""

from __future__ import annotations

import re
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from regesta.understand.authority import Authority
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_new import TITLES
from regesta.understand.names_plain import has_other_letters, plain, plain_bytes
from regesta.understand.offices import PHRASES, Phrase
from regesta.understand.romanisation_chinese import is_han

_HAN = re.compile(r"[\u3400-\u9fff]")

Found = tuple[int, int, str]


class Scan(NamedTuple):
    """What one pass over a text finds, each with start and end, in order of their ends.

    `hits` are terms of the authority, of overlapping ones the longest; `offices` the phrases
    that stand for a person; `titles` those that only a name follows.
    """

    hits: list[Found]
    offices: list[tuple[int, int, Phrase]]
    titles: list[tuple[int, int, str]]


class Scanner:
    """All that is looked for in the texts of a source, in one automaton (Aho-Corasick 1975).

    Names in other than Latin letters have automata of their own, asked where a text has such.
    """

    def __init__(self, authority: Authority) -> None:
        index = authority.derive(PersonIndex)
        self._terms = [term for term in index.terms if term.isascii()]
        others = [term for term in index.terms if not term.isascii()]
        self._offices = list(PHRASES.values())
        self._titles = list(TITLES.values())
        words = [word.encode("ascii") for word in (*self._terms, *PHRASES, *TITLES)]
        self._automaton = BytesAhoCorasick(words, implementation=Implementation.ContiguousNFA)
        self._han_terms = [term for term in others if is_han(term)]
        self._wide_terms = [term for term in others if not is_han(term)]
        self._han = AhoCorasick(self._han_terms)
        self._wide = AhoCorasick(self._wide_terms)

    def scan(self, text: str) -> Scan:
        """Return all that stands in a text."""
        hits: list[Found] = []
        offices: list[tuple[int, int, Phrase]] = []
        titles: list[tuple[int, int, str]] = []
        terms = self._terms
        first_office = len(terms)
        first_title = first_office + len(self._offices)
        # A byte a letter; "?" for those that no name in Latin letters has. The plain text is
        # one longer in front, and every word has a blank at both ends.
        letters = plain_bytes(text)
        found = self._automaton.find_matches_as_indexes(letters, overlapping=True)
        for number, start, end in found:
            if number < first_office:
                _keep(hits, (start, end - 2, terms[number]))
            elif number < first_title:
                offices.append((start, end - 2, self._offices[number - first_office]))
            else:
                titles.append((start, end - 2, self._titles[number - first_title]))
        if not letters.isascii() or has_other_letters(text):
            self._find_others(text, plain(text), hits)
        return Scan(hits, offices, titles)

    def _find_others(self, text: str, letters: str, hits: list[Found]) -> None:
        """Add the names in Cyrillic and other letters, and in hanzi, each in its place."""
        wide: list[Found] = []
        if self._wide_terms:
            for number, start, end in self._wide.find_matches_as_indexes(letters, overlapping=True):
                _keep(wide, (start, end - 2, self._wide_terms[number]))
        if self._han_terms and _HAN.search(text):
            for number, start, end in self._han.find_matches_as_indexes(text, overlapping=True):
                wide.append((start, end, self._han_terms[number]))
        if wide:
            hits.extend(wide)
            hits.sort()


def _keep(hits: list[Found], found: Found) -> None:
    """Add a name to those that end before it; of overlapping ones the longest stays."""
    while hits and found[0] <= hits[-1][0]:
        hits.pop()
    if not hits or found[0] >= hits[-1][1]:
        hits.append(found)
