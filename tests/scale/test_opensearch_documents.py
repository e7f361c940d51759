"""The terms that OpenSearch indexes are those of the embedded engine."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.making.opensearch_nodes import Nodes

from regesta.model import Record, Text
from regesta.scale.opensearch_client import Cluster, read_address
from regesta.scale.opensearch_documents import (
    LONGEST_ID,
    LONGEST_TERM,
    PLACE,
    STORE,
    bulk_lines,
    document_id,
    rows_of_terms,
    safe_term,
)
from regesta.search.analysis import LANGUAGES, analysers, normalise

WORDS = st.sampled_from(
    ["The U.S.S.R.’s treaty", "co-operation", "Müller", "Ch'en", "l’accord d’été", "договоры",
     "отвѣтъ", "周恩來", "ソ連との", "김일성", "ﬁnal", "⑴", "a" * 63, "a" * 64, "ß" * 40, "x" * 300,
     "Ⅷ", "e\u0301", "\u3000", "\xa0", "\u2028", "\u200b", "İ", "㍿", "…", "١٢", "𝒳", "\0", "𠮷"]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=12).map(" ".join) | st.text(max_size=60)


@pytest.fixture(scope="module")
def cluster(one_node: Nodes) -> Iterator[Cluster]:
    made = Cluster(read_address(f"opensearch://{one_node.hosts}/analysed"))
    yield made
    made.close()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_equal_terms(cluster: Cluster, text: str, language: str) -> None:
    text = normalise(text, language)
    body = {"analyzer": "whitespace", "text": rows_of_terms(text, language)}
    answer = cluster.ask(cluster.client.indices.analyze, body=body)
    ours = [safe_term(term) for term in analysers()[language].analyze(text)]
    assert [token["token"] for token in answer["tokens"]] == ours


LONG = "m" * 64


@pytest.mark.parametrize(
    ("text", "language", "rows"),
    [
        ("", "en", [""]),
        ("The treaties", "en", ["the treati"]),
        (f"one {LONG} two", "en", ["one", "two"]),
        (f"one {LONG} {LONG} two three", "en", ["one", "", "two three"]),
        (f"{LONG}", "und", ["", ""]),
        ("Über " + "m" * 63, "und", ["uber " + "m" * 63]),
        ("条约abc", "cjk", ["条 约 abc"]),
    ],
)
def test_rows(text: str, language: str, rows: list[str]) -> None:
    assert rows_of_terms(text, language) == rows


def test_terms_and_ids_that_lucene_would_cut() -> None:
    assert safe_term("m" * LONGEST_TERM) == "m" * LONGEST_TERM
    assert len(safe_term("m" * 300)) < 64
    assert safe_term("m" * 300) != safe_term("m" * 301)
    assert document_id("a/b") == "a/b"
    assert len(document_id("é" * LONGEST_ID).encode()) < LONGEST_ID


def test_lines_of_a_bulk_request() -> None:
    records = [
        Record(id=f"r{at}", title="Note", texts=(Text(body="Wheat.", language="en"),))
        for at in range(2)
    ]
    lines = list(bulk_lines(records, {}, first=5))
    assert [identifier for identifier, _ in lines] == ["r0", "r1"]
    action, document = map(msgspec.json.decode, lines[1][1].splitlines())
    assert action == {"index": {"_id": "r1"}}
    assert document["body_en"] == ["wheat"]
    assert document["title_en"] == ["note"]
    assert document["id"] == ["r1"]
    assert document[PLACE] == 6
    assert document[STORE]["stext"] == "Wheat."
    assert PLACE not in msgspec.json.decode(next(bulk_lines(records, {}))[1].splitlines()[1])
