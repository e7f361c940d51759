"""Answers to programs: what has not changed is not sent again, and any page may read what is open.

ETags are weak, since the same answer is sent with and without compression. Source: RFC 9110,
sections 8.8 and 13; the Fetch Standard, "CORS protocol".
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from regesta.show.services.api_types import Problem

_A_DAY = "86400"
_TITLES = {
    400: "Bad request", 401: "Not signed in", 404: "Not found", 405: "Method not allowed",
    413: "Too large", 422: "Not understood", 429: "Too many requests", 503: "Not available",
}  # fmt: skip


def conditional(request: Request, answer: Response, changed: str) -> Response:
    """Return the answer with its ETag and date, or 304 where whoever asks has it already.

    `changed` is when it last changed (UTC, RFC 3339).
    """
    tag = f'W/"{hashlib.sha256(bytes(answer.body)).hexdigest()[:24]}"'
    moment = datetime.fromisoformat(changed).astimezone(UTC).replace(microsecond=0)
    if _known(request, tag, moment):
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name.lower() not in {"content-length", "content-type"}
        }
        answer = Response(status_code=304, headers=kept)
    answer.headers["ETag"] = tag
    answer.headers["Last-Modified"] = format_datetime(moment, usegmt=True)
    return answer


def _known(request: Request, tag: str, changed: datetime) -> bool:
    asked = request.headers.get("if-none-match")
    if asked is not None:  # then dates do not count
        wanted = {one.strip().removeprefix("W/") for one in asked.split(",")}
        return "*" in wanted or tag.removeprefix("W/") in wanted
    since = request.headers.get("if-modified-since", "")
    try:
        return bool(since) and changed <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False


def share(request: Request, answer: Response, *, anywhere: bool) -> Response:
    """Let pages of other sites read an answer, where the keeper has `anywhere`.

    Their readers' cookies are never sent along, so they see what strangers see.
    """
    if anywhere and "origin" in request.headers:
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Retry-After, Link"
    return answer


def preflight(*, anywhere: bool) -> Response:
    """Answer a browser that asks whether a page of another site may ask."""
    headers = {"Allow": "GET, HEAD, OPTIONS"}
    if anywhere:
        headers |= {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Accept",
            "Access-Control-Max-Age": _A_DAY,
        }
    return Response(status_code=204, headers=headers)


def problem(status: int, detail: str) -> Response:
    """Return what went wrong, for programs (RFC 9457)."""
    body = msgspec.json.encode(
        Problem(title=_TITLES.get(status, "Error"), status=status, detail=detail)
    )
    headers = {"Allow": "GET, HEAD, OPTIONS"} if status == 405 else {}
    return Response(body, status, headers, "application/problem+json")
