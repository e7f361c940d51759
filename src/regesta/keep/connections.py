"""Read-only connections to one finished store, as many as are used at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from regesta.errors import ArchiveError
from regesta.keep.tables import SCHEMA_VERSION, open_store

Row = tuple[Any, ...]


class Connections:
    """Lends a connection to each question, and turns faults of the store into sentences.

    Threads come and go where a site serves: a connection of each would be left behind by it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        self._guard = threading.Lock()
        version = self.one("PRAGMA user_version")
        if version != (SCHEMA_VERSION,):
            raise ArchiveError(
                f"{path} was made by another version of Regesta.",
                way_out="Run `regesta build` again; it is made anew from the sources.",
            )

    def many(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of a query; raises `ArchiveError` when the store is damaged."""
        try:
            connection = self._lend()
            try:
                return connection.execute(statement, values).fetchall()
            finally:
                self._take_back(connection)
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def one(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query or None."""
        rows = self.many(statement, values)
        return rows[0] if rows else None

    def close(self) -> None:
        """Close the connections, those that are lent when they come back."""
        with self._guard:
            self._closed = True
            for connection in self._idle:
                connection.close()
            self._idle.clear()

    def _lend(self) -> sqlite3.Connection:
        with self._guard:
            if self._closed:
                raise ArchiveError("The archive was closed.", way_out="Open it again.")
            if self._idle:
                return self._idle.pop()
        return open_store(self._path)

    def _take_back(self, connection: sqlite3.Connection) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def _fault(self, error: sqlite3.Error) -> ArchiveError:
        return ArchiveError(
            f"The store {self._path} cannot be read: {error}.",
            way_out="Run `regesta check --repair`: it is made again of the sources.",
        )
