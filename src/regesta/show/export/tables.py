"""The archive as flat tables: the columns of the Parquet and CSV exports and of `to_polars`.

The same columns (see `keep.flat`) in every form. A column of several values is a list (in CSV
joined by " | ").
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from regesta.keep.archive import Archive
from regesta.keep.flat import OF_RECORD, EntityRow, WantedRow, entity_row, wanted_row
from regesta.model import Record

MANY = " | "
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _entities(archive: Archive) -> Iterator[EntityRow]:
    return map(entity_row, archive.iter_entities())


def _wanted(archive: Archive) -> Iterator[WantedRow]:
    return map(wanted_row, archive.wanted())


class Table(Struct, frozen=True):
    """A table: the struct of its rows, and what yields them, of each record or of the archive."""

    row: type[Struct]
    of_record: Callable[[Record], Iterator[Struct]] | None = None
    of_archive: Callable[[Archive], Iterator[Struct]] | None = None

    def rows(self, archive: Archive) -> Iterator[Struct]:
        """Yield the rows of this table alone."""
        if self.of_archive is not None:
            yield from self.of_archive(archive)
        if self.of_record is not None:
            for record in archive.iter_records():
                yield from self.of_record(record)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in their order."""
        return self.row.__struct_fields__


TABLES: dict[str, Table] = {
    **{name: Table(row, of_record=rows) for name, (row, rows) in OF_RECORD.items()},
    "entities": Table(EntityRow, of_archive=_entities),
    "wanted": Table(WantedRow, of_archive=_wanted),
}


def fill_tables(archive: Archive, enter: Callable[[str, Iterator[Struct]], None]) -> None:
    """Hand the rows of all tables to `enter`, a record's at a time; each record is read once."""
    of_records = [(name, table.of_record) for name, table in TABLES.items()]
    for record in archive.iter_records():
        for name, rows in of_records:
            if rows is not None:
                enter(name, rows(record))
    for name, table in TABLES.items():
        if table.of_archive is not None:
            enter(name, table.of_archive(archive))


def write_csv(archive: Archive, folder: Path) -> None:
    """Write each table as a CSV file (RFC 4180, UTF-8 with a mark for spreadsheets)."""
    with ExitStack() as files:
        writers = {
            name: csv.writer(
                files.enter_context(
                    (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="")
                )
            )
            for name in TABLES
        }
        for name, table in TABLES.items():
            writers[name].writerow(table.columns)
        fill_tables(archive, lambda name, rows: writers[name].writerows(map(_cells, rows)))


def disarm(words: str) -> str:
    """Return a cell that no program for tables runs as a formula (OWASP, "CSV injection")."""
    return f"'{words}" if words.startswith(_FORMULA) else words


def _cells(row: Struct) -> list[Any]:
    return [_cell(value) for value in structs.astuple(row)]


def _cell(value: Any) -> Any:
    words = MANY.join(value) if isinstance(value, tuple) else value
    return disarm(words).encode(errors="replace").decode() if isinstance(words, str) else words
