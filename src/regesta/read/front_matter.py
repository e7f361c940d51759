"""YAML front matter: the block between two lines `---` at the head of a text file.

Values stay as written (a date is not made a date, `012` not a number). Anchors and aliases
are refused: facts of a document have no use for them, and they can blow up.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from regesta.errors import CannotRead
from regesta.read.facts import Facts, field_of_key

MAX_FRONT_MATTER = 1_000_000

_OPENING = re.compile(r"\s*---[ \t]*\n(?=[ \t]*(?:#|[^\W\d][^\n:]{0,60}:(?:\s|$)|---))")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.M)
_NOTHING = frozenset({"", "~", "null", "none"})
_MAX_DEPTH = 20
_LONGEST_NOTHING = 50  # with blanks around it; a whole text need not be looked at


class _Loader(yaml.BaseLoader):
    """Reads every scalar as the string it is, and refuses aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise CannotRead(
                "The front matter uses a YAML alias.",
                place=f"line {event.start_mark.line + 2}",
                way_out="Write the value out.",
            )
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[str, str]:
    """The front matter ("" for none) and the rest; CannotRead where it is never closed."""
    opening = _OPENING.match(text[:1000])
    if opening is None:
        return "", text
    closing = _CLOSING.search(text, opening.end(), opening.end() + MAX_FRONT_MATTER)
    if closing is None:
        raise CannotRead(
            "The front matter that opens the file is never closed.",
            place="line 1",
            way_out="Put a line of three hyphens after its last key.",
        )
    return text[opening.end() : closing.start()], text[closing.end() :]


def parse_front_matter(front: str) -> dict[str, Any]:
    """The keys and values; scalars are strings. Raises CannotRead, naming the line."""
    try:
        # S506: the loader builds nothing but strings, lists and mappings.
        found = yaml.load(front, Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 2}" if error.problem_mark else ""
        reason = error.problem or "it is no YAML"
        raise CannotRead(
            f"The front matter cannot be parsed: {reason}.",
            place=line,
            way_out="Put quotation marks round values that hold a colon.",
        ) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise CannotRead("The front matter cannot be parsed.", place="line 1") from error
    if found in (None, ""):
        return {}
    if not isinstance(found, dict):
        raise CannotRead("The front matter is no list of keys and values.", place="line 1")
    return {str(key): value for key, value in found.items()}


def facts_of_front_matter(keys: dict[str, Any]) -> Facts:
    """The facts of front matter; keys that are not known are flagged."""
    facts = Facts()
    for key, value in keys.items():
        field = field_of_key(key)
        if not field:
            facts.flag("unknown-key", f"The key “{key[:60]}” is not known and was not read.")
        elif field != "-":
            for one in _values(value):
                facts.add(field, one)
    return facts


def _values(value: Any, depth: int = 0) -> list[str]:
    """The strings of a value: a scalar, a list, or mappings with a name in them."""
    if depth > _MAX_DEPTH:
        return []
    if isinstance(value, list):
        return [one for item in value for one in _values(item, depth + 1)]
    if isinstance(value, dict):
        return (
            _values(value["name"], depth + 1)
            if "name" in value
            else [
                f"{key}: {one}" for key, item in value.items() for one in _values(item, depth + 1)
            ]
        )
    text = str(value)
    is_nothing = len(text) < _LONGEST_NOTHING and text.strip().casefold() in _NOTHING
    return [] if is_nothing else [text]
