"""Fuzz the query language, and the whole way of a query through an index.

    nice -n 10 python fuzz/queries.py ARCHIVE CORPUS -max_total_time=600 -timeout=10

ARCHIVE is a built archive. Whatever is asked is answered, or refused with a column in it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["regesta.search"]):
    from regesta.errors import QueryError, WrongUse
    from regesta.search.embedded import EmbeddedIndex
    from regesta.search.grammar import parse
    from regesta.search.index import FACETS, Query

from regesta.keep.archive import Archive

INDEX: list[EmbeddedIndex] = []


def test_one(data: bytes) -> None:
    """Ask for the words that the bytes come to."""
    given = atheris.FuzzedDataProvider(data)
    words = "author" if given.ConsumeBool() else "all"
    text = given.ConsumeUnicodeNoSurrogates(500)
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.column <= len(text), (text, error.column)
        return
    try:
        INDEX[0].search(Query(text=text, words=words, facets=FACETS, limit=5))
    except WrongUse:
        return
    INDEX[0].suggest(text[:80])


def main() -> None:
    """Open the archive, then run until libFuzzer's own options say."""
    folder = sys.argv.pop(1)
    with Archive.open(Path(folder), readers=True) as archive:
        INDEX.append(EmbeddedIndex(archive.index_path))
    atheris.Setup(sys.argv, test_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
