"""A record found, as it is shown: title and passage with what was sought marked."""

from __future__ import annotations

from msgspec import json

from regesta.search.documents import Part
from regesta.search.index import Hit
from regesta.search.meaning import Meaning
from regesta.search.searcher import Stored
from regesta.search.snippets import make_snippet, mark_words, passage_snippet
from regesta.search.translate import Translation
from regesta.search.vectors import Near


def show_hit(
    stored: Stored,
    score: float | None,
    found: Translation,
    *,
    own: bool = False,
    near: tuple[Meaning, str, Near] | None = None,
) -> Hit:
    """Return the hit for a stored record.

    `own` leaves what editors added out of the passage. `near` is given for a record found by
    its meaning alone: what finds so, the words asked, and the passage that is near to them.
    """
    parts = json.decode(stored["smap"], type=list[Part])
    title, content = string(stored, "stitle"), string(stored, "stext")
    if near:
        meaning, words, passage = near
        span = meaning.best_part(words, content, passage.start, passage.end)
        snippet = passage_snippet(content, parts, *span)
    else:
        added = json.decode(stored["sadded"], type=list[tuple[int, int]]) if own else None
        snippet = make_snippet(content, parts, found.sought, added)
    return Hit(
        id=string(stored, "sid"),
        title=title,
        marked_title=mark_words(title, found.sought),
        date=string(stored, "sdate"),
        genre=string(stored, "sgenre"),
        score=score or 0.0,
        snippet=snippet.html,
        page=snippet.page,
        note=snippet.note,
        text=max(0, snippet.text),
        offset=snippet.offset,
        meaning=round(near[2].closeness, 3) if near else 0.0,
    )


def string(stored: Stored, name: str) -> str:
    """Return a stored field as text."""
    return stored[name].decode()
