"""JSON in its two forms, as the objects it holds: a whole file, or one object a line.

An object of a whole file that only wraps a list (`{"items": [...]}`) gives that list's objects.
What breaks costs its line; a whole file that breaks gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from regesta.errors import CannotRead, Refusal
from regesta.read.decoding import MAX_TEXT_BYTES, decode, is_utf8, read_bytes
from regesta.read.reader import Source

MAX_LINE = MAX_TEXT_BYTES
# So many broken lines say that the file is no list of objects.
MAX_REFUSED = 200

_BOM = b"\xef\xbb\xbf"
_WRAPPERS = ("items", "records", "documents", "results", "data", "references", "rows")
_WAY_OUT = "The other lines were read. Write one whole JSON object a line."

Objects = Iterator[tuple[int, dict[str, Any] | Refusal]]


def opens_json(head: bytes) -> bool:
    """Whether these first bytes open a JSON object or list."""
    return head.removeprefix(_BOM).lstrip()[:1] in {b"{", b"["}


def keys_in(head: bytes) -> set[str]:
    """The keys that stand in the first bytes of a JSON file, however deep."""
    found = re.findall(rb'"([^"\\\n]{1,80})"\s*:', head)
    return {key.decode("utf-8", "replace") for key in found}


def objects_of(source: Source) -> Objects:
    """The objects of the file, counted from 1; for a line that is none, a Refusal.

    Raises CannotRead for a file in which no object can be found.
    """
    return _of_lines(source) if _is_lines(source) else _of_whole(source)


def _is_lines(source: Source) -> bool:
    """Whether the first line is an object of its own, and the file goes on behind it."""
    head = source.head.removeprefix(_BOM).lstrip()
    line, end, rest = head.partition(b"\n")
    if not line.startswith(b"{"):
        return False
    if not end:  # the first line is longer than the head, or the whole file is one line
        return source.size > len(source.head)
    try:
        return isinstance(msgspec.json.decode(line), dict) and bool(rest.strip())
    except (msgspec.DecodeError, RecursionError):
        return line.rstrip().endswith(b"}")


def _of_lines(source: Source) -> Objects:
    refused = 0
    try:
        stream = source.path.open("rb")
    except OSError as error:
        raise CannotRead(f"The file cannot be opened: {error.strerror or error}.") from error
    with stream:
        number = 0
        while line := stream.readline(MAX_LINE):
            number += 1
            if len(line) >= MAX_LINE:
                reason = f"The line is longer than {MAX_LINE:,} bytes; the rest is not read."
                yield number, _refusal(source, number, reason)
                return
            found = _object(source, number, line.removeprefix(_BOM) if number == 1 else line)
            if found is None:
                continue
            refused += isinstance(found, Refusal)
            yield number, found
            if refused >= MAX_REFUSED:
                reason = f"The lines after it are not read: {refused} lines are broken."
                yield number, _refusal(source, number, reason)
                return


def _object(source: Source, number: int, line: bytes) -> dict[str, Any] | Refusal | None:
    if not line.strip():
        return None
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        return _refusal(source, number, f"The line is no JSON: {_said(error)}.")
    if isinstance(found, dict):
        return found
    return _refusal(source, number, "The line is no JSON object.")


def _of_whole(source: Source) -> Objects:
    try:
        found = _decoded(read_bytes(source).removeprefix(_BOM))
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise CannotRead(
            f"The JSON cannot be parsed: {_said(error)}.",
            way_out="The file is cut off or damaged: export it again.",
        ) from error
    listed = found if isinstance(found, list) else _unwrapped(found)
    refused = 0
    for number, one in enumerate(listed, 1):
        if isinstance(one, dict):
            yield number, one
        elif refused < MAX_REFUSED:
            refused += 1
            reason = f"Entry {number} of the list is no object."
            yield number, Refusal(source=source.name, place=f"entry {number}", reason=reason)


def _decoded(data: bytes) -> Any:
    """The JSON in these bytes; where they are none, in the text that they are in another encoding.

    No JSON holds a zero byte, or others than UTF-8, so that most need not be looked at before.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        if b"\0" not in data and is_utf8(data, whole=True):
            raise
    return msgspec.json.decode(decode(data).encode())


def _unwrapped(found: Any) -> list[Any]:
    """The list that an object wraps, else the object alone."""
    if isinstance(found, dict) and not {"title", "text", "id"} & found.keys():
        for key in _WRAPPERS:
            if isinstance(found.get(key), list):
                listed: list[Any] = found[key]
                return listed
    return [found]


def _refusal(source: Source, number: int, reason: str) -> Refusal:
    return Refusal(source=source.name, place=f"line {number}", reason=reason, way_out=_WAY_OUT)


def _said(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
