"""Where names, offices and titles stand in a text: one pass for all, longest first, whole words."""

from __future__ import annotations

import re
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from regesta.understand.authority import Authority
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_new import TITLES
from regesta.understand.names_plain import has_other_letters, plain
from regesta.understand.offices import PHRASES, Phrase
from regesta.understand.romanisation_chinese import is_han

_HAN = re.compile(r"[\u3400-\u9fff]")

Found = tuple[int, int, str]


def _bytes(letters: str) -> bytes:
    """Return a byte for each of a plain text's letters, "?" for those that no name in Latin has."""
    return letters.encode("latin-1", "replace")


class Scan(NamedTuple):
    """What one pass over a text finds, each with start and end, in order of their ends.

    `hits` are terms of the authority, of overlapping ones the longest; `offices` the phrases
    that stand for a person; `titles` those that only a name follows.
    """

    hits: list[Found]
    offices: list[tuple[int, int, Phrase]]
    titles: list[tuple[int, int, str]]


class Scanner:
    """All that is looked for in the texts of a source, in one automaton (Aho-Corasick 1975)."""

    def __init__(self, authority: Authority) -> None:
        index = authority.derive(PersonIndex)
        han = [term for term in index.terms if not term.isascii() and is_han(term)]
        others = index.terms.keys() - han if han else index.terms
        self._terms = list(others)
        self._offices = list(PHRASES.values())
        self._titles = list(TITLES.values())
        words = [_bytes(word) for word in (*self._terms, *PHRASES, *TITLES)]
        self._automaton = BytesAhoCorasick(words, implementation=Implementation.ContiguousNFA)
        self._han_terms = han
        self._han = AhoCorasick(han) if han else None

    def scan(self, text: str) -> Scan:
        """Return all that stands in a text."""
        hits: list[Found] = []
        offices: list[tuple[int, int, Phrase]] = []
        titles: list[tuple[int, int, str]] = []
        terms = self._terms
        first_office = len(terms)
        first_title = first_office + len(self._offices)
        # The plain text is one longer in front, and every word has a blank at both ends.
        found = self._automaton.find_matches_as_indexes(_bytes(plain(text)), overlapping=True)
        for number, start, end in found:
            if number < first_office:
                while hits and start <= hits[-1][0]:
                    hits.pop()
                if not hits or start >= hits[-1][1]:
                    hits.append((start, end - 2, terms[number]))
            elif number < first_title:
                offices.append((start, end - 2, self._offices[number - first_office]))
            else:
                titles.append((start, end - 2, self._titles[number - first_title]))
        if self._han and has_other_letters(text) and _HAN.search(text):
            for number, start, end in self._han.find_matches_as_indexes(text, overlapping=True):
                hits.append((start, end, self._han_terms[number]))
            hits.sort()
        return Scan(hits, offices, titles)
