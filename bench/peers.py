"""Other engines that answer the workload of `search.py` as Regesta does."""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from regesta.model import Record
from regesta.search.counting import SHOWN
from regesta.search.facets import facet_values
from regesta.search.index import FACETS

# A text of more code points makes a vector that PostgreSQL refuses (1 MB).
LONGEST = 400_000


class Asked(Struct, frozen=True, kw_only=True):
    """One query: in the languages of Regesta, FTS5 and PostgreSQL, and its years."""

    kind: str
    text: str
    match: str
    tsquery: str = ""
    since: str = ""
    until: str = ""


Values = dict[tuple[str, str], int]


def numbered(record: Record, names: dict[str, str], values: Values) -> set[int]:
    """Return the numbers of the facet values of a record, new ones given in `values`."""
    return {
        values.setdefault(pair, len(values))
        for pair in facet_values(record, names)
        if pair[0] in FACETS
    }


def shown(counted: Iterable[tuple[int, int]], values: dict[int, tuple[str, str]]) -> None:
    """Part the counts by facet and keep the highest of each."""
    facets: dict[str, list[tuple[int, str]]] = {facet: [] for facet in FACETS}
    for value, count in counted:
        facet, name = values[value]
        facets[facet].append((count, name))
    for names in facets.values():
        names.sort(reverse=True)
        del names[SHOWN:]


class Fts5:
    """SQLite's full text search with the same fields, facets and dates."""

    def __init__(self, path: Path, records: Sequence[Record], names: dict[str, str]) -> None:
        self.database = sqlite3.connect(path)
        self.database.executescript(
            """
            PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -500000;
            CREATE VIRTUAL TABLE words USING fts5(title, body, notes,
                tokenize = 'porter unicode61 remove_diacritics 2');
            CREATE TABLE record (n INTEGER PRIMARY KEY, id TEXT, date TEXT, earliest TEXT,
                latest TEXT);
            CREATE TABLE value (n INTEGER PRIMARY KEY, facet TEXT, value TEXT);
            CREATE TABLE has (record INTEGER, value INTEGER, PRIMARY KEY (record, value))
                WITHOUT ROWID;
            CREATE TEMP TABLE found (n INTEGER PRIMARY KEY);
            """
        )
        values: Values = {}
        for number, record in enumerate(records):
            self._add(number, record, names, values)
        self.database.executemany(
            "INSERT INTO value VALUES (?, ?, ?)", ((n, *pair) for pair, n in values.items())
        )
        self.database.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.database.commit()
        self.values = {number: pair for pair, number in values.items()}

    def _add(self, number: int, record: Record, names: dict[str, str], values: Values) -> None:
        body = "\n".join(text.body for text in record.texts)
        notes = "\n".join(note.body for text in record.texts for note in text.notes)
        self.database.execute(
            "INSERT INTO words (rowid, title, body, notes) VALUES (?, ?, ?, ?)",
            (number, record.title, body, notes),
        )
        date = record.date
        dates = (date.edtf, date.earliest, date.latest) if date else ("", "", "")
        self.database.execute(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?)", (number, record.id, *dates)
        )
        pairs = numbered(record, names, values)
        self.database.executemany(
            "INSERT INTO has VALUES (?, ?)", ((number, value) for value in pairs)
        )

    def answer(self, asked: Asked) -> int:
        """Answer one query as Regesta does; return the total."""
        run = self.database.execute
        run("DELETE FROM found")
        dates = "AND r.earliest <= :until AND r.latest >= :since" if asked.since else ""
        held = {"match": asked.match, "since": asked.since, "until": asked.until}
        run(
            f"INSERT INTO found SELECT w.rowid FROM words w JOIN record r ON r.n = w.rowid "
            f"WHERE words MATCH :match {dates}",
            held,
        )
        total = int(run("SELECT count(*) FROM found").fetchone()[0])
        run(
            f"SELECT r.id, title, r.date, bm25(words, 3.0, 1.0, 0.5) AS score, "
            f"snippet(words, -1, '<mark>', '</mark>', '…', 50) "
            f"FROM words w JOIN record r ON r.n = w.rowid WHERE words MATCH :match {dates} "
            f"ORDER BY score LIMIT 10",
            held,
        ).fetchall()
        counted = run(
            "SELECT value, count(*) FROM found JOIN has ON has.record = found.n GROUP BY value"
        )
        shown(counted, self.values)
        return total


