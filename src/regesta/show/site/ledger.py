"""The decisions as they are now, read again when their file has grown, and taken at once."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.keep.deciding import ABSENT, make_decision
from regesta.keep.decisions import FILE_NAME, Decisions, append_decision, read_decisions
from regesta.model import Decision
from regesta.model.decision import Verdict


class Judged(Struct, frozen=True, kw_only=True):
    """A decision as a page shows it.

    `applied` is whether the open build knows it; `value` is shown, and "" where whoever asks
    may not know what it names. `lost` is why it could not be applied.
    """

    decision: Decision
    applied: bool
    value: str
    undone: bool = False
    lost: str = ""


class Book:
    """All decisions at one moment, by what they are about."""

    def __init__(self, decisions: Decisions) -> None:
        self.decisions = decisions
        self.standing: Sequence[Decision] = decisions.standing
        self.undone = decisions.undone

    @cached_property
    def by_subject(self) -> Mapping[tuple[str, str], Decision]:
        """The last standing decision about each thing, notes aside."""
        return {
            (one.about, one.subject): one
            for one in self.standing
            if one.verdict not in ("note", "split", "merge", "add")
        }

    @cached_property
    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs of entities that were merged or split."""
        return frozenset(
            frozenset((one.subject, one.value))
            for one in self.standing
            if one.about == "entity" and one.verdict in ("merge", "split")
        )

    @cached_property
    def by_thing(self) -> Mapping[str, tuple[Decision, ...]]:
        """The standing decisions of each record and entity, in their order."""
        found: dict[str, list[Decision]] = {}
        for one in self.standing:
            things = {one.subject.partition("#")[0]}
            if one.about == "entity" and one.value:
                things.add(one.value)
            for thing in things:
                found.setdefault(thing, []).append(one)
        return {thing: tuple(some) for thing, some in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Decision]:
        """Every decision by its id."""
        return {one.id: one for one in self.decisions.all}


class Ledger:
    """The decisions of one archive; may be used by many threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._guard = threading.Lock()
        self._known: tuple[object, Book] | None = None

    def book(self) -> Book:
        """Give all decisions as they are now."""
        state = self._state()
        with self._guard:
            if self._known is None or self._known[0] != state:
                self._known = (state, Book(read_decisions(self._folder)))
            return self._known[1]

    def decide(
        self, who: str, verdict: Verdict, about: str, subject: str, value: str = "", why: str = ""
    ) -> Decision:
        """Take a decision; when this returns it is on the disk. Raises as `make_decision` does."""
        earlier = self.book().by_thing.get(subject.partition("#")[0], ())
        made = make_decision(who, verdict, about, subject, value=value, why=why, earlier=earlier)
        append_decision(self._folder, made)
        return made

    def _state(self) -> object:
        try:
            found = (self._folder / FILE_NAME).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def judge(archive: Archive, decisions: Iterable[Decision], book: Book) -> list[Judged]:
    """Give decisions as pages of an open archive show them; of what is not in it, nothing is told.

    What a decision names is told only where the archive holds it, as whoever asks may see it.
    """
    applied = archive.decided()
    return [
        Judged(
            decision=one,
            applied=one.id in applied,
            value=one.value if names_known(archive, one) else "",
            undone=one.id in book.undone,
        )
        for one in decisions
    ]


def names_known(archive: Archive, one: Decision) -> bool:
    """Whether what a decision names as its value is in this archive, as whoever asks sees it."""
    if one.about in ("reference", "record"):
        return one.value in ("", ABSENT) or archive.has(one.value)
    if one.about == "entity" or (one.about == "person" and "#" in one.subject):
        return not one.value or archive.entity(one.value) is not None
    return True
