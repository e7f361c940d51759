"""Genres of documents and the words that name them, from `data/genres.toml`."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any, NamedTuple

_TABLE: dict[str, Any] = tomllib.loads(
    files("regesta.understand").joinpath("data/genres.toml").read_text(encoding="utf-8")
)


class Genre(NamedTuple):
    """A genre by its slug; `carries` tells whether its papers go from a sender to a recipient."""

    slug: str
    carries: bool


GENRES = {slug: Genre(slug, bool(row["carries"])) for slug, row in _TABLE["genres"].items()}
_BY_WORD = {
    word.lower(): GENRES[slug] for slug, row in _TABLE["genres"].items() for word in row["words"]
}
_WORDS = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(sorted(map(re.escape, _BY_WORD), key=len, reverse=True))
    + r")(?:s|es)?(?![^\W\d_])",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(
    "|".join(sorted((re.escape(w) for w in _BY_WORD if w[0] > "\u2e80"), key=len, reverse=True))
)


_WEAK = {word: GENRES[slug] for slug, words in _TABLE["weak"].items() for word in words}
_WEAK_WORDS = re.compile(r"(?<![^\W_])(?:" + "|".join(_WEAK) + r")s?(?![^\W\d_])", re.IGNORECASE)


class Found(NamedTuple):
    """A genre named in a title, with its place there."""

    genre: Genre
    start: int
    end: int


def genre_of(title: str, limit: int = 80) -> Found | None:
    """Return the first genre that a title names within its first `limit` characters."""
    match = _WORDS.search(title[:limit]) or _SCRIPTS.search(title[:limit])
    if match is None:
        weak = _WEAK_WORDS.search(title[:limit])
        if weak is None:
            return None
        told = weak[0].lower()
        return Found(_WEAK.get(told) or _WEAK[told.removesuffix("s")], *weak.span())
    word = match[0].lower()
    genre = (
        _BY_WORD.get(word)
        or _BY_WORD.get(word.removesuffix("s"))
        or _BY_WORD.get(word.removesuffix("es"))
    )
    return Found(genre, match.start(), match.end()) if genre else None