class Postgres:
    """PostgreSQL's full text search with the same fields, facets and dates.

    `address` is a connection string; all is made anew in the schema `regesta_bench`.
    """

    def __init__(self, address: str, records: Sequence[Record], names: dict[str, str]) -> None:
        # Needed by this column alone, so that the bench runs without it.
        driver: Any = importlib.import_module("psycopg")
        self.database = driver.connect(address, autocommit=True)
        for statement in (
            "DROP SCHEMA IF EXISTS regesta_bench CASCADE", "CREATE SCHEMA regesta_bench",
            "SET search_path = regesta_bench", "SET work_mem = '256MB'", "SET jit = off",
            "CREATE UNLOGGED TABLE record (n int PRIMARY KEY, id text, title text, body text,"
            " earliest text, latest text, words tsvector)",
            "CREATE UNLOGGED TABLE has (record int, value int)",
            "CREATE TEMP TABLE found (n int, score real)",
        ):  # fmt: skip
            self.database.execute(statement)
        values: Values = {}
        self._fill(records, names, values)
        for statement in (
            "CREATE INDEX ON record USING gin (words)", "CREATE INDEX ON has (record, value)",
            "VACUUM ANALYZE record", "VACUUM ANALYZE has",
        ):  # fmt: skip
            self.database.execute(statement)
        self.values = {number: pair for pair, number in values.items()}

    def _fill(self, records: Sequence[Record], names: dict[str, str], values: Values) -> None:
        with self.database.cursor() as cursor:
            for number, record in enumerate(records):
                body = "\n".join(text.body for text in record.texts)[:LONGEST]
                notes = "\n".join(note.body for text in record.texts for note in text.notes)
                date = record.date
                cursor.execute(
                    "INSERT INTO record VALUES (%s, %s, %s, %s, %s, %s,"
                    " setweight(to_tsvector('english', %s), 'A') ||"
                    " setweight(to_tsvector('english', %s), 'B') ||"
                    " setweight(to_tsvector('english', %s), 'C'))",
                    (number, record.id, record.title, body + "\n" + notes[:LONGEST],
                     date.earliest if date else "", date.latest if date else "",
                     record.title, body, notes[:LONGEST]),
                )  # fmt: skip
            with cursor.copy("COPY has FROM STDIN") as copy:
                for number, record in enumerate(records):
                    for value in numbered(record, names, values):
                        copy.write_row((number, value))

    def answer(self, asked: Asked) -> int:
        """Answer one query as Regesta does; return the total."""
        run = self.database.execute
        how = "to_tsquery" if asked.kind in ("beginning", "field") else "websearch_to_tsquery"
        query = f"{how}('english', %(query)s)"
        dates = "AND earliest <= %(until)s AND latest >= %(since)s" if asked.since else ""
        held = {"query": asked.tsquery, "since": asked.since, "until": asked.until}
        run("TRUNCATE found")
        run(
            "INSERT INTO found SELECT n, ts_rank('{0, 0.5, 1, 1}', words, q)"
            f" FROM record, {query} q WHERE words @@ q {dates}",
            held,
        )
        counts = run("SELECT count(*) FROM found").fetchone()
        run(
            f"SELECT id, title, earliest, ts_headline('english', body, {query})"
            " FROM (SELECT * FROM found ORDER BY score DESC LIMIT 10) f JOIN record USING (n)",
            held,
        ).fetchall()
        counted = run("SELECT value, count(*) FROM found JOIN has ON has.record = n GROUP BY value")
        shown(counted, self.values)
        return int(counts[0]) if counts else 0
