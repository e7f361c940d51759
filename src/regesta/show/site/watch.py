"""Around every answer: its bounds in size and time, its count, and its line in the log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regesta.show.site.counters import OTHER, Counters

# Forms of ours are small; bytes.
LARGEST_BODY = 1_000_000
LONGEST_ADDRESS = 50_000
# Who stops an answer that hangs gets a sentence; seconds.
LONGEST_ANSWER = 30.0
# What is counted where the reader had gone before anything was sent.
_GONE = 499
_IN_QUERIES = "!#$%&'()*+,/:;=?@[]~"
_TOO_LONG = "This took too long. Please ask for less, or try again later."

Log = Callable[[Mapping[str, object]], None]
Names = Callable[[Scope], str]


class Watch:
    """Refuses what is too large, gives up what takes too long, counts and logs the rest.

    What is counted and logged names the route and never the address, the words asked for or
    who asked.
    """

    def __init__(
        self,
        app: ASGIApp,
        counters: Counters,
        log: Log | None = None,
        seconds: float = LONGEST_ANSWER,
    ) -> None:
        self.app = app
        self._counters = counters
        self._log = log
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within bounds."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if not scope["query_string"].isascii():  # as no browser writes it
            scope["query_string"] = quote(scope["query_string"], safe=_IN_QUERIES).encode("ascii")
        answer = _Answer(send)
        began = time.perf_counter()
        self._counters.began()
        try:
            await self._within_bounds(scope, receive, answer)
        except BaseException:
            answer.status = answer.status or 500
            raise
        finally:
            answer.status = answer.status or _GONE
            took = time.perf_counter() - began
            self._counters.ended(route_of(scope), answer.status, took)
            if self._log is not None:
                self._log(
                    {
                        "method": scope["method"],
                        "route": route_of(scope),
                        "status": answer.status,
                        "ms": round(took * 1000, 1),
                        "bytes": answer.size,
                    }
                )

    async def _within_bounds(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
            await PlainTextResponse("The address is too long.", 414)(scope, receive, answer.send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdigit() or int(length[:12]) > LARGEST_BODY:
            await PlainTextResponse("This is too large.", 413)(scope, receive, answer.send)
            return
        task = asyncio.ensure_future(self.app(scope, _bounded(receive), answer.send))
        try:
            await asyncio.wait({task}, timeout=self._seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if not task.done() and not answer.status:
            sent = answer.take_over()
            task.add_done_callback(_forget)
            headers = {"Retry-After": "30"}
            await PlainTextResponse(_TOO_LONG, 503, headers)(scope, receive, sent)
            return
        await task


class _Answer:
    """What has been sent of an answer; after `take_over` its first maker is not heard any more."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._heard = True
        self.status = 0
        self.size = 0

    async def send(self, message: Message) -> None:
        """Send a message of the answer's maker."""
        if self._heard:
            await self._pass(message)

    def take_over(self) -> Send:
        """Return the way to send another answer in its place."""
        self._heard = False
        return self._pass

    async def _pass(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.size += len(message.get("body", b""))
        await self._send(message)


def route_of(scope: Scope) -> str:
    """Return the path of the route that answers, "other" where none does."""
    known: Mapping[Any, str] = scope["app"].state.route_names if "app" in scope else {}
    return known.get(scope.get("endpoint"), OTHER)


def _bounded(receive: Receive) -> Receive:
    """Give a body in parts until it is too large: then it has ended."""
    size = 0

    async def receive_part() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > LARGEST_BODY:
            return {"type": "http.disconnect"}
        return message

    return receive_part


def _forget(task: asyncio.Future[None]) -> None:
    """Take note of what a given up answer raised; it was told to nobody."""
    if not task.cancelled():
        task.exception()
