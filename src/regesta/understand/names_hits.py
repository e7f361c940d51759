"""Where terms of the authority stand in a text: longest first, whole words only."""

from __future__ import annotations

from regesta.understand.names_index import PersonIndex
from regesta.understand.names_plain import plain

Found = tuple[int, int, str]


def find_hits(text: str, index: PersonIndex) -> list[Found]:
    """Return (start, end, term) of every term in the text; of overlapping ones the longest."""
    if not index.terms:
        return []
    hits: list[Found] = []
    last = -1
    for stop, term in index.automaton.iter(plain(text)):
        # The plain text is one longer in front: its position `stop` is the blank after the name.
        end = stop - 1
        start = end - len(term) + 2
        while hits and start <= hits[-1][0]:
            hits.pop()
        last = hits[-1][1] if hits else -1
        if start >= last:
            hits.append((start, end, term))
    return hits
