"""The store while it is being built: what the stages write, in the order of the build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct

from regesta.errors import Refusal
from regesta.keep.linked import (
    enter_entries,
    enter_exchanges,
    enter_references,
    enter_wanted,
)
from regesta.keep.rows import Row, collection_row
from regesta.keep.tables import INDEXES, REGISTERS, attach_store, create_store
from regesta.keep.told import Told, enter_agreements, enter_directives
from regesta.keep.versions import enter_versions
from regesta.model import Collection, Entity, Exchange, Reference, Version, Wanted
from regesta.model.agreement import AgreementStory

ARCHIVE = 0  # the source of what comes from no single one: merged records, unreadable files

_ENTITY = msgspec.msgpack.Decoder(Entity)
_MANY = 500
_BODY = (
    "SELECT id, b.body, l.body FROM records JOIN bodies b USING (number)"
    " LEFT JOIN main.links l USING (number) WHERE position = ?"
)


class KnownSource(Struct, frozen=True, kw_only=True):
    """A source as the store knows it; `whole` is False when reading it broke off."""

    number: int
    name: str
    sha256: str
    rules: str
    size: int
    whole: bool


class Reading(Struct, frozen=True, kw_only=True):
    """One of several readings of one record: where it stands, and what it was read from."""

    number: int
    id: str
    source: int
    seq: int
    origin: str


class Store:
    """A store being written, by one process; nothing is sure before `commit`."""

    def __init__(self, path: Path, old: Path | None = None) -> None:
        self.connection = create_store(path)
        self.has_old = old is not None
        if old is not None:
            attach_store(self.connection, old)
        self._number = self._highest("readings")
        self._source = self._highest("sources")
        self._places: dict[int, int] = {}
        self.connection.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def commit(self) -> None:
        """Write everything out."""
        self.connection.execute("COMMIT")

    # Sources

    def old_sources(self) -> dict[str, KnownSource]:
        """Return by name the sources of the build before this one."""
        if not self.has_old:
            return {}
        rows = self.ask("SELECT number, name, sha256, rules, size, whole FROM old.sources")
        return {
            name: KnownSource(
                number=number, name=name, sha256=sha256, rules=rules, size=size, whole=bool(whole)
            )
            for number, name, sha256, rules, size, whole in rows
        }

    def add_source(self, name: str, sha256: str, rules: str, size: int) -> int:
        """Enter a source that is going to be read, and return its number."""
        self._source += 1
        self.connection.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, 1)",
            (self._source, name, sha256, rules, size),
        )
        return self._source

    def copy_sources(self, numbers: Sequence[int]) -> None:
        """Take over from the old build all that was read from these sources."""
        self.connection.execute("CREATE TEMP TABLE taken (source INTEGER PRIMARY KEY)")
        self.connection.executemany("INSERT INTO taken VALUES (?)", ((one,) for one in numbers))
        for table in ("listed", "groups", "refusals"):
            self.connection.execute(
                f"INSERT INTO {table} SELECT old.* FROM old.{table} old JOIN taken USING (source)"  # noqa: S608
            )
        self.connection.execute(
            "INSERT INTO sources SELECT old.* FROM old.sources old JOIN taken ON source = number"
        )
        self._copy_readings("JOIN taken USING (source)", ())
        self.connection.execute("UPDATE readings SET shadowed = 0 WHERE shadowed != 0")
        self.connection.execute("DROP TABLE taken")

    def drop_source(self, number: int) -> None:
        """Take out all that came from a source, and remember that it was not read whole."""
        for table in ("bodies", "appearances", "memberships"):
            self.connection.execute(
                f"DELETE FROM {table} WHERE number IN"  # noqa: S608
                " (SELECT number FROM readings WHERE source = ?)",
                (number,),
            )
        for table in ("readings", "listed", "groups", "refusals"):
            self.connection.execute(f"DELETE FROM {table} WHERE source = ?", (number,))  # noqa: S608
        self.connection.execute("UPDATE sources SET whole = 0 WHERE number = ?", (number,))

    # What was read

    def add_rows(self, source: int, rows: Iterable[Row], keys: Iterable[str] = ()) -> None:
        """Enter records of a source in their order; `keys` say what merged ones were made of."""
        readings: list[tuple[Any, ...]] = []
        bodies: list[tuple[int, bytes, bytes]] = []
        appearances: list[tuple[int, str, str]] = []
        memberships: list[tuple[int, str]] = []
        key_of = iter(keys)
        for row in rows:
            self._number += 1
            number = self._number
            readings.append(
                (
                    number, source, self._next(source), row.id, 0, row.title, row.genre, row.edtf,
                    row.day, row.earliest, row.latest, row.place, row.sender, row.recipient,
                    row.volume, row.sequence, row.parent, next(key_of, ""),
                )
            )  # fmt: skip
            bodies.append((number, row.body, row.header))
            appearances.extend((number, entity, part) for entity, part in row.appearances)
            memberships.extend((number, collection) for collection in row.collections)
        run = self.connection.executemany
        run(f"INSERT INTO readings VALUES ({', '.join('?' * 18)})", readings)  # noqa: S608
        run("INSERT INTO bodies VALUES (?, ?, ?)", bodies)
        run("INSERT INTO appearances VALUES (?, ?, ?)", appearances)
        run("INSERT INTO memberships VALUES (?, ?)", memberships)

    def add_entities(self, source: int, bodies: Iterable[bytes]) -> None:
        """Enter the encoded entities that a source lists."""
        self.connection.executemany(
            "INSERT INTO listed VALUES (?, ?, ?)",
            ((source, self._next(source), body) for body in bodies),
        )

    def add_collections(self, source: int, collections: Iterable[Collection]) -> None:
        """Enter the collections that a source describes."""
        self.connection.executemany(
            "INSERT INTO groups VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((source, self._next(source), *collection_row(one)) for one in collections),
        )

    def add_refusals(self, source: int, refusals: Iterable[Refusal]) -> None:
        """Enter what could not be read of a source."""
        self.connection.executemany(
            "INSERT INTO refusals VALUES (?, ?, ?, ?, ?, ?)",
            (
                (source, self._next(source), one.source, one.place, one.reason, one.way_out)
                for one in refusals
            ),
        )

    # Several readings of one record

    def doubles(self, also: Iterable[str] = ()) -> Iterator[list[Reading]]:
        """Yield the readings of each record that was read more than once, in order of names.

        Those of the ids `also` are among them, read as often as they may be.
        """
        self.connection.execute("CREATE TEMP TABLE also (id TEXT)")
        self.connection.executemany("INSERT INTO also VALUES (?)", ((one,) for one in also))
        rows = self.ask(
            "SELECT r.number, id, source, seq, sha256 || ' ' || rules || ' ' || seq"
            " FROM readings r JOIN sources s ON s.number = source WHERE id IN"
            " (SELECT id FROM readings WHERE source != 0 GROUP BY id HAVING count(*) > 1"
            " UNION SELECT id FROM also) ORDER BY id, name, seq"
        )
        self.connection.execute("DROP TABLE also")
        group: list[Reading] = []
        for number, id, source, seq, origin in rows:
            if group and group[0].id != id:
                yield group
                group = []
            group.append(Reading(number=number, id=id, source=source, seq=seq, origin=origin))
        if group:
            yield group

    def shadow(self, numbers: Iterable[int]) -> None:
        """Let these readings stand behind another one of the same record."""
        self.connection.executemany(
            "UPDATE readings SET shadowed = 1 WHERE number = ?", ((one,) for one in numbers)
        )

    def copy_merged(self, keys: Sequence[str]) -> set[str]:
        """Take over merged records made of the same readings; returns the keys found."""
        found: set[str] = set()
        if not self.has_old:
            return found
        for start in range(0, len(keys), _MANY):
            part = keys[start : start + _MANY]
            where = f"WHERE source = 0 AND key IN ({','.join('?' * len(part))})"
            found.update(
                row[0]
                for row in self.ask(f"SELECT key FROM old.readings {where}", part)  # noqa: S608
            )
            self._copy_readings(where, part)
            self.connection.execute(
                "INSERT INTO refusals SELECT * FROM old.refusals WHERE source = 0"  # noqa: S608
                f" AND place IN (SELECT id FROM old.readings {where})",
                part,
            )
        return found

    # What linking needs

    def arrange(self) -> int:
        """Put the records into the archive's order and return how many there are.

        The printed volumes come first, each in its own order; then the rest by date.
        """
        self.connection.execute(
            "INSERT INTO records SELECT row_number() OVER (ORDER BY volume = '', volume, sequence,"
            " earliest = '', earliest, id), id, number FROM readings WHERE shadowed = 0"
        )
        return int(self.ask("SELECT count(*) FROM records")[0][0])

    def headers(self) -> Iterator[bytes]:
        """Yield the encoded headers in the archive's order."""
        rows = self.connection.execute(
            "SELECT header FROM records JOIN bodies USING (number) ORDER BY position"
        )
        return (row[0] for row in rows)

    def headers_at(self, first: int, last: int) -> list[bytes]:
        """Return the encoded headers at these places of the archive's order, counted from 1."""
        rows = self.ask(
            "SELECT header FROM records JOIN bodies USING (number)"
            " WHERE position BETWEEN ? AND ? ORDER BY position",
            (first, last),
        )
        return [row[0] for row in rows]

    def listed(self, sources: Sequence[int] | None = None) -> Iterator[Entity]:
        """Yield the entities of all sources (or of some), in the order of names and places."""
        rows = self.connection.execute(
            "SELECT body, source FROM listed JOIN sources ON number = source ORDER BY name, seq"
        )
        return (_ENTITY.decode(row[0]) for row in rows if sources is None or row[1] in sources)

    def named(self) -> set[str]:
        """Return the ids of the entities that records name."""
        return {row[0] for row in self.ask("SELECT DISTINCT entity FROM appearances")}

    def refusals(self) -> tuple[Refusal, ...]:
        """Return what could not be read, in the order of names and places."""
        rows = self.ask("SELECT name, place, reason, way_out FROM refusals ORDER BY name, seq")
        return tuple(
            Refusal(source=name, place=place, reason=reason, way_out=way_out)
            for name, place, reason, way_out in rows
        )

    def bodies(
        self, positions: Iterable[int] | None = None
    ) -> Iterator[tuple[str, bytes, bytes | None]]:
        """Yield (id, body, references) of the records at these places of the archive's order.

        None is all of them.
        """
        if positions is None:
            positions = range(1, self.count("records") + 1)
        run = self.connection.execute
        for position in positions:
            yield run(_BODY, (position,)).fetchone()

    def source_names(self) -> dict[int, str]:
        """Return the names of all sources by their numbers."""
        return {row[0]: row[1] for row in self.ask("SELECT number, name FROM sources")}

    def listing_sources(self) -> set[int]:
        """Return the sources that list entities of their own."""
        return {row[0] for row in self.ask("SELECT DISTINCT source FROM listed")}

    def merged_ids(self) -> set[str]:
        """Return the ids of the records that were merged from several readings."""
        return {row[0] for row in self.ask("SELECT id FROM readings WHERE source = 0")}

    # What linking gives

    def add_references(self, references: Mapping[str, Sequence[Reference]]) -> None:
        """Enter the references of each record."""
        enter_references(self.connection, references, self._numbers())

    def add_linked(
        self,
        entities: Iterable[Entity],
        aliases: Mapping[str, str],
        wanted: Iterable[Wanted],
        exchanges: Iterable[Exchange],
    ) -> None:
        """Enter what all records together came to, in the order given."""
        enter_entries(self.connection, entities, aliases)
        enter_wanted(self.connection, wanted)
        enter_exchanges(self.connection, exchanges)

    def add_versions(self, versions: Mapping[str, Sequence[Version]]) -> None:
        """Enter the other versions of each record."""
        enter_versions(self.connection, versions, self._numbers())

    def add_told(self, stories: Iterable[AgreementStory], directives: Iterable[Told]) -> None:
        """Enter the agreements followed through the records, and what was asked of whom."""
        enter_agreements(self.connection, stories)
        enter_directives(self.connection, directives)

    def finish(self) -> None:
        """Settle the registers, and make the indexes, when all is in."""
        for statement in REGISTERS:
            self.connection.execute(statement)
        self.connection.execute("COMMIT")
        self.connection.executescript(INDEXES + "ANALYZE main;")
        self.connection.execute("BEGIN")

    def set_meta(self, values: Mapping[str, str]) -> None:
        """Enter facts about the build itself."""
        self.connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.ask(f"SELECT count(*) FROM {table}")[0][0])  # noqa: S608

    def statuses(self) -> dict[str, int]:
        """Return how many references were held, absent and unresolved."""
        return dict(self.ask("SELECT status, count(*) FROM refs GROUP BY status"))

    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return self.connection.execute(statement, values).fetchall()

    def _copy_readings(self, where: str, values: Sequence[str]) -> None:
        self.connection.execute(
            f"INSERT INTO readings SELECT old.* FROM old.readings old {where}",  # noqa: S608
            values,
        )
        for table in ("bodies", "appearances", "memberships"):
            self.connection.execute(
                f"INSERT INTO {table} SELECT o.* FROM old.{table} o"  # noqa: S608
                f" JOIN old.readings old USING (number) {where}",
                values,
            )

    def _numbers(self) -> dict[str, int]:
        """Return the numbers of the records by their ids."""
        return dict(self.ask("SELECT id, number FROM records"))

    def _next(self, source: int) -> int:
        place = self._places.get(source, 0)
        self._places[source] = place + 1
        return place

    def _highest(self, table: str) -> int:
        if not self.has_old:
            return 0
        return int(self.ask(f"SELECT coalesce(max(number), 0) FROM old.{table}")[0][0])  # noqa: S608
