"""Where in one record a query finds what it looks for: every place, with the words around it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import json

from regesta.search.documents import Part
from regesta.search.index import Occurrence
from regesta.search.searcher import Stored
from regesta.search.snippets import Sought, find_matches, html_passage, trim_passage

# Code points shown on either side of a place.
AROUND = 90
# Beyond so many places a reader is told that there are more.
MOST_PLACES = 1_000


def find_occurrences(stored: Stored, sought: Sequence[Sought]) -> tuple[Occurrence, ...]:
    """Return the places of what is `sought` in the texts and notes of a stored record, in order.

    A summary of the record is not among them. At most `MOST_PLACES`.
    """
    content = stored["stext"].decode()
    parts = json.decode(stored["smap"], type=list[Part])
    starts = [part.start for part in parts]
    found: list[Occurrence] = []
    for start, end in _apart(find_matches(content, sought, MOST_PLACES)):
        if len(found) == MOST_PLACES:
            break
        here = parts[max(0, bisect_right(starts, start) - 1)] if parts else Part(0)
        if here.text < 0:
            continue
        first = _first(parts, here)
        around = trim_passage(
            content, max(0, start - AROUND), min(len(content), end + AROUND), start
        )
        found.append(
            Occurrence(
                text=here.text,
                note=here.note,
                page=here.page,
                start=start - first,
                end=end - first,
                html=html_passage(content, *around, [(start, end)]),
            )
        )
    return tuple(found)


def _first(parts: Sequence[Part], here: Part) -> int:
    """Return where the body begins that a part belongs to: a page is a part of a body."""
    if here.note:
        return here.start
    return next(part.start for part in parts if part.text == here.text and not part.note)


def _apart(matches: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Yield matches that do not overlap: of several that begin alike the longest."""
    at = -1
    for start, end, _ in sorted(matches, key=lambda match: (match[0], -match[1])):
        if start >= at:
            yield start, end
            at = end
