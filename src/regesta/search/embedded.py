"""The default engine: an index in a folder, made by one writer, read by many."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

import tantivy
from msgspec import Struct, json
from tantivy import Occur
from tantivy import Query as Engine

from regesta.errors import ArchiveError, NotFound
from regesta.model import Entity, Record
from regesta.search.analysis import LANGUAGES, analysers, normalise
from regesta.search.asked import bounds, check, restricted, without_dates
from regesta.search.cited import CitedOrder, count_of
from regesta.search.documents import Part, make_document
from regesta.search.exact import ExactForms, holds, look_through
from regesta.search.facets import MANY, WORKERS, count_facets
from regesta.search.field_queries import FieldSearch, undated
from regesta.search.grammar import parse
from regesta.search.index import FacetCount, Hit, Query, Results
from regesta.search.names import KnownName, NameBook, known_name, save_names
from regesta.search.schema import VERSION, build_schema, facet_field, text_field, text_fields
from regesta.search.snippets import make_snippet, mark_words
from regesta.search.translate import (
    AUTHOR_KINDS,
    EVERY_KIND,
    FEW,
    MISSING,
    Notes,
    Translation,
    Translator,
)
from regesta.search.tree import Node
from regesta.search.vocabulary import Vocabulary
from regesta.search.words import WordSearch, every
from regesta.understand.folding import fold_name

STATE = "fields.json"
KEPT_COUNTS = 256
SUGGESTED = ("person", "place", "organisation", "topic", "sender")
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
        try:
            self._index = tantivy.Index.open(str(path))
        except ValueError as error:
            raise ArchiveError(
                f"The index in {path} cannot be opened: {error}.",
                way_out="Build the archive again.",
            ) from error
        _register(self._index)
        self._searcher = self._index.searcher()
        self._schema = build_schema()
        self._fields: dict[str, tuple[str, ...]] = {}
        for name, kind, language in text_fields():
            if name in state.fields:
                self._fields[kind] = (*self._fields.get(kind, ()), language)
        self._book = NameBook.load(path)
        self._order: CitedOrder | None = None
        self._workers: ThreadPoolExecutor | None = None
        self._vocabularies: dict[str, Vocabulary] = {}
        self._counts: OrderedDict[object, tuple[Mapping[str, tuple[FacetCount, ...]], int]]
        self._counts = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the index's files."""
        if self._workers is not None:
            self._workers.shutdown()
        del self._searcher, self._index

    def forget(self) -> None:
        """Forget the facet counts of earlier queries, so that each is counted anew."""
        with self._lock:
            self._counts.clear()

    def search(self, query: Query) -> Results:
        """Answer one query; raises `QueryError` for one that cannot be understood."""
        began = perf_counter()
        check(query)
        tree = parse(query.text)
        since, until = bounds(query)
        found, whole = self._strict(tree, query, since, until)
        hits, total = self._hits(whole, query)
        strictly = total
        for missing in MISSING if strictly < FEW and not holds(tree) else ():
            loosened = self._translator(query).loosened(tree, strictly, missing)
            if loosened is None or total >= FEW:
                break
            found = loosened
            whole = restricted(found.query, query.filters, since, until)
            hits, total = self._hits(whole, query)
        counts, dated = self._facets(whole, query, total)
        without_date = total - dated
        explained = list(found.explained)
        bare = without_dates(tree)
        if since or until or bare is not tree:
            without_date = self._undated(bare, query)
            if without_date:
                explained.append(
                    f"{without_date} more without a date match too; date:none shows them."
                )
        return Results(
            total=total,
            took_ms=(perf_counter() - began) * 1000,
            hits=tuple(
                self._hit(score, address, found, own=query.words == "author")
                for score, address in hits
            ),
            facets=counts,
            undated=without_date,
            explained=tuple(explained),
        )

    def suggest(self, prefix: str, limit: int = 8) -> list[str]:
        """Names and titles that begin so, the most frequent first; else those spelled alike."""
        folded = fold_name(prefix[:80])
        if not folded:
            return []
        shown: dict[str, int] = {}
        for facet in SUGGESTED:
            for value, count in self._vocabulary(facet).beginning(folded).items():
                shown[value] = max(count, shown.get(value, 0))
        for term, count in self._searcher.terms_with_prefix("suggest", folded, limit=limit):
            shown.setdefault(term.partition("\0")[2], count)
        best = sorted(shown, key=lambda value: (-shown[value], value))[:limit]
        return best or self._alike(prefix, limit)

    def similar(self, identifier: str, limit: int = 8) -> list[Hit]:
        """Return records with the same telling words as this one; raises `NotFound`."""
        stored = self._stored(identifier)
        if stored is None:
            raise NotFound(
                f"No record has the id “{identifier}”.", way_out="Look it up by a search."
            )
        found = Translation(self._alike_words(stored))
        query = Engine.boolean_query(
            [
                (Occur.Must, found.query),
                (Occur.MustNot, Engine.term_query(self._schema, "id", identifier, "basic")),
            ]
        )
        hits = self._searcher.search(query, limit).hits if limit > 0 else []
        return [self._hit(score, address, found) for score, address in hits]

    def _alike_words(self, stored: Mapping[str, list[bytes]]) -> Engine:
        """Return the query for the telling words of a stored record."""
        text = f"{_string(stored, 'stitle')}\n{_string(stored, 'stext')[:LONGEST_ALIKE]}"
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

    def _alike(self, text: str, limit: int) -> list[str]:
        found: dict[str, None] = {}
        for facet in ("person", "place", "organisation", "topic"):
            found.update(dict.fromkeys(self._vocabulary(facet).nearest(text, limit)))
        return list(found)[:limit]

    def _strict(
        self, tree: Node, asked: Query, since: str, until: str, also: Sequence[Engine] = ()
    ) -> tuple[Translation, Engine]:
        """Translate a tree; return it and the query held to filters, dates, and `also`."""
        forms = ExactForms()
        found = self._translator(asked, forms).translate(tree)
        whole = restricted(every([found.query, *also]), asked.filters, since, until)
        if forms.asked:
            known = ExactForms(look_through(self._searcher, forms.asked, whole))
            found = self._translator(asked, known).translate(tree)
            whole = restricted(every([found.query, *also]), asked.filters, since, until)
        return found, whole

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
        _found, query = self._strict(tree, asked, "", "", (undated(),))
        return count_of(self._searcher.search(query, 1))

    def _hits(
        self, query: Engine, asked: Query
    ) -> tuple[list[tuple[float | None, tantivy.DocAddress]], int]:
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

    def _pool(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._workers is None:
                self._workers = ThreadPoolExecutor(WORKERS, "facets")
            return self._workers

    def _cited_order(self) -> CitedOrder:
        if self._order is None:
            self._order = CitedOrder(self._searcher)
        return self._order

    def _facets(
        self, query: Engine, asked: Query, total: int
    ) -> tuple[Mapping[str, tuple[FacetCount, ...]], int]:
        key = (
            asked.text, tuple(sorted(asked.filters.items())), asked.since, asked.until,
            asked.facets, asked.words, total,
        )  # fmt: skip
        with self._lock:
            known = self._counts.get(key)
            if known is not None:
                self._counts.move_to_end(key)
                return known
        workers = self._pool() if total >= MANY and WORKERS > 1 else None
        counts, dated = count_facets(self._searcher, query, asked.facets, workers)
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

    def _hit(
        self,
        score: float | None,
        address: tantivy.DocAddress,
        found: Translation,
        own: bool = False,
    ) -> Hit:
        stored: Mapping[str, list[bytes]] = self._searcher.doc(address).to_dict()
        parts = json.decode(stored["smap"][0], type=list[Part])
        title = _string(stored, "stitle")
        added = json.decode(stored["sadded"][0], type=list[tuple[int, int]]) if own else None
        snippet = make_snippet(_string(stored, "stext"), parts, found.sought, added)
        return Hit(
            id=_string(stored, "sid"),
            title=title,
            marked_title=mark_words(title, found.sought),
            date=_string(stored, "sdate"),
            genre=_string(stored, "sgenre"),
            score=score or 0.0,
            snippet=snippet.html,
            page=snippet.page,
            note=snippet.note,
            text=max(0, snippet.text),
            offset=snippet.offset,
        )


def _string(stored: Mapping[str, list[bytes]], name: str) -> str:
    return bytes(stored[name][0]).decode()


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
