"""Random and hostile queries: none may end in anything but an answer or a sentence, none slowly.

    python bench/hostile_queries.py ARCHIVE [--number N] [--seed N] [--most MS] [--index] [--wall]

ARCHIVE is a built archive (with `--index`, the folder of an index). Queries are made of the
language's own signs in any order, of random letters of all scripts, of long rows of the most
frequent words, of words held to their form, of open words, of names, of damaged queries that were
sound. Each asks for ten records with snippets and all facets; a fifth asks by meaning too, where
the archive has vectors. The time is the processor's, of all threads, for the machine may have
other work; with `--wall` it is the clock's. One that takes longer than `--most` milliseconds is
asked twice more, and the fastest counts. Exit 1 when one fails.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from regesta.errors import QueryError, WrongUse
from regesta.keep.archive import Archive
from regesta.search.embedded import EmbeddedIndex
from regesta.search.fields import FIELDS
from regesta.search.grammar import LONGEST
from regesta.search.index import Query

SIGNS = (
    '"', "“", "”", "„", "«", "»", "(", ")", "-", "*", "~", "~1", "~2", ":", "=", "..", "?", "^",
    "\\", "/", "[", "]", "{", "}", "|", "&&", "||", "!", "+", ",", ".", "'", "’", "\0", "\u202e",
    "\ufeff", "\u00ad", "\U0001f600", 'near("', '", 5)', 'near("the of", 50)', "and", "or", "not",
)  # fmt: skip
FREQUENT = (
    "the", "of", "to", "government", "states", "united", "president", "ambassador", "secretary",
    "department", "would", "that", "telegram", "in", "January", "1950", "letter", "not", "is",
)  # fmt: skip
OPEN = ("th*", "st*", "re*", "co*", "in*", "state~2", "said~2", "person:a*", "place:w*", "to:m*")
NAMES = ("Zhou Enlai", "Чжоу Эньлай", "周恩来", "毛泽东", "Mao Tse-tung", "Хрущев", "Syngman Rhee")
SOUND = (
    'from:"Zhou Enlai" date:1950-01..1950-02 type:telegram', 'near("trade credit", 5) -grain',
    "(treaty or pact) not draft", 'person:(Mao or Zhou) has:wanted', '="Chou En-lai" negotiat*',
    "cited-by:frus1950v01/d10 sender:embassy", "летом 1950 договор", "中苏条约 谈判",
)  # fmt: skip
VALUES = ("a", "1950", "1950-13", "none", '""', '"x y"', "(a or b)", "*", "周", "..", "-1", "=")

Maker = Callable[[random.Random], str]


def of_signs(chance: random.Random) -> str:
    """The language's own signs and words in any order."""
    fields = [f"{field}:{chance.choice(VALUES)}" for field in chance.sample(FIELDS, 2)]
    parts = (*SIGNS, *FREQUENT[:8], *NAMES, *fields)
    long = chance.choice((4, 12, 60))
    return "".join(
        chance.choice(parts) + " " * (chance.random() < 0.6) for _ in range(chance.randint(1, long))
    )


def of_letters(chance: random.Random) -> str:
    """Random code points: ASCII, the scripts of Europe, all planes but surrogates."""
    last = chance.choice((0x7F, 0x4FF, 0xD7FF, 0x1FFFF))
    codes = (
        chance.randint(0, last) for _ in range(chance.randint(1, chance.choice((9, 200, 1100))))
    )
    return "".join(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)


def of_frequent(chance: random.Random) -> str:
    """Long rows of the words that most records have, some open, some left out."""
    words = (*FREQUENT, *OPEN) if chance.random() < 0.5 else FREQUENT
    row = [chance.choice(words) for _ in range(chance.randint(1, 48))]
    text = " ".join(row)[:LONGEST]
    form = chance.choice(("{}", "{}", '"{}"', 'near("{}", 50)', "({}) or the", "-zebra {}"))
    return form.format(text)


def of_exact(chance: random.Random) -> str:
    """Frequent words held to their very form, alone, in phrases, excluded, in fields."""
    words = [f"={chance.choice(FREQUENT)}" for _ in range(chance.randint(1, 8))]
    pair = f'="{chance.choice(FREQUENT)} {chance.choice(FREQUENT)}"'
    return chance.choice(
        (
            " ".join(words), " or ".join(words), pair, f"{words[0]} -{pair}", f"treaty {words[0]}",
            f"-{words[0]}", f"title:{words[0]} date:1950..", f"notes:{pair} or text:{words[0]}",
        )
    )  # fmt: skip


