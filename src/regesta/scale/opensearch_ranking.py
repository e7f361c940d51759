"""The rank of a match as the embedded engine counts it, so that both give one order.

Both rank by BM25 (k1 1.2, b 0.75), but Lucene takes rarity and mean length over the records that
have a field at all, tantivy over all records; where a field is rare (notes, another language)
the two would differ widely. Lucene's formula comes to tantivy's by other constants for a field,
set once all is loaded, and a factor for each term. With N records, D of them with the field:

    k1' = k1 (1 - b) + k1 b N / D        b' = k1 b N / (D k1')

and a match counts idf(N) / idf(D) times as much, and what the larger k1' adds is taken out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

K1, B = 1.2, 0.75


def similarity(records: int, having: int) -> dict[str, Any]:
    """Return the settings of a field that `having` of all records have."""
    k1 = _k1(records, having)
    return {"type": "BM25", "k1": k1, "b": K1 * B * records / (having * k1) if having else B}


def _k1(records: int, having: int) -> float:
    return K1 * (1 - B) + K1 * B * records / having if having else K1


def rarity(records: int, with_term: int) -> float:
    """Return how much a term tells that so many of the records have (BM25's idf)."""
    return math.log(1 + (records - with_term + 0.5) / (with_term + 0.5))


class Weights:
    """How much terms count beside what Lucene makes of them."""

    def __init__(
        self,
        records: int,
        having: Mapping[str, int],
        doc_freq: Callable[[str, str], int],
        *,
        legacy: bool,
    ) -> None:
        """`having` tells how many records have each field; `legacy` is for OpenSearch 2.

        Its BM25 has k1 + 1 as a factor, that of later versions has not.
        """
        self._records = records
        self._having = having
        self._doc_freq = doc_freq
        self._legacy = legacy

    def weigh(self, field: str, terms: tuple[str, ...]) -> float:
        """Return by what the rank of a row of terms is to be multiplied."""
        having = self._having.get(field)
        if not having:
            return 1.0
        counts = [min(self._doc_freq(field, term), having) for term in terms]
        ours = sum(rarity(self._records, count) for count in counts)
        theirs = sum(rarity(having, count) for count in counts)
        added = 1 + _k1(self._records, having) if self._legacy else 1.0
        return ours / theirs * (1 + K1) / added
