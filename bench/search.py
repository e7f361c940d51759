"""How fast search answers, side by side with SQLite's FTS5 doing the same.

    python bench/search.py ARCHIVE [--queries N] [--rounds N] [--json]

ARCHIVE is a built archive; its records are indexed afresh by both engines, with stemming. The
workload is made of the records themselves, the same each time: words, conjunctions, phrases,
beginnings, fields with dates, names in all their forms. Each query asks for the first ten
records with snippets, the total, and the counts of all facets over the whole match. Of several
rounds the fastest answer to each query counts, for the machine may have other work. It
prints the index's cost too, against its floor: the bare text in one stemmed field.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import tantivy
from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import Entity, Record
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.facets import SHOWN, facet_values
from regesta.search.index import FACETS, Query
from regesta.search.names import NameBook, known_name

SEED = 1950
# Of a hundred queries, so many are of each kind.
KINDS = {"word": 30, "two": 20, "three": 10, "phrase": 15, "beginning": 10, "field": 10, "name": 5}
_WORD = re.compile(r"[A-Za-z]{4,}")


class Asked(Struct, frozen=True, kw_only=True):
    """One query: in Regesta's language, in FTS5's, and the years it is held to."""

    kind: str
    text: str
    match: str
    since: str = ""
    until: str = ""


def workload(records: Sequence[Record], entities: Sequence[Entity], number: int) -> list[Asked]:
    """Make the queries of random places in the records; each is another one."""
    chance = random.Random(SEED)
    book = NameBook(known_name(entity) for entity in entities)
    persons = [entity.name for entity in entities if entity.kind == "person"]
    texts = [text.body for record in records for text in record.texts if len(text.body) > 500]
    asked: dict[str, Asked] = {}
    for kind, share in KINDS.items():
        wanted = len(asked) + round(number * share / 100)
        for _try in range(number * 20):
            if len(asked) >= wanted:
                break
            words = _some_words(chance, texts)
            made = _query(kind, words, chance, records, persons, book)
            if made is not None:
                asked.setdefault(made.text, made)
    return list(asked.values())


def _some_words(chance: random.Random, texts: Sequence[str]) -> list[str]:
    text = chance.choice(texts)
    start = chance.randrange(max(1, len(text) - 400))
    return [word.lower() for word in _WORD.findall(text[start : start + 400])]


def _query(
    kind: str,
    words: Sequence[str],
    chance: random.Random,
    records: Sequence[Record],
    persons: Sequence[str],
    book: NameBook,
) -> Asked | None:
    if len(words) < 6 or {"and", "near"} & set(words):
        return None
    if kind in ("word", "two", "three"):
        some = words[2 : 2 + {"word": 1, "two": 2, "three": 3}[kind]]
        return Asked(kind=kind, text=" ".join(some), match=" ".join(f'"{w}"' for w in some))
    if kind == "phrase":
        phrase = f"{words[2]} {words[3]}"
        return Asked(kind=kind, text=f'"{phrase}"', match=f'"{phrase}"')
    if kind == "beginning":
        start = words[2][:5]
        return Asked(kind=kind, text=f"{start}*", match=f'"{start}"*')
    if kind == "field":
        dated = [record.date.earliest for record in chance.sample(records, 9) if record.date]
        year = int((dated or ["1950"])[0][:4])
        span = f"title:{words[2]} date:{year}..{year + 5}"
        since, until = f"{year:04d}-01-01T00:00", f"{year + 5:04d}-12-31T23:59"
        return Asked(kind=kind, text=span, match=f'title : "{words[2]}"', since=since, until=until)
    name = chance.choice(persons) if persons else ""
    forms = [name, *book.forms(name)[:16]]
    quoted = " OR ".join('"' + form.replace('"', " ") + '"' for form in forms)
    return Asked(kind="name", text=f'"{name}"', match=quoted)


# --- the engines ------------------------------------------------------------------------------


def bare_index(folder: Path, records: Sequence[Record]) -> None:
    """The floor: the bare text of the records in one stemmed field."""
    schema = tantivy.SchemaBuilder().add_text_field("body", tokenizer_name="en_stem").build()
    folder.mkdir()
    writer = tantivy.Index(schema, path=str(folder)).writer(256_000_000, 1)
    for record in records:
        parts = [part for text in record.texts for part in (text.body, *_notes(text.notes))]
        writer.add_document(tantivy.Document(body="\n".join(parts)))
    writer.commit()
    writer.wait_merging_threads()


def _notes(notes: Sequence[object]) -> Iterator[str]:
    return (getattr(note, "body", "") for note in notes)


def own_index(folder: Path, records: Sequence[Record], entities: Sequence[Entity]) -> None:
    """Regesta's index."""
    writer = EmbeddedWriter(folder, entities=entities)
    for record in records:
        writer.add(record)
    writer.commit()


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
        values: dict[tuple[str, str], int] = {}
        for number, record in enumerate(records):
            self._add(number, record, names, values)
        self.database.executemany(
            "INSERT INTO value VALUES (?, ?, ?)", ((n, *pair) for pair, n in values.items())
        )
        self.database.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.database.commit()
        self.values = {number: pair for pair, number in values.items()}

    def _add(
        self, number: int, record: Record, names: dict[str, str], values: dict[tuple[str, str], int]
    ) -> None:
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
        pairs = {values.setdefault(pair, len(values)) for pair in facet_values(record, names)}
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
        facets: dict[str, list[tuple[int, str]]] = {facet: [] for facet in FACETS}
        counted = run(
            "SELECT value, count(*) FROM found JOIN has ON has.record = found.n GROUP BY value"
        )
        for value, count in counted:
            facet, name = self.values[value]
            facets[facet].append((count, name))
        for names in facets.values():
            names.sort(reverse=True)
            del names[SHOWN:]
        return total


