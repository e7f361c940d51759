"""A part of an archive, to be exported like a whole one: the records that a search found.

With them go the persons, places and organisations that they name, the wanted documents that they
cite, and who among them wrote to whom. References still tell of records that were not chosen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from functools import cached_property

from msgspec.structs import replace

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.keep.entries import PairCount, Shelf
from regesta.model import Entity, EntityMention, Record, Wanted
from regesta.search.asked import DEEPEST_PAGE, MOST_SHOWN
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query

_AT_ONCE = 200


class Chosen(Archive):
    """An archive of which only the records chosen by `choose` are told of."""

    _ids: tuple[str, ...] = ()

    def choose(self, query: str) -> None:
        """Choose what a query finds, in the archive's order.

        Raises `QueryError` for one that cannot be understood, `WrongUse` where it finds nothing,
        or more than can be asked for.
        """
        found: set[str] = set()
        index = EmbeddedIndex(self.index_path)
        try:
            for offset in range(0, DEEPEST_PAGE + 1, MOST_SHOWN):
                asked = Query(text=query, limit=MOST_SHOWN, offset=offset, sort="date", facets=())
                results = index.search(asked)
                found.update(hit.id for hit in results.hits)
                if offset + MOST_SHOWN >= results.total:
                    break
            else:
                raise WrongUse(
                    f"The search finds {results.total:,} records, more than can be chosen.",
                    way_out="Narrow it, or export the whole archive.",
                )
        finally:
            index.close()
        if not found:
            raise WrongUse("The search finds no record.", way_out="Try it with `regesta search`.")
        self._ids = tuple(id for id in super().ids() if id in found)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of the records chosen."""
        return self._ids

    def iter_records(self) -> Iterator[Record]:
        """Yield the records chosen."""
        for start in range(0, len(self._ids), _AT_ONCE):
            yield from self.records(self._ids[start : start + _AT_ONCE])

    def iter_entities(self) -> Iterator[Entity]:
        """Yield the entities that the records chosen name."""
        return (one for one in super().iter_entities() if one.id in self._named)

    def wanted(self, offset: int = 0, limit: int | None = None) -> tuple[Wanted, ...]:
        """List the wanted documents that the records chosen cite, with who of them does."""
        chosen = set(self._ids)
        found = (
            replace(one, cited_by=tuple(by for by in one.cited_by if by.id in chosen))
            for one in super().wanted()
        )
        kept = tuple(one for one in found if one.cited_by)
        return kept[offset : None if limit is None else offset + limit]

    def collections(self) -> tuple[Shelf, ...]:
        """Return the tree of the collections that records chosen stand in."""
        used = {
            one.entity or one.name for record in self.iter_records() for one in record.collections
        }
        return _pruned(super().collections(), used)

    def correspondence(self, year: str = "", limit: int | None = None) -> tuple[PairCount, ...]:
        """Count who of the records chosen wrote to whom; `year` is "" for all."""
        counts: Counter[tuple[str, str, str, str]] = Counter()
        for record in self.iter_records():
            if year and not (record.date and record.date.edtf.startswith(year)):
                continue
            for sender in record.senders:
                for recipient in record.recipients:
                    pair = (*self._known(sender.name, sender.entity),
                            *self._known(recipient.name, recipient.entity))  # fmt: skip
                    counts[pair] += 1
        return tuple(
            PairCount(sender=a, sender_id=b, recipient=c, recipient_id=d, documents=count)
            for (a, b, c, d), count in counts.most_common(limit)
        )

    def source_hashes(self) -> dict[str, str]:
        """Return the hashes of the sources that the records chosen were read from."""
        used = {one.file for record in self.iter_records() for one in record.provenance}
        return {name: sha256 for name, sha256 in super().source_hashes().items() if name in used}

    def _known(self, name: str, entity: str) -> tuple[str, str]:
        found = self.entity(entity) if entity else None
        return (found.name, found.id) if found else (name, "")

    @cached_property
    def _named(self) -> frozenset[str]:
        """The ids of the entities that have any part in the records chosen."""
        found: set[str] = set()
        for record in self.iter_records():
            agents = (*record.senders, *record.recipients, *record.contributors)
            tied = (*record.people, *record.organisations, *record.places, *record.topics)
            found.update(agent.entity for agent in agents)
            found.update(subject.entity for subject in tied)
            found.update(one.entity for one in record.annotations if isinstance(one, EntityMention))
        known = (self.entity(id) for id in found if id)
        return frozenset(one.id for one in known if one)


def _pruned(shelves: Iterable[Shelf], used: Container[str]) -> tuple[Shelf, ...]:
    """Take out the shelves that neither are used nor hold one that is."""
    cut = (replace(one, parts=_pruned(one.parts, used)) for one in shelves)
    return tuple(one for one in cut if one.parts or one.id in used)
