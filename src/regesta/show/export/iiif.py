"""The pictures of a record's pages as a IIIF manifest, and all such manifests as a collection.

A canvas needs a size: that of its picture where it is known, else one of a sheet's proportions,
which viewers fit the picture into. Source: IIIF Presentation API 3.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from regesta.model import Record
from regesta.show.addresses import record_address
from regesta.show.cite import title_of

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA = f'application/ld+json;profile="{CONTEXT}"'
ENDING = "manifest.json"
SHEET = (1000, 1414)
_RIGHTS = re.compile(r"http://(?:creativecommons|rightsstatements)\.org/\S+")

Json = dict[str, Any]


class Scan(Struct, frozen=True, kw_only=True):
    """A picture: its whole address, media type ("" where not known), size (0, 0 likewise), page."""

    address: str
    kind: str = ""
    size: tuple[int, int] = (0, 0)
    page: str = ""


def manifest(record: Record, scans: Sequence[Scan], site: str, archive_title: str) -> Json:
    """Return the manifest of a record; `site` begins its addresses."""
    address = site + record_address(record.id)
    made: Json = {
        "@context": CONTEXT,
        "id": f"{address}.{ENDING}",
        "type": "Manifest",
        "label": _words(title_of(record)),
        "metadata": [
            {"label": {"en": [label]}, "value": {"none": values}}
            for label, values in _facts(record)
        ],
        "homepage": [
            {"id": address, "type": "Text", "label": _words(archive_title or address),
             "format": "text/html"}
        ],
        "seeAlso": [
            {"id": f"{address}.jsonld", "type": "Dataset", "format": "application/ld+json"},
            {"id": f"{address}.tei.xml", "type": "Dataset", "format": "application/tei+xml"},
        ],
        "rendering": [
            {"id": f"{address}.pdf", "type": "Text", "label": {"en": ["PDF"]},
             "format": "application/pdf"}
        ],
        "items": [_canvas(scan, f"{address}/canvas/{n}", n) for n, scan in enumerate(scans, 1)],
    }  # fmt: skip
    if record.summary:
        made["summary"] = _words(record.summary)
    if record.rights:
        made["requiredStatement"] = {"label": {"en": ["Rights"]}, "value": _words(record.rights)}
    if _RIGHTS.fullmatch(record.rights_term.replace("https://", "http://", 1)):
        made["rights"] = record.rights_term.replace("https://", "http://", 1)
    return made


def collection(found: Iterable[tuple[str, str]], address: str, title: str, site: str) -> Json:
    """Return all manifests as a collection, of the ids and titles of their records."""
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "Collection",
        "label": _words(title or address),
        "items": [
            {
                "id": f"{site}{record_address(id)}.{ENDING}",
                "type": "Manifest",
                "label": _words(name or id),
            }
            for id, name in found
        ],
    }


def _facts(record: Record) -> Iterator[tuple[str, list[str]]]:
    """Give what is known of a record, under names that our own reader knows."""
    facts = (
        ("Date", [record.date.edtf if record.date else record.stated.date]),
        ("From", [agent.name for agent in record.senders]),
        ("To", [agent.name for agent in record.recipients]),
        ("Place", [record.place]),
        ("Type", [record.genre]),
        ("Language", list(record.languages)),
        ("Archive", [record.archive]),
        ("Fonds", [record.fonds]),
        ("Folder", [record.file]),
        ("Source", [record.source.raw]),
        ("Collection", [one.name for one in record.collections]),
        ("Record ID", [record.record_id or record.id]),
    )
    for label, values in facts:
        kept = [value for value in values if value]
        if kept:
            yield label, kept


def _canvas(scan: Scan, address: str, number: int) -> Json:
    width, height = scan.size if all(scan.size) else SHEET
    body: Json = {"id": scan.address, "type": "Image"}
    if scan.kind:
        body["format"] = scan.kind
    if all(scan.size):
        body |= {"width": width, "height": height}
    return {
        "id": address,
        "type": "Canvas",
        "label": {"none": [scan.page or str(number)]},
        "width": width,
        "height": height,
        "items": [
            {
                "id": f"{address}/page",
                "type": "AnnotationPage",
                "items": [
                    {
                        "id": f"{address}/painting",
                        "type": "Annotation",
                        "motivation": "painting",
                        "body": body,
                        "target": address,
                    }
                ],
            }
        ],
    }


def _words(text: str) -> Json:
    return {"none": [text]}
