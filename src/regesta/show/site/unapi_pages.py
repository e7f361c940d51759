"""/unapi: the records' forms for reference managers (unAPI version 1), and IIIF's collection."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from lxml import etree
from starlette.requests import Request
from starlette.responses import Response

from regesta.search.index import Query
from regesta.show.export.iiif import MEDIA, collection
from regesta.show.record_forms import FORMS, Shown
from regesta.show.site.conditional import problem
from regesta.show.site.desk import WORDS, site_base
from regesta.show.site.library import Reading

UNAPI = "/unapi"
IIIF = "/iiif/collection.json"
MOST_PICTURED = 100_000
_AT_ONCE = 1_000
# Zotero prefers MODS, in which it knows no recipient: so it is not offered here.
_OFFERED = {"ris": "ris", "bibtex": "bib", "csl": "csl.json", "jsonld": "jsonld"}


def answer_unapi(request: Request, room: Reading) -> Response:
    """Answer with the forms there are, those of a record, or a record in one of them."""
    id = request.query_params.get("id", "")
    form = request.query_params.get("format", "")
    if id and not room.archive.has(id):
        return problem(404, f"There is no record {id[:100]!r}.")
    if not form or not id:
        return Response(_formats(id), 300 if id else 200, media_type="application/xml")
    if form not in _OFFERED:
        return problem(406, f"There is no form {form[:40]!r}; there are {', '.join(_OFFERED)}.")
    made = FORMS[_OFFERED[form]]
    shown = Shown(
        record=room.record(id), archive=room.archive, site=site_base(request, room), words=WORDS
    )
    return Response(made.make(shown), media_type=made.media)


def answer_collection(request: Request, room: Reading) -> Response:
    """Answer with all records that have pictures of their pages, as a collection of IIIF."""
    site = site_base(request, room)
    made = collection(_pictured(room), site + IIIF, room.archive.title, site)
    return Response(msgspec.json.encode(made), media_type=MEDIA)


def _pictured(room: Reading) -> Iterator[tuple[str, str]]:
    """Yield ids and titles of the records with pictures, oldest first."""
    for offset in range(0, MOST_PICTURED, _AT_ONCE):
        query = Query(text="has:facsimile", sort="date", limit=_AT_ONCE, offset=offset, facets=())
        found = room.index.search(query)
        yield from ((hit.id, hit.title) for hit in found.hits)
        if offset + _AT_ONCE >= found.total:
            return


def _formats(id: str) -> bytes:
    root = etree.Element("formats", {"id": id} if id else {})
    for name, ending in _OFFERED.items():
        kind = FORMS[ending].media.partition(";")[0]
        etree.SubElement(root, "format", {"name": name, "type": kind})
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
