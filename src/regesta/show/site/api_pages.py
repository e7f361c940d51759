"""The JSON API at /api: its operations, its description, and a page for people."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from regesta.show.export.registry import FOLDER_FORMATS, FORMATS
from regesta.show.services.api import OPERATIONS, ROOT, Call, Operation, read_arguments
from regesta.show.services.describing import FORMS
from regesta.show.services.openapi import describe_api
from regesta.show.site.conditional import problem
from regesta.show.site.desk import WORDS, page, reading, site_base
from regesta.show.site.harvest_pages import HARVEST
from regesta.show.site.library import Reading
from regesta.show.site.service import METHODS, Endpoint, service

DESCRIPTION = "/openapi.json"
_JSON = "application/json"


class _Whatever(Convertor[str]):
    """The rest of an address, whatever signs are in it."""

    regex = "(?s:.*)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("whatever", _Whatever())


def api_routes() -> Iterator[Route]:
    """Give the routes of the API."""
    for operation in OPERATIONS:
        path = ROOT + operation.path.replace("{id}", "{id:whatever}")
        yield Route(path, _endpoint(operation), methods=METHODS)
    yield Route(DESCRIPTION, service(_description), methods=METHODS)
    yield Route(ROOT + "/{rest:whatever}", service(_nowhere), methods=METHODS)


def _endpoint(operation: Operation) -> Endpoint:
    def answer(request: Request, room: Reading) -> Response:
        call = Call(
            room=room,
            id=request.path_params.get("id", ""),
            arguments=read_arguments(operation, request.query_params.multi_items()),
            address=site_base(request, room) + request.url.path,
        )
        return Response(msgspec.json.encode(operation.do(call)), media_type=_JSON)

    asked = service(answer)
    if operation.path:
        return asked

    def overview(request: Request) -> Response:
        for_people = "text/html" in request.headers.get("accept", "")
        made = _page(request) if for_people and request.method == "GET" else asked(request)
        made.headers["Vary"] = "Accept"
        return made

    return overview


def _description(request: Request, room: Reading) -> Response:
    made = describe_api(room.archive.title, site_base(request, room))
    return Response(msgspec.json.encode(made), media_type=_JSON)


def _nowhere(request: Request, room: Reading) -> Response:
    return problem(404, f"There is nothing here; {ROOT} lists what there is.")


def _page(request: Request) -> Response:
    room = reading(request)
    return page(
        request,
        room,
        "api.html",
        title=WORDS.say("api.title"),
        operations=[
            (ROOT + one.path, list(one.asked.__struct_fields__), one.name) for one in OPERATIONS
        ],
        description=DESCRIPTION,
        harvest=HARVEST,
        forms=list(FORMS),
        formats=sorted({**FORMATS, **FOLDER_FORMATS}),
        requests=request.app.state.serving.requests,
        site=site_base(request, room),
    )
