"""Answers queries from an index, whichever engine has it: see `searcher` for what it must do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from time import perf_counter

from msgspec import json
from msgspec.structs import replace

from regesta.errors import NotFound
from regesta.search.analysis import normalise
from regesta.search.asked import bounds, check, restricted, without_dates
from regesta.search.cited import CitedOrder
from regesta.search.corrections import Corrections, among
from regesta.search.exact import ExactForms, holds, look_through
from regesta.search.field_queries import FieldSearch, undated
from regesta.search.fusion import DEPTH, NearHits, either, fuse, near_hits, only_near
from regesta.search.grammar import parse
from regesta.search.index import FacetCount, Hit, Occurrence, Query, Results
from regesta.search.meaning import Meaning, part
from regesta.search.names import NameBook
from regesta.search.queries import Alike, Asks, Boolean, Occur, Term
from regesta.search.schema import facet_field, text_field, text_fields
from regesta.search.searcher import Hits, Place, Searcher, Stored
from regesta.search.shown import show_hit, string
from regesta.search.snippets import telling
from regesta.search.suggestions import Suggestions
from regesta.search.translate import (
    AUTHOR_KINDS,
    EVERY_KIND,
    FEW,
    MISSING,
    Notes,
    Translation,
    Translator,
)
from regesta.search.tree import EVERYTHING, Node
from regesta.search.vocabulary import Vocabulary
from regesta.search.within import find_occurrences
from regesta.search.words import WordSearch

KEPT_COUNTS = 256
# Code points of a record that are looked at for its telling words.
LONGEST_ALIKE = 12_000


class AnsweringIndex:
    """Answers queries by what a searcher finds; safe among threads."""

    def __init__(
        self,
        searcher: Searcher,
        filled: Collection[str],
        book: NameBook,
        meaning: Meaning,
    ) -> None:
        """`filled` are the fields of text that any record fills, `book` the names known."""
        self._searcher = searcher
        self._fields: dict[str, tuple[str, ...]] = {}
        for name, kind, language in text_fields():
            if name in filled:
                self._fields[kind] = (*self._fields.get(kind, ()), language)
        self._book = book
        self._order: CitedOrder | None = None
        self._meaning = meaning
        self._suggestions = Suggestions(searcher, book, self._vocabulary)
        self._corrections = Corrections(searcher, self._fields.get("body", ()))
        self._vocabularies: dict[str, Vocabulary] = {}
        self._counts: OrderedDict[object, tuple[Mapping[str, tuple[FacetCount, ...]], int]]
        self._counts = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the index's files."""
        self._searcher.close()

    def forget(self) -> None:
        """Forget the facet counts of earlier queries, so that each is counted anew."""
        with self._lock:
            self._counts.clear()

    @property
    def finds_by_meaning(self) -> bool:
        """Whether `Query.meaning` can be asked of this archive."""
        return self._meaning.stands

    def search(self, query: Query) -> Results:
        """Answer one query; raises `QueryError` for one that cannot be understood."""
        began = perf_counter()
        check(query)
        tree = parse(query.text)
        span = bounds(query)
        found = self._strict(tree, query, span)
        unknown = list(among(tree, found.unknown))
        hits, total = self._hits(found.query, query)
        strictly = total
        for missing in MISSING if strictly < FEW and not holds(tree) else ():
            loosened = self._loosened(tree, query, strictly, missing)
            if loosened is None or total >= FEW:
                break
            found = restricted(loosened, query, span)
            hits, total = self._hits(found.query, query)
        explained = list(found.explained)
        near = self._near(tree, query, span) if query.meaning else None
        alone: Collection[Place] = ()
        matching = found.matching
        if near:
            hits, total, matching, alone = self._fused(found, near, query)
            explained.append(near.said(len(alone)))
        counts, dated = self._facets(matching, query, total)
        without_date = total - dated
        bare = without_dates(tree)
        if any(span) or bare is not tree:
            without_date = self._undated(bare, query)
            if without_date:
                explained.append(
                    f"{without_date} more without a date match too; date:none shows them."
                )
        documents = self._searcher.documents([place for _score, place in hits])
        shown = tuple(
            show_hit(
                stored,
                score,
                found,
                own=query.words == "author",
                near=near.passage(place) if near and place in alone else None,
            )
            for (score, place), stored in zip(hits, documents, strict=True)
        )
        return Results(
            total=total,
            took_ms=(perf_counter() - began) * 1000,
            hits=shown,
            facets=counts,
            undated=without_date,
            explained=tuple(explained),
            instead=self._corrections.instead(query.text, unknown) if unknown else "",
        )

    def suggest(self, prefix: str, limit: int = 8) -> list[str]:
        """Names, titles and numbers that begin so, the most frequent first; else alike ones."""
        return self._suggestions.beginning(prefix, limit)

    def similar(self, identifier: str, limit: int = 8) -> list[Hit]:
        """Return records with the same telling words as this one; raises `NotFound`."""
        stored = self._stored(identifier)
        if stored is None:
            raise NotFound(
                f"No record has the id “{identifier}”.", way_out="Look it up by a search."
            )
        alike = self._alike_words(stored)
        found = Translation(alike, alike)
        itself = Term(field="id", text=identifier)
        query = Boolean([(Occur.Must, found.query), (Occur.MustNot, itself)])
        hits = self._searcher.search(query, limit).hits if limit > 0 else []
        documents = self._searcher.documents([place for _score, place in hits])
        return [
            show_hit(one, score, found)
            for (score, _place), one in zip(hits, documents, strict=True)
        ]

    def within(self, identifier: str, query: Query) -> tuple[Occurrence, ...]:
        """Return every place in one record that shows what the query's words look for.

        Nothing for a record that is not here; raises `QueryError` as `search` does.
        """
        tree = parse(query.text)
        stored = self._stored(identifier)
        sought = self._translated(tree, query, ExactForms()).sought
        return find_occurrences(stored, telling(sought)) if stored else ()

    def _alike_words(self, stored: Stored) -> Asks:
        """Return the query for the telling words of a stored record."""
        text = f"{string(stored, 'stitle')}\n{string(stored, 'stext')[:LONGEST_ALIKE]}"
        return Alike(
            texts=[
                (text_field("body", language), normalise(text, language))
                for language in self._fields.get("body", ())
            ],
            most=max(8, self._searcher.num_docs // 8),
        )

    def _stored(self, identifier: str) -> Stored | None:
        hits = self._searcher.search(Term(field="id", text=identifier), 1).hits
        return next(self._searcher.documents([hits[0][1]])) if hits else None

    def _strict(
        self, tree: Node, asked: Query, span: tuple[str, str], also: Sequence[Asks] = ()
    ) -> Translation:
        """Translate a tree, held to filters, dates, and `also`."""
        forms = ExactForms()
        found = restricted(self._translated(tree, asked, forms), asked, span, also)
        if forms.asked:
            known = ExactForms(look_through(self._searcher, forms.asked, found.matching))
            found = restricted(self._translated(tree, asked, known), asked, span, also)
        return found

    def _translated(self, tree: Node, asked: Query, forms: ExactForms) -> Translation:
        def translate() -> Translation:
            forms.asked.clear()
            return self._translator(asked, forms).translate(tree)

        return self._searcher.settled(translate)

    def _loosened(self, tree: Node, asked: Query, found: int, missing: float) -> Translation | None:
        return self._searcher.settled(
            lambda: self._translator(asked).loosened(tree, found, missing)
        )

    def _near(self, tree: Node, asked: Query, span: tuple[str, str]) -> NearHits | None:
        """Return what is near in sense to the words of a query; None where it has none."""
        parted = part(tree)
        if asked.words != "all" or not parted.words:
            return None
        rest: Asks | None = None
        if parted.rest != EVERYTHING or asked.filters or any(span):
            rest = self._strict(parted.rest, asked, span).matching
        return near_hits(self._searcher, self._meaning, parted.words, rest)

    def _fused(
        self, found: Translation, near: NearHits, asked: Query
    ) -> tuple[Hits, int, Asks, Collection[Place]]:
        """Return hits, total and query of words and meaning, and what has not the words."""
        matching = either(found.matching, near)
        alone = only_near(self._searcher, found.matching, near)
        if asked.sort != "relevance":
            return *self._hits(matching, asked), matching, alone
        last = asked.offset + asked.limit
        hits, total = self._hits(found.query, replace(asked, offset=0, limit=max(DEPTH, last)))
        return fuse(hits, near)[asked.offset : last], total + len(alone), matching, alone

    def _translator(self, asked: Query, exact: ExactForms | None = None) -> Translator:
        notes = Notes()
        kinds = AUTHOR_KINDS if asked.words == "author" else EVERY_KIND
        if asked.words == "author":
            notes.say("Only the authors’ own words were searched.")
        fields = FieldSearch(self._book, self._vocabulary, self._cited_by, notes.say)
        return Translator(
            WordSearch(self._searcher, self._fields), fields, self._book, notes, kinds, exact
        )

    def _vocabulary(self, facet: str) -> Vocabulary:
        known = self._vocabularies.get(facet)
        if known is None:
            known = Vocabulary(self._searcher.terms_with_prefix(facet_field(facet), ""))
            self._vocabularies[facet] = known
        return known

    def _cited_by(self, identifier: str) -> Sequence[str] | None:
        stored = self._stored(identifier)
        return None if stored is None else json.decode(stored["scites"], type=list[str])

    def _undated(self, tree: Node, asked: Query) -> int:
        found = self._strict(tree, asked, ("", ""), (undated(),))
        return self._searcher.search(found.matching, 1).total

    def _hits(self, query: Asks, asked: Query) -> tuple[Hits, int]:
        limit = max(1, asked.limit)
        if asked.sort == "cited":
            hits, total = self._cited_order().top(query, limit, asked.offset)
            return hits[: asked.limit], total
        order = "" if asked.sort == "relevance" else asked.sort
        answer = self._searcher.search(query, limit, asked.offset, order)
        return answer.hits[: asked.limit], answer.total

    def _cited_order(self) -> CitedOrder:
        if self._order is None:
            self._order = CitedOrder(self._searcher)
        return self._order

    def _facets(
        self, query: Asks, asked: Query, total: int
    ) -> tuple[Mapping[str, tuple[FacetCount, ...]], int]:
        key = (
            asked.text, tuple(sorted(asked.filters.items())), asked.since, asked.until,
            asked.facets, asked.words, asked.meaning, total,
        )  # fmt: skip
        with self._lock:
            known = self._counts.get(key)
            if known is not None:
                self._counts.move_to_end(key)
                return known
        counts, dated = self._searcher.counter.count(query, asked.facets, total)
        for facet, values in asked.filters.items():
            # What is filtered by is shown however rare it is: all matches have it.
            missing = set(values) - {count.value for count in counts.get(facet, ())}
            if facet in counts and total:
                counts[facet] += tuple(
                    FacetCount(value=value, count=total, label=value) for value in sorted(missing)
                )
        with self._lock:
            self._counts[key] = counts, dated
            if len(self._counts) > KEPT_COUNTS:
                self._counts.popitem(last=False)
        return counts, dated
