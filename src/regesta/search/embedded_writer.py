"""The writer of the default engine: fills the folder of an index, part by part."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import tantivy
from msgspec import Struct, json
from msgspec.structs import replace

from regesta.model import Entity, Record
from regesta.search.documents import make_document
from regesta.search.embedded_searcher import register_analysers
from regesta.search.names import KnownName, known_name, save_names
from regesta.search.parts import Part, list_parts, read_parts, settle_part, take_part
from regesta.search.schema import VERSION, build_schema

STATE = "fields.json"
PART_FOLDER = "part"


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
        for entity in entities:
            self.add_entity(entity)
        self._memory, self._threads = memory_mb * 1_000_000, threads
        self._parts: dict[str, Part] = {}
        self._part = Part(name="")
        self._fields: set[str] = set()
        self._writer: tantivy.IndexWriter | None = None

    def add_entity(self, entity: Entity) -> None:
        """Know an entity by its names; to be added before the records that name it."""
        self._names.append(known_name(entity))
        self._shown[entity.id] = entity.name

    def take_over(self, old: Path, stamps: Mapping[str, str]) -> set[str]:
        """Take over the parts of these names and stamps from the index at `old`, where it has them.

        Returns the names of those taken.
        """
        known = read_parts(old)
        for name, stamp in stamps.items():
            part = known.get(name)
            if part and part.stamp == stamp:
                take_part(old, part, self._path)
                self._parts[name] = part
        return set(self._parts)

    def begin_part(self, name: str, stamp: str) -> None:
        """Let the records that are added from now on be the part of this name and stamp."""
        self._end_part()
        self._part = Part(name=name, stamp=stamp)

    def add(self, record: Record) -> None:
        """Add one record, with its references."""
        if self._writer is None:
            self._writer = self._open()
        document, used = make_document(record, self._shown)
        self._writer.add_document(document)
        self._fields |= used

    def commit(self) -> None:
        """Make all that was added findable, and close."""
        if self._writer is None:
            self._writer = self._open()  # for its lists, also where nothing was added
        self._end_part()
        parts = [self._parts[name] for name in sorted(self._parts)]
        list_parts(self._path, parts, self._folder)
        shutil.rmtree(self._folder)
        save_names(self._path, self._names)
        fields = {field for part in parts for field in part.fields}
        state = State(version=VERSION, fields=tuple(sorted(fields)))
        (self._path / STATE).write_bytes(json.encode(state))

    @property
    def _folder(self) -> Path:
        return self._path / PART_FOLDER

    def _open(self) -> tantivy.IndexWriter:
        """Return the engine's writer of a new part."""
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._folder.mkdir()
        index = tantivy.Index(build_schema(), path=str(self._folder), reuse=False)
        register_analysers(index)
        return index.writer(self._memory, self._threads)

    def _end_part(self) -> None:
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        segments = settle_part(self._folder, self._path)
        self._parts[self._part.name] = replace(
            self._part, segments=tuple(segments), fields=tuple(sorted(self._fields))
        )
        self._fields = set()
