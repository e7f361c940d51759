"""The open archive behind the site; opens the next one when a build has been swapped in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from regesta.errors import ArchiveError
from regesta.keep.archive import Archive
from regesta.keep.decisions import read_decisions
from regesta.keep.entries import Counts, DateCount, EntityCount, PairCount, Regest, Shelf
from regesta.keep.grounds import LostGround
from regesta.keep.report import Report
from regesta.model import EntityKind, Exchange
from regesta.read.pictures import Pictures
from regesta.search.index import FacetCount, Index, Query
from regesta.show.site.corrections import Corrections
from regesta.show.site.ledger import Book, Ledger
from regesta.show.site.newest import Newest
from regesta.show.site.review import Queues
from regesta.show.site.timeline import count_days
from regesta.show.site.ways import Ways

OpenIndex = Callable[[Path], Index]

FEW_YEARS = 6
FEW_LISTS = 8
LONGEST_EXCHANGES = 6
TOPICS_QUERY = Query(limit=0, facets=("topic",))
ARCHIVES_QUERY = Query(limit=0, facets=("archive",))


class Documents(Struct, frozen=True, kw_only=True):
    """The records of an entity, which of them it wrote and received, how many fall on each day."""

    records: tuple[Regest, ...]
    wrote: frozenset[str]
    received: frozenset[str]
    days: Mapping[str, int]


class Reading:
    """One build of an archive, open, with what never changes of it worked out once."""

    def __init__(self, archive: Archive, open_index: OpenIndex) -> None:
        self.archive = archive
        self._open_index = open_index
        self._registers: dict[str, tuple[EntityCount, ...]] = {}
        self._pairs: dict[str, tuple[PairCount, ...]] = {}
        self._ordered: dict[tuple[str, str], Sequence[Any]] = {}
        self._lost: tuple[Book, tuple[LostGround, ...]] | None = None
        self._guard = threading.Lock()
        # Of long lists a page is shown at a time, and the next one is asked for soon.
        self.documents_of = lru_cache(maxsize=FEW_LISTS)(self._documents_of)
        self.records_by_date = lru_cache(maxsize=FEW_LISTS)(archive.records_by_date)
        self.records_of_collection = lru_cache(maxsize=FEW_LISTS)(archive.records_of_collection)
        self.unresolved_order = lru_cache(maxsize=2)(archive.unresolved_order)
        # Of one record several forms are asked for.
        self.record = lru_cache(maxsize=FEW_LISTS)(archive.record)

    @cached_property
    def queues(self) -> Queues:
        """What people should decide."""
        return Queues(self.archive)

    def lost_ground(self, book: Book) -> tuple[LostGround, ...]:
        """Give the standing decisions that this build could not apply, and those to come."""
        if self._lost is None or self._lost[0] is not book:
            self._lost = (book, self.archive.lost_ground(book.standing))
        return self._lost[1]

    @cached_property
    def index(self) -> Index:
        """The search index of this build."""
        return self._open_index(self.archive.index_path)

    @cached_property
    def counts(self) -> Counts:
        """How much the archive holds."""
        return self.archive.counts()

    @cached_property
    def years(self) -> tuple[DateCount, ...]:
        """The records of each year."""
        return self.archive.years()

    @cached_property
    def days(self) -> Mapping[str, int]:
        """The records of each day of an archive of few years; of each year of a longer one."""
        years = [one for one in self.years if one.date.isdigit()]
        if not years or int(years[-1].date) - int(years[0].date) >= FEW_YEARS:
            return {one.date: one.count for one in years}
        return count_days(
            record.date for year in years for record in self.archive.records_by_date(year.date)
        )

    @cached_property
    def every_day(self) -> Mapping[str, int]:
        """The records of each day; those less certain under their month or year."""
        return {one.date: one.count for one in self.archive.days()}

    @cached_property
    def ways(self) -> Ways:
        """Which messages went where."""
        return Ways(self.archive.sendings(), (one.entity for one in self.register("place")))

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """Which record each id that people merged into another or corrected stands for now.

        A decision about a "record" tells it: `subject` is the id that was, `value` that of now.
        """
        said = {
            one.subject: one.value
            for one in read_decisions(self.archive.folder).standing
            if one.about == "record" and one.verdict in {"merge", "correct"} and one.value
        }
        found: dict[str, str] = {}
        for old, step in said.items():
            seen = {old}
            now = step
            while now in said and now not in seen:
                seen.add(now)
                now = said[now]
            if self.archive.has(now) and not self.archive.has(old):
                found[old] = now
        return found

    @cached_property
    def pairs_of(self) -> Mapping[str, tuple[PairCount, ...]]:
        """Who wrote to whom, by each entity that has part in it."""
        found: dict[str, list[PairCount]] = {}
        for one in self.pairs(""):
            for entity in {one.sender_id, one.recipient_id} - {""}:
                found.setdefault(entity, []).append(one)
        return {entity: tuple(pairs) for entity, pairs in found.items()}

    @cached_property
    def letters(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """What each wrote to whom, by their names."""
        return self.archive.letters()

    @cached_property
    def shelves(self) -> tuple[Shelf, ...]:
        """The tree of collections."""
        return self.archive.collections()

    @cached_property
    def shelf_paths(self) -> dict[str, tuple[Shelf, ...]]:
        """Each collection by its id, with all above it: the last of the path is itself."""
        paths: dict[str, tuple[Shelf, ...]] = {}
        waiting: list[tuple[Shelf, ...]] = [(shelf,) for shelf in self.shelves]
        while waiting:
            path = waiting.pop()
            paths[path[-1].id] = path
            waiting.extend((*path, part) for part in path[-1].parts)
        return paths

    @cached_property
    def pictures(self) -> Pictures:
        """The pictures of pages among the sources."""
        return Pictures(self.archive.folder, self.archive.settings.sources)

    @cached_property
    def corrections(self) -> Corrections:
        """What people and sources corrected in records."""
        return Corrections(self.archive)

    @cached_property
    def topics(self) -> tuple[FacetCount, ...]:
        """The topics that the sources give, most records first."""
        return tuple(self.index.search(TOPICS_QUERY).facets.get("topic", ()))

    @cached_property
    def archives(self) -> tuple[FacetCount, ...]:
        """The archives in which the sources say that the originals lie, most records first."""
        return tuple(self.index.search(ARCHIVES_QUERY).facets.get("archive", ()))

    @cached_property
    def longest_exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges of most documents."""
        every = self.archive.exchanges()
        return tuple(sorted(every, key=lambda one: -len(one.members))[:LONGEST_EXCHANGES])

    @cached_property
    def report(self) -> Report:
        """What the build read and refused."""
        return self.archive.report()

    @cached_property
    def built(self) -> str:
        """When this build was made, in UTC (RFC 3339)."""
        made = self.archive.index_path.stat().st_mtime
        return datetime.fromtimestamp(made, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def register(self, kind: EntityKind) -> tuple[EntityCount, ...]:
        """The entities of a kind, most documents first."""
        with self._guard:
            if kind not in self._registers:
                self._registers[kind] = self.archive.entities(kind)
            return self._registers[kind]

    def _documents_of(self, entity: str) -> Documents:
        records = self.archive.records_of_entity(entity)
        return Documents(
            records=records,
            wrote=frozenset(one.id for one in self.archive.records_of_entity(entity, "sender")),
            received=frozenset(
                one.id for one in self.archive.records_of_entity(entity, "recipient")
            ),
            days=count_days(one.date for one in records),
        )

    def pairs(self, year: str) -> tuple[PairCount, ...]:
        """Who wrote to whom how often in a year, "" for all years."""
        with self._guard:
            if year not in self._pairs:
                self._pairs[year] = self.archive.correspondence(year)
            return self._pairs[year]

    def ordered(
        self, register: str, order: str, make: Callable[[], Sequence[Any]]
    ) -> Sequence[Any]:
        """Give a register in one of its orders; the last few are kept, since pages follow."""
        with self._guard:
            known = self._ordered.get((register, order))
        if known is None:
            known = make()
            with self._guard:
                self._ordered[register, order] = known
                while len(self._ordered) > FEW_LISTS:
                    del self._ordered[next(iter(self._ordered))]
        return known

    def warm(self) -> None:
        """Work out once what every reader needs."""
        self.index.search(TOPICS_QUERY)
        _ = self.shelf_paths, self.days, self.counts

    def close(self) -> None:
        """Let go of the files."""
        if "index" in self.__dict__:
            self.index.close()
        self.archive.close()
        self.__dict__.clear()


class Library:
    """The archive of one folder, always in its newest build."""

    def __init__(self, folder: Path, open_index: OpenIndex) -> None:
        self.folder = folder
        self.ledger = Ledger(folder)

        def opened(*, readers: bool) -> Reading:
            return Reading(Archive.open(folder, readers=readers), open_index)

        self._readers = Newest(lambda: opened(readers=True))
        self._keeper = Newest(lambda: opened(readers=False))
        self._held: Reading | None = None

    def reading(self, *, whole: bool = False) -> Reading:
        """Give the newest build, open; `whole` with the records that readers may not see.

        Raises `NotFound` or `ArchiveError` as opening does.
        """
        if self._held is not None:
            return self._held
        return self._keeper.reading() if whole and self._parted() else self._readers.reading()

    def _parted(self) -> bool:
        """Whether readers see less than all, so that their part is none for the keeper."""
        try:
            return bool(self._readers.reading().archive.left_out.restrictions)
        except ArchiveError:  # not all that is restricted has been taken out yet
            return True

    def hold(self) -> Reading:
        """Keep to the build of now, whatever is swapped in: what is written shall be of one."""
        self._held = self.reading()
        return self._held

    def warm(self) -> None:
        """Open the archive and its index, and work out once what every reader needs."""
        self.reading().warm()

    def verify(self) -> None:
        """Read every file of what is open; what a disk changed is told from then on."""
        self._readers.verify()
        self._keeper.verify()

    def close(self) -> None:
        """Let go of all files."""
        self._held = None
        self._readers.close()
        self._keeper.close()
