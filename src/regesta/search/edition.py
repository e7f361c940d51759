"""The author's words and the edition's: parted for the index, told apart in snippets."""

from __future__ import annotations

from collections.abc import Iterator

from regesta.model import Text
from regesta.understand.apparatus import additions, without_apparatus

__all__ = ["additions", "author_words", "edition_words"]

# Code points on either side of an addition that are indexed with it, so that a phrase is
# found that runs from the author's words into the edition's.
AROUND = 48


def author_words(text: Text) -> str:
    """Return a text without what its editors added, and with the notes of its author."""
    own = [note.body for note in text.notes if note.by == "author"]
    return "\n".join((without_apparatus(text), *own))


def edition_words(text: Text) -> Iterator[str]:
    """Yield what the editors added to a text, each addition with the words around it."""
    body = text.body
    spans = additions(text)
    at = 0
    while at < len(spans):
        start, end = spans[at]
        at += 1
        while at < len(spans) and spans[at][0] - end < 2 * AROUND:
            end = spans[at][1]
            at += 1
        first = max(0, start - AROUND)
        last = min(len(body), end + AROUND)
        # From the first whole word to the last.
        if first:
            first = body.find(" ", first, start) + 1 or start
        if last < len(body):
            last = max(body.rfind(" ", end, last), end)
        yield body[first:last]
