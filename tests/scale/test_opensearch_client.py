"""The way to OpenSearch: addresses, servers that are none, none that answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from regesta.errors import ArchiveError, QueryError, WrongUse
from regesta.scale.opensearch_client import Address, Cluster, Gone, read_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("opensearch://localhost/papers", Address(hosts=("localhost:9200",), name="papers")),
        (
            "opensearch://a:9201,b,[::1]:9300/p-1",
            Address(hosts=("a:9201", "b:9200", "[::1]:9300"), name="p-1"),
        ),
        ("opensearch://[::1]/p", Address(hosts=("[::1]:9200",), name="p")),
        (
            "opensearch://reader@a/p?tls=yes",
            Address(hosts=("a:9200",), name="p", user="reader", tls=True),
        ),
        (
            "opensearch://a/p?ca=/ca.pem",
            Address(hosts=("a:9200",), name="p", tls=True, ca="/ca.pem"),
        ),
    ],
)  # fmt: skip
def test_addresses(text: str, address: Address) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("http://a/p", "no address"),
        ("opensearch:///p", "no address"),
        ("opensearch://a", "lacks the name"),
        ("opensearch://a/Papers", "small letters"),
        ("opensearch://a/_all", "small letters"),
        ("opensearch://a/p,q", "small letters"),
        ("opensearch://me:secret@a/p", "REGESTA_OPENSEARCH_PASSWORD"),
        ("opensearch://a/p?verify=no", "options other than"),
    ],
)
def test_wrong_addresses(text: str, says: str) -> None:
    with pytest.raises(WrongUse, match=says) as refused:
        read_address(text)
    assert "opensearch://" in refused.value.way_out


class _Server(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[tuple[int, Any]] = []
        self.asked: list[tuple[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _answer(self) -> None:
        self.server.asked.append((self.path, self.headers.get("authorization", "")))
        answers = self.server.answers
        status, body = answers.pop(0) if len(answers) > 1 else answers[0]
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _answer  # noqa: N815 - names of the base class

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def _address(server: _Server, user: str = "") -> Address:
    return Address(hosts=(f"127.0.0.1:{server.server_port}",), name="p", user=user)


INFO = {"version": {"distribution": "opensearch", "number": "2.19.4"}}


@pytest.mark.parametrize(
    ("version", "says"),
    [
        ({"number": "8.1.0"}, "another program 8.1.0"),
        ({"distribution": "opensearch", "number": "1.3.0"}, "opensearch 1.3.0"),
        ({"distribution": "opensearch", "number": "9.0.0"}, "opensearch 9.0.0"),
        ({}, "another program"),
    ],
)
def test_other_programs_and_versions(server: _Server, version: dict[str, str], says: str) -> None:
    server.answers = [(200, {"version": version})]
    with pytest.raises(ArchiveError, match=says) as refused:
        Cluster(_address(server))
    assert "2 or 3" in refused.value.way_out


def test_no_server() -> None:
    with pytest.raises(ArchiveError, match=r"No OpenSearch answers at 127\.0\.0\.1:9") as refused:
        Cluster(Address(hosts=("127.0.0.1:9",), name="p"))
    assert "Start it" in refused.value.way_out


def test_what_passes_is_asked_again(server: _Server) -> None:
    leaving = _failed("search_phase_execution_exception", "Partial shards failure")
    gone = _failed("search_context_missing_exception", "No search context found")
    server.answers = [
        (200, INFO), (503, {}), (429, {}), (500, leaving), (404, gone), (200, {"count": 3}),
    ]  # fmt: skip
    cluster = Cluster(_address(server))
    assert cluster.ask(cluster.client.count, index="p") == {"count": 3}
    assert len(server.asked) == 6
    cluster.close()


def test_another_machine_is_asked_where_one_is_silent(server: _Server) -> None:
    server.answers = [(200, INFO), (200, {"count": 3})]
    address = Address(hosts=("127.0.0.1:9", *_address(server).hosts), name="p")
    cluster = Cluster(address)
    assert cluster.ask(cluster.client.count, index="p") == {"count": 3}
    cluster.close()


def _failed(kind: str, reason: str) -> dict[str, Any]:
    return {"error": {"type": kind, "reason": reason, "root_cause": []}}


@pytest.mark.parametrize(
    ("status", "body", "error", "says"),
    [
        (404, _failed("index_not_found_exception", "no such index [p]"), Gone, "no such index"),
        (403, _failed("security_exception", "no permissions"), ArchiveError, "does not let"),
        (400, _failed("query_shard_exception", "too_many_clauses: 1024"), QueryError, "more parts"),
        (400, _failed("parsing_exception", "unknown field"), ArchiveError, "refused a request"),
    ],
)
def test_what_is_refused_is_told(
    server: _Server, status: int, body: Any, error: type[Exception], says: str
) -> None:
    server.answers = [(200, INFO), (status, body)]
    cluster = Cluster(_address(server))
    with pytest.raises(error, match=says):
        cluster.ask(cluster.client.count, index="p")
    cluster.close()


def test_the_password_is_in_the_environment(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGESTA_OPENSEARCH_PASSWORD", "secret")
    server.answers = [(200, INFO)]
    Cluster(_address(server, "reader")).close()
    assert server.asked[0][1] == "Basic cmVhZGVyOnNlY3JldA=="
