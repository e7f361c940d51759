"""What is suggested while a query is typed: names in every form, titles, numbers, ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from regesta.search.names import NameBook
from regesta.search.searcher import Searcher
from regesta.search.vocabulary import Vocabulary
from regesta.understand.folding import fold_name

LONGEST = 80
SUGGESTED = ("person", "place", "organisation", "topic", "sender")
SPELLED = ("person", "place", "organisation", "topic")
# Names looked up by another form, of which those that records have are suggested.
MOST_KNOWN = 60
MOST_NUMBERS = 4


class Suggestions:
    """Suggests what the records of one index have."""

    def __init__(
        self,
        searcher: Searcher,
        book: NameBook,
        vocabulary: Callable[[str], Vocabulary],
    ) -> None:
        """`vocabulary` gives the values of a facet."""
        self._searcher = searcher
        self._book = book
        self._vocabulary = vocabulary

    def beginning(self, prefix: str, limit: int) -> list[str]:
        """Return what begins so, the most frequent first; else what is spelled alike."""
        typed = prefix.strip()[:LONGEST]
        folded = fold_name(typed)
        if not folded:
            return []
        shown: dict[str, int] = {}
        for facet in SUGGESTED:
            vocabulary = self._vocabulary(facet)
            for value, count in vocabulary.beginning(folded).items():
                shown[value] = max(count, shown.get(value, 0))
            for name in self._book.beginning(folded, MOST_KNOWN):
                if count := vocabulary.count(name):
                    shown[name] = max(count, shown.get(name, 0))
        for term, count in self._searcher.terms_with_prefix("suggest", folded, limit=limit):
            shown.setdefault(term.partition("\0")[2], count)
        numbers = list(self._numbers(typed, folded))
        best = sorted(shown, key=lambda value: (-shown[value], value))
        return [*numbers, *best][:limit] or self._alike(typed, limit)

    def _numbers(self, typed: str, folded: str) -> Iterator[str]:
        """Yield the queries for documents whose number or id begins so."""
        if not any(sign.isdigit() for sign in folded):
            return
        for field, start in (("number", folded), ("id", typed)):
            for term, _count in self._searcher.terms_with_prefix(field, start, limit=MOST_NUMBERS):
                yield f'{field}:"{term}"' if " " in term else f"{field}:{term}"

    def _alike(self, text: str, limit: int) -> list[str]:
        found: dict[str, None] = {}
        for facet in SPELLED:
            found.update(dict.fromkeys(self._vocabulary(facet).nearest(text, limit)))
        return list(found)[:limit]
