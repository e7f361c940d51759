"""`link` on a cluster: the stages in their order, from the rows of records to what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec

from regesta.link.engine import Linked
from regesta.link.exchanges import Found
from regesta.link.exchanges import rank_of as exchange_rank
from regesta.link.wanted import rank_of
from regesta.model import Decision, Entity, Exchange, Reference, Version, Wanted
from regesta.scale.spark_exchanges import find_exchanges
from regesta.scale.spark_frames import Row, Rows, framed, grouped, mapped
from regesta.scale.spark_links import REFS, link_volumes
from regesta.scale.spark_persons import join_persons
from regesta.scale.spark_reading import ENTITY
from regesta.scale.spark_session import parts as parts_of
from regesta.scale.spark_stage import Stage
from regesta.scale.spark_versions import find_repeats, find_versions
from regesta.scale.spark_wanted import NAMED, WANTED, find_wanted

_ENCODE = msgspec.msgpack.Encoder().encode
_ENTITY = msgspec.msgpack.Decoder(Entity)
_REFERENCES = msgspec.msgpack.Decoder(tuple[Reference, ...])
_VERSIONS = msgspec.msgpack.Decoder(tuple[Version, ...])
_WANTED = msgspec.msgpack.Decoder(Wanted)
_EXCHANGE = msgspec.msgpack.Decoder(Exchange)
_BODIES = "id string, body binary"
_ENTRIES = "id string, place bigint, body binary"
_A_LIST = 1 << 32  # more entries than any list has: places of one list after those of another
_LAST = 1 << 62


REFERENCES, VERSIONS, FOUND, EXCHANGES, JOINED = (
    "references", "versions", "wanted", "exchanges", "joined",
)  # fmt: skip


class Linking:
    """What linking gives, worked out in the background, and kept in the stage.

    `records` are rows as read, of several readings of one record the merged one alone. What
    does not wait for one another goes on at once, so that no core idles between two steps.
    """

    def __init__(self, stage: Stage, records: Any, decisions: Sequence[Decision]) -> None:
        self._stage = stage
        self._parts = parts_of(stage.session)
        self._decisions = decisions
        self._threads = ThreadPoolExecutor(max_workers=4)
        self._versions = self._threads.submit(self._find_versions, records)
        self._rest = self._threads.submit(self._find_links, records)

    def persons(self, items: Any, before: Sequence[Entity], after: Sequence[Entity]) -> None:
        """Join the persons that sources list (in `items`) with those before and after them."""
        entries = _entries(self._stage.session, items, before, after)
        joined = join_persons(self._stage, entries, self._decisions, self._parts)
        self._stage.keep(JOINED, joined)

    def wait(self) -> None:
        """Wait until all is kept; raises what went wrong."""
        try:
            self._versions.result()
            self._rest.result()
        finally:
            self._threads.shutdown(cancel_futures=True)

    def _find_versions(self, records: Any) -> Any:
        return self._stage.keep(VERSIONS, find_versions(self._stage, records, self._parts))

    def _find_links(self, records: Any) -> None:
        stage, parts = self._stage, self._parts
        about = {one.subject: one for one in self._decisions if one.about == "reference"}
        links = stage.keep("links", link_volumes(records, about, parts))
        told = stage.keep(FOUND, find_wanted(stage.session, records, links, parts))
        named = self._threads.submit(stage.keep, REFERENCES, _references(links, told, parts))
        repeats = find_repeats(self._versions.result())
        stage.keep(EXCHANGES, find_exchanges(stage, records, links, told, repeats, parts))
        named.result()


def linked_of(stage: Stage) -> Linked:
    """Return what linking gave, gathered in this process."""
    found = stage.rows(FOUND, "kind", "body")
    wanted = [_WANTED.decode(body) for kind, body in found if kind == WANTED]
    exchanges = [
        Found(_EXCHANGE.decode(body), held) for held, body in stage.rows(EXCHANGES, "held", "body")
    ]
    return Linked(
        references={
            id: _REFERENCES.decode(body) for id, body in stage.rows(REFERENCES, "id", "body")
        },
        versions={id: _VERSIONS.decode(body) for id, body in stage.rows(VERSIONS, "id", "body")},
        wanted=tuple(sorted(wanted, key=rank_of)),
        exchanges=tuple(one.exchange for one in sorted(exchanges, key=exchange_rank)),
        entities=dict(stage.rows(JOINED, "id", "entity")),
    )


def _references(links: Any, told: Any, parts: int) -> Any:
    """Return the references of each record, with the wanted documents that they mean."""
    from pyspark.sql import functions as f  # noqa: PLC0415

    made = links.filter(links.kind == REFS).select(
        "id", f.lit(0).cast("bigint").alias("what"), "number", f.lit("").alias("told"), "body"
    )
    named = told.filter(told.kind == NAMED).select(
        "id", f.lit(1).cast("bigint").alias("what"), "number", "told", "body"
    )
    return grouped(
        made.unionByName(named), _name, _BODIES, by=("id",), order=("what", "number"), parts=parts
    )


def _name(key: Row, rows: Rows) -> Iterator[Row]:
    references: list[Reference] = []
    for _, what, number, told, body in rows:
        if what == 0:
            references = list(_REFERENCES.decode(body))
        else:
            references[number] = msgspec.structs.replace(references[number], wanted=told)
    yield (key[0], _ENCODE(references))


def _entries(session: Any, items: Any, before: Sequence[Entity], after: Sequence[Entity]) -> Any:
    """Return the entries of all lists with their places in order, the sources' among the rest."""
    own = [(one.id, place - _A_LIST, _ENCODE(one)) for place, one in enumerate(before)]
    own += [(one.id, place + _LAST, _ENCODE(one)) for place, one in enumerate(after)]
    listed = items.filter(items.kind == ENTITY).select("source", "seq", "row")
    return mapped(listed, _entry, _ENTRIES).unionByName(framed(session, own, _ENTRIES))


def _entry(rows: Rows) -> Iterator[Row]:
    for source, seq, body in rows:
        yield (_ENTITY.decode(body).id, source * _A_LIST + seq, body)
