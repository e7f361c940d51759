"""/oai: the archive for harvesters, as every reader sees it, whoever asks."""

from __future__ import annotations

from urllib.parse import parse_qsl
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from regesta.keep.published import read_published
from regesta.show.services.catalogue import Catalogue
from regesta.show.services.oai import Provider
from regesta.show.site.desk import site_base
from regesta.show.site.forms import read_body
from regesta.show.site.library import Library, Reading
from regesta.show.site.service import too_many

HARVEST = "/oai"
_LONGEST_FORM = 16_384
_catalogues: WeakKeyDictionary[Reading, Catalogue] = WeakKeyDictionary()


async def answer_harvester(request: Request) -> Response:
    """Answer a request of OAI-PMH, whose arguments come in the address or as a form."""
    refused = too_many(request)
    if refused is not None:
        return refused
    pairs = request.query_params.multi_items()
    if request.method == "POST":
        body = await read_body(request, _LONGEST_FORM)
        if body is None:
            return Response("The form is too large.", 413, media_type="text/plain")
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    made = await run_in_threadpool(_answer, request, pairs)
    return Response(made, media_type="text/xml")


def _answer(request: Request, pairs: list[tuple[str, str]]) -> bytes:
    library: Library = request.app.state.library
    room = library.reading()
    site = site_base(request, room)
    provider = Provider(
        archive=room.archive, catalogue=catalogue_of(room), site=site, address=site + HARVEST
    )
    return provider.answer(pairs)


def catalogue_of(room: Reading) -> Catalogue:
    """Give the catalogue of a build, which is made once."""
    found = _catalogues.get(room)
    if found is None:
        archive = room.archive
        found = _catalogues[room] = Catalogue(
            archive.ids(),
            read_published(archive.folder),
            room.shelf_paths,
            room.built,
            archive.settings.addresses.base,
        )
    return found
