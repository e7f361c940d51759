"""How fast search answers, side by side with SQLite's FTS5 and PostgreSQL doing the same.

    python bench/search.py ARCHIVE [--queries N] [--rounds N] [--json] [--postgres ADDRESS]
    python bench/search.py ARCHIVE --copies FEW MANY [--cache DIR]

ARCHIVE is a built archive; its records are indexed afresh by both engines, with stemming. The
workload is made of the records themselves, the same each time: words, conjunctions, phrases,
beginnings, fields with dates, names in all their forms. Each query asks for the first ten
records with snippets, the total, and the counts of all facets over the whole match. Of several
rounds the fastest answer to each query counts, for the machine may have other work. It
prints the index's cost too, against its floor: the bare text in one stemmed field.

ADDRESS is a connection string of a PostgreSQL server, for the third column; it needs psycopg.
`--copies` measures growth instead: the index alone, of the records repeated FEW and MANY
times with other ids and dates, asked in turn, and how many times as long the larger one takes;
the indexes are kept in `--cache` for another run. Medians of the rounds count there, by the clock
and by the processor: facets of many matches are counted on two cores, which the second adds up.
The fastest of the rounds by the clock stands beside them, for a machine that has other work: two
threads gain nothing where another program holds the second core.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tantivy
from msgspec.structs import replace

from peers import Asked, Fts5, Postgres
from regesta.keep.archive import Archive
from regesta.model import Entity, Record
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.index import Query
from regesta.search.names import NameBook, known_name

SEED = 1950
# Of a hundred queries, so many are of each kind.
KINDS = {"word": 30, "two": 20, "three": 10, "phrase": 15, "beginning": 10, "field": 10, "name": 5}
# How growth is measured: the key of the times, that of their ratio, and what is said of them.
GROWTH = {
    "sizes": ("p95_ratio", "by the clock"),
    "cpu": ("p95_cpu_ratio", "by the CPU"),
    "fastest": ("p95_fastest_ratio", "fastest by the clock"),
}
_WORD = re.compile(r"[A-Za-z]{4,}")


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
        text = " ".join(some)
        return Asked(kind=kind, text=text, match=" ".join(f'"{w}"' for w in some), tsquery=text)
    if kind == "phrase":
        phrase = f"{words[2]} {words[3]}"
        return Asked(kind=kind, text=f'"{phrase}"', match=f'"{phrase}"', tsquery=f'"{phrase}"')
    if kind == "beginning":
        start = words[2][:5]
        return Asked(kind=kind, text=f"{start}*", match=f'"{start}"*', tsquery=f"{start}:*")
    if kind == "field":
        dated = [record.date.earliest for record in chance.sample(records, 9) if record.date]
        year = int((dated or ["1950"])[0][:4])
        span = f"title:{words[2]} date:{year}..{year + 5}"
        since, until = f"{year:04d}-01-01T00:00", f"{year + 5:04d}-12-31T23:59"
        return Asked(
            kind=kind,
            text=span,
            match=f'title : "{words[2]}"',
            tsquery=f"{words[2]}:A",
            since=since,
            until=until,
        )
    name = chance.choice(persons) if persons else ""
    forms = [name, *book.forms(name)[:16]]
    quoted = " OR ".join('"' + form.replace('"', " ") + '"' for form in forms)
    return Asked(kind="name", text=f'"{name}"', match=quoted, tsquery=quoted)


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


def own_index(folder: Path, records: Iterable[Record], entities: Sequence[Entity]) -> None:
    """Regesta's index."""
    writer = EmbeddedWriter(folder, entities=entities, memory_mb=512)
    for record in records:
        writer.add(record)
    writer.commit()


def repeated(records: Sequence[Record], copies: int) -> Iterator[Record]:
    """Yield the records so many times, each time with other ids, a year further on."""
    for copy in range(copies):
        for record in records:
            date = record.date
            if copy and date is not None:
                first, last = (_later(stamp, copy) for stamp in (date.earliest, date.latest))
                date = replace(date, edtf=first[:10], earliest=first, latest=last)
            yield replace(record, id=f"{record.id}~{copy}" if copy else record.id, date=date)


def _later(stamp: str, years: int) -> str:
    # The 29th of February comes once in four years.
    day = stamp[4:].replace("-02-29", "-02-28", 1)
    return f"{int(stamp[:4]) + years:04d}{day}"


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


def asker(index: EmbeddedIndex) -> Callable[[Asked], int]:
    """Return what asks Regesta's index, counting the facets anew each time."""

    def ask(one: Asked) -> int:
        index.forget()
        return index.search(Query(text=one.text, limit=10)).total

    return ask


def load(folder: Path) -> tuple[list[Record], list[Entity]]:
    """Return the records and entities of an archive."""
    with Archive.open(folder) as archive:
        return list(archive.iter_records()), list(archive.iter_entities())


