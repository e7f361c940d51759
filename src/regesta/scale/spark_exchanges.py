"""Exchanges on a cluster: records that ties, gaps and repetitions join come together, and only
these; what joins them is worked out by the same function as for a whole archive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from regesta.link.exchanges import join_exchanges, pair_of
from regesta.link.exchanges import rank_of as exchange_rank
from regesta.link.header import Header
from regesta.scale.spark_components import components
from regesta.scale.spark_frames import Row, Rows, grouped
from regesta.scale.spark_links import TIE
from regesta.scale.spark_stage import Stage
from regesta.scale.spark_wanted import GAP, decode_gap

EXCHANGES = "id string, held bigint, earliest string, body binary"
_ENCODE = msgspec.msgpack.Encoder().encode
_HEADER = msgspec.msgpack.Decoder(Header)
_RECORD, _TIE, _GAP, _REPEATS = 0, 1, 2, 3


def find_exchanges(
    stage: Stage, records: Any, links: Any, wanted: Any, repeats: Any, parts: int
) -> Any:
    """Return the exchanges among records, in no order.

    `repeats` are the messages that records pass on: `id`, `target`, `number` in their order.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    ties = links.filter(links.kind == TIE).select("id", f.col("key").alias("target"))
    edges = ties.unionByName(repeats.select("id", "target"))
    known = components(stage, "tied", edges.toDF("a", "b"), parts).frame
    gaps = wanted.filter(wanted.kind == GAP)
    members = [
        _rows(f, records.join(known, "id"), _RECORD, body="light"),
        _rows(f, ties.join(known, "id"), _TIE, target="target"),
        _rows(f, gaps.join(known, "id", "left"), _GAP, body="body"),
        _rows(f, repeats.join(known, "id"), _REPEATS, target="target", number="number"),
        # a record that only a gap joins stands in no tie
        _rows(
            f,
            records.join(gaps.select("id").distinct(), "id").join(known, "id", "leftanti"),
            _RECORD, body="light",
        ),
    ]  # fmt: skip
    together = members[0]
    for one in members[1:]:
        together = together.unionByName(one)
    return grouped(
        together, _exchanges, EXCHANGES, by=("component",),
        order=("what", "volume", "sequence", "id", "number", "target"), parts=parts,
    )  # fmt: skip


def _rows(
    f: Any, frame: Any, what: int, *, body: str = "", target: str = "", number: str = ""
) -> Any:
    """Return rows of one kind in the columns of all."""
    columns = frame.columns
    component = f.col("component") if "component" in columns else f.lit(None).cast("string")
    nothing, zero = f.lit(""), f.lit(0).cast("bigint")
    return frame.select(
        f.coalesce(component, f.col("id")).alias("component"),
        f.lit(what).cast("bigint").alias("what"),
        (f.col("volume") if what == _RECORD else nothing).alias("volume"),
        (f.col("sequence") if what == _RECORD else zero).alias("sequence"),
        f.col("id"),
        (f.col(number) if number else zero).alias("number"),
        (f.col(target) if target else nothing).alias("target"),
        (f.col(body) if body else f.lit(b"")).alias("body"),
    )


def _exchanges(key: Row, rows: Rows) -> Iterator[Row]:
    headers: list[Header] = []
    ties: list[tuple[str, str]] = []
    gaps = []
    repeats: dict[str, list[str]] = {}
    for _, what, _, _, id, _, target, body in rows:
        if what == _RECORD:
            headers.append(_HEADER.decode(body))
        elif what == _TIE:
            ties.append((id, target))
        elif what == _GAP:
            gaps.append(decode_gap(body))
        else:
            repeats.setdefault(id, []).append(target)
    pairs = {one.id: pair_of(one) for one in headers}
    for found in join_exchanges(headers, pairs, ties, gaps, repeats):
        held, earliest, id = exchange_rank(found)
        yield (id, -held, earliest, _ENCODE(found.exchange))
