"""Bounds, health, counts and the log of a site; and that none of them tells of readers."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.folder import current_build
from regesta.show.log import JsonLines, write_line
from regesta.show.site.app import create_app
from regesta.show.site.counters import Counters
from regesta.show.site.watch import LARGEST_BODY, Watch

PRIVATE = ("203.0.113.9", "Zebedee", "Mozilla", "secret-token")


@pytest.fixture(scope="module")
def folder(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example that has itself counted and logged."""
    root = tmp_path_factory.mktemp("serving") / "archive"
    shutil.copytree(example, root)
    with (root / "regesta.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[serving]\nmetrics = true\nlog = true\n")
    build(root, jobs=1)
    return root


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), raise_server_exceptions=False) as client:
        yield client


def test_health(client: TestClient, folder: Path, tmp_path: Path) -> None:
    found = client.get("/health")
    assert found.json()["status"] == "ok"
    assert found.json()["records"] == 41
    assert found.headers["cache-control"] == "no-store"
    with TestClient(create_app(tmp_path)) as empty:
        failing = empty.get("/health")
        assert (failing.status_code, failing.json()["status"]) == (503, "failing")


def test_counts_for_prometheus(client: TestClient) -> None:
    client.get("/record/300101")
    client.get("/record/Zebedee")
    client.get("/no/such/Zebedee")
    said = client.get("/metrics").text
    assert 'regesta_requests_total{route="/record/{id:path}",status="2xx"} 1' in said
    assert 'regesta_requests_total{route="/record/{id:path}",status="4xx"} 1' in said
    assert 'regesta_requests_total{route="other",status="4xx"} 1' in said
    assert "regesta_request_seconds_count 3" in said
    assert "regesta_requests_in_progress 1" in said
    assert "regesta_records 41" in said
    # The text format: a comment, or a name with labels and a number.
    line = re.compile(
        r"# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*\})? [0-9.e+-]+"
    )
    assert all(line.fullmatch(one) for one in said.splitlines())
    assert "Zebedee" not in said


def test_counts_are_shown_only_where_the_keeper_lets_them(example: Path) -> None:
    with TestClient(create_app(example)) as client:
        assert client.get("/metrics").status_code == 404


def test_workers_add_up_and_the_dead_are_counted_on(tmp_path: Path) -> None:
    mine = Counters(["/a"], tmp_path)
    (tmp_path / "4194303.counts").write_bytes(bytes(mine._cells))
    mine.began()
    mine.ended("/a", 200, 0.003)
    other = next(tmp_path.glob("4194303*"))
    other.write_bytes(next(p for p in tmp_path.iterdir() if p != other).read_bytes())
    said = mine.exposition(7)
    assert 'route="/a",status="2xx"} 2' in said
    assert 'le="0.005"} 2' in said


def test_the_log_tells_nothing_of_readers(
    client: TestClient, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {"user-agent": PRIVATE[2], "x-forwarded-for": PRIVATE[0], "cookie": PRIVATE[3]}
    for path in ("/search?q=Zebedee", "/record/Zebedee", "/Zebedee?a=Zebedee"):
        client.get(path, headers=headers)
    lines = capfd.readouterr().err.splitlines()
    found = [json.loads(line) for line in lines]
    assert [one["route"] for one in found] == ["/search", "/record/{id:path}", "other"]
    assert [one["status"] for one in found] == [200, 404, 404]
    assert {"time", "level", "worker", "method", "ms", "bytes"} < found[0].keys()
    assert not [word for word in PRIVATE for line in lines if word in line]


def test_a_fault_is_logged_by_its_place_and_not_by_its_words() -> None:
    try:
        raise ValueError("Zebedee asked for this")
    except ValueError as error:
        fault = (type(error), error, error.__traceback__)
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "Exception", (), fault)
    said = JsonLines().format(record)
    assert json.loads(said)["error"] == "ValueError"
    assert "test_serving.py" in said
    assert "Zebedee" not in said


def test_one_line_is_one_object(capfd: pytest.CaptureFixture[str]) -> None:
    write_line({"route": "a\nb"})
    assert len(capfd.readouterr().err.splitlines()) == 1


LARGE = {"content-length": str(LARGEST_BODY + 1)}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/search?q=" + "x" * 60_000, {}, 414),
        ("POST", "/signin", LARGE, 413),
        ("POST", "/signin", {"content-length": "-1"}, 413),
        ("GET", "/search?q=word", {}, 200),
    ],
)
def test_bounds(
    client: TestClient, method: str, path: str, headers: Mapping[str, str], status: int
) -> None:
    answer = client.request(method, path, headers=dict(headers))
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_query_of_bytes_that_are_no_letters(client: TestClient) -> None:
    scope_query = b"sort=\xff\xfe&lang=\xb2"

    async def ask() -> int:
        status: list[int] = []

        async def send(message: Mapping[str, object]) -> None:
            if message["type"] == "http.response.start":
                status.append(int(str(message["status"])))

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {
            "type": "http", "method": "GET", "path": "/search", "query_string": scope_query,
            "headers": [(b"host", b"a")], "root_path": "", "scheme": "http", "http_version": "1.1",
            "server": ("a", 80), "client": ("b", 1),
        }  # fmt: skip
        await client.app(scope, receive, send)
        return status[0]

    assert asyncio.run(ask()) == 200


def test_what_takes_too_long_is_given_up() -> None:
    async def slow(request: Request) -> Response:
        await asyncio.sleep(5)
        return PlainTextResponse("late")

    counters = Counters(["/slow"])
    app = Starlette(
        routes=[Route("/slow", slow)],
        middleware=[Middleware(Watch, counters=counters, seconds=0.05)],
    )
    app.state.route_names = {slow: "/slow"}
    with TestClient(app) as client:
        answer = client.get("/slow")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "30"
    assert 'route="/slow",status="5xx"} 1' in counters.exposition(0)


def test_a_build_that_is_damaged_while_it_serves_is_not_shown(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "archive"
    shutil.copytree(folder, root)
    with TestClient(create_app(root)) as client:
        assert client.get("/record/300101").status_code == 200
        made = current_build(root)
        assert made
        store = made / "regesta.sqlite"
        whole = store.read_bytes()
        damaged = bytearray(whole)
        damaged[len(damaged) // 2] ^= 4
        store.write_bytes(damaged)
        for path in ("/record/300101", "/search.json", "/health"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert "--repair" in answer.text or path == "/health"
        build(root, jobs=1, anew=True)
        assert client.get("/record/300101").status_code == 200


def test_threads_that_come_and_go_leave_no_connection_behind(example: Path) -> None:
    with Archive.open(example) as archive:
        for _ in range(40):
            thread = threading.Thread(target=archive.record, args=("300101",))
            thread.start()
            thread.join()
        assert len(archive._store._idle) == 1
