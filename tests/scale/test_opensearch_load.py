"""Loading: beside what answers, all or nothing, and only what readers may see."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.making.opensearch_nodes import Nodes

from regesta.build import build
from regesta.errors import ArchiveError, WrongUse
from regesta.model import Record, Text
from regesta.scale.opensearch_bulk import send
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.scale.opensearch_index import OpenSearchIndex
from regesta.scale.opensearch_load import begin, finish, load, load_part
from regesta.scale.opensearch_mapping import Shape
from regesta.search.index import Query
from regesta.show.cli import cli
from regesta.show.demo import prepare_example
from regesta.show.engines import index_opener
from regesta.show.site.app import create_app

PLANTED = "Quillfeather"
Open = Callable[[str], Cluster]


def _record(at: int, word: str = "wheat") -> Record:
    return Record(id=f"r{at}", texts=(Text(body=f"A shipment of {word}.", language="en"),))


@pytest.fixture
def connect(one_node: Nodes) -> Iterator[Open]:
    opened: list[Cluster] = []

    def open_cluster(name: str) -> Cluster:
        opened.append(Cluster(read_address(f"opensearch://{one_node.hosts}/{name}")))
        return opened[-1]

    yield open_cluster
    for one in opened:
        one.close()


def _indices(cluster: Cluster) -> list[str]:
    name = cluster.address.name
    return sorted(cluster.ask(cluster.client.indices.get, index=f"{name}-*"))


def test_readers_see_the_old_index_or_the_new(connect: Open, tmp_path: Path) -> None:
    cluster = connect("swapped")
    assert load(cluster, [_record(at) for at in range(3)], (), {}) == 3
    (before, _names) = _indices(cluster)
    index = OpenSearchIndex(connect("swapped"), tmp_path)

    def records() -> Iterator[Record]:
        for at in range(900):
            if at == 850:  # some hundreds have been sent by now
                assert index.search(Query(text="wheat")).total == 3
                assert index.search(Query(text="rye")).total == 0
            yield _record(at, "rye")

    told: list[int] = []
    assert load(cluster, records(), (), {}, told=told.append) == 900
    assert told == sorted(told)
    assert told[-1] == 900
    # The old index is gone; whoever still asks it is led to the new one.
    assert index.search(Query(text="rye")).total == 900
    assert len(_indices(cluster)) == 2
    assert before not in _indices(cluster)


def test_a_load_that_fails_changes_nothing(connect: Open, tmp_path: Path) -> None:
    cluster = connect("kept")
    load(cluster, [_record(0)], (), {})
    stood = _indices(cluster)

    def records() -> Iterator[Record]:
        yield _record(1)
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        load(cluster, records(), (), {})
    assert _indices(cluster) == stood
    assert OpenSearchIndex(connect("kept"), tmp_path).search(Query()).total == 1


def test_parts_from_several_machines(connect: Open, tmp_path: Path) -> None:
    cluster = connect("parted")
    index = begin(cluster, Shape(shards=2))
    records = [_record(at) for at in range(40)]
    for start in (20, 0, 20):  # one is loaded again, as after a machine was lost
        assert load_part(cluster, index, records[start : start + 20], {}) == 20
    finish(cluster, index, (), 40)
    found = OpenSearchIndex(connect("parted"), tmp_path).search(Query(text="wheat", limit=50))
    assert sorted(hit.id for hit in found.hits) == sorted(one.id for one in records)


def test_an_index_that_lacks_records_is_not_put_in_place(connect: Open, tmp_path: Path) -> None:
    cluster = connect("lacking")
    index = begin(cluster, Shape())
    load_part(cluster, index, [_record(0)], {})
    with pytest.raises(ArchiveError, match="1 records of 2"):
        finish(cluster, index, (), 2)
    with pytest.raises(ArchiveError, match="Nothing is loaded as “lacking”"):
        OpenSearchIndex(connect("lacking"), tmp_path)


def test_what_broken_loads_left_is_removed_later(connect: Open) -> None:
    cluster = connect("swept")
    lately = begin(cluster, Shape())
    others = ["swept-20200101000000-abcdef-more", "swept-too-20200101000000-abcdef"]
    for index in ("swept-20200101000000-abcdef", "swept-20200101000000-abcdef-names", *others):
        cluster.ask(cluster.client.indices.create, index=index)
    load(cluster, [_record(0)], (), {})
    standing, names = sorted(set(_indices(cluster)) - {lately, *others})
    assert names == f"{standing}-names"
    assert {lately, *others} < set(_indices(cluster))


def test_what_was_not_loaded_by_us_is_left_alone(connect: Open) -> None:
    cluster = connect("foreign")
    cluster.ask(cluster.client.indices.create, index="foreign")
    with pytest.raises(WrongUse, match="not loaded by Regesta"):
        load(cluster, [_record(0)], (), {})
    assert cluster.ask(cluster.client.indices.exists, index="foreign")


def test_what_is_refused_is_sent_again_or_told(
    connect: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = connect("refused")
    answers: list[list[int]] = [[201, 429, 503], [201, 429], [201]]
    sent: list[bytes] = []

    def bulk(*, body: bytes, **_: object) -> dict[str, Any]:
        sent.append(body)
        ids = [json.loads(line)["index"]["_id"] for line in body.splitlines()[::2]]
        statuses = answers.pop(0)
        items = [
            {"index": {"_id": one, "status": status, "error": {"type": "t", "reason": "full"}}}
            for one, status in zip(ids, statuses, strict=True)
        ]
        return {"errors": max(statuses) >= 300, "items": items}

    monkeypatch.setattr(cluster.client, "bulk", bulk)
    lines = [(f"r{at}", b'{"index":{"_id":"r%d"}}\n{}\n' % at) for at in range(3)]
    assert list(send(cluster, "refused", lines)) == [3]
    assert [body.count(b"\n") // 2 for body in sent] == [3, 2, 1]
    answers.append([201, 400, 201])
    with pytest.raises(ArchiveError, match=r"1 records were refused .* such as r1: t full"):
        list(send(cluster, "refused", lines))


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a restricted record."""
    folder = tmp_path_factory.mktemp("restricted") / "archive"
    prepare_example(folder)
    head = f"---\nid: secret\ntitle: {PLANTED} telegram\npeople: {PLANTED}\n---\n"
    (folder / "sources" / "papers" / "secret.md").write_text(f"{head}{PLANTED} spoke.\n")
    with (folder / "regesta.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[restricted]]\nrecord = "secret"\n')
    build(folder, jobs=1)
    return folder


def _asked(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200
    return {name: one for name, one in answer.json().items() if name != "took_ms"} if (
        isinstance(answer.json(), dict)
    ) else answer.json()  # fmt: skip


def test_the_site_answers_alike_and_shows_nothing_restricted(
    parted: Path, one_node: Nodes, connect: Open
) -> None:
    address = f"opensearch://{one_node.hosts}/site"
    done = CliRunner().invoke(cli, ["index", str(parted), "--to", address, "--json"])
    assert done.exit_code == 0, done.output
    paths = [
        "/search.json", "/search.json?q=Zhou+Enlai", "/search.json?q=treaty&sort=-date",
        "/search.json?q=from:Gromyko", f"/search.json?q={PLANTED}", "/suggest.json?q=zho",
        f"/suggest.json?q={PLANTED[:4]}", "/search.json?q=credit&words=author",
    ]  # fmt: skip
    with (
        TestClient(create_app(parted)) as embedded,
        TestClient(create_app(parted, index_opener(address))) as loaded,
    ):
        for path in paths:
            ours, theirs = _asked(embedded, path), _asked(loaded, path)
            if isinstance(ours, dict):
                for answer in (ours, theirs):
                    answer["hits"] = sorted(hit["id"] for hit in answer.get("hits", []))
                    answer["facets"] = {
                        name: sorted(one["count"] for one in counts)
                        for name, counts in answer.get("facets", {}).items()
                    }
            assert theirs == ours, path
        assert json.loads(done.output)["records"] == _asked(loaded, "/search.json")["total"]
        assert loaded.get("/search?q=Zhou+Enlai").status_code == 200
    cluster = connect("site")
    for index in _indices(cluster):
        everything = cluster.ask(
            cluster.client.search, index=index, body={"size": 1_000, "query": {"match_all": {}}}
        )
        assert everything["hits"]["hits"]
        assert PLANTED.lower() not in json.dumps(everything).lower()
        counted = cluster.ask(cluster.client.search, index=index, body={
            "query": {"query_string": {"query": f"*{PLANTED.lower()}*"}},
        })  # fmt: skip
        assert not counted["hits"]["hits"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["index", ".", "--to", "elsewhere://a/b"], "address of no engine"),
        (["index", ".", "--to", "papers"], "address of no engine"),
        (["serve", ".", "--search", "solr://a/b"], "It begins with one of these: "),
    ],
)
def test_unknown_engines(arguments: list[str], says: str) -> None:
    done = CliRunner().invoke(cli, arguments)
    assert isinstance(done.exception, WrongUse)
    assert says in str(done.exception)


def test_the_keeper_searches_the_whole_by_the_embedded_engine(parted: Path) -> None:
    (folder,) = (parted / ".regesta").glob("build-*")
    whole = index_opener("opensearch://127.0.0.1:9/none")(folder / "index")
    assert whole.search(Query(text=PLANTED)).total == 1
    whole.close()
    with pytest.raises(ArchiveError, match="No OpenSearch answers"):
        index_opener("opensearch://127.0.0.1:9/none")(folder / "readers" / "index")