# --- measuring ----------------------------------------------------------------------------------


def measure(
    answer: Callable[[Asked], int], asked: Sequence[Asked], rounds: int
) -> tuple[list[float], list[int]]:
    """Return the milliseconds of the fastest answer to each query, and the totals."""
    best = [float("inf")] * len(asked)
    totals = [0] * len(asked)
    for _round in range(rounds):
        for at, one in enumerate(asked):
            began = time.perf_counter()
            totals[at] = answer(one)
            best[at] = min(best[at], (time.perf_counter() - began) * 1000)
    return best, totals


def summary(took: Sequence[float]) -> dict[str, float]:
    """Return the quantiles of the times, in milliseconds."""
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": max(took)}


def cpu(work: Callable[[], object]) -> float:
    """Return the processor's seconds that some work takes, of all its threads."""
    began = time.process_time()
    work()
    return time.process_time() - began


def run(folder: Path, number: int, rounds: int) -> dict[str, object]:
    """Index the archive's records in both engines and measure the workload."""
    with Archive.open(folder) as archive:
        records = list(archive.iter_records())
        entities = list(archive.iter_entities())
    asked = workload(records, entities, number)
    names = {entity.id: entity.name for entity in entities}
    with tempfile.TemporaryDirectory(prefix="regesta-bench-") as name:
        place = Path(name)
        floor = cpu(lambda: bare_index(place / "bare", records))
        own = cpu(lambda: own_index(place / "index", records, entities))
        index = EmbeddedIndex(place / "index")
        fts = Fts5(place / "fts.sqlite", records, names)

        def ours(one: Asked) -> int:
            index.forget()
            return index.search(Query(text=one.text, limit=10)).total

        mine, totals = measure(ours, asked, rounds)
        theirs, their_totals = measure(fts.answer, asked, rounds)
        index.close()
        fts.database.close()
    return {
        "records": len(records),
        "queries": dict(Counter(one.kind for one in asked)),
        "index_cpu_s": own,
        "floor_cpu_s": floor,
        "regesta_ms": summary(mine),
        "fts5_ms": summary(theirs),
        "slowest": [
            (round(took, 1), one.text) for took, one in sorted(zip(mine, asked, strict=True),
            key=lambda pair: -pair[0])[:5]
        ],
        "totals": [sum(totals), sum(their_totals)],
    }  # fmt: skip


def main() -> None:
    """Run and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = run(options.archive, options.queries, options.rounds)
    if options.json:
        json.dump(figures, sys.stdout, ensure_ascii=False)
        return
    floor, own = figures["floor_cpu_s"], figures["index_cpu_s"]
    assert isinstance(floor, float)
    assert isinstance(own, float)
    print(f"{figures['records']} records, queries {figures['queries']}")
    print(f"index {own:.2f} CPU s, floor {floor:.2f} CPU s, ratio {own / floor:.2f}")
    for engine in ("regesta_ms", "fts5_ms"):
        times = figures[engine]
        assert isinstance(times, dict)
        row = "  ".join(f"{key} {value:8.2f} ms" for key, value in times.items())
        print(f"{engine[:-3]:8} {row}")
    print(f"totals {figures['totals']}; slowest {figures['slowest']}")
    print("PostgreSQL: not measured (no server is started by this bench)")


if __name__ == "__main__":
    main()
