"""A look into one file before a build: which reader takes it, and what its columns would fill."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any

from msgspec import Struct
from rapidfuzz import fuzz, process

from regesta.errors import Refusal
from regesta.model import Collection, Entity, Record
from regesta.read import atom, omeka
from regesta.read.archive_table import SQLITE_MAGIC
from regesta.read.decoding import decode, looks_like_text
from regesta.read.extras import is_installed
from regesta.read.facts import field_of_key
from regesta.read.json_items import objects_of, opens_json
from regesta.read.packages import parts_of
from regesta.read.parquet import MAGIC as PARQUET_MAGIC
from regesta.read.reader import Source
from regesta.read.registry import read_source, reader_of
from regesta.read.rules import key_of
from regesta.read.tables import load
from regesta.read.workbook import first_row

MOST = 1_000
# So alike must a name be to a known one to be offered for it.
_ALIKE = 88
# Readers of tables whose columns have a meaning of their own.
_KNOWN_COLUMNS = frozenset({atom.NAME, omeka.NAME})


class Column(Struct, frozen=True, kw_only=True):
    """A column: the field that it fills ("-" is ignored), else the key that is offered for it."""

    name: str
    field: str = ""
    guess: str = ""


class Inspection(Struct, frozen=True, kw_only=True):
    """What one file would give; counts stop at `MOST` items, which `cut` says."""

    source: str
    reader: str
    records: int
    entities: int
    collections: int
    refusals: tuple[Refusal, ...]
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    cut: bool


def inspect(source: Source) -> Inspection:
    """Read the first items of the file, and name its columns where it is a table."""
    items = list(islice(read_source(source), MOST + 1))
    records = [item for item in items[:MOST] if isinstance(item, Record)]
    refusals = [item for item in items[:MOST] if isinstance(item, Refusal)]
    try:
        reader = reader_of(source) if source.size else None
        told = reader is not None and reader.name in _KNOWN_COLUMNS
        names = [] if told else _column_names(source)
    except Exception:  # the refusals among the items say what is wrong with the file
        reader, names = None, []
    return Inspection(
        source=source.name,
        reader=f"{reader.name}/{reader.version}" if reader else "",
        records=len(records),
        entities=sum(isinstance(item, Entity) for item in items[:MOST]),
        collections=sum(isinstance(item, Collection) for item in items[:MOST]),
        refusals=tuple(refusals[:20]),
        titles=tuple(record.title for record in records[:5]),
        columns=tuple(_column(source, name) for name in names),
        cut=len(items) > MOST,
    )


def _column(source: Source, name: str) -> Column:
    field = field_of_key(key_of(source.rules, name))
    return Column(name=name, field=field, guess="" if field else guess_of(name))


def guess_of(column: str) -> str:
    """The key that a column of this name most likely means, "" where nothing is likely.

    >>> guess_of("Absender"), guess_of("Recipiant"), guess_of("Weather")
    ('from', 'recipient', '')
    """
    words = column.strip().casefold().replace("_", " ")
    known = _guesses()
    if words in known:
        return known[words]
    found = process.extractOne(words, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return known[found[0]] if found and len(words) > 3 else ""


@cache
def _guesses() -> dict[str, str]:
    """Names of columns, in small letters, and the key that each means."""
    keys: dict[str, list[str]] = load("fields")["keys"]
    own = {name.replace("_", " "): name for names in keys.values() for name in names}
    offered: dict[str, list[str]] = load("columns")["guesses"]
    return own | {name: key for key, names in offered.items() for name in names}


def _column_names(source: Source) -> list[str]:
    """The names of the file's columns, none for what is no table."""
    if source.head.startswith(SQLITE_MAGIC):
        return _of_sqlite(source)
    if source.head.startswith(PARQUET_MAGIC):
        return _of_parquet(source)
    if "xl/workbook.xml" in parts_of(source):
        return first_row(source) if is_installed("openpyxl") else []
    if opens_json(source.head):
        first: Any = next((found for _, found in objects_of(source)), {})
        return [str(key)[:200] for key in first] if isinstance(first, dict) else []
    if looks_like_text(source.head) and source.name.casefold().endswith((".csv", ".tsv", ".txt")):
        return _of_csv(source.head)
    return []


def _of_csv(head: bytes) -> list[str]:
    line = decode(head).partition("\n")[0]
    delimiter = max(",;\t", key=line.count)
    if not line.count(delimiter):
        return []
    found: Sequence[str] = next(csv.reader([line], delimiter=delimiter), [])
    return [name.strip() for name in found if name.strip()]


def _of_parquet(source: Source) -> list[str]:
    if not is_installed("pyarrow"):
        return []
    import pyarrow.parquet  # noqa: PLC0415 - an extra

    return [str(name) for name in pyarrow.parquet.read_schema(source.path).names]


def _of_sqlite(source: Source) -> list[str]:
    """The columns of the table `documents`, else of the first."""
    address = f"{source.path.absolute().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    try:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1000")
        tables = sorted((str(name) for (name,) in rows), key=lambda name: name != "documents")
        if not tables:
            return []
        quoted = tables[0].replace('"', '""')
        info = connection.execute(f'PRAGMA table_info("{quoted}")')
        return [str(row[1]) for row in info]
    finally:
        connection.close()
