"""JSON tables: a list of objects, or one object a line, whose keys are known columns.

The keys are those of front matter and of tables (`data/fields.toml`); a value may be a list,
and an object with a `name` stands for that name.
"""

from __future__ import annotations

from collections.abc import Iterator

from regesta.errors import Refusal
from regesta.read.facts import field_of_key
from regesta.read.front_matter import facts_of_front_matter
from regesta.read.json_items import keys_in, objects_of, opens_json
from regesta.read.reader import Item, Reader, Source
from regesta.read.rows import record_of_facts
from regesta.read.rules import key_of

NAME = "json-table"
VERSION = "1"

_HOLDING = frozenset({"title", "text", "original", "translation", "transcription"})


def looks_like(source: Source) -> bool:
    """JSON with at least three known columns among its keys, one of them title or text."""
    if not opens_json(source.head):
        return False
    keys = (key_of(source.rules, key) for key in keys_in(source.head))
    known = {field_of_key(key) for key in keys} - {"", "-"}
    return (bool(source.rules) or len(known) >= 3) and bool(known & _HOLDING)


def read(source: Source) -> Iterator[Item]:
    """One record an object, in the order of the file."""
    for number, found in objects_of(source):
        if isinstance(found, Refusal):
            yield found
        else:
            row = {key_of(source.rules, key): value for key, value in found.items()}
            yield record_of_facts(source, f"row {number}", facts_of_front_matter(row))


READER = Reader(NAME, VERSION, looks_like, read)
