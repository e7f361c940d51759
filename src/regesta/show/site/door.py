"""At the door: finds who asks, keeps strangers out of a closed archive, and keeps no page for
others that was made for one."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regesta.errors import RegestaError
from regesta.show.accounts.doorkeeper import Doorkeeper
from regesta.show.accounts.visitor import VISITOR, Visitor

COOKIE = "regesta"
# What a stranger may ask of a closed archive: how to sign in, how the pages look, whether it lives.
OPEN = ("/signin", "/static/", "/robots.txt", "/health")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Door:
    """Sets the visitor of each request, and answers those that may not pass."""

    def __init__(self, app: ASGIApp, keeper: Doorkeeper) -> None:
        self.app = app
        self._keeper = keeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        token = session_token(scope)
        try:
            closed = self._keeper.access.reading == "closed"
            # Strangers are most: nothing is looked up for them.
            visitor = await run_in_threadpool(self._keeper.visitor, token) if token else None
        except RegestaError as error:  # whoever cannot be known is not let in
            await PlainTextResponse(str(error), 503)(scope, receive, send)
            return
        scope[VISITOR] = visitor
        refused = _refusal(scope, visitor, bool(token), closed)
        private = visitor is not None or closed

        async def send_privately(message: Message) -> None:
            if message["type"] == "http.response.start" and private:
                headers = MutableHeaders(scope=message)
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "private, no-store"
            await send(message)

        await (refused or self.app)(scope, receive, send_privately)


def _refusal(scope: Scope, visitor: Visitor | None, known: bool, closed: bool) -> Response | None:
    """Return the answer to a request that may not pass, None for one that may."""
    path: str = scope["path"]
    headers = Headers(scope=scope)
    if scope["method"] not in _SAFE and (known or path.startswith("/signin")):
        # A browser that a foreign page sends says so; a program sends neither header nor cookie.
        origin = headers.get("origin", "")
        foreign = origin and urlsplit(origin).netloc != headers.get("host", "")
        if foreign or headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("This came from another site.", 403)
    if not closed or visitor is not None or _is_open(path):
        return None
    if scope["method"] in _SAFE and "text/html" in headers.get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        there = f"{path}?{query}" if query else path
        return RedirectResponse(f"/signin?next={quote(there, safe='/')}", 303)
    return JSONResponse({"error": "Sign in to read this archive.", "status": 401}, 401)


def _is_open(path: str) -> bool:
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in OPEN)


def is_secure(scope: Scope) -> bool:
    """Whether the request came over https."""
    return bool(scope.get("scheme") == "https")


def cookie_name(scope: Scope, name: str = COOKIE) -> str:
    """Return the name of a cookie; over https one that no other host can have set."""
    return f"__Host-{name}" if is_secure(scope) else name


def cookie(scope: Scope, name: str = COOKIE) -> str:
    """Return the value of one of our cookies, "" where the browser sent none."""
    try:
        jar = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return ""
    found = jar.get(cookie_name(scope, name))
    return found.value if found else ""


def session_token(scope: Scope) -> str:
    """Return the token of the browser's session, "" where it has none."""
    return cookie(scope)


def set_cookie(answer: Response, scope: Scope, value: str, name: str = COOKIE) -> None:
    """Have the browser keep a cookie until it is closed; no script may read it."""
    answer.set_cookie(
        cookie_name(scope, name), value, path="/", secure=is_secure(scope), httponly=True,
        samesite="lax",
    )  # fmt: skip


def drop_cookie(answer: Response, scope: Scope, name: str = COOKIE) -> None:
    """Have the browser forget a cookie."""
    answer.delete_cookie(
        cookie_name(scope, name), path="/", secure=is_secure(scope), httponly=True, samesite="lax"
    )
