"""Held, absent or unresolved: the features added up, a threshold and a margin."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from math import exp
from operator import itemgetter

from msgspec import Struct

from regesta.link.ask import Features
from regesta.model import Status

_FIRST = itemgetter(0)


class Weights(Struct, frozen=True):
    """Weights by kind of mention and name of feature; thresholds by kind.

    `stated` are the steps from a candidate's share to how often such a share is right, see
    `certainty`.
    """

    features: dict[str, dict[str, float]]
    absence: dict[str, dict[str, float]]
    elsewhere: dict[str, dict[str, float]]
    held: dict[str, float]
    margin: dict[str, float]
    absent: dict[str, float]
    stated: tuple[tuple[float, float], ...] = ()


class Verdict(Struct, frozen=True, gc=False):
    """What a mention came to: `best` is the index of the best candidate, -1 for none."""

    status: Status
    best: int
    confidence: float
    shares: tuple[float, ...]


@lru_cache(maxsize=1)
def weights() -> Weights:
    """Return the weights that `eval/fit.py` writes, read once."""
    source = files("regesta.link").joinpath("data/weights.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return Weights(
        features=table["features"],
        absence=table["absence"],
        elsewhere=table.get("elsewhere", {}),
        held=table["thresholds"]["held"],
        margin=table["thresholds"]["margin"],
        absent=table["thresholds"]["absent"],
        stated=tuple((share, right) for share, right in table.get("stated", {}).get("held", ())),
    )


def kind_of(kind: str) -> str:
    """Return under which weights a mention falls: numbered, dated, or relative for all others."""
    return kind if kind in ("numbered", "dated") else "relative"


def added(found: Features, table: dict[str, float]) -> float:
    """Return the sum of the features by their weights."""
    weight = table.get
    return sum([weight(name, 0.0) * value for name, value in found])


def shares(
    scores: list[float], absence: float, elsewhere: float
) -> tuple[list[float], float, float]:
    """Turn scores into shares of certainty: of each candidate, of absence, of being elsewhere.

    Elsewhere means that the document is held, and none of the candidates.
    """
    top = max(*scores, absence, elsewhere)
    powers = [exp(score - top) for score in scores]
    none, other = exp(absence - top), exp(elsewhere - top)
    whole = sum(powers) + none + other
    return [power / whole for power in powers], none / whole, other / whole


def certainty(share: float, stated: Sequence[tuple[float, float]]) -> float:
    """Return how often a share of this size was right on volumes that had not been fitted.

    `stated` are pairs of share and rightness, both rising; between two of them it is in
    proportion.

    >>> certainty(0.5, ((0.0, 0.0), (0.4, 0.3), (0.6, 0.7), (1.0, 1.0)))
    0.5
    """
    at = bisect_right(stated, share, key=_FIRST)
    if not 0 < at < len(stated):
        return share
    (low, least), (high, most) = stated[at - 1], stated[at]
    return least + (most - least) * (share - low) / (high - low)


def decide(kind: str, found: list[Features], told: Features, table: Weights) -> Verdict:
    """Decide by the certainty of the best candidate, its margin to the next, and of absence.

    `found` are the features of the candidates, `told` those of the mention itself.
    """
    scores = [added(one, table.features[kind]) for one in found]
    absence = added(told, table.absence[kind])
    elsewhere = added(told, table.elsewhere.get(kind, {}))
    parts, none, _ = shares(scores, absence, elsewhere)
    parts = [certainty(part, table.stated) for part in parts]
    if not parts:
        return Verdict("absent" if none >= table.absent[kind] else "unresolved", -1, none, ())
    sure = max(parts)
    best = parts.index(sure)
    if sure >= table.held[kind]:
        second = max((*parts[:best], *parts[best + 1 :]), default=0.0)
        if sure - second >= table.margin[kind]:
            return Verdict("held", best, sure, tuple(parts))
    if none >= table.absent[kind]:
        return Verdict("absent", best, none, tuple(parts))
    return Verdict("unresolved", best, max(none, sure), tuple(parts))
