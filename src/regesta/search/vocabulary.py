"""The values of a facet, found by their words: what `person:`, `place:`, `type:` look in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from regesta.search.tree import Leaf, Phrase, Word
from regesta.understand.folding import fold_name

# At least so alike, of 100, must a value be to be offered instead.
ALIKE = 70


class Vocabulary:
    """All values of one facet, by the words in them."""

    def __init__(self, values: Iterable[tuple[str, int]]) -> None:
        """`values` are the values with the number of records that have them."""
        self._counts = dict(values)
        self.values = list(self._counts)
        self._folded = [fold_name(value) for value in self.values]
        self._by_word: dict[str, set[int]] = {}
        for at, folded in enumerate(self._folded):
            for word in folded.split():
                self._by_word.setdefault(word, set()).add(at)

        self._words = sorted(self._by_word)

    def beginning(self, text: str) -> dict[str, int]:
        """Return the values with a word that begins so, and how many records have each.

        What stands before the last word of `text` must be words of the value.
        """
        *whole, start = fold_name(text).split() or [""]
        first = bisect_left(self._words, start)
        found: set[int] = set()
        for word in self._words[first:]:
            if not word.startswith(start):
                break
            found |= self._by_word[word]
        for word in whole:
            found &= self._by_word.get(word, set())
        return {self.values[at]: self._counts[self.values[at]] for at in found}

    def count(self, value: str) -> int:
        """Return how many records have this very value."""
        return self._counts.get(value, 0)

    def matching(self, leaf: Leaf, forms: Iterable[str] = ()) -> list[str]:
        """Return the values that a word or phrase of a query means.

        A value is meant when it has all words of the leaf, or of one of `forms` (other
        forms of the same name), in any order; a phrase held exact, when they stand so.
        """
        found: set[int] = set()
        for text in (leaf.text, *forms):
            found |= self._with_words(fold_name(text).split(), leaf)
        if isinstance(leaf, Phrase) and leaf.exact:
            wanted = f" {fold_name(leaf.text)} "
            found = {at for at in found if wanted in f" {self._folded[at]} "}
        return [self.values[at] for at in sorted(found)]

    def _with_words(self, words: list[str], leaf: Leaf) -> set[int]:
        found: set[int] | None = None
        for word in words:
            these = self._with_word(word, leaf)
            found = these if found is None else found & these
            if not found:
                return set()
        return found or set()

    def _with_word(self, word: str, leaf: Leaf) -> set[int]:
        if isinstance(leaf, Word) and (leaf.prefix or leaf.fuzzy):
            these: set[int] = set()
            for known, values in self._by_word.items():
                if (leaf.prefix and known.startswith(word)) or (
                    leaf.fuzzy
                    and abs(len(known) - len(word)) <= leaf.fuzzy
                    and OSA.distance(known, word, score_cutoff=leaf.fuzzy) <= leaf.fuzzy
                ):
                    these |= values
            return these
        return self._by_word.get(word, set())

    def nearest(self, text: str, limit: int = 3) -> list[str]:
        """Return the values whose spelling is nearest, for "did you mean"."""
        wanted = fold_name(text)
        longest = max(wanted.split(), key=len, default="")
        words = process.extract(
            longest, self._words, scorer=fuzz.ratio, limit=limit * 4, score_cutoff=ALIKE
        )
        found = {at for word, _score, _at in words for at in self._by_word[word]}
        return sorted(
            (self.values[at] for at in found),
            key=lambda value: (
                -round(fuzz.token_sort_ratio(wanted, fold_name(value)), -1),
                -self._counts[value],
                value,
            ),
        )[:limit]
