"""The index as OpenSearch is told to make it: fields, settings, and what is said of it.

Text comes as terms that need no more analysis (see `opensearch_documents`), and each of its
fields has a similarity of its own, which is set once all is loaded (see `opensearch_ranking`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from regesta.scale.opensearch_documents import PLACE, STORE
from regesta.search.asked import DEEPEST_PAGE, MOST_SHOWN
from regesta.search.index import COUNTED
from regesta.search.schema import KEYS, NUMBERS, PARTIES, facet_field, text_fields

# Lucene refuses a term of more bytes than four times this.
LONGEST_KEY = 8_191


class Shape(Struct, frozen=True, kw_only=True):
    """How an index is spread: parts of it, and copies of each beside the first.

    Without `copies` there is one, where the cluster has a second machine for it.
    """

    shards: int = 1
    copies: int | None = None


class About(Struct, frozen=True, kw_only=True):
    """What an index tells of itself, once it is whole.

    `version` is that of fields and analysis; `fields` tells how many records fill each field of
    words; `names` is the index that keeps the names of persons and places.
    """

    version: int
    records: int
    fields: dict[str, int]
    names: str


def words_fields() -> Iterator[str]:
    """Yield the fields whose values are parted into terms."""
    yield from (name for name, _kind, _language in text_fields())
    yield from PARTIES


def similarity_name(field: str) -> str:
    """Return the name of the similarity of a field."""
    return f"of_{field}"


def mapping() -> dict[str, Any]:
    """Return the fields."""
    key = {"type": "keyword", "ignore_above": LONGEST_KEY}
    fields: dict[str, Any] = {
        # Of several values the next begins one place further, as in the embedded engine.
        name: {
            "type": "text",
            "analyzer": "whitespace",
            "position_increment_gap": 1,
            "similarity": similarity_name(name),
        }
        for name in words_fields()
    }
    fields |= {facet_field(facet): key for facet in COUNTED}
    fields |= dict.fromkeys((*KEYS, "suggest"), key)
    fields |= {name: {"type": "long"} for name in (*NUMBERS, PLACE)}
    fields[STORE] = {"type": "object", "enabled": False}
    return {"dynamic": "strict", "_source": {"includes": [STORE]}, "properties": fields}


def settings(shape: Shape, similarity: dict[str, Any]) -> dict[str, Any]:
    """Return the settings while an index is loaded; `similarity` is that of a field at first."""
    copies: dict[str, Any] = {"auto_expand_replicas": "0-1"}
    if shape.copies is not None:
        copies = {"number_of_replicas": shape.copies}
    return {
        "number_of_shards": shape.shards,
        **copies,
        "codec": "best_compression",  # the texts are stored beside the terms
        "refresh_interval": "-1",
        "max_result_window": DEEPEST_PAGE + MOST_SHOWN,
        # Copies on a machine that has gone are made again at once.
        "unassigned.node_left.delayed_timeout": "0s",
        "similarity": {similarity_name(field): similarity for field in words_fields()},
    }


def names_mapping() -> dict[str, Any]:
    """Return the fields of the index that keeps the names of an archive."""
    return {
        "dynamic": "strict",
        "properties": {
            "part": {"type": "integer"},
            STORE: {"type": "object", "enabled": False},
        },
    }
