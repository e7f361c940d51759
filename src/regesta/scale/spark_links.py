"""References on a cluster: each volume's mentions against its own records and those they ask for.

Mentions are compared with records of their own volume, and with those of other volumes only
where a number within its reach in time or an id picks them out (see `link.again`). A volume is
therefore one group; what it asks of others is a join on the number and the days around it, or
on the id. Of a number that many bear, each question is answered by the few nearest in time,
as in the index of one machine: no key, however common, makes a question dearer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from regesta.link.answers import mark_answers
from regesta.link.candidates import NUMBER_REACH, PER_NUMBER
from regesta.link.decide import Weights, weights
from regesta.link.describe import describe
from regesta.link.engine import decide_all
from regesta.link.exchanges import pair_of, tied
from regesta.link.header import Header
from regesta.link.keys import SPAN, Index
from regesta.link.resolve import refer
from regesta.link.wanted_facts import fact_of, group_of
from regesta.model import Decision, Reference
from regesta.scale.spark_frames import Row, Rows, around, grouped, mapped

# What the mentions of records came to; `key` is the other record of a tie, the group of a fact.
REFS, TIE, FACT = "refs", "tie", "fact"
LINKS = "kind string, id string, `key` string, number bigint, body binary"

_ASKS = "`key` string, at bigint, side bigint, volume string, sequence bigint, id string"
_NUMBER, _ID = "n", "i"

_ENCODE = msgspec.msgpack.Encoder().encode
_HEADER = msgspec.msgpack.Decoder(Header)


class Cited(Struct, frozen=True, array_like=True):
    """An absent reference with the record that cites, and its place among that one's."""

    light: Header
    when: int
    number: int
    reference: Reference


def link_volumes(records: Any, decisions: Mapping[str, Decision], parts: int) -> Any:
    """Return what the mentions of all records came to, from their headers.

    `records` are rows of records as read; `decisions` those about references, by subject.
    """
    functions = _functions()
    placed = _placed(records)
    answers = _answers(placed, decisions, parts)
    lights = placed.select("id", "when", "light")
    foreign = answers.join(lights, "id").select("asking", "sequence", "id", "when", "light")
    own = placed.select(
        functions.col("volume").alias("asking"), "sequence", "id",
        functions.lit(-1).cast("bigint").alias("when"), functions.col("header").alias("light"),
    )  # fmt: skip
    touched = frozenset(subject.partition("#")[0] for subject in decisions)

    def run(key: Row, rows: Rows) -> Iterator[Row]:
        return _link_volume(rows, decisions, touched)

    return grouped(own.unionByName(foreign), run, LINKS, by=("asking",), parts=parts)


def _functions() -> Any:
    from pyspark.sql import functions  # noqa: PLC0415

    return functions


def _placed(records: Any) -> Any:
    """Return the records with the day by which each stands in its volume (see `keys`)."""
    from pyspark.sql import Window  # noqa: PLC0415

    f = _functions()
    order = Window.partitionBy("volume").orderBy("sequence", "id")
    until_here = order.rowsBetween(Window.unboundedPreceding, Window.currentRow)
    dated = (f.col("day") != 0) & (f.col("last") - f.col("day") <= SPAN)
    last = f.last(f.when(dated, f.col("last")), ignorenulls=True).over(until_here)
    days = records.select(
        "id",
        "volume",
        "sequence",
        "parent",
        f.coalesce(last, f.lit(0).cast("bigint")).alias("when"),
    )
    return days.join(records.select("id", "header", "light"), "id")