def run(
    records: Sequence[Record],
    entities: Sequence[Entity],
    number: int,
    rounds: int,
    postgres: str = "",
) -> dict[str, Any]:
    """Index the records in all engines and measure the workload."""
    asked = workload(records, entities, number)
    names = {entity.id: entity.name for entity in entities}
    with tempfile.TemporaryDirectory(prefix="regesta-bench-") as name:
        place = Path(name)
        floor = cpu(lambda: bare_index(place / "bare", records))
        own = cpu(lambda: own_index(place / "index", records, entities))
        index = EmbeddedIndex(place / "index")
        mine, totals = measure(asker(index), asked, rounds)
        index.close()
        fts = Fts5(place / "fts.sqlite", records, names)
        theirs, their_totals = measure(fts.answer, asked, rounds)
        fts.database.close()
    engines = {"regesta": summary(mine), "fts5": summary(theirs)}
    all_totals = [sum(totals), sum(their_totals)]
    if postgres:
        server = Postgres(postgres, records, names)
        times, server_totals = measure(server.answer, asked, rounds)
        server.database.close()
        engines["postgres"] = summary(times)
        all_totals.append(sum(server_totals))
    slowest = sorted(zip(mine, asked, strict=True), key=lambda pair: -pair[0])[:5]
    return {
        "records": len(records),
        "queries": dict(Counter(one.kind for one in asked)),
        "index_cpu_s": own,
        "floor_cpu_s": floor,
        "ms": engines,
        "slowest": [(round(took, 1), one.text) for took, one in slowest],
        "totals": all_totals,
    }


def grow(
    records: Sequence[Record],
    entities: Sequence[Entity],
    number: int,
    rounds: int,
    copies: Sequence[int],
    cache: Path | None,
) -> dict[str, Any]:
    """Measure the same workload on indexes of the records repeated so many times.

    All are asked each query in turn, so that what else the machine does meets them alike.
    """
    asked = workload(records, entities, number)
    folder = cache or Path(tempfile.mkdtemp(prefix="regesta-bench-"))
    sizes = [len(records) * times for times in copies]
    try:
        for times, size in zip(copies, sizes, strict=True):
            if not (folder / str(size)).exists():
                own_index(folder / str(size), repeated(records, times), entities)
        indexes = [EmbeddedIndex(folder / str(size)) for size in sizes]
        took = alternately([asker(index) for index in indexes], asked, rounds)
        for index in indexes:
            index.close()
    finally:
        if cache is None:
            shutil.rmtree(folder)
    figures: dict[str, Any] = {"queries": len(asked), **{kind: {} for kind in GROWTH}}
    for size, measured in zip(sizes, took, strict=True):
        for kind, times in zip(GROWTH, measured, strict=True):
            figures[kind][size] = summary(times)
    for kind, (name, _said) in GROWTH.items():
        p95 = [size["p95"] for size in figures[kind].values()]
        figures[name] = p95[-1] / p95[0]
    return figures


def alternately(
    askers: Sequence[Callable[[Asked], int]], asked: Sequence[Asked], rounds: int
) -> list[tuple[list[float], ...]]:
    """Ask each query of all engines in turn; return for each its times in milliseconds.

    They are, as in `GROWTH`: medians by the clock, medians of the processor's time of all
    threads, and the fastest by the clock.
    """
    times: list[list[list[tuple[float, float]]]] = [[[] for _ in asked] for _ in askers]
    for _round in range(rounds):
        for at, one in enumerate(asked):
            for which, ask in enumerate(askers):
                began = time.perf_counter(), time.process_time()
                ask(one)
                ended = time.perf_counter(), time.process_time()
                spent = ((ended[0] - began[0]) * 1000, (ended[1] - began[1]) * 1000)
                times[which][at].append(spent)
    return [
        (
            [statistics.median(clock for clock, _cpu in one) for one in engine],
            [statistics.median(cpu for _clock, cpu in one) for one in engine],
            [min(clock for clock, _cpu in one) for one in engine],
        )
        for engine in times
    ]


def _row(name: object, figures: dict[str, float]) -> str:
    return f"{name!s:>10}  " + "  ".join(f"{key} {value:8.2f}" for key, value in figures.items())


def main() -> None:
    """Run and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("archive", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--postgres", default="", metavar="ADDRESS")
    parser.add_argument("--copies", type=int, nargs=2, metavar=("FEW", "MANY"))
    parser.add_argument("--cache", type=Path, help="where --copies keeps its indexes")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    records, entities = load(options.archive)
    if options.copies:
        figures = grow(
            records, entities, options.queries, options.rounds, options.copies, options.cache
        )
    else:
        figures = run(records, entities, options.queries, options.rounds, options.postgres)
    if options.json:
        json.dump(figures, sys.stdout, ensure_ascii=False)
        return
    if options.copies:
        for kind, (ratio, said) in GROWTH.items():
            for size, times in figures[kind].items():
                print(f"{said:24}", _row(size, times))
            print(f"{said:24} p95 of the larger: {figures[ratio]:.2f} times that of the smaller")
        return
    floor, own = figures["floor_cpu_s"], figures["index_cpu_s"]
    print(f"{figures['records']} records, queries {figures['queries']}")
    print(f"index {own:.2f} CPU s, floor {floor:.2f} CPU s, ratio {own / floor:.2f}")
    for engine, times in figures["ms"].items():
        print(_row(engine, times))
    print(f"totals {figures['totals']}; slowest {figures['slowest']}")
    if not options.postgres:
        print("PostgreSQL: not measured; name a server with --postgres")


if __name__ == "__main__":
    main()
