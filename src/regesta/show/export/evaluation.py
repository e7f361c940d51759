"""Predictions for scoring against edited volumes: dates, persons, references.

One JSON object a document; what stands in its attachments is counted as the document's,
as the editors' own annotations are. Ids of persons are those of the volume's own list.
Persons are claimed where they are named; editors of the volumes do not link bare offices
("the Secretary"), so that what an office comes to is left out here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import msgspec

from regesta.keep.archive import Archive
from regesta.model import EntityMention, Record

# Below this a name is proposed and not claimed: rules that allow for another spelling.
CLAIMED = 0.62


class Line(msgspec.Struct, omit_defaults=True):
    """What is predicted of one document."""

    id: str
    date: str = ""
    mentions: list[dict[str, str]] = []
    references: list[dict[str, str | None]] = []


def write_eval(archive: Archive) -> Iterator[bytes]:
    """Yield one line a document: `id, date, mentions, references`.

    Attachments follow their document in the archive's order, so one line at a time is held.
    """
    parents = archive.parents()
    line: Line | None = None
    for record in archive.iter_records():
        top = _top(record.id, parents)
        if line is None or line.id != top:
            if line is not None:
                yield msgspec.json.encode(line) + b"\n"
            line = Line(id=top)
        _add(line, record, parents)
    if line is not None:
        yield msgspec.json.encode(line) + b"\n"


def _top(identifier: str, parents: Mapping[str, str]) -> str:
    """Follow parents up to the document itself; a circle ends where it closes."""
    seen = {identifier}
    while (parent := parents.get(identifier, "")) and parent not in seen:
        seen.add(parent)
        identifier = parent
    return identifier


def _add(line: Line, record: Record, parents: Mapping[str, str]) -> None:
    if not record.parent and record.date is not None:
        line.date = record.date.edtf
    prefix = f"{record.volume}/"
    for found in record.annotations:
        if (
            isinstance(found, EntityMention)
            and found.kind == "person"
            and not found.note
            and found.confidence >= CLAIMED
            and not found.rule.startswith("office")
            and found.entity.startswith(prefix)
        ):
            line.mentions.append(
                {"quote": found.quote, "entity": found.entity.removeprefix(prefix)}
            )
    for reference in record.references:
        if not reference.note:
            target = _top(reference.target, parents) if reference.target else None
            line.references.append(
                {"quote": reference.quote, "target": target, "status": reference.status}
            )


def write_people(archive: Archive) -> Iterator[bytes]:
    """Yield one line a person: its id, and the entries of the volumes' lists that mean it.

    The shape is `{"entity": …, "members": ["VOLUME/p_ID", …]}`.
    """
    members: defaultdict[str, list[str]] = defaultdict(list)
    for entry, canonical in archive.entity_members("person"):
        members[canonical].append(entry)
    for canonical in sorted(members):
        line = {"entity": canonical, "members": sorted(members[canonical])}
        yield msgspec.json.encode(line) + b"\n"
