"""IIIF Presentation manifests, versions 2 and 3: a record of facsimile pages.

The manifest's label is the title, its metadata fill what their labels name (`data/fields.toml`),
each canvas is a page with the address of its picture. A manifest holds no text; pictures are
not fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html
from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Facsimile
from regesta.read.facts import Facts, field_of_key, make_record
from regesta.read.json_items import objects_of, opens_json
from regesta.read.reader import Item, Reader, Source

NAME = "iiif"
VERSION = "1"

MAX_PAGES = 20_000
_CONTEXT = re.compile(rb"iiif\.io/api/presentation/[23]/context\.json")
_MANIFEST = re.compile(rb'"@?type"\s*:\s*"(?:sc:)?Manifest"')


def looks_like(source: Source) -> bool:
    """JSON with IIIF's own context, of type Manifest."""
    if not opens_json(source.head):
        return False
    return bool(_CONTEXT.search(source.head) and _MANIFEST.search(source.head))


def read(source: Source) -> Iterator[Item]:
    """The manifest's one record."""
    for number, found in objects_of(source):
        if isinstance(found, Refusal):
            yield found
        else:
            yield _record(source, found, "" if number == 1 else f"manifest-{number}")


def _record(source: Source, manifest: dict[str, Any], place: str) -> Item:
    facts = Facts()
    facts.add("title", words(manifest.get("label")))
    facts.add("summary", words(manifest.get("summary") or manifest.get("description")))
    facts.add("rights_term", words(manifest.get("rights") or manifest.get("license")))
    required = manifest.get("requiredStatement")
    facts.add("rights", words(_dict(required).get("value") or manifest.get("attribution")))
    home = manifest.get("homepage") or manifest.get("related")
    facts.add("url", _address(home) or _address(manifest))
    for pair in _list(manifest.get("metadata")):
        label, value = words(_dict(pair).get("label")), words(_dict(pair).get("value"))
        field = field_of_key(label.rstrip(": "))
        if field not in {"", "-", "record_id"}:
            facts.add(field, value)
        elif label and value:
            facts.flag("metadata", f"{label[:60]}: {value[:300]}")
    pages = tuple(page for canvas in _canvases(manifest)[:MAX_PAGES] for page in _pages(canvas))
    if "title" not in facts and not pages:
        raise CannotRead("The manifest has neither a label nor pages.")
    record = make_record(facts, (), source_name=source.name, place=place)
    return replace(record, facsimiles=pages)


def _canvases(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    """The canvases of version 3 (`items`), or of the first sequence of version 2."""
    found = _list(manifest.get("items"))
    for sequence in _list(manifest.get("sequences"))[:1]:
        found = found or _list(_dict(sequence).get("canvases"))
    return [one for one in found if isinstance(one, dict)]


def _pages(canvas: dict[str, Any]) -> Iterator[Facsimile]:
    """The canvas's picture; one that is painted of several has its first."""
    images = _list(canvas.get("images"))
    bodies = [_dict(image).get("resource") for image in images]
    for page in _list(canvas.get("items")):
        bodies += [_dict(one).get("body") for one in _list(_dict(page).get("items"))]
    for body in bodies:
        one = body[0] if isinstance(body, list) and body else body
        if address := _address(one):
            yield Facsimile(image=address, page=words(canvas.get("label")))
            return


def words(value: Any) -> str:
    """A value of either version as plain text: a string, a list, or a map of languages."""
    if isinstance(value, str):
        return _without_tags(value)
    if isinstance(value, dict):
        if "@value" in value:
            return _without_tags(str(value["@value"])[:100_000])
        kept = value.get("en") or value.get("none") or next(iter(value.values()), "")
        return words(kept) if not isinstance(kept, dict) else ""
    if isinstance(value, list):
        parts = [one for one in value if isinstance(one, str) or "@value" in _dict(one)]
        return "; ".join(filter(None, map(words, parts)))
    return ""


def _without_tags(value: str) -> str:
    if "<" not in value or ">" not in value:
        return value
    try:
        return str(html.fragment_fromstring(value[:100_000], create_parent="div").text_content())
    except (etree.LxmlError, ValueError):
        return value


def _address(value: Any) -> str:
    one = value[0] if isinstance(value, list) and value else value
    said = one if isinstance(one, str) else _dict(one).get("id") or _dict(one).get("@id")
    return said if isinstance(said, str) and said.startswith(("http://", "https://")) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


READER = Reader(NAME, VERSION, looks_like, read)
