"""A table whose rows are documents: CSV and SQLite.

Made for the table that a public scraper of the Digital Archive writes (`document_url`,
`title`, `text_body`, `authors` …, JSON arrays in cells), and for any table whose columns are
known keys of `data/fields.toml`. A row that holds neither title nor text is refused, the rest
go on.
"""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Self, TextIO

from regesta.errors import CannotRead, Refusal
from regesta.read.cells import TEXT_FIELDS, facts_of_row
from regesta.read.decoding import encoding_of, looks_like_text, tidy
from regesta.read.facts import field_of_key
from regesta.read.reader import Item, Reader, Source
from regesta.read.rows import record_of_facts
from regesta.read.rules import key_of

NAME = "archive-table"
VERSION = "1"

SQLITE_MAGIC = b"SQLite format 3\0"
MAX_CELL = 8 * 1024 * 1024
MAX_LINE = 32 * 1024 * 1024
# So many refused rows say that the whole table is broken.
MAX_REFUSED = 200

_DELIMITERS = (",", "\t", ";")


def looks_like(source: Source) -> bool:
    """A SQLite file, or text whose first line names at least three known columns."""
    if source.head.startswith(SQLITE_MAGIC):
        return True
    return looks_like_text(source.head) and _delimiter(source) != ""


def _delimiter(source: Source) -> str:
    """What parts the cells of this table; "" where the first line is no known header."""
    head = source.head
    start = head[:8192].decode(
        "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace"
    )
    line = start.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    for delimiter in _DELIMITERS:
        try:
            columns = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            continue
        fields = [field_of_key(key_of(source.rules, column)) for column in columns]
        known = {field for field in fields if field and field != "-"}
        holds = known & {"title", "text", "original", "translation", "transcription"}
        ruled = bool(source.rules)
        if holds and (ruled or (len(known) >= 3 and 2 * sum(map(bool, fields)) >= len(fields))):
            return delimiter
    return ""


def read(source: Source) -> Iterator[Item]:
    """One record a row, in the table's order."""
    rows = (
        _sqlite_rows(source)
        if source.head.startswith(SQLITE_MAGIC)
        else csv_rows(source, _delimiter(source) or ",")
    )
    refused = 0
    for number, row in rows:
        item = (
            row
            if isinstance(row, Refusal)
            else record_of_facts(source, f"row {number}", facts_of_row(row))
        )
        yield item
        refused += isinstance(item, Refusal)
        if refused >= MAX_REFUSED:
            reason = f"The rows after row {number} are not read: {refused} rows are broken."
            yield Refusal(source=source.name, place=f"row {number}", reason=reason)
            return


def header_of(source: Source) -> tuple[list[str], str]:
    """The names in the first line of a table of text, and what parts them; none for no table."""
    if not looks_like_text(source.head):
        return [], ""
    start = source.head[:16_384].decode(
        "utf-16" if source.head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "replace"
    )
    line = start.lstrip("\ufeff").split("\n", 1)[0].strip("\r")
    delimiter = max(_DELIMITERS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return [], ""
    return ([name.strip() for name in names], delimiter) if len(names) > 1 else ([], "")


class _Lines:
    """The lines of a file; a longer one than any row is passed over and told as a fault."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(MAX_LINE)
        if not line:
            raise StopIteration
        if len(line) < MAX_LINE or line.endswith("\n"):
            return line
        while (rest := self._stream.readline(MAX_CELL)) and not rest.endswith("\n"):
            pass
        raise csv.Error(f"the line has more than {MAX_LINE:,} letters")


Rows = Iterator[tuple[int, Mapping[str, str] | Refusal]]


def csv_rows(source: Source, delimiter: str) -> Rows:
    """Rows counted from 1 after the header; a row that cannot be parsed is a Refusal."""
    encoding = encoding_of(source.head, whole=source.size <= len(source.head))
    csv.field_size_limit(MAX_CELL)
    try:
        stream = io.TextIOWrapper(source.path.open("rb"), encoding, errors="replace", newline="")
    except OSError as error:
        raise CannotRead(f"The file cannot be opened: {error.strerror or error}.") from error
    with stream:
        lines = stream if source.size < MAX_LINE else _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter)
        named = [tidy(column).strip() for column in next(reader, [])]
        header = [key_of(source.rules, column) for column in named]
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeError) as error:
                reason = f"The row cannot be parsed: {error}."
                yield number, Refusal(source=source.name, place=f"row {number}", reason=reason)
                continue
            if any(map(str.strip, cells)):
                yield number, _row(source, number, header, cells)


def _row(
    source: Source, number: int, header: Sequence[str], cells: Sequence[str]
) -> Mapping[str, str] | Refusal:
    if len(cells) != len(header):
        reason = f"The row has {len(cells)} cells, the header {len(header)}."
        way_out = "Put quotation marks round cells that hold the delimiter or a line end."
        return Refusal(source=source.name, place=f"row {number}", reason=reason, way_out=way_out)
    return dict(zip(header, cells, strict=True))


def _sqlite_rows(source: Source) -> Rows:
    """The rows of the table `documents`, or of the first whose columns are known."""
    address = f"{source.path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(address, uri=True)
    except sqlite3.Error as error:
        raise CannotRead(f"The database cannot be opened: {error}.") from error
    connection.text_factory = _decoded
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        table, columns = _table_of(connection, source)
        names = ", ".join(map(_quoted, columns))
        keys = [key_of(source.rules, name) for name in columns]
        cursor = connection.execute(f"SELECT {names} FROM {_quoted(table)}")  # noqa: S608 - quoted
        for number, cells in enumerate(cursor, 1):
            if number > source.size:
                raise CannotRead("The database is damaged: it gives more rows than it has bytes.")
            yield number, dict(zip(keys, map(_cell, cells), strict=True))
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise CannotRead(
            f"The database cannot be read: {error}.",
            way_out="It is damaged or cut off: copy it again, or export its table as CSV.",
        ) from error
    finally:
        connection.close()


def _table_of(connection: sqlite3.Connection, source: Source) -> tuple[str, list[str]]:
    """The table of documents and its known columns."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' LIMIT 1000")
    tables = sorted((str(name) for (name,) in found), key=lambda name: (name != "documents", name))
    for table in tables:
        info = connection.execute(f"PRAGMA table_info({_quoted(table)})")
        columns = [str(row[1]) for row in info]
        fields = {one: field_of_key(key_of(source.rules, one)) for one in columns}
        known = set(fields.values()) - {"", "-"}
        if (source.rules or len(known) >= 3) and known & {"title", *TEXT_FIELDS}:
            return table, [column for column in columns if fields[column] not in {"", "-"}]
    raise CannotRead(
        "The database has no table of documents.",
        way_out="Name the table `documents` and give it columns such as title, date, text_body.",
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _cell(cell: object) -> str:
    if isinstance(cell, str) and len(cell) <= MAX_CELL:
        return cell
    if isinstance(cell, bytes):
        return cell[:MAX_CELL].decode("utf-8", "replace")
    return "" if cell is None else str(cell)[:MAX_CELL]


READER = Reader(NAME, VERSION, looks_like, read)
