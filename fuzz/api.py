"""Fuzz the site and its JSON: any path, query, header and method is answered below 500.

    nice -n 10 python fuzz/api.py ARCHIVE CORPUS -max_total_time=600 -timeout=20

ARCHIVE is a built archive; requests go to the application itself, without a network.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["regesta.show"]):
    from regesta.show.site.app import create_app

from starlette.routing import Mount, Route

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
ACCEPTS = (b"text/html", b"application/json", b"*/*", b"")
APP: list[Any] = []
STARTS: list[str] = []


async def ask(method: str, path: str, query: bytes, headers: list[tuple[bytes, bytes]]) -> int:
    """Return the status that one request is answered with."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode("utf-8", "replace"),
        "query_string": query, "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("testserver", 80), "state": {},
    }  # fmt: skip
    status: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await APP[0](scope, receive, send)
    return status[0]


def test_one(data: bytes) -> None:
    """Ask for what the bytes come to: a path of ours with something behind it, or anything."""
    given = atheris.FuzzedDataProvider(data)
    method = METHODS[given.ConsumeIntInRange(0, len(METHODS) - 1)]
    start = STARTS[given.ConsumeIntInRange(0, len(STARTS) - 1)]
    accept = ACCEPTS[given.ConsumeIntInRange(0, len(ACCEPTS) - 1)]
    path = start + given.ConsumeUnicodeNoSurrogates(60)
    query = given.ConsumeBytes(120)
    headers = [(b"accept", accept), (b"host", b"testserver")]
    if given.ConsumeBool():
        headers.append((b"cookie", given.ConsumeBytes(60)))
        headers.append((b"accept-language", given.ConsumeBytes(30)))
    status = asyncio.run(ask(method, path, query, headers))
    assert status < 500, (method, path, query, headers, status)


def main() -> None:
    """Make the site, then run until libFuzzer's own options say."""
    app = create_app(Path(sys.argv.pop(1)))
    APP.append(app)
    STARTS.extend(("", "/"))
    for route in app.routes:
        if isinstance(route, Route | Mount):
            STARTS.append(route.path.partition("{")[0])
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
