"""What words find and what is near in sense, as one ranked list."""

from __future__ import annotations

import tantivy
from msgspec import Struct
from tantivy import Occur
from tantivy import Query as Engine

from regesta.search.cited import Hits
from regesta.search.meaning import Meaning, fused
from regesta.search.schema import build_schema
from regesta.search.vectors import Near
from regesta.search.words import every

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

Place = tuple[int, int]


class NearHits(Struct, frozen=True):
    """Records near in sense that may be shown: places in order, and their nearest passages."""

    meaning: Meaning
    words: str
    places: tuple[tantivy.DocAddress, ...]
    passages: dict[Place, Near]
    query: Engine

    def passage(self, address: tantivy.DocAddress) -> tuple[Meaning, str, Near]:
        """Return what shows the passage that a record was found by."""
        return self.meaning, self.words, self.passages[key(address)]

    def said(self, alone: int) -> str:
        """Say what was added; `alone` is how many records have not the words."""
        return (
            f"Searched by meaning too: {alone} of the {len(self.places)} records with passages "
            f"nearest in sense to “{self.words}” do not match by its words."
        )


def key(address: tantivy.DocAddress) -> Place:
    """Return what a place in the index is told apart by."""
    return address.segment_ord, address.doc


def near_hits(
    searcher: tantivy.Searcher, meaning: Meaning, words: str, rest: Engine | None
) -> NearHits:
    """Return the records nearest in sense to words that `rest` holds for, None for all."""
    found = meaning.near(words, MOST_ADDED if rest is None else MOST_NEAR)
    by_id = {near.id: near for near in found}
    those = Engine.term_set_query(build_schema(), "id", list(by_id))
    answer = searcher.search(every([those, rest] if rest else [those]), max(1, len(found)))
    placed = {}
    for _score, address in answer.hits:
        identifier = bytes(searcher.doc(address).get_first("sid") or b"").decode()
        placed[identifier] = address
    kept = [near for near in found if near.id in placed][:MOST_ADDED]
    return NearHits(
        meaning=meaning,
        words=words,
        places=tuple(placed[near.id] for near in kept),
        passages={key(placed[near.id]): near for near in kept},
        query=Engine.const_score_query(
            Engine.term_set_query(build_schema(), "id", [near.id for near in kept]), 0.0
        ),
    )


def either(words: Engine, near: NearHits) -> Engine:
    """Return the query for what has the words or is near in sense."""
    return Engine.boolean_query([(Occur.Should, words), (Occur.Should, near.query)])


def only_near(searcher: tantivy.Searcher, words: Engine, near: NearHits) -> set[Place]:
    """Return the places of the records that are near in sense and have not the words."""
    both = searcher.search(every([words, near.query]), MOST_ADDED).hits if near.places else ()
    return set(near.passages) - {key(address) for _score, address in both}


def fuse(words: Hits, near: NearHits) -> Hits:
    """Return both lists as one; a hit keeps the score that it has by its words, else none."""
    addresses = {key(address): address for address in near.places}
    addresses.update((key(address), address) for _score, address in words)
    scores = {key(address): score for score, address in words}
    order = fused(
        [key(address) for _score, address in words],
        [key(address) for address in near.places],
        WEIGHT,
        RANK,
    )
    return [(scores.get(place), addresses[place]) for place in order]
