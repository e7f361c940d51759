"""The author's words and the edition's: parted for the index, told apart in snippets."""

from __future__ import annotations

from collections.abc import Iterator

from regesta.model import Text

# Code points on either side of an addition that are indexed with it, so that a phrase is
# found that runs from the author's words into the edition's.
AROUND = 48


def additions(text: Text) -> list[tuple[int, int]]:
    """Return the spans that the editors added to a text, in order, none within another."""
    spans: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in text.apparatus):
        if start >= end:  # the anchor of a note
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def author_words(text: Text) -> str:
    """Return a text without what its editors added, and with the notes of its author."""
    spans = additions(text)
    own = [note.body for note in text.notes if note.by == "author"]
    if not spans and not own:
        return text.body
    pieces = []
    at = 0
    for start, end in spans:
        pieces.append(text.body[at:start])
        at = end
    pieces.append(text.body[at:])
    return "\n".join((" ".join(pieces), *own))


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
