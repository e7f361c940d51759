"""The server for assistants, asked by the protocol's own client over both transports."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from regesta.errors import NotFound, WrongUse
from regesta.show import extras
from regesta.show import mcp as ours
from regesta.show.mcp import Desk

pytest.importorskip("mcp", reason="mcp is not installed")

from mcp import Client, StdioServerParameters

TOOLS = {"search", "read", "resolve", "exchange", "wanted", "names"}


@pytest.fixture(scope="module")
def desk(example: Path) -> Desk:
    return Desk(example)


def test_a_hit_can_be_quoted(desk: Desk) -> None:
    found = desk.search("Gromadin treaty", limit=3)
    assert found["total"] >= len(found["hits"]) == 3
    hit = found["hits"][0]
    assert "<mark>" not in hit["passage"]
    assert hit["title"] in hit["citation"]


def test_a_long_text_is_read_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = desk.read("300101")["texts"][0]["body"]
    monkeypatch.setattr(ours, "_MOST_LETTERS", 100)
    parts, start = "", 0
    while start is not None:
        text = desk.read("300101", start)["texts"][0]
        parts, start = parts + text["body"], text["next"]
    assert parts == whole


def test_words_are_resolved_to_the_document_they_mean(desk: Desk) -> None:
    found = desk.resolve("dver1951v02/d3", "Deptel 129")["references"]
    assert found[0]["status"] == "held"
    assert found[0]["target"] == "dver1951v02/d2"
    assert found[0]["citation"]
    with pytest.raises(NotFound, match="It speaks of"):
        desk.resolve("dver1951v02/d3", "no such words")


def test_an_exchange_shows_its_gaps(desk: Desk) -> None:
    documents = desk.exchange("dver1951v02/d3")["documents"]
    assert [one["id"] for one in documents if one["held"]]
    assert desk.wanted(limit=2)["total"] > len(desk.wanted(limit=2)["documents"]) == 2
    assert {"name", "system"} <= set(desk.names("Gromadin")["forms"][0])


async def ask(server: Any, mode: Any) -> tuple[set[str], Any, Any]:
    async with Client(server, mode=mode) as client:
        tools = await client.list_tools()
        assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.tools)
        found = await client.call_tool("search", {"query": "Gromadin"})
        lost = await client.call_tool("read", {"id": "nope"})
        return {tool.name for tool in tools.tools}, found, lost


def check(names: set[str], found: Any, lost: Any) -> None:
    assert names == TOOLS
    assert found.structured_content["total"] > 3
    assert lost.is_error
    assert "nope" in lost.content[0].text


# The stateless generation, and those that begin with `initialize`.
MODES = ["auto", "legacy"]


@pytest.mark.parametrize("mode", MODES)
def test_over_standard_input_and_output(example: Path, mode: str) -> None:
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "regesta", "mcp", str(example)]
    )
    check(*asyncio.run(ask(server, mode)))


def test_over_http(example: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "regesta", "mcp", str(example), "--http", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            for mode in MODES:
                check(*asyncio.run(ask(f"http://127.0.0.1:{port}/mcp", mode)))
        finally:
            running.terminate()


def test_without_the_library_the_way_out_is_told(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    with pytest.raises(WrongUse, match="not installed"):
        ours.make_server(example)
