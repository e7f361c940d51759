"""Signing in and out, by password or by the provider of the settings; and the audit log."""

from __future__ import annotations

import secrets
from math import ceil

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.errors import RegestaError
from regesta.show.accounts.addresses import safe_next
from regesta.show.accounts.audit import note, read_audit
from regesta.show.accounts.doorkeeper import GUEST, Doorkeeper
from regesta.show.accounts.openid import Provider
from regesta.show.accounts.secrets import SIZE, form_token
from regesta.show.accounts.visitor import Visitor
from regesta.show.site.desk import WORDS, open_reading, page, visitor_of
from regesta.show.site.door import cookie, drop_cookie, session_token, set_cookie
from regesta.show.site.forms import Form, demand_token, read_form

FORM_COOKIE = "regesta-form"
FLOW_COOKIE = "regesta-flow"
AUDIT_LINES = 200


def show_sign_in(request: Request) -> Response:
    """Answer with the form to sign in by, and the way to the provider."""
    next_ = safe_next(request.query_params.get("next", ""))
    if visitor_of(request) is not None:
        return RedirectResponse(next_, 303)
    return _sign_in_page(request, next_)


async def take_sign_in(request: Request) -> Response:
    """Sign in with a name and a password."""
    form = await read_form(request)
    demand_token(_form_secret(request), form)
    return await run_in_threadpool(_enter, request, form)


def _enter(request: Request, form: Form) -> Response:
    next_ = safe_next(form.get("next", ""))
    name = form.get("name", "")[:100].strip()
    entry = _keeper(request).enter(
        name, form.get("password", ""), _address(request), session_token(request.scope)
    )
    if entry.wait:
        minutes = ceil(entry.wait / 60)
        answer = _sign_in_page(
            request, next_, name, WORDS.count("accounts.wait", minutes), status=429
        )
        answer.headers["Retry-After"] = str(ceil(entry.wait))
        return answer
    if not entry.token:
        return _sign_in_page(request, next_, name, WORDS.say("accounts.wrong"), status=403)
    return _signed_in(request, entry.token, next_)


def take_sign_out(request: Request, form: Form, visitor: Visitor) -> Response:
    """Sign out."""
    _keeper(request).leave(session_token(request.scope), visitor.name)
    answer = RedirectResponse("/", 303)
    drop_cookie(answer, request.scope)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def go_to_provider(request: Request) -> Response:
    """Send the browser to the provider."""
    provider = _provider(request)
    address, state, flow = provider.begin(safe_next(request.query_params.get("next", "")))
    _keeper(request).sessions.keep_flow(state, flow)
    answer = RedirectResponse(address, 303)
    set_cookie(answer, request.scope, state, FLOW_COOKIE)
    return answer


def come_back(request: Request) -> Response:
    """Sign in whom the provider sends back, where the archive knows them."""
    asked = request.query_params
    state = asked.get("state", "")
    keeper = _keeper(request)
    same = state and secrets.compare_digest(state.encode(), _flow_state(request).encode())
    flow = keeper.sessions.take_flow(state) if same else None
    if flow is None or not asked.get("code"):
        return _sign_in_page(request, "/", said=WORDS.say("accounts.no_flow"), status=403)
    try:
        identity = _provider(request).end(asked["code"], flow)
    except RegestaError as error:
        note(keeper.folder, "sign-in failed", "", by="openid", why=str(error)[:300])
        said = WORDS.say("accounts.provider_failed")
        return _sign_in_page(request, flow.next, said=said, status=403)
    account = keeper.of_identity(identity.subject, identity.email)
    name = account.name if account else f"{GUEST} {identity.email or identity.subject}"
    if keeper.account(name) is None:
        note(keeper.folder, "no account", name, by="openid", address=_address(request))
        said = WORDS.say("accounts.unknown", name=identity.email or identity.subject)
        return _sign_in_page(request, flow.next, said=said, status=403)
    token = keeper.begin(name, "openid", _address(request), session_token(request.scope))
    answer = _signed_in(request, token, safe_next(flow.next))
    drop_cookie(answer, request.scope, FLOW_COOKIE)
    return answer


def show_audit(request: Request) -> Response:
    """Answer the keeper with the last lines of the audit log."""
    return page(
        request,
        open_reading(request),
        "audit.html",
        title=WORDS.say("audit.title"),
        lines=read_audit(_keeper(request).folder, AUDIT_LINES),
    )


def _sign_in_page(
    request: Request, next_: str, name: str = "", said: str = "", *, status: int = 200
) -> Response:
    keeper = _keeper(request)
    secret = _form_secret(request) or secrets.token_bytes(SIZE)
    room = None if keeper.access.reading == "closed" else open_reading(request)
    answer = page(
        request,
        room,
        "signin.html",
        status,
        title=WORDS.say("accounts.sign_in"),
        next=next_,
        name=name,
        said=said,
        token=form_token(secret),
        provider=keeper.access.oidc,
    )
    set_cookie(answer, request.scope, secret.hex(), FORM_COOKIE)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _signed_in(request: Request, token: str, next_: str) -> Response:
    answer = RedirectResponse(next_, 303)
    set_cookie(answer, request.scope, token)
    drop_cookie(answer, request.scope, FORM_COOKIE)
    return answer


def _form_secret(request: Request) -> bytes:
    """What the browser was given with the form: a foreign page cannot know it."""
    try:
        found = bytes.fromhex(cookie(request.scope, FORM_COOKIE))
    except ValueError:
        return b""
    return found if len(found) == SIZE else b""


def _flow_state(request: Request) -> str:
    return cookie(request.scope, FLOW_COOKIE)


def _provider(request: Request) -> Provider:
    keeper = _keeper(request)
    if keeper.access.oidc is None:
        raise HTTPException(404, WORDS.say("error.text_404"))
    base = keeper.settings.addresses.base or str(request.base_url).rstrip("/")
    return Provider(keeper.access.oidc, keeper.folder, f"{base}/signin/back")


def _keeper(request: Request) -> Doorkeeper:
    found: Doorkeeper = request.app.state.doorkeeper
    return found


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
