"""The tables as Parquet files, a batch of rows at a time; needs the extra `regesta[data]`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, get_type_hints

from msgspec import Struct, structs

from regesta.keep.archive import Archive
from regesta.show.export.tables import TABLES, Table, fill_tables
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
    pa = arrow()
    parquet = import_module("pyarrow.parquet")
    schemas = {name: schema_of(table) for name, table in TABLES.items()}
    waiting: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    with ExitStack() as files:
        writers = {
            name: files.enter_context(
                parquet.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
            )
            for name, schema in schemas.items()
        }

        def flush(name: str) -> None:
            if waiting[name]:
                batch = pa.RecordBatch.from_pylist(waiting[name], schema=schemas[name])
                writers[name].write_batch(batch)
                waiting[name].clear()

        def enter(name: str, rows: Iterator[Struct]) -> None:
            for row in rows:
                waiting[name].append(structs.asdict(row))
                if len(waiting[name]) >= _ROWS:
                    flush(name)

        fill_tables(archive, enter)
        for name in TABLES:
            flush(name)
