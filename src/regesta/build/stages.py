"""The stages that a build runs, as functions, so that each can be had from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from regesta.errors import Refusal
from regesta.link.again import Before
from regesta.link.engine import Linked
from regesta.model import Decision, Entity, Record
from regesta.read.reader import Item, Source
from regesta.search.index import Writer
from regesta.understand.context import Context


class Stages(Struct, frozen=True, kw_only=True):
    """The functions of each stage, and the version of the rules in them.

    `rules` is the version of reading and understanding: sources read under another one are
    read again. `linking` is that of what follows: when it changes, all is linked again.
    `understand_all`, where it is given, does some records at a time what `understand` does.
    `builtin` gives the entities that come along, whatever the archive lists: sources are
    understood with its persons, and those that records name are kept. `light`, where it is given,
    reads of an encoded header what linking holds for all records at once; the rest it then asks
    for. `meaning` gives, once
    it has seen that all it needs is installed, the writer for search by meaning too.
    """

    discover: Callable[[Path, Sequence[str]], Iterable[Source | Refusal]]
    read_source: Callable[[Source], Iterator[Item]]
    load_authority: Callable[[Path], tuple[Sequence[Entity], Sequence[Refusal]]]
    builtin: Callable[[], Sequence[Entity]]
    understand: Callable[[Record, Context], Record]
    understand_all: Callable[[Sequence[Record], Context], list[Record]] | None = None
    merge: Callable[[Sequence[Record]], Record]
    header: Callable[[Record], Any]
    header_type: type[Any]
    light: Callable[[bytes], Any] | None = None
    link: Callable[[Sequence[Any], Sequence[Entity], Sequence[Decision], Before], Linked]
    writer: Callable[[Path, Iterable[Entity]], Writer]
    rules: str
    linking: str
    meaning: Callable[[], Callable[[Path, Iterable[Entity]], Writer]] | None = None
