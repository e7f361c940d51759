"""The default engine: an index in a folder, made by one writer, read by many."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import tantivy
from msgspec import Struct, json
from msgspec.structs import replace
from tantivy import Occur
from tantivy import Query as Engine

from regesta.errors import ArchiveError, NotFound
from regesta.model import Entity, Record
from regesta.search.analysis import LANGUAGES, analysers, normalise
from regesta.search.asked import bounds, check, restricted, without_dates
from regesta.search.cited import CitedOrder, Hits, count_of
from regesta.search.corrections import Corrections, among
from regesta.search.counting import FacetCounter
from regesta.search.documents import make_document
from regesta.search.exact import ExactForms, holds, look_through
from regesta.search.field_queries import FieldSearch, undated
from regesta.search.fusion import DEPTH, NearHits, Place, either, fuse, key, near_hits, only_near
from regesta.search.grammar import parse
from regesta.search.index import FacetCount, Hit, Occurrence, Query, Results
from regesta.search.meaning import Meaning, part
from regesta.search.names import KnownName, NameBook, known_name, save_names
from regesta.search.opening import OpenEngine
from regesta.search.schema import VERSION, build_schema, facet_field, text_field, text_fields
from regesta.search.shown import Stored, show_hit, string
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

STATE = "fields.json"
KEPT_COUNTS = 256
# Code points of a record that are looked at for its telling words.
LONGEST_ALIKE = 12_000


class State(Struct, frozen=True):
    """What the writer tells the reader: the version, and which fields of text are filled."""

    version: int
    fields: tuple[str, ...]


def _register(index: tantivy.Index) -> None:
    for language in LANGUAGES:
        index.register_tokenizer(f"regesta_{language}", analysers()[language])


class EmbeddedWriter:
    """Fills a new index in the folder `path`, which must be empty or missing.

    `memory_mb` is what the engine may hold before it writes a part of the index; more parts
    cost time when they are merged. `entities` are the authority's: their names are found
    under all their forms, and facets show entities by their names.
    """

    def __init__(
        self, path: Path, memory_mb: int = 256, entities: Iterable[Entity] = (), threads: int = 1
    ) -> None:
        path.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._names: list[KnownName] = []
        self._shown: dict[str, str] = {}
        self._fields: set[str] = set()
        for entity in entities:
            self.add_entity(entity)
        self._index = tantivy.Index(build_schema(), path=str(path), reuse=False)
        _register(self._index)
        self._writer = self._index.writer(memory_mb * 1_000_000, threads)

    def add_entity(self, entity: Entity) -> None:
        """Know an entity by its names; to be added before the records that name it."""
        self._names.append(known_name(entity))
        self._shown[entity.id] = entity.name

    def add(self, record: Record) -> None:
        """Add one record, with its references."""
        document, used = make_document(record, self._shown)
        self._writer.add_document(document)
        self._fields |= used

    def commit(self) -> None:
        """Make all that was added findable, and close."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        save_names(self._path, self._names)
        state = State(version=VERSION, fields=tuple(sorted(self._fields)))
        (self._path / STATE).write_bytes(json.encode(state))


