"""The default engine: an index in a folder, made by one writer, read by many."""

from __future__ import annotations

from pathlib import Path

from msgspec import json

from regesta.errors import ArchiveError
from regesta.search.answering import AnsweringIndex
from regesta.search.embedded_searcher import EmbeddedSearcher
from regesta.search.embedded_writer import STATE, EmbeddedWriter, State
from regesta.search.meaning import Meaning
from regesta.search.names import NameBook
from regesta.search.schema import VERSION

__all__ = ["EmbeddedIndex", "EmbeddedWriter"]


class EmbeddedIndex(AnsweringIndex):
    """Answers queries from the folder that an `EmbeddedWriter` filled; safe among threads."""

    def __init__(self, path: Path) -> None:
        """Open the index; raises `ArchiveError` when there is none, or one of another version."""
        state = _state(path)
        searcher = EmbeddedSearcher(path)
        super().__init__(searcher, state.fields, NameBook.load(path), Meaning(path))


def _state(path: Path) -> State:
    try:
        state = json.decode((path / STATE).read_bytes(), type=State)
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"There is no whole index in {path}.", way_out="Build the archive."
        ) from error
    if state.version != VERSION:
        raise ArchiveError(
            f"The index in {path} is of version {state.version}, this program needs {VERSION}.",
            way_out="Build the archive again.",
        )
    return state
