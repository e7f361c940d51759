"""Held, absent or unresolved: the features added up, a threshold and a margin."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from math import exp

from msgspec import Struct

from regesta.link.features import Features
from regesta.model import Status


class Weights(Struct, frozen=True):
    """Weights by kind of mention and name of feature; thresholds by kind."""

    features: dict[str, dict[str, float]]
    absence: dict[str, dict[str, float]]
    held: dict[str, float]
    margin: dict[str, float]
    absent: dict[str, float]


class Verdict(Struct, frozen=True):
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
        held=table["thresholds"]["held"],
        margin=table["thresholds"]["margin"],
        absent=table["thresholds"]["absent"],
    )


def kind_of(kind: str) -> str:
    """Return under which weights a mention falls: numbered, dated, or relative for all others."""
    return kind if kind in ("numbered", "dated") else "relative"


def added(found: Features, table: dict[str, float]) -> float:
    """Return the sum of the features by their weights."""
    total = 0.0
    for name, value in found:
        total += table.get(name, 0.0) * value
    return total


def shares(scores: list[float], absence: float) -> tuple[list[float], float]:
    """Turn scores into shares of certainty: of each candidate, and of absence."""
    top = max([*scores, absence])
    powers = [exp(score - top) for score in scores]
    none = exp(absence - top)
    whole = sum(powers) + none
    return [power / whole for power in powers], none / whole


def decide(kind: str, scores: list[float], absence: float, table: Weights) -> Verdict:
    """Decide by the share of the best candidate, its margin to the next, and that of absence."""
    parts, none = shares(scores, absence)
    best = parts.index(max(parts)) if parts else -1
    if best >= 0:
        sure = parts[best]
        second = max((*parts[:best], *parts[best + 1 :]), default=0.0)
        if sure >= table.held[kind] and sure - second >= table.margin[kind]:
            return Verdict("held", best, sure, tuple(parts))
    if none >= table.absent[kind]:
        return Verdict("absent", best, none, tuple(parts))
    return Verdict("unresolved", best, max(none, parts[best] if best >= 0 else 0.0), tuple(parts))
