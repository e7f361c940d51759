"""Forms that are sent: read within bounds, and taken only from our own pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.show.accounts.addresses import safe_next
from regesta.show.accounts.secrets import token_fits
from regesta.show.accounts.visitor import Visitor
from regesta.show.site.desk import WORDS, visitor_of

MOST_BYTES = 64_000
MOST_FIELDS = 50
TOKEN = "token"  # noqa: S105 - the name of a field
Form = Mapping[str, str]
Page = Callable[[Request], Response]
Sent = Callable[[Request, Form, Visitor], Response]


def member_page(needs: str, answer: Page) -> Page:
    """Return a page that only a role which may `needs` sees; a stranger is led to sign in."""

    def show(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None:
            return RedirectResponse(sign_in_address(request), 303)
        if not visitor.may(needs):
            raise HTTPException(403, WORDS.say("accounts.not_for_role", role=_role(visitor)))
        return answer(request)

    return show


def member_form(needs: str, answer: Sent) -> Callable[[Request], Awaitable[Response]]:
    """Return what takes a form from whoever may `needs`; refused without its secret."""

    async def take(request: Request) -> Response:
        visitor = visitor_of(request)
        if visitor is None:
            raise HTTPException(403, WORDS.say("accounts.signed_out"))
        if not visitor.may(needs):
            raise HTTPException(403, WORDS.say("accounts.not_for_role", role=_role(visitor)))
        form = await read_form(request)
        demand_token(visitor.secret, form)
        return await run_in_threadpool(answer, request, form, visitor)

    return take


async def read_form(request: Request) -> Form:
    """Return the fields of a sent form; raises 400 or 413 for what is none or too long."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400, WORDS.say("accounts.no_form"))
    body = await read_body(request, MOST_BYTES)
    if body is None:
        raise HTTPException(413, WORDS.say("accounts.no_form"))
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body),
            max_num_fields=MOST_FIELDS, errors="strict",
        )  # fmt: skip
    except ValueError as error:
        raise HTTPException(400, WORDS.say("accounts.no_form")) from error
    return dict(pairs)


async def read_body(request: Request, most: int) -> bytes | None:
    """Return the body of a request; None where it is longer than so many bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return None
    return body


def demand_token(secret: bytes, form: Form) -> None:
    """Raise 403 for a form that was not made for this session."""
    if not token_fits(secret, form.get(TOKEN, "")):
        raise HTTPException(403, WORDS.say("accounts.stale_form"))


def sign_in_address(request: Request) -> str:
    """Give where to sign in and come back from."""
    query = request.url.query
    there = request.url.path + (f"?{query}" if query else "")
    return f"/signin?next={quote(safe_next(there), safe='/')}"


def _role(visitor: Visitor) -> str:
    return WORDS.say(f"accounts.role_{visitor.role}")
