"""Where terms of the authority stand in a text: longest first, whole words only."""

from __future__ import annotations

import re

from regesta.understand.names_index import PersonIndex
from regesta.understand.names_plain import has_other_letters, plain

_HAN = re.compile(r"[\u3400-\u9fff]")

Found = tuple[int, int, str]


def find_hits(text: str, index: PersonIndex) -> list[Found]:
    """Return (start, end, term) of every term in the text; of overlapping ones the longest."""
    if not index.terms:
        return []
    hits: list[Found] = []
    for stop, term in index.automaton.iter(plain(text)):
        # The plain text is one longer in front: its position `stop` is the blank after the name.
        end = stop - 1
        start = end - len(term) + 2
        while hits and start <= hits[-1][0]:
            hits.pop()
        if not hits or start >= hits[-1][1]:
            hits.append((start, end, term))
    if index.han and has_other_letters(text) and _HAN.search(text):
        hits.extend((stop + 1 - len(term), stop + 1, term) for stop, term in index.han.iter(text))
        hits.sort()
    return hits
