"""The page on the query language knows every field, and its examples can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from regesta.search.fields import FIELDS, HAS, SYNONYMS
from regesta.search.grammar import parse

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "query-language.md").read_text("utf-8")


@pytest.mark.parametrize("field", [*FIELDS, *SYNONYMS])
def test_every_field_has_its_place(field: str) -> None:
    assert f"`{field}:" in PAGE


@pytest.mark.parametrize("value", HAS)
def test_every_value_of_has_is_told(value: str) -> None:
    assert f"| `{value}` | {HAS[value]} |" in PAGE


EXAMPLES = [
    example
    for example in re.findall(r"`([^`\n]+)`", PAGE)
    if not re.fullmatch(r"[a-z-]+:|[-*~|=]|~\d|and|or|not", example)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_read(example: str) -> None:
    assert parse(example)
