"""A record parted into passages, each of one sense or nearly so."""

from __future__ import annotations

import re

from regesta.model import Record
from regesta.search.documents import PART, stored_text

# Code points of a passage, and of a part of it that is shown.
PASSAGE = 1_000
SHOWN = 320
# Passages of one record: no telegram has more, and of a book the first tell what it is on.
MOST = 400
# A passage ends where a sentence does, if one does in its last part.
_END = re.compile(r"[.!?。！？;:][”’\"')\]]*\s|\n")


def cut(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """Part a span of a text into spans of at most `longest` that end where sentences do.

    >>> cut("One is done. Two is not.", 0, 24, 16)
    [(0, 13), (13, 24)]
    """
    spans: list[tuple[int, int]] = []
    while start < end:
        last = min(end, start + longest)
        if last < end:
            ends = [found.end() for found in _END.finditer(text, start + longest // 2, last)]
            last = ends[-1] if ends else max(text.rfind(" ", start + 1, last), start) + 1
            last = last if last > start + 1 else min(end, start + longest)
        spans.append((start, last))
        start = last
    return spans


def passages(record: Record) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the spans of a record's passages in its stored text, and what each says.

    Notes are left out: most name sources. Each passage is read with the record's title, which
    tells who speaks; a record without text has its title for its one passage.
    """
    content, parts = stored_text(record)
    spans: list[tuple[int, int]] = []
    starts = [part.start for part in parts if not part.page]
    for part in parts:
        if part.page or part.note:
            continue
        end = next((start - len(PART) for start in starts if start > part.start), len(content))
        spans.extend(cut(content, part.start, end, PASSAGE))
    spans = [span for span in spans if content[slice(*span)].strip()][:MOST]
    if not spans:
        return [(0, 0)], [record.title]
    return spans, [f"{record.title}\n{content[start:end]}" for start, end in spans]
