"""Whether an index and a store hold the same records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy

from regesta.errors import ArchiveError
from regesta.search.embedded_searcher import count_of
from regesta.search.opening import OpenEngine
from regesta.search.schema import build_schema

_NAMED = 5


def unlike(path: Path, ids: Iterable[str]) -> list[str]:
    """Return sentences on how the index in `path` differs from the records of these ids.

    Raises `ArchiveError` where it cannot be opened.
    """
    try:
        opened = OpenEngine(path)
        searcher = opened.index.searcher()
        schema = build_schema()
        missing: list[str] = []
        twice: list[str] = []
        total = 0
        for one in ids:
            total += 1
            query = tantivy.Query.term_query(schema, "id", one, "basic")
            found = count_of(searcher.search(query, 2))
            if found != 1:
                (twice if found else missing).append(one)
        held = searcher.num_docs
        opened.close()
    except (ValueError, OSError) as error:
        raise ArchiveError(f"The index in {path} cannot be read: {error}.") from error
    said = [
        f"{len(some)} records {what} the index, such as {', '.join(some[:_NAMED])}."
        for some, what in ((missing, "are not in"), (twice, "are twice in"))
        if some
    ]
    if held != total:
        said.append(f"The index holds {held} records, the store {total}.")
    return said
