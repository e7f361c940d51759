"""What every page has at hand: the open archive, the templates, and how an answer is made."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from regesta.errors import RegestaError
from regesta.show.accounts.doorkeeper import Doorkeeper
from regesta.show.accounts.secrets import form_token
from regesta.show.accounts.visitor import VISITOR, Visitor
from regesta.show.site.language import LANGUAGES, PARAMETER, Spoken
from regesta.show.site.ledger import Ledger
from regesta.show.site.library import Library, Reading
from regesta.show.site.rendering import Paging, environment
from regesta.show.wording import Wording, wording

PAGE_SIZE = 50
WORDS: Wording = Spoken()


class NoPage(HTTPException):
    """Nothing is at this address; `detail` is a sentence for people."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(404, WORDS.say(key, **values))


def reading(request: Request) -> Reading:
    """Give the archive as it is now, as whoever asks may see it; a request should ask once."""
    library: Library = request.app.state.library
    visitor = visitor_of(request)
    return library.reading(whole=visitor is not None and visitor.whole)


def open_reading(request: Request) -> Reading | None:
    """Give the archive as `reading` does; None where it cannot be opened."""
    try:
        return reading(request)
    except RegestaError:
        return None


def ledger_of(request: Request) -> Ledger:
    """Give the decisions of the archive."""
    library: Library = request.app.state.library
    return library.ledger


def visitor_of(request: Request) -> Visitor | None:
    """Give who has signed in, None for a stranger."""
    found: Visitor | None = request.scope.get(VISITOR)
    return found


def site_base(request: Request, room: Reading) -> str:
    """Give the address of the site without a slash at its end."""
    return room.archive.settings.addresses.base or str(request.base_url).rstrip("/")


def page(
    request: Request, room: Reading | None, template: str, status: int = 200, **context: Any
) -> Response:
    """Fill a template; `room` None means that the archive cannot be opened."""
    path = request.url.path
    visitor = visitor_of(request)
    keeper: Doorkeeper = request.app.state.doorkeeper
    base = site_base(request, room) if room else str(request.base_url).rstrip("/")
    still: tuple[str, ...] = request.scope.get("still", ())
    query = request.url.query
    html = (
        environment(WORDS.language)
        .get_template(template)
        .render(
            archive_title=room.archive.title if room else "",
            path=path,
            visitor=visitor,
            form_token=form_token(visitor.secret) if visitor else "",
            has_door=not still and (visitor is not None or keeper.has_door),
            here=f"{path}?{query}" if query else path,
            still=still,
            canonical=f"{base}{path}",
            base=base,
            other_languages=[
                (tag, wording(tag).say("site.own_name"))
                for tag in still or LANGUAGES
                if tag != WORDS.language
            ],
            asked_pairs=[
                pair for pair in request.query_params.multi_items() if pair[0] != PARAMETER
            ],
            **context,
        )
    )
    return HTMLResponse(html, status)


def json_answer(value: object, status: int = 200) -> Response:
    """Answer with JSON, legible for people too."""
    body = msgspec.json.format(msgspec.json.encode(value), indent=2)
    return Response(body, status, media_type="application/json")


def paging(request: Request, total: int, size: int = PAGE_SIZE) -> Paging:
    """Tell which page of a list is asked for; raises `NoPage` for one that is not there."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0
    made = Paging(request.url.path, number, total, size, request.query_params.multi_items())
    if not 1 <= number <= made.pages:
        raise NoPage("error.page_404", page=asked[:20])
    return made


def wants_json(request: Request) -> bool:
    """Whether the reader is a program that asks for JSON before HTML."""
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/html" not in accepted
