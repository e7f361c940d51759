"""The tables as Parquet files, a batch of rows at a time; needs the extra `regesta[data]`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, get_type_hints

from msgspec import structs

from regesta.keep.archive import Archive
from regesta.show.export.tables import TABLES, Table
from regesta.show.extras import library

_ROWS = 5_000


def arrow() -> Any:
    """Return the library of Arrow; raises `WrongUse` where the extra is not installed."""
    return library("pyarrow", "data", "Parquet files and data frames")


def schema_of(table: Table) -> Any:
    """Return a table's columns with their types, as an Arrow schema."""
    pa = arrow()
    kinds = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        float | None: pa.float64(),
        tuple[str, ...]: pa.list_(pa.string()),
    }
    hints = get_type_hints(table.row)
    return pa.schema([(column, kinds[hints[column]]) for column in table.columns])


def batches(archive: Archive, table: Table) -> Iterator[Any]:
    """Yield the rows of a table as Arrow record batches."""
    pa = arrow()
    schema = schema_of(table)
    rows = table.rows(archive)
    while some := [structs.asdict(row) for row in islice(rows, _ROWS)]:
        yield pa.RecordBatch.from_pylist(some, schema=schema)


def write_parquet(archive: Archive, folder: Path) -> None:
    """Write each table as a Parquet file (zstd), whose rows never stand in memory together."""
    arrow()
    parquet = import_module("pyarrow.parquet")
    for name, table in TABLES.items():
        path = folder / f"{name}.parquet"
        with parquet.ParquetWriter(path, schema_of(table), compression="zstd") as writer:
            for batch in batches(archive, table):
                writer.write_batch(batch)
