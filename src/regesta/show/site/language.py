"""In which language the site speaks: as the reader chose, else as the browser asks."""

from __future__ import annotations

from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regesta.show.wording import Catalogue, Wording, wording

LANGUAGES = ("en", "de")
PARAMETER = "lang"
_YEAR = 31_536_000

_asked: ContextVar[str] = ContextVar("language", default=LANGUAGES[0])


def speak(language: str) -> None:
    """Answer in this language from here on, in this thread or request."""
    _asked.set(language)


class Spoken(Wording):
    """The words in the language of whoever asks."""

    def __init__(self) -> None:
        super().__init__(wording(LANGUAGES[0]).catalogue)

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the reader's language."""
        return wording(_asked.get()).catalogue


class OurLanguage:
    """Finds the language of each request: `?lang=`, then the cookie of such a choice, then the
    browser's own order; a choice is kept for a year."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the language and pass the request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        chosen = _known(parse_qs(scope["query_string"].decode("latin-1")).get(PARAMETER, [""])[0])
        speak(chosen or _kept(headers.get("cookie", "")) or preferred(headers))

        async def send_with_choice(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Accept-Language, Cookie")
                if chosen:
                    answer.append(
                        "Set-Cookie",
                        f"{PARAMETER}={chosen}; Path=/; Max-Age={_YEAR}; SameSite=Lax; HttpOnly",
                    )
            await send(message)

        await self.app(scope, receive, send_with_choice)


def preferred(headers: Headers) -> str:
    """Return the language of ours that the browser likes best, English where it likes none.

    >>> preferred(Headers({"accept-language": "fr, de-AT;q=0.8, en;q=0.5"}))
    'de'
    """
    wanted: list[tuple[float, str]] = []
    for part in headers.get("accept-language", "").split(",")[:20]:
        tag, _, quality = part.partition(";q=")
        try:
            wanted.append((-float(quality or 1), tag.strip().partition("-")[0].lower()))
        except ValueError:
            continue
    best = sorted(wanted, key=lambda one: one[0])
    return next((tag for _, tag in best if tag in LANGUAGES), LANGUAGES[0])


def _known(tag: str) -> str:
    return tag if tag in LANGUAGES else ""


def _kept(cookie: str) -> str:
    try:
        kept = SimpleCookie(cookie).get(PARAMETER)
    except CookieError:
        return ""
    return _known(kept.value) if kept else ""
