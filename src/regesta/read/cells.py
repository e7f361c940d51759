"""A row of a table as facts: which column fills what, and the several values in one cell."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from regesta.model.record import TextRole
from regesta.read.facts import Facts, field_of_key

TEXT_FIELDS: dict[str, TextRole] = {
    "text": "transcription", "original": "original", "translation": "translation",
    "transcription": "transcription",
}  # fmt: skip
_LISTS = frozenset(
    [
        "author", "sender", "recipient", "translator", "editor", "contributor", "donor", "people",
        "organisations", "people_or_organisations", "places", "topics", "collections", "archive",
        "language", "facsimiles", "number",
    ]
)  # fmt: skip


def facts_of_row(row: Mapping[str, str]) -> Facts:
    """The facts of a row: column → cell; JSON arrays and lists parted by ";" are taken apart."""
    facts = Facts()
    for column, cell in row.items():
        field = field_of_key(column)
        if not field:
            if cell.strip() and column:
                facts.flag("unknown-key", f"The column “{column}” is not known and was not read.")
        elif field != "-":
            for value in cell_values(field, cell, facts):
                facts.add(field, value)
    return facts


def cell_values(field: str, cell: str, facts: Facts) -> list[str]:
    """The values in one cell; a broken JSON array is kept as it stands, with a flag."""
    text = cell.strip()
    if (
        text.startswith("[")
        and text.endswith("]")
        and field not in TEXT_FIELDS
        and field != "title"
    ):
        try:
            return [str(value) for value in msgspec.json.decode(text, type=list[str | int | float])]
        except (msgspec.DecodeError, RecursionError):
            if text.startswith(('["', "['")):
                facts.flag(
                    "malformed-cell", f"A list of “{field}” cannot be parsed; it is kept whole."
                )
            return [text]
    if field in _LISTS and ";" in text:
        return text.split(";")
    return [text]
