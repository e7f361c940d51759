"""The order by citations: the records that most others refer to first."""

from __future__ import annotations

from collections import defaultdict

import tantivy
from tantivy import Occur
from tantivy import Query as Engine

from regesta.search.schema import build_schema


class CitedOrder:
    """Ranks what a query matches by how many records refer to it."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        """Count the references in the index of `searcher`, once for all queries."""
        counted: defaultdict[int, list[str]] = defaultdict(list)
        for identifier, count in searcher.terms_with_prefix("cites", ""):
            counted[count].append(identifier)
        schema = build_schema()
        self._gains = [
            Engine.const_score_query(Engine.term_set_query(schema, "id", ids), float(count))
            for count, ids in counted.items()
        ]

    def ranked(self, query: Engine) -> Engine:
        """Return the same matches, with the number of records that refer to each as score."""
        return Engine.boolean_query(
            [
                (Occur.Must, Engine.const_score_query(query, 0.0)),
                *((Occur.Should, gain) for gain in self._gains),
            ]
        )
