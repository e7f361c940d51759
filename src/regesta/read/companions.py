"""A folder's `metadata.csv`: one row of facts for each file beside it.

The file's name stands in the column `file`, `filename` or `path`; the other columns are the
keys of front matter (see `plain`). What the file itself states goes before its row; where
both state a field differently, the row's value is kept as a difference.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from msgspec import structs

from regesta.errors import CannotRead, Refusal
from regesta.model import Difference, Record, Stated
from regesta.read.cells import facts_of_row
from regesta.read.decoding import decode
from regesta.read.facts import make_record
from regesta.read.naming import record_id

FILE_NAME = "metadata.csv"
MAX_BYTES = 16 * 1024 * 1024
# Keys of a companion that are no column: "text:zh" names the file with the Chinese wording.
SIBLING = "text:"
# And "attached:files/1/a.pdf" names a file that belongs to an item of a library.
ATTACHED = "attached:"

_FILE_COLUMNS = ("file", "filename", "file_name", "path")
_SKIPPED = frozenset({"id", "texts", "stated", "flags", "differences", "provenance", "record_id"})


class Companions(NamedTuple):
    """What one metadata.csv says: file name → row, and what of it could not be used.

    `rows` is None when the file has no column that names files, so it is no companion.
    """

    rows: dict[str, Mapping[str, str]] | None
    refusals: list[Refusal]


def read_companions(path: Path, name: str, present: set[str]) -> Companions:
    """The rows of the metadata.csv at `path`, called `name`; `present` are the folder's files."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
        if data is None:
            raise CannotRead(f"The table is larger than {MAX_BYTES:,} bytes.")
        return _parse(decode(data), name, present)
    except OSError as error:
        reason = f"The file cannot be opened: {error.strerror or error}."
        return Companions({}, [Refusal(source=name, reason=reason)])
    except CannotRead as error:
        refusal = Refusal(source=name, reason=error.message, way_out=error.way_out)
        return Companions({}, [refusal])


def _parse(text: str, name: str, present: set[str]) -> Companions:
    header_line = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header_line.count)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(text.split("\n"), delimiter=delimiter)
    rows: dict[str, Mapping[str, str]] = {}
    refusals: list[Refusal] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        folded = [column.casefold() for column in header]
        column = next((folded.index(one) for one in _FILE_COLUMNS if one in folded), None)
        if column is None:
            return Companions(None, [])
        known = {unicodedata.normalize("NFC", one): one for one in present}
        for number, cells in enumerate(reader, 1):
            if not any(cell.strip() for cell in cells):
                continue
            place = f"row {number}"
            given = cells[column].strip() if column < len(cells) else ""
            file = known.get(unicodedata.normalize("NFC", given.removeprefix("./")))
            reason = _fault(given, file, cells, header, rows)
            if reason or file is None:
                refusals.append(Refusal(source=name, place=place, reason=reason))
            else:
                rows[file] = dict(zip(header, cells, strict=True))
    except csv.Error as error:
        refusals.append(Refusal(source=name, reason=f"The table cannot be parsed: {error}."))
    return Companions(rows, refusals)


def _fault(
    given: str, file: str | None, cells: list[str], header: list[str], rows: Mapping[str, object]
) -> str:
    """Why a row cannot be used, "" where it can."""
    if not given:
        return "The row names no file."
    if file is None:
        return f"The row speaks of “{given[:120]}”, but no such file lies beside the table."
    if file in rows:
        return f"A second row speaks of “{given[:120]}”; the first is used."
    if len(cells) != len(header):
        return f"The row has {len(cells)} cells, the header {len(header)}."
    return ""


def columns_of(companion: Mapping[str, str]) -> dict[str, str]:
    """The companion's columns, without the names of sibling and attached files."""
    return {
        key: value for key, value in companion.items() if not key.startswith((SIBLING, ATTACHED))
    }


def complete(record: Record, companion: Mapping[str, str], source_name: str) -> Record:
    """The record with its empty fields filled from its companion row; what differs is kept."""
    row = columns_of(companion)
    if not row:
        return record
    facts = facts_of_row(row)
    other = make_record(facts, (), source_name=source_name)
    table = f"{source_name.rpartition('/')[0]}/{FILE_NAME}".removeprefix("/")
    changes, differences = _compared(record, other, _SKIPPED, table)
    stated, more = _compared(record.stated, other.stated, frozenset(), table)
    # A date in the row is a better one than none: the machine's form goes with it.
    changes["stated"] = structs.replace(record.stated, **stated)
    if other.record_id and not record.record_id:
        changes["record_id"] = other.record_id
        changes["id"] = record_id(other.record_id, source_name)
    flags = dict.fromkeys((*record.flags, *other.flags))
    changes["flags"] = tuple(flags)
    changes["differences"] = record.differences + tuple(differences + more)
    return structs.replace(record, **changes)


def _compared(
    mine: Record | Stated, other: Record | Stated, skipped: frozenset[str], table: str
) -> tuple[dict[str, object], list[Difference]]:
    """The fields to fill from `other`, and the differences of those that both have."""
    changes: dict[str, object] = {}
    differences: list[Difference] = []
    for field in structs.fields(type(mine)):
        if field.name in skipped:
            continue
        had, given = getattr(mine, field.name), getattr(other, field.name)
        if not given or given in (field.default, had):
            continue
        if not had or had == field.default:
            changes[field.name] = given
        elif isinstance(given, str):
            differences.append(Difference(field=field.name, value=given, source=table))
    return changes, differences
