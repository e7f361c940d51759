"""Read-only connections to one finished store, one a thread."""

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
    """Gives each thread its own connection, and turns faults of the store into sentences."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
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
            return self._own().execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._fault(error) from error

    def one(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        """Return the first row of a query or None."""
        rows = self.many(statement, values)
        return rows[0] if rows else None

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._guard:
            self._closed = True
            for connection in self._all:
                connection.close()
            self._all.clear()

    def _own(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._guard:
                if self._closed:
                    raise ArchiveError("The archive was closed.", way_out="Open it again.")
                connection = open_store(self._path)
                self._all.append(connection)
            self._local.connection = connection
        return connection

    def _fault(self, error: sqlite3.Error) -> ArchiveError:
        return ArchiveError(
            f"The store {self._path} cannot be read: {error}.",
            way_out="Run `regesta check --repair`: it is made again of the sources.",
        )
