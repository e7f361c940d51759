"""Did you mean: a query with its unknown words spelled as the archive spells them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from rapidfuzz import fuzz, process

from regesta.search.analysis import has_signs, terms_of
from regesta.search.queries import Term
from regesta.search.schema import text_field
from regesta.search.searcher import Searcher
from regesta.search.tree import All, Any, Node, Word

# A word is like another from so much of 100 on; nothing is offered for a shorter one.
ALIKE = 72
LEAST = 4
# Words with the same first letter that are compared, the most frequent; so many are weighed.
MOST_COMPARED = 60_000
WEIGHED = 8
# Unknown words that are corrected at most: more of them are another language, or no words.
MOST_UNKNOWN = 3
# Texts that are looked through for how a word is written.
TEXTS = 3
_WORD = re.compile(r"[^\W\d_]{3,}")


def among(tree: Node, texts: Collection[str]) -> Iterator[Word]:
    """Yield the plain words of a query that are among these texts."""
    if isinstance(tree, All | Any):
        for part in tree.parts:
            yield from among(part, texts)
    elif isinstance(tree, Word) and not (tree.prefix or tree.fuzzy) and tree.text in texts:
        yield tree


class Corrections:
    """Finds words of the archive that are spelled much like an unknown one."""

    def __init__(self, searcher: Searcher, languages: Sequence[str]) -> None:
        """`languages` are those that the texts of the index are in."""
        self._searcher = searcher
        self._languages = [one for one in languages if one != "cjk"]
        self._found: dict[str, str] = {}

    def instead(self, query: str, unknown: Sequence[Word]) -> str:
        """Return a query with other words for the unknown ones; "" where none is like them."""
        if len(unknown) > MOST_UNKNOWN:
            return ""
        for word in sorted(unknown, key=lambda one: -one.column):
            other = self._other(word.text)
            at = query.find(word.text, word.column)
            if not other or at < 0:
                return ""
            query = query[:at] + other + query[at + len(word.text) :]
        return query if unknown else ""

    def _other(self, word: str) -> str:
        if len(word) < LEAST or has_signs(word) or not word.isalpha():
            return ""
        if word not in self._found:
            if len(self._found) > MOST_COMPARED:
                self._found.clear()
            self._found[word] = self._nearest(word)
        return self._found[word]

    def _nearest(self, word: str) -> str:
        best: list[tuple[float, int, str, str]] = []
        for language in self._languages:
            terms = terms_of(word, language)
            field = text_field("body", language)
            if len(terms) != 1:
                continue
            counts = self._searcher.terms_like(field, terms[0], MOST_COMPARED)
            near = process.extract(
                terms[0], list(counts), scorer=fuzz.ratio, limit=WEIGHED, score_cutoff=ALIKE
            )
            # Between words that are nearly as like, the one that more records have.
            best.extend((score // 8, counts[term], term, field) for term, score, _at in near)
        if not best:
            return ""
        _score, _count, term, field = max(best)
        return self._as_written(word.lower(), term, field)

    def _as_written(self, typed: str, stem: str, field: str) -> str:
        """Return the form of this stem in a text that is most like what was typed."""
        language = field.rpartition("_")[2]
        forms: dict[str, float] = {}
        hits = self._searcher.search(Term(field=field, text=stem), TEXTS).hits
        for stored in self._searcher.documents([place for _score, place in hits]):
            content = stored["stext"].decode().lower()
            for form in set(_WORD.findall(content)):
                if form[0] == stem[0] and terms_of(form, language) == (stem,):
                    forms[form] = fuzz.ratio(typed, form)
        return max(forms, key=lambda form: (forms[form], form), default="")
