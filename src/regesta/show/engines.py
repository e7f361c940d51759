"""Engines for many machines, found by their names: no module here knows them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from regesta.errors import WrongUse
from regesta.keep.readers import READERS
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Index

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
    try:
        return known[name].load()
    except ModuleNotFoundError as error:
        raise WrongUse(
            f"“{name}” needs {error.name}, which is not installed.",
            way_out=f"Install it: pip install 'regesta[{name}]'.",
        ) from error


def index_opener(address: str) -> Callable[[Path], Index]:
    """Return what opens the search index of a build by its path; "" is the embedded one.

    What a distant engine holds is for readers: of an archive with restricted records the whole
    is always searched by the embedded one, as its keeper does who has signed in.
    Raises `WrongUse` for an address of no engine.
    """
    if not address:
        return EmbeddedIndex
    engine = find_engine(address)

    def open_index(path: Path) -> Index:
        if (path.parent / READERS).is_dir():
            return EmbeddedIndex(path)
        index: Index = engine.open_index(address, path)
        return index

    return open_index
