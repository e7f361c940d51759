"""The default engine: an index in a folder, made by one writer, read by many."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import tantivy
from msgspec import Struct, json

from regesta.errors import ArchiveError
from regesta.model import Entity, Record
from regesta.search.answering import AnsweringIndex
from regesta.search.documents import make_document
from regesta.search.embedded_searcher import EmbeddedSearcher, register_analysers
from regesta.search.meaning import Meaning
from regesta.search.names import KnownName, NameBook, known_name, save_names
from regesta.search.schema import VERSION, build_schema

STATE = "fields.json"


class State(Struct, frozen=True):
    """What the writer tells the reader: the version, and which fields of text are filled."""

    version: int
    fields: tuple[str, ...]


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
        register_analysers(self._index)
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


class EmbeddedIndex(AnsweringIndex):
    """Answers queries from the folder that an `EmbeddedWriter` filled; safe among threads."""

    def __init__(self, path: Path) -> None:
        """Open the index; raises `ArchiveError` when there is none, or one of another version."""
        state = _state(path)
        searcher = EmbeddedSearcher(path)
        super().__init__(searcher, state.fields, NameBook.load(path), Meaning(path))


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
