"""Ranks are those of the embedded engine: by the formula, and as the server counts."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest
from tests.making.indexes import loading, writing
from tests.making.opensearch_nodes import Nodes

from regesta.model import Record, Text
from regesta.scale.opensearch_ranking import K1, B, Weights, similarity
from regesta.search.index import Query


def test_lucene_comes_to_tantivy() -> None:
    records, having, with_term, tokens = 1_000, 40, 7, 4_000
    length, often = 130, 3
    told = similarity(records, having)
    weights = Weights(records, {"f": having}, lambda *_: with_term, legacy=True)
    mean = tokens / having
    lucene = math.log(1 + (having - with_term + 0.5) / (with_term + 0.5))
    lucene *= (told["k1"] + 1) * often
    lucene /= often + told["k1"] * (1 - told["b"] + told["b"] * length / mean)
    ours = math.log(1 + (records - with_term + 0.5) / (with_term + 0.5)) * (K1 + 1) * often
    ours /= often + K1 * (1 - B + B * length / (tokens / records))
    assert lucene * weights.weigh("f", ("x",)) == pytest.approx(ours)
    later = Weights(records, {"f": having}, lambda *_: with_term, legacy=False)
    assert lucene / (told["k1"] + 1) * later.weigh("f", ("x",)) == pytest.approx(ours)


def test_where_all_have_a_field_nothing_changes() -> None:
    assert similarity(10, 10) == {"type": "BM25", "k1": pytest.approx(K1), "b": pytest.approx(B)}
    assert Weights(10, {"f": 10}, lambda *_: 3, legacy=True).weigh("f", ("x",)) == pytest.approx(1)
    assert Weights(10, {}, lambda *_: 3, legacy=True).weigh("g", ("x",)) == 1.0


WORDS = ["wheat", "rye", "barley", "harbour", "credit", "envoy", "note", "treaty"]
LANGUAGES = ["en", "en", "en", "de", "ru"]


def _records() -> list[Record]:
    chance = random.Random(7)
    return [
        Record(
            id=f"r{at:03}",
            title=" ".join(chance.choices(WORDS, k=3)) if at % 3 else "",
            summary=chance.choice(WORDS) if at % 5 == 0 else "",
            texts=(
                Text(
                    body=" ".join(chance.choices(WORDS, k=chance.randint(5, 120))),
                    language=chance.choice(LANGUAGES),
                ),
            ),
        )
        for at in range(160)
    ]


@pytest.mark.parametrize("shards", [1, 3])
def test_the_server_counts_alike(one_node: Nodes, tmp_path: Path, shards: int) -> None:
    records = _records()
    embedded = writing([])(tmp_path / "embedded", records)
    loaded = loading(one_node.hosts, [], shards=shards)(tmp_path / f"loaded-{shards}", records)
    for text in (
        "wheat", "title:envoy", '"wheat rye"', "wheat or barley", "cred* treaty*", "notes:rye",
        "harbour -note", '(envoy or "treaty note") title:rye',
    ):  # fmt: skip
        ours = embedded.search(Query(text=text, limit=200))
        theirs = loaded.search(Query(text=text, limit=200))
        assert theirs.total == ours.total, text
        scores = {hit.id: hit.score for hit in ours.hits}
        assert {hit.id: hit.score for hit in theirs.hits} == pytest.approx(scores, rel=1e-4), text
    embedded.close()
    loaded.close()
