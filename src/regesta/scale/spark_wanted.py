"""Wanted documents on a cluster: citations that may mean one document meet under its key.

Three shuffles: by number or day, where citations become documents; by post or name and time,
where each finds the records it falls between; by slug, where those alike are numbered. The
third asks how many records a post or name has: a count, the same for all, is broadcast, and
each document goes where fewest stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

import msgspec
from msgspec import Struct

from regesta.link.exchanges import Gap, host_of, pair_of
from regesta.link.header import Header
from regesta.link.parties import Party
from regesta.link.wanted import (
    between,
    describe_all,
    numbered,
    order_of,
    rank_of,
    write_wanted,
)
from regesta.link.wanted_facts import Cluster, clusters_of, fact_of
from regesta.link.wanted_place import SCANNED, Between, Ends, ends_of, keys_of, place_between
from regesta.model import Description
from regesta.scale.spark_frames import Row, Rows, around, grouped, mapped
from regesta.scale.spark_links import FACT, Cited

# `id` is a wanted document, or what is told of it: the reference that means it, its host.
WANTED, NAMED, GAP = "wanted", "named", "gap"
FOUND = "kind string, id string, number bigint, told string, records bigint, body binary"

_SOUGHT = (
    "`key` string, at string, side bigint, id string, number bigint, day bigint, slug string,"
    " body binary"
)
_PLACED = (
    "slug string, day bigint, id string, number bigint, after string, before string, body binary"
)

_ENCODE = msgspec.msgpack.Encoder().encode
_HEADER = msgspec.msgpack.Decoder(Header)
_CITED = msgspec.msgpack.Decoder(Cited)
_ENDS = msgspec.msgpack.Decoder(tuple[Party, Party])


class Document(Struct, frozen=True, array_like=True):
    """A wanted document on its way: what its citations tell, and the records that cite it."""

    cluster: Cluster
    meant: Description
    lights: dict[str, Header]
    sought: Between


_DOCUMENT = msgspec.msgpack.Decoder(Document)
_GAP = msgspec.msgpack.Decoder(Gap)


def find_wanted(session: Any, records: Any, links: Any, parts: int) -> Any:
    """Return the wanted documents of the links, and which references mean each."""
    answers = mapped(records.select("light"), _answers, _SOUGHT)
    counts = dict(answers.groupBy("key").count().collect())
    sizes = session.sparkContext.broadcast(counts)

    def gather(key: Row, rows: Rows) -> Iterator[Row]:
        return _documents(key[0], rows, sizes.value)

    facts = links.filter(links.kind == FACT).select("key", "body")
    documents = grouped(facts, gather, _SOUGHT, by=("key",), parts=parts)
    placed = grouped(
        documents.unionByName(answers), _place, _PLACED, by=("key",),
        order=("at", "side", "id", "number"), parts=parts,
    )  # fmt: skip
    return grouped(placed, _number, FOUND, by=("slug",), order=("day", "id", "number"), parts=parts)


def decode_gap(body: bytes) -> Gap:
    """Return the gap of a row."""
    return _GAP.decode(body)


def _answers(rows: Rows) -> Iterator[Row]:
    """Yield the dated records under the posts and names of their ends."""
    for (encoded,) in rows:
        one = _HEADER.decode(encoded)
        ends = ends_of(one)
        if ends is not None:
            body = _ENCODE(ends)
            for key in keys_of(ends):
                yield (key, one.earliest, 1, one.id, 0, 0, "", body)


def _documents(key: str, rows: Rows, sizes: Mapping[str, int]) -> Iterator[Row]:
    """Yield the documents that the citations under one number or day mean."""
    lights: dict[str, Header] = {}
    facts = []
    for _, body in rows:
        cited = _CITED.decode(body)
        lights[cited.light.id] = cited.light
        fact = fact_of(cited.light, cited.when, cited.number, cited.reference)
        if fact is not None:
            facts.append(fact)
    family, number, rest = key.split("\x1f")
    for cluster in clusters_of((family, number, rest), facts):
        meant, slug = describe_all(cluster, lights)
        sought = between(cluster)
        known = [one for one in sought.keys if one in sizes]
        # one that falls nowhere needs no neighbours, and goes where its slug does
        where = min(known, key=sizes.__getitem__, default=f"\x00{slug}")
        at = sought.moment if known else ""
        day, id, first = order_of(cluster)
        own = {fact.place[0]: lights[fact.place[0]] for fact in cluster.facts}
        document = Document(cluster, meant, own, sought)
        yield (where, at, 0, id, first, day, slug, _ENCODE(document))


def _place(key: Row, rows: Rows) -> Iterator[Row]:
    """Yield the documents with the records before and after each in its exchange."""
    for question, earlier, later in around(rows, 2, SCANNED, SCANNED):
        _, _, _, id, number, day, slug, body = question
        after = before = ""
        if not key[0].startswith("\x00"):
            sought = _DOCUMENT.decode(body).sought
            ends: dict[str, Ends] = {row[3]: _ENDS.decode(row[7]) for row in (*earlier, *later)}
            after, before = place_between(
                sought, [(row[1], row[3]) for row in earlier], [(row[1], row[3]) for row in later],
                ends,
            )  # fmt: skip
        yield (slug, day, id, number, after, before, body)


def _number(key: Row, rows: Rows) -> Iterator[Row]:
    """Yield the documents of one slug under ids of their own, and what means them."""
    numbers = count(1)
    for slug, _, _, _, after, before, body in rows:
        document = _DOCUMENT.decode(body)
        lights = document.lights
        wanted = write_wanted(
            document.cluster, lights, document.meant, numbered(slug, next(numbers)), (after, before)
        )
        records = -rank_of(wanted)[0]
        yield (WANTED, wanted.id, len(wanted.cited_by), "", records, _ENCODE(wanted))
        for fact in document.cluster.facts:
            yield (NAMED, fact.place[0], fact.place[1], wanted.id, 0, b"")
        pairs = {id: pair_of(one) for id, one in lights.items()}
        gap = host_of(wanted, lights, pairs)
        if gap is not None:
            yield (GAP, gap.host, 0, wanted.id, 0, _ENCODE(gap))
