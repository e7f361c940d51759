"""Parquet: a table whose columns are known, a document a row; read with pyarrow (extra `data`)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from regesta.errors import CannotRead, Refusal
from regesta.read.extras import demand, version_with
from regesta.read.facts import field_of_key
from regesta.read.front_matter import facts_of_front_matter
from regesta.read.reader import Item, Reader, Source
from regesta.read.rows import record_of_facts
from regesta.read.rules import key_of
from regesta.read.workbook import cell_text, is_header

NAME = "parquet"
VERSION = version_with("1", "pyarrow")

MAGIC = b"PAR1"
MAX_ROWS = 5_000_000
MAX_UNPACKED = 4 * 1024**3
MAX_FOOTER = 64 * 1024 * 1024
MAX_REFUSED = 200
_AT_ONCE = 500


def looks_like(source: Source) -> bool:
    """A file that begins as Parquet does."""
    return source.head.startswith(MAGIC)


def read(source: Source) -> Iterator[Item]:
    """One record a row; columns that are not known are not read."""
    demand("pyarrow", "data", "a Parquet file")
    import pyarrow  # noqa: PLC0415 - an extra
    import pyarrow.parquet  # noqa: PLC0415

    _check_footer(source)
    try:
        with pyarrow.parquet.ParquetFile(source.path) as table:
            columns = [name for name in table.schema_arrow.names if _is_known(source, name)]
            if not is_header([key_of(source.rules, name) for name in columns]):
                raise CannotRead(
                    "The table has no known columns, title or text among them.",
                    way_out="Name them as keys of front matter: title, date, from, to, text.",
                )
            _check_size(table.metadata)
            yield from _records(source, table.iter_batches(_AT_ONCE, columns=columns))
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise CannotRead(
            f"The Parquet file is damaged: {str(error)[:120]}.", way_out="Write it anew."
        ) from error


def _check_footer(source: Source) -> None:
    """Raise CannotRead where the end of the file does not say how long its description is."""
    with source.path.open("rb") as stream:
        stream.seek(-min(len(MAGIC) + 4, source.size), os.SEEK_END)
        end = stream.read()
    size = int.from_bytes(end[:4], "little")
    if not end.endswith(MAGIC) or size > min(MAX_FOOTER, source.size):
        raise CannotRead("The Parquet file is damaged or cut off.", way_out="Write it anew.")


def _is_known(source: Source, column: str) -> bool:
    return field_of_key(key_of(source.rules, column)) not in {"", "-"}


def _check_size(metadata: Any) -> None:
    size = sum(metadata.row_group(n).total_byte_size for n in range(metadata.num_row_groups))
    if metadata.num_rows > MAX_ROWS or size > MAX_UNPACKED:
        raise CannotRead(
            f"The table has more than {MAX_ROWS:,} rows or {MAX_UNPACKED:,} bytes unpacked.",
            way_out="Split it.",
        )


def _records(source: Source, batches: Any) -> Iterator[Item]:
    number = refused = 0
    for batch in batches:
        for row in batch.to_pylist():
            number += 1
            said = {key_of(source.rules, key): _plain(value) for key, value in row.items()}
            item = record_of_facts(source, f"row {number}", facts_of_front_matter(said))
            refused += isinstance(item, Refusal)
            yield item
            if refused >= MAX_REFUSED:
                raise CannotRead(f"The rest is not read: {refused} rows hold no document.")


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, dict) else cell_text(value)


READER = Reader(NAME, VERSION, looks_like, read)
