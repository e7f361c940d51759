"""Words and phrases in the fields of text: the engine's queries, and what snippets mark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from regesta.search.analysis import PLAIN, SIGNS, has_signs, normalise, terms_of
from regesta.search.queries import (
    Asks,
    Beginning,
    Best,
    Boolean,
    Boosted,
    Near,
    Nothing,
    Occur,
    Row,
    Term,
    some,
)
from regesta.search.schema import KINDS, PARTIES, PARTY_WEIGHT, text_field
from regesta.search.searcher import Searcher
from regesta.search.snippets import Sought
from regesta.search.tree import Word
from regesta.understand.folding import fold_name

# The kind that stands for the words of the correspondents.
PARTY = "party"
WEIGHTS = {**KINDS, PARTY: PARTY_WEIGHT}
# How much a match in a second field adds to the one in the best field.
TIE = 0.3
# Rarity of a word that a quarter of the records have.
TELLING = math.log(2)
# How much a word that is asked for in its very form tells, in snippets.
EXACT_WEIGHT = 4.0
# A row of signs up to this length is one word; a longer one may be several.
LONGEST_SIGNS = 4
# Endings whose stems differ from a beginning that is cut before them: negotiat* → negoti.
_ENDINGS = ("", "e", "es", "ed", "ing", "ion", "ions", "s", "or", "ive", "al", "y", "ies")


def best(queries: Sequence[Asks]) -> Asks:
    """Return the query for what any of these match, ranked by the best of them."""
    if not queries:
        return Nothing()
    return queries[0] if len(queries) == 1 else Best(queries, TIE)


class WordSearch:
    """Makes queries of words; `fields` gives the index languages of each kind of text."""

    def __init__(self, searcher: Searcher, fields: Mapping[str, tuple[str, ...]]) -> None:
        self._searcher = searcher
        self._fields = fields

    def word(self, text: str, kinds: Sequence[str]) -> list[Asks]:
        """Return the queries for one word, one a field that has it; none where none has."""
        queries = list(self._word(text, kinds))
        if "-" in text.strip("-") and not has_signs(text):
            # "Co-ordinate" is also written in one word.
            queries.extend(self._word(text.replace("-", ""), kinds))
        return queries

    def _word(self, text: str, kinds: Sequence[str]) -> Iterator[Asks]:
        for kind, field, language, terms in self._places(text, kinds):
            if language == SIGNS and len(terms) > LONGEST_SIGNS:
                query = self._row_of_signs(field, terms)
            else:
                query = self._in_order(field, terms, 0)
            yield Boosted(query, WEIGHTS[kind])

    def phrase(
        self,
        text: str,
        kinds: Sequence[str],
        slop: int = 0,
        languages: Sequence[str] = (),
        but: Sequence[str] = (),
    ) -> list[Asks]:
        """Return the queries for words in this order, one a field that has all of them.

        With `slop` other words may stand between them, so many in all. `languages` are those
        of the fields looked in (all where none are given), `but` those left out.
        """
        return [
            Boosted(self._in_order(field, terms, slop), WEIGHTS[kind])
            for kind, field, language, terms in self._places(text, kinds)
            if language not in but and (not languages or language in languages)
        ]

    def open_word(self, word: Word, kinds: Sequence[str]) -> list[Asks]:
        """Return the queries for a word with a star or a tilde."""
        queries: list[Asks] = []
        for _kind, field, language in self._where(word.text, kinds):
            terms = terms_of(word.text, language)
            if len(terms) != 1:
                continue
            if word.fuzzy:
                queries.append(Near(field=field, text=terms[0], letters=word.fuzzy))
            else:
                queries.extend(self._beginning(field, language, word.text))
        return queries

    def _beginning(self, field: str, language: str, text: str) -> Iterator[Asks]:
        plain = terms_of(text, PLAIN)
        if not plain:  # longer than a word of the index can be
            return
        start = plain[0]
        yield Beginning(field=field, text=start)
        for stem in {terms_of(start + ending, language) for ending in _ENDINGS}:
            if len(stem) == 1 and not stem[0].startswith(start) and self._has(field, stem):
                yield self._in_order(field, stem, 0)

    def _where(self, text: str, kinds: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """Yield kind, field and language of all fields where a text may be found."""
        signs = has_signs(text)
        for kind in kinds:
            if kind == PARTY:
                yield from () if signs else ((kind, field, PLAIN) for field in PARTIES)
            for language in self._fields.get(kind, ()):
                if not signs or language == SIGNS:
                    yield kind, text_field(kind, language), language

    def _places(
        self, text: str, kinds: Sequence[str]
    ) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
        """Yield kind, field, language and terms for each field that has all terms of a text."""
        for kind, field, language in self._where(text, kinds):
            terms = terms_of(text, language)
            if terms and self._has(field, terms):
                yield kind, field, language, terms

    def _has(self, field: str, terms: Iterable[str]) -> bool:
        return all(self._searcher.doc_freq(field, term) for term in terms)

    def _in_order(self, field: str, terms: Sequence[str], slop: int) -> Asks:
        if len(terms) == 1:
            return Term(field=field, text=terms[0])
        return Row(field=field, terms=tuple(terms), slop=slop)

    def _row_of_signs(self, field: str, terms: Sequence[str]) -> Asks:
        """Two of three pairs of neighbours, better all: written Chinese has no blanks."""
        pairs = [self._in_order(field, pair, 0) for pair in pairwise(terms)]
        most = some(pairs, (2 * len(pairs) + 2) // 3)
        whole = Boosted(self._in_order(field, terms, 0), 3.0)
        return Boolean([(Occur.Must, most), (Occur.Should, whole)])

    def sought(self, text: str) -> Sought | None:
        """Return what snippets look for of this text; None when it has no word."""
        if has_signs(text):
            return Sought((("".join(normalise(text, SIGNS).split()), frozenset()),), 3.0)
        words = []
        weight = 0.0
        for word in terms_of(text, PLAIN):
            stems = frozenset(
                terms[0]
                for language in {name for names in self._fields.values() for name in names}
                if len(terms := terms_of(word, language)) == 1
            )
            words.append((shared_start(word, stems), stems))
            weight = max(weight, self._rarity(stems))
        return Sought(tuple(words), weight) if words else None

    def sought_exact(self, text: str) -> Sought | None:
        """Return what snippets look for of a text in this very form."""
        words = tuple((word, frozenset((f"={word}",))) for word in terms_of(text, PLAIN))
        return Sought(words, EXACT_WEIGHT) if words else None

    def sought_open(self, word: Word) -> Sought:
        """Return what snippets look for of a word with a star or a tilde."""
        start = fold_name(word.text).replace(" ", "")
        if word.fuzzy:
            start = start[: max(2, len(start) - 2 * word.fuzzy)]
        return Sought(((start, frozenset()),))

    def tells(self, text: str) -> bool:
        """Say whether a word is not among those that more than a quarter of the records have."""
        sought = self.sought(text)
        return sought is not None and sought.weight > TELLING

    def _rarity(self, stems: Iterable[str]) -> float:
        """Return how much a word tells: 0 in more than half of the records, else by how few."""
        often = max(
            (
                self._searcher.doc_freq(text_field("body", language), stem)
                for language in self._fields.get("body", ())
                for stem in stems
            ),
            default=0,
        )
        return max(0.0, math.log((self._searcher.num_docs + 1) / (2 * often + 1)))


def shared_start(word: str, stems: Iterable[str]) -> str:
    """Return with what any inflected form of a word begins.

    >>> shared_start("treaties", ["treati"])  # "treaty" has this stem too
    'treat'
    """
    if word == "usa":
        return "us"  # "U.S." is this term too: see `analysis.normalise`
    length = len(word)
    for stem in stems:
        pairs = enumerate(zip(stem, word, strict=False))
        alike = next((at for at, (one, other) in pairs if one != other), len(stem))
        length = min(length, alike)
    if length > 3 and word[length - 1] in "iy":
        length -= 1
    return word[: max(1, length)]
