"""How a program is answered: within its rate, by reading alone, with faults it can read too."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from regesta.errors import RegestaError
from regesta.show.services.api import status_of
from regesta.show.site.conditional import conditional, preflight, problem, share
from regesta.show.site.desk import reading
from regesta.show.site.library import Reading
from regesta.show.site.throttle import Throttle

# All that a client may try is answered by us, and not by a page for people.
METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY"]
_READING = frozenset({"GET", "HEAD"})

Answering = Callable[[Request, Reading], Response]
Endpoint = Callable[[Request], Response]


def service(answering: Answering) -> Endpoint:
    """Make an endpoint of what answers with a whole body; see the head of this file."""

    def endpoint(request: Request) -> Response:
        anywhere = bool(request.app.state.serving.anywhere)
        if request.method == "OPTIONS":
            return preflight(anywhere=anywhere)
        if request.method not in _READING:
            return share(request, problem(405, "Nothing can be changed here."), anywhere=anywhere)
        return share(request, _answer(request, answering), anywhere=anywhere)

    return endpoint


def too_many(request: Request) -> Response | None:
    """Count a request; return the refusal of one that is too many."""
    throttle: Throttle = request.app.state.throttle
    seconds = math.ceil(throttle.wait(request.client.host if request.client else ""))
    if not seconds:
        return None
    refused = problem(429, f"Too many requests. Ask again in {seconds} s.")
    refused.headers["Retry-After"] = str(seconds)
    return refused


def _answer(request: Request, answering: Answering) -> Response:
    refused = too_many(request)
    if refused is not None:
        return refused
    try:
        room = reading(request)
        made = answering(request, room)
    except msgspec.ValidationError as error:
        return problem(400, _sentence(error))
    except HTTPException as error:
        return problem(error.status_code, error.detail)
    except RegestaError as error:
        return problem(status_of(error), str(error))
    if made.status_code != 200:
        return made
    return conditional(request, made, room.built)


def _sentence(error: Exception) -> str:
    """Say what is wrong with an argument: "limit: Expected `int` >= 1."."""
    reason, _, where = str(error).partition(" - at `$.")
    name = where.rstrip("`")
    said = reason.replace("Object contains unknown field", "There is no argument")
    said = said.replace("Object missing required field", "This needs the argument")
    return f"{name}: {said}." if name else f"{said}."
