"""One machine of three stops, during queries and a load: nothing fails, nothing is lost."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.making.opensearch_nodes import Nodes

from regesta.model import Record, Text
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.scale.opensearch_index import OpenSearchIndex
from regesta.scale.opensearch_load import load
from regesta.scale.opensearch_mapping import Shape
from regesta.search.index import Query

BEFORE, AFTER, QUERIES = 200, 3_000, 1_000
# The machine stops when so many of the records have been made.
STOPS_AT = 1_200
PATIENCE = 120.0


def _record(at: int) -> Record:
    word = "wheat" if at % 2 else "rye"
    body = f"Shipment {at} of {word} left the harbour. " + "Nothing more is known of it. " * 20
    return Record(id=f"r{at}", title=f"Note {at}", texts=(Text(body=body, language="en"),))


def _manager(nodes: Nodes) -> int:
    """Return which node leads the others: to lose that one is worst."""
    url = f"http://127.0.0.1:{nodes.ports[0]}/_cat/cluster_manager?format=json"
    with urllib.request.urlopen(url, timeout=10) as answer:
        name: str = json.load(answer)[0]["node"]
    return int(name.removeprefix("node"))


def test_a_machine_stops(three_nodes: Nodes, tmp_path: Path) -> None:
    address = read_address(f"opensearch://{three_nodes.hosts}/harbour")
    shape = Shape(shards=3)
    cluster = Cluster(address)
    load(cluster, map(_record, range(BEFORE)), (), {}, shape=shape)
    index = OpenSearchIndex(Cluster(address), tmp_path)
    asked, stopped = threading.Event(), threading.Event()
    victim = _manager(three_nodes)

    def records() -> Iterator[Record]:
        for at in range(AFTER):
            if at == STOPS_AT:
                assert asked.wait(PATIENCE)
                three_nodes.kill(victim)
                stopped.set()
            yield _record(at)

    def ask(at: int) -> int:
        if at == QUERIES // 3:
            asked.set()
        if at >= QUERIES // 2:
            assert stopped.wait(PATIENCE)
        text = ("wheat", '"shipment 7"', "harb*")[at % 3]
        return index.search(Query(text=text, limit=3, facets=())).total

    with ThreadPoolExecutor(3) as workers:
        loading = workers.submit(load, cluster, records(), (), {}, shape=shape)
        totals = list(workers.map(ask, range(QUERIES)))
        assert loading.result() == AFTER
    # Each answer is of the index before or of the whole one after it, never of a part of one.
    sought = [(BEFORE // 2, AFTER // 2), (1, 1), (BEFORE, AFTER)]
    assert not [(at, total) for at, total in enumerate(totals) if total not in sought[at % 3]]
    index.close()
    index = OpenSearchIndex(cluster, tmp_path)
    found = {
        hit.id
        for offset in range(0, AFTER, 1_000)
        for hit in index.search(Query(limit=1_000, offset=offset, facets=())).hits
    }
    assert found == {f"r{at}" for at in range(AFTER)}
    three_nodes.restart(victim)
    cluster.ask(cluster.client.cluster.health, params={"wait_for_status": "green"})
    cluster.close()
