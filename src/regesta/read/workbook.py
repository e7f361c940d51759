"""Workbooks (.xlsx, .xlsm): every sheet whose first row names known columns, a document a row.

Read with openpyxl (the extra `tables`): values as they were last calculated; formulas, macros
and links to other files are never run or followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from lxml import etree

from regesta.errors import CannotRead, Refusal
from regesta.read.cells import TEXT_FIELDS, facts_of_row
from regesta.read.extras import demand, version_with
from regesta.read.facts import field_of_key
from regesta.read.packages import FAULTS, check_package, parts_of
from regesta.read.reader import Item, Reader, Source
from regesta.read.rows import record_of_facts
from regesta.read.rules import key_of

NAME = "workbook"
VERSION = version_with("1", "openpyxl")

MAX_UNPACKED = 96 * 1024 * 1024
MAX_COLUMNS = 256
MAX_ROWS = 200_000
# A sheet that has so many empty rows in a row has ended, whatever size it says it has.
MAX_EMPTY = 1_000
MAX_REFUSED = 200
_DAMAGE = (*FAULTS, etree.LxmlError, SyntaxError, ValueError, KeyError, TypeError, AttributeError,
           IndexError, OverflowError)  # fmt: skip


def looks_like(source: Source) -> bool:
    """A package with a workbook in it."""
    return "xl/workbook.xml" in parts_of(source)


def read(source: Source) -> Iterator[Item]:
    """One record a row, sheet after sheet; a sheet without known columns is refused."""
    demand("openpyxl", "tables", "a workbook")
    check_package(source, MAX_UNPACKED)
    import openpyxl  # noqa: PLC0415 - an extra

    try:
        with source.path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            for sheet in book.worksheets:
                yield from _sheet(source, sheet, alone=len(book.worksheets) == 1)
    except _DAMAGE as error:
        raise CannotRead(
            "The workbook is damaged.",
            way_out="Open it in a spreadsheet program and save it anew, or as CSV.",
        ) from error


def _sheet(source: Source, sheet: Any, *, alone: bool) -> Iterator[Item]:
    """The rows of one sheet, counted as the sheet counts them."""
    prefix = "" if alone else re.sub(r"[^\w.-]+", "-", sheet.title).strip("-") + " "
    header: list[str] = []
    empty = refused = 0
    rows = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=MAX_ROWS)
    for number, values in enumerate(rows, 1):
        cells = [cell_text(value) for value in values]
        empty = 0 if any(cells) else empty + 1
        if empty > MAX_EMPTY or refused >= MAX_REFUSED:
            break
        if not any(cells):
            continue
        if not header:
            header = [key_of(source.rules, cell).strip() for cell in cells]
            if not is_header(header):
                yield _no_columns(source, f"{prefix}row {number}")
                return
            continue
        row = {name: cell for name, cell in zip(header, cells, strict=False) if name}
        item = record_of_facts(source, f"{prefix}row {number}", facts_of_row(row))
        refused += isinstance(item, Refusal)
        yield item


def first_row(source: Source) -> list[str]:
    """The cells of the first row that has any, of the first sheet; none for a damaged file."""
    import openpyxl  # noqa: PLC0415 - an extra

    check_package(source, MAX_UNPACKED)
    try:
        with source.path.open("rb") as stream:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            rows = book.worksheets[0].iter_rows(
                values_only=True, max_col=MAX_COLUMNS, max_row=MAX_EMPTY
            )
            cells = ([cell_text(value) for value in values] for values in rows)
            return [cell for cell in next(filter(any, cells), []) if cell]
    except _DAMAGE:
        return []


def is_header(columns: list[str]) -> bool:
    """Whether these are the columns of a table of documents."""
    known = {field_of_key(column) for column in columns} - {"", "-"}
    return len(known) >= 2 and bool(known & {"title", *TEXT_FIELDS})


def _no_columns(source: Source, place: str) -> Refusal:
    return Refusal(
        source=source.name,
        place=place,
        reason="The sheet's first row names no known columns, title or text among them.",
        way_out="Name the columns as keys of front matter: title, date, from, to, text.",
    )


def cell_text(value: Any) -> str:
    """The value of a cell as words: a day without its midnight, a whole number without a point.

    >>> cell_text(datetime(1953, 5, 4)), cell_text(7.0)
    ('1953-05-04', '7')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()[:16]
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


READER = Reader(NAME, VERSION, looks_like, read)
