"""The default engine: an index in a folder, made by one writer, read by many."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter

import tantivy
from msgspec import Struct, json
from tantivy import Occur
from tantivy import Query as Engine

from regesta.errors import ArchiveError, NotFound, QueryError, WrongUse
from regesta.model import Entity, Record
from regesta.search.analysis import LANGUAGES, analysers
from regesta.search.documents import Part, make_document
from regesta.search.facets import count_facets
from regesta.search.grammar import parse
from regesta.search.index import FACETS, FacetCount, Hit, Query, Results
from regesta.search.names import KnownName, NameBook, known_name, save_names
from regesta.search.schema import VERSION, build_schema, facet_field, text_fields
from regesta.search.snippets import make_snippet
from regesta.search.translate import Translation, Translator
from regesta.search.tree import All, Field, Node, Span
from regesta.search.vocabulary import Vocabulary
from regesta.understand.dates_edtf import edtf_span
from regesta.understand.folding import fold_name

STATE = "fields.json"
MOST_SHOWN = 1_000
DEEPEST_PAGE = 100_000
KEPT_COUNTS = 256
SORTS = ("relevance", "date", "-date")


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
        self._vocabularies: dict[str, Vocabulary] = {}
        self._counts: OrderedDict[object, tuple[Mapping[str, tuple[FacetCount, ...]], int]]
        self._counts = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the index's files."""
        del self._searcher, self._index

    def search(self, query: Query) -> Results:
        """Answer one query; raises `QueryError` for one that cannot be understood."""
        began = perf_counter()
        _check(query)
        tree = parse(query.text)
        since, until = _bounds(query)
        translator = self._translator()
        found = translator.translate(tree)
        whole = self._restricted(translator, found.query, query.filters, since, until)
        hits, total = self._hits(whole, query)
        loosened = None if total else self._translator().loosened(tree)
        if loosened is not None:
            found = loosened
            whole = self._restricted(translator, found.query, query.filters, since, until)
            hits, total = self._hits(whole, query)
        counts, dated = self._facets(whole, query, total, loosened is not None)
        undated = total - dated
        explained = list(found.explained)
        bare = _without_dates(tree)
        if since or until or bare is not tree:
            undated = self._undated(bare, query.filters)
            if undated:
                explained.append(f"{undated} more without a date match too; date:none shows them.")
        return Results(
            total=total,
            took_ms=(perf_counter() - began) * 1000,
            hits=tuple(self._hit(score, address, found) for score, address in hits),
            facets=counts,
            undated=undated,
            explained=tuple(explained),
        )

    def suggest(self, prefix: str, limit: int = 8) -> list[str]:
        """Names and titles that begin so, the most frequent first; else those spelled alike."""
        folded = fold_name(prefix[:80])
        if not folded:
            return []
        found = self._searcher.terms_with_prefix("suggest", folded, limit=400)
        shown: dict[str, int] = {}
        for term, count in found:
            value = term.partition("\0")[2]
            shown[value] = max(count, shown.get(value, 0))
        best = sorted(shown, key=lambda value: (-shown[value], value))[:limit]
        return best or self._alike(prefix, limit)

    def similar(self, identifier: str, limit: int = 8) -> list[Hit]:
        """Return records with the same telling words as this one; raises `NotFound`."""
        answer = self._searcher.search(
            Engine.term_query(self._schema, "id", identifier, "basic"), 1
        )
        if not answer.hits:
            raise NotFound(f"No record has the id “{identifier}”.")
        return []

    def _alike(self, text: str, limit: int) -> list[str]:
        found: dict[str, None] = {}
        for facet in ("person", "place", "organisation", "topic"):
            found.update(dict.fromkeys(self._vocabulary(facet).nearest(text, limit)))
        return list(found)[:limit]

    def _translator(self) -> Translator:
        return Translator(
            self._searcher, self._fields, self._book, self._vocabulary, self._cited_by
        )

    def _vocabulary(self, facet: str) -> Vocabulary:
        known = self._vocabularies.get(facet)
        if known is None:
            values = self._searcher.terms_with_prefix(facet_field(facet), "")
            known = Vocabulary(value for value, _count in values)
            self._vocabularies[facet] = known
        return known

    def _cited_by(self, identifier: str) -> Sequence[str] | None:
        return None

    def _restricted(
        self,
        translator: Translator,
        query: Engine,
        filters: Mapping[str, tuple[str, ...]],
        since: str,
        until: str,
    ) -> Engine:
        clauses = [(Occur.Must, query)]
        for facet, values in filters.items():
            clauses.extend(
                (
                    Occur.Must,
                    Engine.const_score_query(
                        Engine.term_query(self._schema, facet_field(facet), value, "basic"), 0.0
                    ),
                )
                for value in values
            )
        if since or until:
            clauses.append((Occur.Must, translator.dated(since, until)))
        return query if len(clauses) == 1 else Engine.boolean_query(clauses)

    def _undated(self, tree: Node, filters: Mapping[str, tuple[str, ...]]) -> int:
        translator = self._translator()
        query = self._restricted(translator, translator.translate(tree).query, filters, "", "")
        query = Engine.boolean_query([(Occur.Must, query), (Occur.Must, translator.undated())])
        return _count(self._searcher.search(query, 1))

    def _hits(
        self, query: Engine, asked: Query
    ) -> tuple[list[tuple[float | None, tantivy.DocAddress]], int]:
        limit = max(1, asked.limit)
        if asked.sort == "relevance":
            answer = self._searcher.search(query, limit, offset=asked.offset)
        else:
            order = tantivy.Order.Asc if asked.sort == "date" else tantivy.Order.Desc
            answer = self._searcher.search(
                query, limit, offset=asked.offset, order_by_field="chronology", order=order
            )
        return answer.hits[: asked.limit], _count(answer)

    def _facets(
        self, query: Engine, asked: Query, total: int, loosened: bool
    ) -> tuple[Mapping[str, tuple[FacetCount, ...]], int]:
        key = (
            asked.text, tuple(sorted(asked.filters.items())), asked.since, asked.until,
            asked.facets, loosened,
        )  # fmt: skip
        with self._lock:
            known = self._counts.get(key)
            if known is not None:
                self._counts.move_to_end(key)
                return known
        counts, dated = count_facets(self._searcher, query, asked.facets)
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

    def _hit(self, score: float | None, address: tantivy.DocAddress, found: Translation) -> Hit:
        stored = self._searcher.doc(address).to_dict()
        parts = json.decode(stored["smap"][0], type=list[Part])
        snippet = make_snippet(_string(stored, "stext"), parts, found.sought)
        return Hit(
            id=_string(stored, "sid"),
            title=_string(stored, "stitle"),
            date=_string(stored, "sdate"),
            genre=_string(stored, "sgenre"),
            score=score or 0.0,
            snippet=snippet.html,
            page=snippet.page,
            note=snippet.note,
            text=max(0, snippet.text),
            offset=snippet.offset,
        )


