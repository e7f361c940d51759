"""What records are about: the words that some records of a volume share and most do not.

How alike two records are is the cosine of their words, each weighed by how often it stands
and by how few records have it (tf-idf; G. Salton, C. Buckley, Term-weighting approaches, 1988).
The measure itself tells little, since the records of one volume all speak of one country or
year; how many other records of the volume are more alike tells much.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import log, sqrt
from zlib import crc32

# The stem of a word is its first seven letters, as in `header`.
_STEMS = re.compile(r" ([a-z]{5,7})").findall
_SHORTEST, _LONGEST = 5, 7
_MOST_WORDS = 600  # of a record; longer texts are told by their first ones
_COUNT = 3  # the two lowest bits of a packed word: how often it stands, in steps
_STEPS = (0, 0, 1, 2, 2)  # once, twice, three or four times, more often
_TELLS = (1.0, 1.7, 2.2, 2.8)  # 1 + the logarithm of how often, for each step
_FEWEST = 50  # in a smaller volume no word is common
_PART = 3  # words of more than a third of the records pick nothing out …
_MOST_RECORDS = 250  # … nor do those of more than this in the largest volumes
_ASKED = 100  # words of a record, those that tell most, by which others are looked for
_TEXTS_KEPT = 2_000
_DENSE = 4_096  # records


def pack(bodies: Iterable[str]) -> bytes:
    """Return the stems of the words of a record's texts, hashed, with how often each stands.

    Each takes four bytes of this machine: thirty bits of hash, two of the step.
    """
    count: Counter[str] = Counter()
    for body in bodies:
        count.update(_STEMS(body.lower()))
    found = array("I")
    for stem, times in count.items():
        found.append(_hashed(stem) | (_STEPS[times] if times < len(_STEPS) else _COUNT))
        if len(found) == _MOST_WORDS:
            break
    return found.tobytes()


@lru_cache(maxsize=65_536)
def _hashed(stem: str) -> int:
    return crc32(stem.encode()) & ~_COUNT


def hashed(names: Iterable[str], stems: Iterable[str]) -> frozenset[int]:
    """Return the words that stand near a mention as they are compared with those of texts."""
    known = {name[:_LONGEST] for name in names if len(name) >= _SHORTEST}
    return frozenset(map(_hashed, known.union(stems)))


class Matter:
    """The words of one volume's records, to be asked how near in matter two of them are."""

    def __init__(self, packed: Sequence[tuple[int, bytes]]) -> None:
        """Take the place of each record with its words as `pack` gives them."""
        self._texts: dict[int, array[int]] = {}
        borne: Counter[int] = Counter()
        for place, words in packed:
            text = array("I")
            text.frombytes(words)
            self._texts[place] = text
            borne.update([word & ~_COUNT for word in text])
        total = max(len(packed), _FEWEST)
        most = min(total // _PART, _MOST_RECORDS)
        self._weight = {
            word: log(total / records) for word, records in borne.items() if 1 < records <= most
        }
        # By packed word, the numbers of the texts that bear it: their places among `_places`.
        self._borne_by: defaultdict[int, list[int]] = defaultdict(list)
        self._places = list(self._texts)
        self._length = [self._enter(at, text) for at, text in enumerate(self._texts.values())]
        self._sets: dict[int, frozenset[int]] = {}
        self._citing = -1
        self._scores: dict[int, float] = {}
        self._order: list[float] = []

    def _enter(self, at: int, text: array[int]) -> float:
        """Enter a text under its words; return its length as a vector."""
        weight, borne_by = self._weight.get, self._borne_by
        square = 0.0
        for one in text:
            value = weight(one & ~_COUNT)
            if value:
                borne_by[one].append(at)
                square += (value * _TELLS[one & _COUNT]) ** 2
        return sqrt(square) or 1.0

    def nearer(self, citing: int, place: int) -> int:
        """Return how many records are nearer in matter to the citing one than that of a place."""
        if citing != self._citing:
            self._look(citing)
        score = self._scores.get(place)
        return len(self._order) if score is None else bisect_left(self._order, -score)

    def _look(self, citing: int) -> None:
        """Compare a record with all that share its words, and keep that for its mentions."""
        weight = self._weight
        asked = []
        for one in self._texts.get(citing, ()):
            word = one & ~_COUNT
            if word in weight:
                asked.append((-weight[word] * _TELLS[one & _COUNT], word))
        asked.sort()
        # A list is added to faster than a dict; of very many records most share nothing.
        size = len(self._places)
        scores: list[float] | defaultdict[int, float] = (
            [0.0] * size if size <= _DENSE else defaultdict(float)
        )
        borne_by = self._borne_by.get
        for value, word in asked[:_ASKED]:
            whole = -value * weight[word]
            for step, tells in enumerate(_TELLS):
                texts = borne_by(word | step)
                if texts:
                    adds = whole * tells
                    for at in texts:
                        scores[at] += adds
        pairs = enumerate(scores) if isinstance(scores, list) else scores.items()
        places, length = self._places, self._length
        self._scores = {places[at]: score / length[at] for at, score in pairs if score}
        self._scores.pop(citing, None)
        self._order = sorted([-score for score in self._scores.values()])
        self._citing = citing

    def share(self, words: frozenset[int], place: int) -> float:
        """Return how much of the words, by weight, stands in the text of a record, 0 to 1."""
        weight = self._weight
        told = sorted([word for word in words if word in weight])
        whole = sum([weight[word] for word in told])
        if not whole:
            return 0.0
        there = self._set(place)
        return round(sum([weight[word] for word in told if word in there]) / whole, 3)

    def _set(self, place: int) -> frozenset[int]:
        known = self._sets.get(place)
        if known is None:
            if len(self._sets) >= _TEXTS_KEPT:
                self._sets.clear()
            text = self._texts.get(place, ())
            known = self._sets[place] = frozenset([one & ~_COUNT for one in text])
        return known