def of_open(chance: random.Random) -> str:
    """Words with a star or a tilde, as many as may be."""
    letters = "abcdefghilmnoprstuwаеиоко"
    words = []
    for _ in range(chance.randint(1, 6)):
        start = "".join(chance.choice(letters) for _ in range(chance.randint(2, 4)))
        field = chance.choice(("", "", "", "title:", "from:", "person:", "topic:", "text:"))
        words.append(f"{field}{start}{chance.choice(('*', '~', '~1', '~2'))}")
    return chance.choice((" ", " or ")).join(words)


def of_names(chance: random.Random) -> str:
    """Many names in all their forms at once."""
    names = [chance.choice(NAMES) for _ in range(chance.randint(1, 12))]
    return chance.choice((" ", " or ", " -")).join(names)[:LONGEST]


def damaged(chance: random.Random) -> str:
    """A sound query with a few signs taken out, put in, or doubled."""
    text = list(chance.choice(SOUND))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(text) + 1)
        if chance.random() < 0.5:
            text[at : at + chance.randint(1, 3)] = []
        else:
            text.insert(at, chance.choice(SIGNS))
    return "".join(text)


MAKERS: Sequence[tuple[Maker, int]] = (
    (of_signs, 28), (of_letters, 14), (of_frequent, 19), (of_exact, 6), (of_open, 14),
    (of_names, 5), (damaged, 14),
)  # fmt: skip


class Outcome(Struct):
    """What came of the queries: how many of each end, the slowest, and what failed."""

    ends: Counter[str]
    slowest: list[tuple[float, str]]
    faults: list[str]


def queries(number: int, seed: int) -> list[str]:
    """Make so many queries, the same for the same seed."""
    chance = random.Random(seed)
    makers, weights = zip(*MAKERS, strict=True)
    return [maker(chance) for maker in chance.choices(makers, weights, k=number)]


def ask(index: EmbeddedIndex, text: str) -> str:
    """Ask one query and say how it ended."""
    index.forget()
    sort = ("relevance", "date", "cited")[len(text) % 3]
    words = "author" if len(text) % 7 == 0 else "all"
    meaning = index.finds_by_meaning and len(text) % 5 == 0
    query = Query(text=text, sort=sort, words=words, meaning=meaning, limit=10)  # type: ignore[arg-type]
    try:
        found = index.search(query)
    except (QueryError, WrongUse):
        return "refused with a sentence"
    return "found" if found.total else "nothing found"


def run(
    index: EmbeddedIndex, asked: Sequence[str], most: float, clock: Callable[[], float]
) -> Outcome:
    """Ask all; what takes more than `most` milliseconds three times over is a fault."""
    outcome = Outcome(Counter(), [], [])
    for text in asked:
        took = float("inf")
        for _attempt in range(3):
            began = clock()
            try:
                end = ask(index, text)
            except Exception as error:
                end = "failed"
                outcome.faults.append(f"{type(error).__name__}: {error}: {text!r}")
            took = min(took, (clock() - began) * 1000)
            if took <= most or end == "failed":
                break
        outcome.ends[end] += 1
        outcome.slowest.append((took, text))
        if took > most:
            outcome.faults.append(f"{took:.0f} ms: {text!r}")
    outcome.slowest.sort(reverse=True)
    return outcome


def main() -> None:
    """Run and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--index", action="store_true", help="ARCHIVE is the folder of an index")
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1950)
    parser.add_argument("--most", type=float, default=200.0, metavar="MS")
    parser.add_argument("--wall", action="store_true", help="by the clock, on a quiet machine")
    options = parser.parse_args()
    clock = time.perf_counter if options.wall else time.process_time
    if options.index:
        index = EmbeddedIndex(options.archive)
    else:
        with Archive.open(options.archive) as archive:
            index = EmbeddedIndex(archive.index_path)
    if index.finds_by_meaning:
        index.search(Query(text="a first", meaning=True, limit=1))  # opens the model
    began = time.perf_counter()
    outcome = run(index, queries(options.number, options.seed), options.most, clock)
    seconds = time.perf_counter() - began
    print(f"{options.number} queries in {seconds:.0f} s: {dict(outcome.ends)}")
    for took, text in outcome.slowest[:10]:
        print(f"{took:8.1f} ms  {text[:140]!r}")
    for fault in outcome.faults[:20]:
        print(f"fault: {fault[:400]}")
    sys.exit(1 if outcome.faults else 0)


if __name__ == "__main__":
    main()