def _count(answer: tantivy.SearchResult) -> int:
    # The engine's type stub leaves the count out.
    return int(answer.count)  # type: ignore[attr-defined]


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


def _check(query: Query) -> None:
    if query.sort not in SORTS:
        raise WrongUse(f"There is no order “{query.sort}”.", way_out=f"Use {', '.join(SORTS)}.")
    unknown = [name for name in (*query.filters, *query.facets) if name not in FACETS]
    if unknown:
        raise WrongUse(f"There is no facet “{unknown[0]}”.", way_out=f"Use {', '.join(FACETS)}.")
    if not 0 <= query.limit <= MOST_SHOWN or not 0 <= query.offset <= DEEPEST_PAGE:
        raise WrongUse(
            f"At most {MOST_SHOWN:,} records from the first {DEEPEST_PAGE:,} can be shown.",
            way_out="Narrow the search.",
        )


def _bounds(query: Query) -> tuple[str, str]:
    """Return `since` and `until` as the first and the last minute they mean."""
    bounds = []
    for edtf, last in ((query.since, False), (query.until, True)):
        span = edtf_span(edtf) if edtf else None
        if edtf and span is None:
            raise QueryError(
                f"“{edtf}” is not a date.", way_out="Write 1950, 1950-01 or 1950-01-03."
            )
        bounds.append("" if span is None else span.latest if last else span.earliest)
    return bounds[0], bounds[1]


def _without_dates(tree: Node) -> Node:
    """Return the tree without the date ranges that all matches must fall in."""
    if _is_range(tree):
        return All(parts=())
    if isinstance(tree, All):
        kept = tuple(part for part in tree.parts if not _is_range(part))
        return tree if len(kept) == len(tree.parts) else All(parts=kept)
    return tree


def _is_range(node: Node) -> bool:
    return (
        isinstance(node, Field)
        and isinstance(node.value, Span)
        and bool(node.value.since or node.value.until)
    )
