"""What words find and what is near in sense, as one ranked list."""

from __future__ import annotations

from msgspec import Struct

from regesta.search.meaning import Meaning, fused
from regesta.search.queries import Asks, Flat, OneOf, every, some
from regesta.search.searcher import Hits, Place, Searcher
from regesta.search.vectors import Near

# Records near in sense that are added at most, and that are looked at where some must be left
# out for their date or another field.
MOST_ADDED = 50
MOST_NEAR = 400
# How far down the list of words the two are fused; what comes later has little weight.
DEPTH = 200
# Measured on known-item questions (eval/relevance.py --meaning): so the words keep their first
# places, and what is near in sense begins on the first page. With 60 and 1, as is usual among
# equals, an answer in five fell behind what was only near.
RANK = 5
WEIGHT = 0.3


class NearHits(Struct, frozen=True):
    """Records near in sense that may be shown: places in order, and their nearest passages."""

    meaning: Meaning
    words: str
    places: tuple[Place, ...]
    passages: dict[Place, Near]
    query: Asks

    def passage(self, place: Place) -> tuple[Meaning, str, Near]:
        """Return what shows the passage that a record was found by."""
        return self.meaning, self.words, self.passages[place]

    def said(self, alone: int) -> str:
        """Say what was added; `alone` is how many records have not the words."""
        return (
            f"Searched by meaning too: {alone} of the {len(self.places)} records with passages "
            f"nearest in sense to “{self.words}” do not match by its words."
        )


def near_hits(searcher: Searcher, meaning: Meaning, words: str, rest: Asks | None) -> NearHits:
    """Return the records nearest in sense to words that `rest` holds for, None for all."""
    found = meaning.near(words, MOST_ADDED if rest is None else MOST_NEAR)
    by_id = {near.id: near for near in found}
    those = OneOf(field="id", values=tuple(by_id))
    answer = searcher.search(every([those, rest] if rest else [those]), max(1, len(found)))
    places = [place for _score, place in answer.hits]
    documents = searcher.documents(places)
    placed = {one["sid"].decode(): place for place, one in zip(places, documents, strict=True)}
    kept = [near for near in found if near.id in placed][:MOST_ADDED]
    return NearHits(
        meaning=meaning,
        words=words,
        places=tuple(placed[near.id] for near in kept),
        passages={placed[near.id]: near for near in kept},
        query=Flat(OneOf(field="id", values=tuple(near.id for near in kept)), 0.0),
    )


def either(words: Asks, near: NearHits) -> Asks:
    """Return the query for what has the words or is near in sense."""
    return some([words, near.query])


def only_near(searcher: Searcher, words: Asks, near: NearHits) -> set[Place]:
    """Return the places of the records that are near in sense and have not the words."""
    both = searcher.search(every([words, near.query]), MOST_ADDED).hits if near.places else ()
    return set(near.passages) - {place for _score, place in both}


def fuse(words: Hits, near: NearHits) -> Hits:
    """Return both lists as one; a hit keeps the score that it has by its words, else none."""
    scores = {place: score for score, place in words}
    order = fused([place for _score, place in words], near.places, WEIGHT, RANK)
    return [(scores.get(place), place) for place in order]
