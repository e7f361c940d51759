"""What it takes to load an archive into OpenSearch, and how fast that answers, beside our own.

    python bench/opensearch.py ARCHIVE ADDRESS [--shards N] [--queries N] [--rounds N] [--only-ask]

ARCHIVE is a built archive, ADDRESS that of a running OpenSearch, opensearch://localhost/bench. The
archive is loaded (not with `--only-ask`): records a second, processor seconds of this side, bytes
on disk. Then both engines are asked the queries of `bench/search.py`, each for the first ten
records with snippets, the total and all facets; of several rounds the fastest answer counts.
Last, the questions of `eval/relevance.py`: how many answers are among the first 5 and 20.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from regesta.keep.archive import Archive
from regesta.scale.opensearch import index_archive, open_index
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query
from search import asker, load, measure, summary, workload

QUESTIONS = Path(__file__).resolve().parent.parent / "eval" / "relevance.toml"


def loading(folder: Path, address: str, shards: int) -> dict[str, Any]:
    """Load the archive and tell what that took, and what it takes on disk."""
    began, busy = time.perf_counter(), time.process_time()
    with Archive.open(folder, readers=True) as archive:
        total = index_archive(archive, address, shards=shards)
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    cluster = Cluster(read_address(address))
    stats = cluster.ask(cluster.client.indices.stats, index=cluster.address.name)
    size = stats["_all"]["primaries"]["store"]["size_in_bytes"]
    cluster.close()
    return {
        "records": total,
        "seconds": round(seconds, 1),
        "a_second": round(total / seconds),
        "cpu_s_here": round(busy, 1),
        "mb": round(size / 1e6, 1),
    }


def relevance(index: Any) -> dict[str, float]:
    """Return the shares of the questions whose answer is among the first 5 and 20."""
    questions = tomllib.loads(QUESTIONS.read_text("utf-8"))["question"]
    found = {5: 0, 20: 0}
    for one in questions:
        ids = [hit.id for hit in index.search(Query(text=one["ask"], limit=20, facets=())).hits]
        for depth in found:
            found[depth] += one["answer"] in ids[:depth]
    return {str(depth): round(number / len(questions), 3) for depth, number in found.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("address")
    parser.add_argument("--shards", type=int, default=1)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-ask", action="store_true")
    given = parser.parse_args()
    if not given.only_ask:
        print(json.dumps(loading(given.archive, given.address, given.shards)))
    records, entities = load(given.archive)
    asked = workload(records, entities, given.queries)
    del records
    with Archive.open(given.archive, readers=True) as archive:
        indexes = {
            "embedded": EmbeddedIndex(archive.index_path),
            "opensearch": open_index(given.address, archive.index_path),
        }
    totals = {}
    for name, index in indexes.items():
        took, totals[name] = measure(asker(index), asked, given.rounds)  # type: ignore[arg-type]
        told = {cut: round(ms, 1) for cut, ms in summary(took).items()}
        print(json.dumps({"engine": name, "ms": told, "found_in_first": relevance(index)}))
    print(f"{len(asked)} queries; totals equal: {totals['embedded'] == totals['opensearch']}")
    sys.stdout.flush()
    for index in indexes.values():
        index.close()


if __name__ == "__main__":
    main()
