"""Which paragraphs of two wordings of one document say the same: original and translation.

Paragraphs keep their order and, in the proportion of the two languages, their lengths; of all
ways to pair them the likeliest is found by dynamic programming. Source: W. A. Gale and K. W.
Church, "A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics 19
(1993), 75-102: the odds of pairings and the variance of lengths are theirs; whole paragraphs
are left out more seldom than sentences, but however long they are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

# How many paragraphs of either side make a pair, and minus the logarithm of its odds.
_PAIRINGS = tuple(
    (first, second, -math.log(odds))
    for first, second, odds in (
        (1, 1, 0.89), (1, 0, 0.0005), (0, 1, 0.0005), (2, 1, 0.0445), (1, 2, 0.0445), (2, 2, 0.011),
    )
)  # fmt: skip
_VARIANCE = 6.8
# How far from the diagonal a pair can lie: more than any translator leaves out in a row.
_BAND = 12
_NO_WAY = math.inf

Cut = tuple[int, int]


def align(first: Sequence[int], second: Sequence[int]) -> list[Cut]:
    """Pair the paragraphs of two texts, given their lengths in characters.

    Returns the cuts, each as the number of paragraphs of either text before it; the last is
    always (len(first), len(second)). Time grows with the number of paragraphs, not its square.

    >>> align([100, 210, 50], [95, 100, 105, 52])
    [(1, 1), (2, 3), (3, 4)]
    """
    if not first or not second:
        return [(len(first), len(second))]
    cuts = _align(first, second, max(1, sum(second)) / max(1, sum(first)))
    # What one side leaves out spoils the proportion of the whole; single pairs tell it better.
    singles = [
        second[j - 1] / first[i - 1]
        for (h, k), (i, j) in pairwise([(0, 0), *cuts])
        if i - h == j - k == 1 and first[i - 1] and second[j - 1]
    ]
    return _align(first, second, median(singles)) if len(singles) > 2 else cuts


def _align(first: Sequence[int], second: Sequence[int], ratio: float) -> list[Cut]:
    """Pair the paragraphs where `ratio` letters of the second text make one of the first."""
    costs: list[dict[int, float]] = [{} for _ in range(len(first) + 1)]
    steps: list[dict[int, Cut]] = [{} for _ in range(len(first) + 1)]
    costs[0][0] = 0.0
    band = _BAND + abs(len(first) - len(second))
    slope = len(second) / len(first)
    for i in range(len(first) + 1):
        middle = int(i * slope)
        for j in range(max(0, middle - band), min(len(second), middle + band) + 1):
            _best_step(i, j, first, second, ratio, costs, steps)
    return _way_back(steps, len(first), len(second))


def _best_step(
    i: int,
    j: int,
    first: Sequence[int],
    second: Sequence[int],
    ratio: float,
    costs: list[dict[int, float]],
    steps: list[dict[int, Cut]],
) -> None:
    """Find the cheapest pairing that ends behind `i` and `j` paragraphs."""
    best = costs[i].get(j, _NO_WAY)
    for of_first, of_second, odds in _PAIRINGS:
        if of_first > i or of_second > j:
            continue
        before = costs[i - of_first].get(j - of_second, _NO_WAY)
        if before + odds >= best:
            continue
        here = sum(first[i - of_first : i])
        there = sum(second[j - of_second : j])
        cost = before + odds + _surprise(here, there, ratio)
        if cost < best:
            best = costs[i][j] = cost
            steps[i][j] = (of_first, of_second)


def _surprise(here: int, there: int, ratio: float) -> float:
    """Minus the logarithm of how likely two stretches of these lengths say the same.

    What stands alone has no length to be compared with; its odds say all.
    """
    if not here or not there:
        return 0.0
    mean = max(1.0, (here + there / ratio) / 2)
    off = abs(there - here * ratio) / math.sqrt(_VARIANCE * mean)
    return -math.log(max(math.erfc(off / math.sqrt(2)), 1e-300))


def _way_back(steps: list[dict[int, Cut]], i: int, j: int) -> list[Cut]:
    cuts: list[Cut] = []
    while i or j:
        cuts.append((i, j))
        if j not in steps[i]:  # out of the band: what is left makes one pair
            break
        of_first, of_second = steps[i][j]
        i, j = i - of_first, j - of_second
    return cuts[::-1]


def align_all(lengths: Sequence[Sequence[int]]) -> list[tuple[int, ...]]:
    """Pair the paragraphs of several texts with those of the first.

    Returns the cuts that all of them share, each as the number of paragraphs of every text
    before it. A stretch that one text leaves out joins the stretch before it.

    >>> align_all([[10, 20], [11, 19], [30]])
    [(2, 2, 1)]
    """
    if not lengths:
        return []
    pairs = [dict(align(lengths[0], other)) for other in lengths[1:]]
    shared = [
        place for place in range(1, len(lengths[0]) + 1) if all(place in cuts for cuts in pairs)
    ]
    rows = [(place, *(cuts[place] for cuts in pairs)) for place in shared]
    whole = tuple(map(len, lengths))
    return [*rows[:-1], whole] if rows else [whole]
