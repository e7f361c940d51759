"""Engines for many machines, found by their names: no module here knows them."""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import Any

from regesta.errors import WrongUse

GROUP = "regesta.engines"


def find_engine(address: str) -> Any:
    """Return the engine that an address names before its colon: `opensearch` in opensearch://….

    Raises `WrongUse` for an address of no engine.
    """
    name = address.partition(":")[0]
    known = {point.name: point for point in entry_points(group=GROUP)}
    if ":" not in address or name not in known:
        raise WrongUse(
            f"“{address}” is the address of no engine that is known here.",
            way_out=f"It begins with one of these: {', '.join(f'{one}:' for one in known)}.",
        )
    return known[name].load()
