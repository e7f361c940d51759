"""CSL-JSON, as Zotero and others export a library: one record an item, without text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from regesta.errors import Refusal
from regesta.read.bibliography import Places, record_of_item
from regesta.read.json_items import objects_of, opens_json
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "csl-json"
VERSION = "1"

_TYPE = re.compile(rb'"type"\s*:\s*"([a-z_-]{3,30})"')
_OF_CSL = re.compile(
    rb'"issued"\s*:\s*\{|"(?:family|literal|given)"\s*:\s*"|"citation-key"\s*:|"date-parts"\s*:'
)


def looks_like(source: Source) -> bool:
    """JSON with a type of CSL, and a date or a name as CSL writes them."""
    if not opens_json(source.head) or not _OF_CSL.search(source.head):
        return False
    types = load("bibliography")["csl"]["types"]
    return any(found[1].decode() in types for found in _TYPE.finditer(source.head))


def read(source: Source) -> Iterator[Item]:
    """One record an item; an item without a title is refused."""
    places = Places()
    for _, found in objects_of(source):
        if isinstance(found, Refusal):
            yield found
        else:
            place = places.of(_said(found.get("id")))
            yield record_of_item(source, place, _said(found.get("type")), _values(found))


def _values(item: dict[str, Any]) -> dict[str, list[str]]:
    """The item's values by field; what has not the type that CSL gives it is passed over."""
    known = load("bibliography")["csl"]
    values: dict[str, list[str]] = {}
    for key, field in known["fields"].items():
        if said := _said(item.get(key)):
            values.setdefault(field, []).append(said)
    for key, field in known["names"].items():
        listed = item.get(key)
        for name in listed if isinstance(listed, list) else []:
            values.setdefault(field, []).append(_name(name))
    if "topics" in values:
        values["topics"] = re.split(r"[;,]", values["topics"][0])
    values["day"] = [_day(item.get("issued"))]
    values["attachments"] = list(_attached(item))
    return values


def _attached(item: dict[str, Any]) -> Iterator[str]:
    """The paths of files, which some exporters add to what CSL knows."""
    files = item.get("attachments", item.get("file", []))
    for one in files if isinstance(files, list) else [files]:
        path = one.get("path", one.get("localPath", "")) if isinstance(one, dict) else one
        if isinstance(path, str) and path:
            yield path


def _said(value: Any) -> str:
    return str(value) if isinstance(value, str | int | float) else ""


def _name(name: Any) -> str:
    """ "Family, Given" or the name as a whole, with the particles where they were."""
    if not isinstance(name, dict):
        return _said(name)
    if literal := _said(name.get("literal")):
        return literal
    family = f"{_said(name.get('non-dropping-particle'))} {_said(name.get('family'))}".strip()
    given = f"{_said(name.get('given'))} {_said(name.get('dropping-particle'))}".strip()
    return ", ".join(part for part in (family, given) if part)


def _day(issued: Any) -> str:
    """The date as ISO, to the precision given; the words where it is not in parts."""
    if not isinstance(issued, dict):
        return _said(issued)
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list):
        numbers = [_said(part) for part in first[:3]]
        if numbers and all(number.isdecimal() for number in numbers):
            return "-".join([numbers[0].zfill(4), *(part.zfill(2) for part in numbers[1:])])
    return _said(issued.get("raw")) or _said(issued.get("literal"))


READER = Reader(NAME, VERSION, looks_like, read)
