"""What may read and link in the place of this machine's own processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from regesta.build.progress import Progress
from regesta.build.worker import Setup
from regesta.keep.store import Store
from regesta.link.engine import Linked
from regesta.model import Decision, Entity
from regesta.read.reader import Source


class Reading(Struct, frozen=True, kw_only=True):
    """What an engine is to read: sources by name, under this version of the rules.

    `decisions` are those of people, `decided` the same by the record that they are about.
    """

    setup: Setup
    sources: Sequence[Source]
    rules: str
    decisions: Sequence[Decision]
    decided: Mapping[str, Sequence[Decision]]
    progress: Progress | None


class Engine(Protocol):
    """Reads, understands and links elsewhere; what it gives is the same as here.

    `read` enters all that the sources hold into the store and returns how many records were
    merged of several readings; `link` then links these records. `authority` are the entities
    that no source lists, in their order: the archive's own, those that come along, and those
    that people added, the last two after those of the sources.
    """

    def read(self, reading: Reading, store: Store) -> int:
        """Read and understand all sources into the store."""
        ...

    def link(
        self, before: Sequence[Entity], after: Sequence[Entity], decisions: Sequence[Decision]
    ) -> Linked:
        """Link what was read; entities of the sources stand between these two lists."""
        ...
