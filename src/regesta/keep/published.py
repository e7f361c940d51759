"""`published.jsonl`: since when readers see each record as it is, and which they see no more.

A harvester asks only for what has changed since it came last, and must hear of a record that has
gone (OAI-PMH 2.0, deleted records "persistent"). So a build compares what readers will see with
this file and notes what is new, changed, or gone: because its source went, it was merged into
another, or it was restricted. The file outlives every rebuild; without it all would be new today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from regesta.keep.connections import Connections
from regesta.keep.durable import replace_file
from regesta.keep.lines import read_lines

FILE_NAME = "published.jsonl"

_ENCODER = msgspec.json.Encoder()
# Every stored body begins with its checksum, so none need be read to tell whether it is another.
_STATES = (
    "SELECT p.id, hex(substr(b.body, 1, 4)) || coalesce(hex(substr(l.body, 1, 4)), '')"
    " FROM records p JOIN bodies b USING (number) LEFT JOIN links l USING (number)"
)
_SHELVES = (
    "SELECT p.id, m.collection FROM memberships m JOIN records p USING (number)"
    " WHERE m.collection != '' ORDER BY m.rowid"
)


class Published(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record as readers know it: since when (UTC, ISO 8601, to the second), or `gone` then.

    `state` tells whether it is another; `collections` are those it stands in, or stood in.
    """

    record: str
    when: str
    state: str = ""
    collections: tuple[str, ...] = ()
    gone: bool = False


_DECODER = msgspec.json.Decoder(Published)


def read_published(folder: Path) -> dict[str, Published]:
    """Return by record what was noted of it; lines that are broken are left out."""
    return {one.record: one for one in _decoded(read_lines(folder / FILE_NAME))}


def note_published(folder: Path, store: Path, now: datetime | None = None) -> None:
    """Bring the file up to date with the store that readers are about to see.

    Raises `OSError` where it cannot be written; it is replaced at once, or stays as it was.
    """
    when = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    known = read_published(folder)
    fresh = compare(known, *_seen(store), when)
    if fresh != known:
        lines = (_ENCODER.encode(fresh[id]) + b"\n" for id in sorted(fresh))
        replace_file(folder / FILE_NAME, b"".join(lines))


def compare(
    known: Mapping[str, Published],
    states: Mapping[str, str],
    shelves: Mapping[str, tuple[str, ...]],
    when: str,
) -> dict[str, Published]:
    """Return what holds from `when` on: what is as it was keeps its time."""
    fresh: dict[str, Published] = {}
    for id, state in states.items():
        one = Published(record=id, when=when, state=state, collections=shelves.get(id, ()))
        before = known.get(id)
        same = before is not None and msgspec.structs.replace(one, when=before.when) == before
        fresh[id] = before if before is not None and same else one
    for id, before in known.items():
        if id not in fresh:
            fresh[id] = before if before.gone else _gone(before, when)
    return fresh


def _gone(before: Published, when: str) -> Published:
    return Published(record=before.record, when=when, collections=before.collections, gone=True)


def _seen(store: Path) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the state of each record of a store, and the collections it stands in."""
    connections = Connections(store)
    try:
        states: dict[str, str] = dict(connections.many(_STATES))
        shelves: dict[str, list[str]] = {}
        for id, shelf in connections.many(_SHELVES):
            shelves.setdefault(id, []).append(shelf)
    finally:
        connections.close()
    return states, {id: tuple(dict.fromkeys(found)) for id, found in shelves.items()}


def _decoded(lines: Iterable[bytes]) -> Iterator[Published]:
    for line in lines:
        try:
            yield _DECODER.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
