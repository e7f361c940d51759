"""Everything that can go wrong, in one small tree.

    RegestaError                    whatever Regesta raises on purpose; has a sentence for people
    ├── WrongUse                    the user asked for something that cannot be (exit 2)
    │   └── QueryError              a query that cannot be understood; knows its column
    ├── NotFound                    no such record, entity, archive
    ├── CannotRead                  a source, or one place in it, that a reader cannot read
    ├── ArchiveError                the archive folder is not whole, locked, or of a later version
    └── NothingBuilt                no source gave a single record (exit 1)

A `Refusal` is not raised: it is the lasting entry in the build report for what could
not be read.
"""

from __future__ import annotations

from msgspec import Struct


class RegestaError(Exception):
    """The root of the tree.

    `message` is a sentence for people, `way_out` says what they can do about it.
    """

    exit_code = 1

    def __init__(self, message: str, *, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".strip()


class WrongUse(RegestaError):
    """The user asked for something that cannot be."""

    exit_code = 2


class QueryError(WrongUse):
    """A query that cannot be understood; `column` counts code points from 0."""

    def __init__(self, message: str, *, column: int = 0, way_out: str = "") -> None:
        super().__init__(message, way_out=way_out)
        self.column = column


class NotFound(RegestaError):
    """No such record, entity or archive."""


class CannotRead(RegestaError):
    """A source, or one place in it, that a reader cannot read.

    `place` is where in the source: a line, a row, an element's id; empty for the whole file.
    """

    def __init__(self, message: str, *, place: str = "", way_out: str = "") -> None:
        super().__init__(message, way_out=way_out)
        self.place = place


class ArchiveError(RegestaError):
    """The archive folder is not whole, is locked, or was made by a later version."""


class NothingBuilt(RegestaError):
    """No source gave a single record."""


class Refusal(Struct, frozen=True, kw_only=True):
    """What could not be read, in the build report: which source, where in it, why, what to do."""

    source: str
    place: str = ""
    reason: str
    way_out: str = ""