class EmbeddedIndex:
    """Answers queries from the folder that an `EmbeddedWriter` filled; safe among threads."""

    def __init__(self, path: Path) -> None:
        """Open the index; raises `ArchiveError` when there is none, or one of another version."""
        state = _state(path)
        self._engine = OpenEngine(path)
        self._index = self._engine.index
        _register(self._index)
        self._searcher = self._index.searcher()
        self._schema = build_schema()
        self._fields: dict[str, tuple[str, ...]] = {}
        for name, kind, language in text_fields():
            if name in state.fields:
                self._fields[kind] = (*self._fields.get(kind, ()), language)
        self._book = NameBook.load(path)
        self._order: CitedOrder | None = None
        self._meaning = Meaning(path)
        self._suggestions = Suggestions(self._searcher, self._book, self._vocabulary)
        self._corrections = Corrections(self._searcher, self._fields.get("body", ()))
        self._counter = FacetCounter(self._searcher)
        self._vocabularies: dict[str, Vocabulary] = {}
        self._counts: OrderedDict[object, tuple[Mapping[str, tuple[FacetCount, ...]], int]]
        self._counts = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the index's files."""
        self._counter.close()
        del self._counter, self._searcher, self._index
        self._engine.close()

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
            loosened = self._translator(query).loosened(tree, strictly, missing)
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
        return Results(
            total=total,
            took_ms=(perf_counter() - began) * 1000,
            hits=tuple(
                show_hit(
                    self._document(address),
                    score,
                    found,
                    own=query.words == "author",
                    near=near.passage(address) if near and key(address) in alone else None,
                )
                for score, address in hits
            ),
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
        query = Engine.boolean_query(
            [
                (Occur.Must, found.query),
                (Occur.MustNot, Engine.term_query(self._schema, "id", identifier, "basic")),
            ]
        )
        hits = self._searcher.search(query, limit).hits if limit > 0 else []
        return [show_hit(self._document(address), score, found) for score, address in hits]

    def within(self, identifier: str, query: Query) -> tuple[Occurrence, ...]:
        """Return every place in one record that shows what the query's words look for.

        Nothing for a record that is not here; raises `QueryError` as `search` does.
        """
        tree = parse(query.text)
        stored = self._stored(identifier)
        sought = self._translator(query, ExactForms()).translate(tree).sought
        return find_occurrences(stored, telling(sought)) if stored else ()

    def _alike_words(self, stored: Mapping[str, list[bytes]]) -> Engine:
        """Return the query for the telling words of a stored record."""
        text = f"{string(stored, 'stitle')}\n{string(stored, 'stext')[:LONGEST_ALIKE]}"
        fields = {
            text_field("body", language): [normalise(text, language)]
            for language in self._fields.get("body", ())
        }
        return Engine.more_like_this_document_fields_query(
            self._schema,
            fields,
            min_doc_frequency=2,
            max_doc_frequency=max(8, self._searcher.num_docs // 8),
            min_term_frequency=1,
            max_query_terms=24,
            min_word_length=2,
        )

    def _stored(self, identifier: str) -> Mapping[str, list[bytes]] | None:
        query = Engine.term_query(self._schema, "id", identifier, "basic")
        hits = self._searcher.search(query, 1).hits
        return self._searcher.doc(hits[0][1]).to_dict() if hits else None

    def _strict(
        self, tree: Node, asked: Query, span: tuple[str, str], also: Sequence[Engine] = ()
    ) -> Translation:
        """Translate a tree, held to filters, dates, and `also`."""
        forms = ExactForms()
        found = restricted(self._translator(asked, forms).translate(tree), asked, span, also)
        if forms.asked:
            known = ExactForms(look_through(self._searcher, forms.asked, found.matching))
            found = restricted(self._translator(asked, known).translate(tree), asked, span, also)
        return found

    def _near(self, tree: Node, asked: Query, span: tuple[str, str]) -> NearHits | None:
        """Return what is near in sense to the words of a query; None where it has none."""
        parted = part(tree)
        if asked.words != "all" or not parted.words:
            return None
        rest: Engine | None = None
        if parted.rest != EVERYTHING or asked.filters or any(span):
            rest = self._strict(parted.rest, asked, span).matching
        return near_hits(self._searcher, self._meaning, parted.words, rest)

    def _fused(
        self, found: Translation, near: NearHits, asked: Query
    ) -> tuple[Hits, int, Engine, Collection[Place]]:
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
        return None if stored is None else json.decode(stored["scites"][0], type=list[str])

    def _undated(self, tree: Node, asked: Query) -> int:
        found = self._strict(tree, asked, ("", ""), (undated(),))
        return count_of(self._searcher.search(found.matching, 1))

    def _hits(self, query: Engine, asked: Query) -> tuple[Hits, int]:
        limit = max(1, asked.limit)
        if asked.sort == "cited":
            hits, total = self._cited_order().top(query, limit, asked.offset)
            return hits[: asked.limit], total
        if asked.sort == "relevance":
            answer = self._searcher.search(query, limit, offset=asked.offset)
        else:
            order = tantivy.Order.Asc if asked.sort == "date" else tantivy.Order.Desc
            answer = self._searcher.search(
                query, limit, offset=asked.offset, order_by_field="chronology", order=order
            )
        return answer.hits[: asked.limit], count_of(answer)

    def _cited_order(self) -> CitedOrder:
        if self._order is None:
            self._order = CitedOrder(self._searcher)
        return self._order

    def _facets(
        self, query: Engine, asked: Query, total: int
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
        counts, dated = self._counter.count(query, asked.facets, total)
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

    def _document(self, address: tantivy.DocAddress) -> Stored:
        stored: Stored = self._searcher.doc(address).to_dict()
        return stored


def _state(path: Path) -> State:
    try:
        state = json.decode((path / STATE).read_bytes(), type=State)
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"There is no whole index in {path}.", way_out="Build the archive."
        ) from error
    if state.version != VERSION:
        raise ArchiveError(
            f"The index in {path} is of version {state.version}, this program needs {VERSION}.",
            way_out="Build the archive again.",
        )
    return state
