"""Ask the site for a page in this process: no socket, no thread, no compression."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from regesta.show.site.language import speak

NOWHERE = "archive.invalid"


class Answer(Struct, frozen=True, kw_only=True):
    """What stands at an address: bytes of a medium, or the address where it stands now."""

    media: str
    body: bytes
    moved: str = ""

    @property
    def is_page(self) -> bool:
        """Whether it is a page, and not data."""
        return self.media.startswith("text/html")


class Asker:
    """Calls the functions behind the routes of the site itself.

    `site` is where the site will stand, "" where that is not known: then full addresses
    are those of a host that cannot be.
    """

    def __init__(self, app: Starlette, site: str, languages: tuple[str, ...]) -> None:
        self._app = app
        self._home = urlsplit(site or f"http://{NOWHERE}")
        self._languages = languages

    def ask(self, address: str, language: str) -> Answer:
        """Return what the site answers; `LookupError` where it answers with a fault."""
        parts = urlsplit(address)
        scope: dict[str, object] = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": self._home.scheme,
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(b"host", self._home.netloc.encode())],
            "server": (self._home.netloc, None),
            "client": None,
            "app": self._app,
            "still": self._languages,
        }
        speak(language)
        try:
            answer = self._call(scope, address)
        except HTTPException as error:
            raise LookupError(f"{address} answers {error.status_code}: {error.detail}") from error
        moved = answer.headers.get("location", "") if answer.status_code in {301, 308} else ""
        if answer.status_code != 200 and not moved:
            raise LookupError(f"{address} answers {answer.status_code}")
        return Answer(
            media=answer.headers.get("content-type", ""), body=bytes(answer.body), moved=moved
        )

    def _call(self, scope: dict[str, object], address: str) -> Response:
        for route in self._app.routes:
            if isinstance(route, Route):
                fits, more = route.matches(scope)
                if fits == Match.FULL:
                    answer = more["endpoint"](Request({**scope, **more}))
                    assert isinstance(answer, Response)  # noqa: S101 - pages are plain functions
                    return answer
        raise LookupError(f"{address} is no address of the site")
