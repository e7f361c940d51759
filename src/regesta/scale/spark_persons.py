"""Entries of many lists known as one person, on a cluster.

Entries that spell a name alike meet first, then spellings that share a key; entries that any
pair may join form a component, and within it pairs are joined the surest first, as in one
process: what lies in another component cannot forbid it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import msgspec

from regesta.link.identity import (
    Joined,
    alike,
    compared_names,
    join_groups,
    parted,
    pointers,
    weigh_words,
)
from regesta.link.identity_names import Person, blocks, person
from regesta.model import Decision, Entity
from regesta.scale.spark_components import components
from regesta.scale.spark_frames import Row, Rows, grouped, mapped
from regesta.scale.spark_stage import Stage

JOINED = "id string, entity string"
_PEOPLE = "id string, spelled string, origin string, body binary"
_MET = "`key` string, a string, b string, body binary"
_PAIR = "\x00pair"
_ANYBODY = ""  # counted as a word of every entry

_ENCODE = msgspec.msgpack.Encoder().encode
_ENTITY = msgspec.msgpack.Decoder(Entity)
_PERSON = msgspec.msgpack.Decoder(Person)
_PERSONS = msgspec.msgpack.Decoder(list[Person])
_JOINED = msgspec.msgpack.Decoder(Joined)


def join_persons(stage: Stage, entities: Any, decisions: Sequence[Decision], parts: int) -> Any:
    """Return for each entry that another one stands for the id of that one.

    `entities` are all entries (`id`, `place`, `body`) with their places in the order of the
    lists; of one that appears twice the last counts.
    """
    from pyspark.sql import functions as f  # noqa: PLC0415

    people = grouped(entities, _person, _PEOPLE, by=("id",), order=("place",), parts=parts)
    people = stage.keep("people", people)
    pairs = stage.keep("persons-alike", _pairs(stage, people, parts))
    merged = [
        (one.subject, one.value)
        for one in decisions
        if one.about == "entity" and one.verdict == "merge" and one.value
    ]
    edges = pairs.select("a", "b")
    if merged:
        edges = edges.unionByName(stage.session.createDataFrame(merged, "a string, b string"))
    known = components(stage, "persons", edges, parts).frame
    together = people.join(known, "id").select(
        "component", f.lit(0).cast("bigint").alias("what"), "id", f.lit("").alias("b"), "body"
    )
    together = together.unionByName(
        pairs.withColumnRenamed("a", "id").join(known, "id").select(
            "component", f.lit(1).cast("bigint").alias("what"), "id", "b", "body"
        )
    )  # fmt: skip

    def join(_: Row, rows: Rows) -> Iterator[Row]:
        return _join(rows, decisions)

    return grouped(
        together, join, JOINED, by=("component",), order=("what", "id", "b"), parts=parts
    )


def _pairs(stage: Stage, people: Any, parts: int) -> Any:
    """Return the pairs of entries that are one person by what both say: `a`, `b`, `body`."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    words = mapped(people.select("body"), _words, "word string").groupBy("word").count()
    count: dict[str, int] = dict(words.collect())
    total = count.pop(_ANYBODY, 0)
    weights = stage.session.sparkContext.broadcast(weigh_words(count, total))

    def compare(_: Row, rows: Rows) -> Iterator[Row]:
        return _compared([row[3] for row in rows], weights.value)

    spelled = stage.keep("spelled", grouped(
        people.select("spelled", "id", "body"), _spelled, _MET, by=("spelled",), order=("id",),
        parts=parts,
    ))  # fmt: skip
    blocked = spelled.filter(f.col("key") != _PAIR)
    met = grouped(blocked, compare, _MET, by=("key",), order=("a",), parts=parts)
    pointed = grouped(
        people.select("origin", "id", "body"), _pointed, _MET, by=("origin",), order=("id",),
        parts=parts,
    )  # fmt: skip
    pairs = spelled.filter(f.col("key") == _PAIR).unionByName(met).unionByName(pointed)
    return pairs.select("a", "b", "body").dropDuplicates(["a", "b", "body"])


def _person(_: Row, rows: Rows) -> Iterator[Row]:
    """Yield an entry taken apart; of one that is listed twice under an id the last."""
    entities = [_ENTITY.decode(body) for _, _, body in rows]
    listed = [entity for entity in entities if entity.kind == "person"]
    if listed:
        one = person(listed[-1])
        yield (one.id, repr(one.spelled), one.origin, _ENCODE(one))


def _words(rows: Rows) -> Iterator[Row]:
    for (body,) in rows:
        yield (_ANYBODY,)
        yield from ((word,) for word in _PERSON.decode(body).words)


def _spelled(_: Row, rows: Rows) -> Iterator[Row]:
    """Yield the entries of one spelling as pairs, and all of them under each of their keys."""
    same = [_PERSON.decode(row[2]) for row in rows]
    yield from map(_pair, alike(same))
    body = _ENCODE(same)
    for block in sorted({block for one in same for block in blocks(one)}):
        yield (block, same[0].id, "", body)


def _pointed(_: Row, rows: Rows) -> Iterator[Row]:
    yield from map(_pair, pointers([_PERSON.decode(row[2]) for row in rows]))


def _compared(bodies: list[bytes], weights: dict[str, float]) -> Iterator[Row]:
    """Yield the pairs among spellings that share a key, each body the entries of one."""
    met = [_PERSONS.decode(body) for body in bodies]
    for some in parted(met, lambda same: same[0].given):
        for mine, yours in combinations(some, 2):
            first, second = sorted((mine, yours), key=lambda same: repr(same[0].spelled))
            yield from map(_pair, compared_names(first, second, weights))


def _join(rows: Rows, decisions: Sequence[Decision]) -> Iterator[Row]:
    """Yield for the entries of one component which of them stand behind which."""
    members: dict[str, Person] = {}
    found: list[Joined] = []
    for _, what, id, _, body in rows:
        if what == 0:
            members[id] = _PERSON.decode(body)
        else:
            found.append(_JOINED.decode(body))
    yield from join_groups(members, found, decisions).items()


def _pair(one: Joined) -> Row:
    return (_PAIR, one.one, one.other, _ENCODE(one))
