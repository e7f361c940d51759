"""How often a share is right on volumes not fitted: the steps that linking states as certainty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

LEAST = 80.0  # references a step; fewer tell nothing of a share


class Case(NamedTuple):
    """A share as the weights give it, 1.0 if it was right, and how much the case counts."""

    share: float
    right: float
    weight: float


Steps = tuple[tuple[float, float], ...]


def steps(cases: Iterable[Case]) -> Steps:
    """Return pairs of share and rightness, both rising from 0 to 1, by isotonic regression.

    Neighbours that would fall are pooled until none does (the pool adjacent violators
    algorithm), and steps of fewer than `LEAST` cases with those after them.
    """
    pools: list[list[float]] = []  # sums of share and of rightness, weight
    for case in sorted(cases):
        pools.append([case.share * case.weight, case.right * case.weight, case.weight])
        while len(pools) > 1 and _rate(pools[-2]) >= _rate(pools[-1]):
            _pool(pools)
    joined: list[list[float]] = []
    for pool in pools:
        joined.append(pool)
        if len(joined) > 1 and joined[-2][2] < LEAST:
            _pool(joined)
    middle = [(round(one[0] / one[2], 3), round(_rate(one), 3)) for one in joined]
    return ((0.0, 0.0), *(pair for pair in middle if 0.0 < pair[0] < 1.0), (1.0, 1.0))


def _rate(pool: Sequence[float]) -> float:
    return pool[1] / pool[2]


def _pool(pools: list[list[float]]) -> None:
    last = pools.pop()
    pools[-1] = [one + other for one, other in zip(pools[-1], last, strict=True)]


def tenths(cases: Sequence[Case]) -> str:
    """Return for each tenth of the shares what was said, how often it was right, and the cases."""
    parts = []
    for tenth in range(10):
        inside = [one for one in cases if min(int(one.share * 10), 9) == tenth]
        whole = sum(one.weight for one in inside)
        if whole:
            said = sum(one.share * one.weight for one in inside) / whole
            was = sum(one.right * one.weight for one in inside) / whole
            parts.append(f"{said:.2f}:{was:.2f}({whole:.0f})")
    return " ".join(parts)


def best_recall(cases: Iterable[Case], held: float, precision: float) -> tuple[float, float]:
    """Return the greatest recall at which one bar for all keeps the precision, and the bar.

    `held` is the weight of all references that are held.
    """
    claimed = right = 0.0
    found = (0.0, 1.0)
    for case in sorted(cases, reverse=True):
        claimed += case.weight
        right += case.right * case.weight
        if right >= precision * claimed:
            found = (right / held, case.share)
    return found
