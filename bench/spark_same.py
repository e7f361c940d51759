"""Whether two archives are the same, record by record and link by link.

    python bench/spark_same.py ARCHIVE ARCHIVE

The numbers that stores give to rows differ with the order in which workers come: rows are
compared by what they say, records by their ids.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from regesta.keep.folder import STORE, current_build
from regesta.keep.tables import open_store

_OF_RECORD = "FROM records r JOIN {table} t USING (number)"
STATEMENTS = {
    "sources": "SELECT name, sha256, size, whole FROM sources",
    "order of records": "SELECT position, id FROM records",
    "records": f"SELECT r.id, t.body, t.header {_OF_RECORD.format(table='bodies')}",
    "rows of records": "SELECT r.id, shadowed, title, genre, edtf, day, earliest, latest, place,"
    f" sender, recipient, volume, sequence, parent {_OF_RECORD.format(table='readings')}",
    # merged records stand in the order in which workers made them
    "readings": "SELECT id, name, CASE WHEN source THEN seq END, shadowed FROM readings"
    " LEFT JOIN sources s ON s.number = source",
    "appearances": f"SELECT r.id, entity, part {_OF_RECORD.format(table='appearances')}",
    "memberships": f"SELECT r.id, collection {_OF_RECORD.format(table='memberships')}",
    "listed": "SELECT name, seq, body FROM listed JOIN sources ON number = source",
    "collections": "SELECT * FROM collections",
    "refusals": "SELECT name, place, reason, way_out FROM refusals",
    "references": f"SELECT r.id, t.body {_OF_RECORD.format(table='links')}",
    "rows of references": "SELECT r.id, seq, status, target, wanted, relation, quote, confidence,"
    f" vague {_OF_RECORD.format(table='refs')}",
    "entities": "SELECT * FROM entities",
    "aliases": "SELECT * FROM aliases",
    "wanted": "SELECT * FROM wanted",
    "exchanges": "SELECT * FROM exchanges",
    "members": "SELECT * FROM members",
    "agreements": "SELECT * FROM agreements",
    "sightings": "SELECT * FROM sightings",
    "directives": "SELECT * FROM directives",
    "doubts": "SELECT * FROM doubts",
    "versions": "SELECT r.id, seq, target, relation, body"
    f" {_OF_RECORD.format(table='versions')}",
}  # fmt: skip


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield a sentence for each kind of thing in which two archives differ."""
    with closing(_store(one)) as mine, closing(_store(other)) as yours:
        for what, statement in STATEMENTS.items():
            here, there = (sorted(map(repr, db.execute(statement))) for db in (mine, yours))
            if here != there:
                only, new = set(here) - set(there), set(there) - set(here)
                first = min(only or new, default="")[:300]
                yield (
                    f"{what}: {len(here)} and {len(there)}, {len(only)} only in the first and"
                    f" {len(new)} only in the second: {first}"
                )


def counts(one: Path) -> dict[str, int]:
    """Return how many things of each kind an archive has."""
    with closing(_store(one)) as store:
        return {
            what: store.execute(f"SELECT count(*) FROM ({statement})").fetchone()[0]
            for what, statement in STATEMENTS.items()
        }


def _store(folder: Path) -> Any:
    build = current_build(folder)
    if build is None:
        raise SystemExit(f"{folder} holds no archive.")
    return open_store(build / STORE)


def main() -> None:
    """Say whether two archives are the same."""
    one, other = map(Path, sys.argv[1:3])
    found = list(differences(one, other))
    for sentence in found:
        print(sentence)
    if found:
        raise SystemExit(1)
    print("The same:", ", ".join(f"{number} {what}" for what, number in counts(one).items()))


if __name__ == "__main__":
    main()
