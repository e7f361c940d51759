"""Search by meaning: passages written beside an index, and records near in sense to a query."""

from __future__ import annotations

import threading
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from regesta.errors import ArchiveError, WrongUse
from regesta.model import Record
from regesta.search.embedder import Embedder, the_embedder
from regesta.search.index import Writer
from regesta.search.passages import SHOWN, cut, passages
from regesta.search.tree import All, Field, Node, Not, Phrase, Word
from regesta.search.tree import Any as Either
from regesta.search.vectors import Near, VectorIndex, VectorWriter

Hashed = TypeVar("Hashed", bound=Hashable)

# Passages that are turned into vectors at once.
BATCH = 512


class MeaningWriter:
    """Writes the passages of each record beside what another writer makes of it."""

    def __init__(self, writer: Writer, path: Path, embedder: Embedder) -> None:
        """`path` is the folder that `writer` fills."""
        self._writer = writer
        self._embedder = embedder
        self._vectors = VectorWriter(path, embedder.name, embedder.size)
        self._waiting: list[tuple[str, list[tuple[int, int]]]] = []
        self._texts: list[str] = []

    def add(self, record: Record) -> None:
        """Add one record, with its references."""
        self._writer.add(record)
        spans, texts = passages(record)
        self._waiting.append((record.id, spans))
        self._texts.extend(texts)
        if len(self._texts) >= BATCH:
            self._embed()

    def _embed(self) -> None:
        rows = self._embedder.embed(self._texts)
        at = 0
        for identifier, spans in self._waiting:
            self._vectors.add(identifier, spans, rows[at : at + len(spans)])
            at += len(spans)
        self._waiting, self._texts = [], []

    def commit(self) -> None:
        """Make all that was added findable, and close."""
        if self._waiting:
            self._embed()
        self._vectors.commit()
        self._writer.commit()


class Meaning:
    """What is near in sense to a query, of the passages in a folder; safe among threads."""

    def __init__(self, path: Path) -> None:
        """The vectors are opened when they are first asked for."""
        self._path = path
        self._opened: tuple[VectorIndex, Embedder] | None = None
        self._lock = threading.Lock()

    @property
    def stands(self) -> bool:
        """Whether this archive was built with vectors."""
        return VectorIndex.stands(self._path)

    def near(self, text: str, limit: int) -> list[Near]:
        """Return the records nearest in sense, the nearest first.

        Raises `WrongUse` where the archive has no vectors or the extra is missing,
        `ArchiveError` where the vectors are of another model.
        """
        vectors, embedder = self._open()
        row = embedder.embed([text])[0]
        return vectors.nearest(row, limit) if row.any() else []

    def best_part(self, text: str, content: str, start: int, end: int) -> tuple[int, int]:
        """Return the part of a passage that is nearest in sense to a text."""
        spans = cut(content, start, end, SHOWN)
        if len(spans) < 2:
            return start, end
        _vectors, embedder = self._open()
        rows: Any = embedder.embed([text, *(content[a:b] for a, b in spans)])
        return spans[int((rows[1:] @ rows[0]).argmax())]

    def _open(self) -> tuple[VectorIndex, Embedder]:
        with self._lock:
            if self._opened is None:
                self._opened = self._load()
            return self._opened

    def _load(self) -> tuple[VectorIndex, Embedder]:
        if not self.stands:
            raise WrongUse(
                "This archive was built without search by meaning.",
                way_out="Write meaning = true into its regesta.toml and build it again.",
            )
        embedder = the_embedder()
        try:
            vectors = VectorIndex(self._path)
        except (OSError, ValueError) as error:
            raise ArchiveError(
                f"The vectors in {self._path} cannot be read: {error}.",
                way_out="Build the archive again.",
            ) from error
        if vectors.about.model != embedder.name:
            raise ArchiveError(
                f"The vectors in {self._path} are of the model {vectors.about.model}, "
                f"and this one is {embedder.name}.",
                way_out="Build the archive again.",
            )
        return vectors, embedder


class Asked(Struct, frozen=True):
    """A query parted: the words whose sense is sought, and what must hold all the same."""

    words: str
    rest: Node


def part(tree: Node) -> Asked:
    """Part a query tree: fields and exclusions hold, bare words and phrases need not be there."""
    parts = tree.parts if isinstance(tree, All) else (tree,)
    rest = tuple(one for one in parts if isinstance(one, Field | Not))
    return Asked(" ".join(filter(None, map(_words, parts))), All(parts=rest))


def _words(node: Node) -> str:
    if isinstance(node, All | Either):
        return " ".join(filter(None, map(_words, node.parts)))
    if isinstance(node, Field):
        return _words(node.value) if node.name in ("title", "text", "notes", "name") else ""
    return node.text if isinstance(node, Word | Phrase) else ""


def fused(
    words: Sequence[Hashed], sense: Sequence[Hashed], weight: float, rank: int
) -> list[Hashed]:
    """Fuse two ranked lists of keys into one by reciprocal ranks.

    A key counts 1 / (rank + its place) in the first list and `weight` times so much in the
    second (Cormack, Clarke and Büttcher, SIGIR 2009).

    >>> fused([7, 8, 9], [9, 5], 1.0, 5)
    [9, 7, 8, 5]
    """
    scores: dict[Hashed, float] = {}
    for place, key in enumerate(words, 1):
        scores[key] = 1 / (rank + place)
    for place, key in enumerate(sense, 1):
        scores[key] = scores.get(key, 0.0) + weight / (rank + place)
    return sorted(scores, key=lambda key: -scores[key])