def _answers(placed: Any, decisions: Mapping[str, Decision], parts: int) -> Any:
    """Return which records of other volumes each volume asks for: `asking`, `id`."""
    f = _functions()
    values = {one.subject.partition("#")[0]: one.value for one in decisions.values() if one.value}

    def ask(rows: Rows) -> Iterator[Row]:
        for id, volume, sequence, when, header in rows:
            yield from _asked(header, id, volume, sequence, when, values)

    asked = mapped(placed.select("id", "volume", "sequence", "when", "header"), ask, _ASKS)
    found = grouped(
        asked, meet, "asking string, volume string, id string", by=("key",),
        order=("at", "side", "volume", "sequence", "id"), parts=parts,
    ).select("asking", "id")  # fmt: skip
    children = (
        placed.filter(f.col("parent") != "")
        .select(f.col("parent").alias("above"), "id", "volume")
        .join(placed.select(f.col("id").alias("above"), f.col("volume").alias("asking")), "above")
        .filter(f.col("asking") != f.col("volume"))
        .select("asking", "id")
    )
    sequences = placed.select("id", "sequence")
    return found.unionByName(children).dropDuplicates(["asking", "id"]).join(sequences, "id")


def _asked(
    encoded: bytes, id: str, volume: str, sequence: int, when: int, values: Mapping[str, str]
) -> Iterator[Row]:
    """Yield under which keys a record may be found, and what its mentions ask for."""
    header = _HEADER.decode(encoded)
    yield (_ID + id, 0, 1, volume, sequence, id)
    for number in {number for _, number in header.numbers}:
        yield (_NUMBER + number, when, 1, volume, sequence, id)
    asked: set[tuple[str, int]] = set()
    if id in values:
        asked.add((_ID + values[id], -1))
    for cue in header.cues:
        if cue.mention.kind == "pointer":
            if cue.mention.target:
                asked.add((_ID + cue.mention.target.partition("#")[0], -1))
            continue
        meant = describe(cue, header)
        if meant.number:
            asked.add((_NUMBER + meant.number, meant.first or header.day))
    for key, at in sorted(asked):
        yield (key, at, 0, volume, 0, "")


def meet(key: Row, rows: Rows) -> Iterator[Row]:
    """Yield the records of other volumes that answer the questions under one key."""
    once = (row for row, _ in groupby(rows))
    if key[0].startswith(_ID):
        for question, _, later in around(once, 2, 0, 1):
            yield from ((question[3], row[3], row[5]) for row in later if row[3] != question[3])
        return
    for question, earlier, later in around(once, 2, PER_NUMBER, PER_NUMBER):
        for row in (*earlier, *later):
            if row[3] != question[3] and abs(row[1] - question[1]) <= NUMBER_REACH:
                yield (question[3], row[3], row[5])


def _link_volume(
    rows: Iterable[Row], decisions: Mapping[str, Decision], touched: frozenset[str]
) -> Iterator[Row]:
    """Yield what the mentions of one volume's records came to."""
    headers: list[Header] = []
    elsewhere: dict[str, int] = {}
    for _, _, id, when, encoded in rows:
        headers.append(_HEADER.decode(encoded))
        if when >= 0:
            elsewhere[id] = when
    index = Index(headers, elsewhere)
    table = weights()
    for place, one in enumerate(index.headers):
        if one.cues and one.id not in elsewhere:
            yield from _link_record(index, place, table, decisions, touched)


def _link_record(
    index: Index,
    place: int,
    table: Weights,
    decisions: Mapping[str, Decision],
    touched: frozenset[str],
) -> Iterator[Row]:
    one = index.headers[place]
    made = tuple(refer(index, place, table))
    if not made:
        return
    if one.id in touched:
        made = decide_all(one.id, made, decisions, index)
    made = mark_answers(index, {one.id: made})[one.id]
    yield (REFS, one.id, "", 0, _ENCODE(made))
    pair = pair_of(one)
    light: Header | None = None
    for number, reference in enumerate(made):
        if pair and reference.target in index.by_id:
            there = index.headers[index.by_id[reference.target]]
            if tied(reference, one, there) and pair_of(there) == pair:
                yield (TIE, one.id, there.id, 0, b"")
        fact = fact_of(one, index.when[place], number, reference)
        if fact is not None and (fact.number or fact.day):
            light = light or msgspec.structs.replace(one, cues=(), sketch=type(one.sketch)())
            cited = Cited(light, index.when[place], number, reference)
            yield (FACT, one.id, "\x1f".join(group_of(fact)), number, _ENCODE(cited))
