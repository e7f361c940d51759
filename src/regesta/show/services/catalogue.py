"""What a harvester is given of: every record and every one that has gone, with its datestamp.

Sets are the collections. A record is in a set when it stands in that collection or in a part of
it; a set's name is the path to it, as OAI-PMH parts it, by colons.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct

from regesta.keep.entries import Shelf
from regesta.keep.published import Published
from regesta.show.addresses import NO_SITE
from regesta.show.services.oai_request import OaiError, Wish

# What may stand in the last part of an identifier, and in the name of a set.
_IN_IDENTIFIER = "-_.!~*'();/?:@&=+$,"
_IN_SET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!*'()")


class Entry(Struct, frozen=True, kw_only=True):
    """A record with its datestamp (UTC, to the second) and the sets it is in; or one `gone`."""

    when: str
    record: str
    sets: tuple[str, ...] = ()
    gone: bool = False


class Catalogue:
    """All entries in the order of their datestamps, and the sets.

    `ids` are the records that readers see, `built` is the datestamp of those not noted;
    `shelves` are the collections by their ids, each with those above it.
    """

    def __init__(
        self,
        ids: Iterable[str],
        published: Mapping[str, Published],
        shelves: Mapping[str, Sequence[Shelf]],
        built: str,
        site: str,
    ) -> None:
        self._shelves = shelves
        self._built = built
        self.authority = authority_of(site)
        entries = list(self._entries(ids, published))
        self.entries = sorted(entries, key=lambda one: (one.when, one.record))

    def _entries(self, ids: Iterable[str], published: Mapping[str, Published]) -> Iterator[Entry]:
        here = set()
        for id in ids:
            here.add(id)
            noted = published.get(id)
            if noted is None or noted.gone:
                yield Entry(when=self._built, record=id)
            else:
                yield Entry(when=noted.when, record=id, sets=self._sets_of(noted))
        for id, noted in published.items():
            if noted.gone and id not in here:
                yield Entry(when=noted.when, record=id, sets=self._sets_of(noted), gone=True)

    def _sets_of(self, noted: Published) -> tuple[str, ...]:
        return tuple(self._names[one] for one in noted.collections if one in self._names)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {
            id: ":".join(set_part(shelf.id) for shelf in path) for id, path in self._shelves.items()
        }

    @cached_property
    def sets(self) -> Sequence[tuple[str, Shelf]]:
        """The sets in the order of their names."""
        return sorted((name, self._shelves[id][-1]) for id, name in self._names.items())

    @property
    def earliest(self) -> str:
        """The earliest datestamp."""
        return self.entries[0].when if self.entries else self._built

    @cached_property
    def by_record(self) -> Mapping[str, Entry]:
        """The entries by their ids."""
        return {one.record: one for one in self.entries}

    def find(self, identifier: str) -> Entry:
        """Return the entry with this OAI identifier; raises `OaiError` where there is none."""
        prefix = f"oai:{self.authority}:"
        id = unquote(identifier.removeprefix(prefix)) if identifier.startswith(prefix) else ""
        entry = self.by_record.get(id)
        if entry is None or self.identifier(entry) != identifier:
            raise OaiError("idDoesNotExist", f"There is no {identifier[:100]!r} here.")
        return entry

    def identifier(self, entry: Entry) -> str:
        """Return the OAI identifier of an entry."""
        return f"oai:{self.authority}:{quote(entry.record, safe=_IN_IDENTIFIER)}"

    def listed(self, wish: Wish) -> Sequence[Entry]:
        """Return all that a wish asks for, from its first; raises `OaiError` where nothing fits."""
        if wish.set and not self.sets:
            raise OaiError("noSetHierarchy", "This archive has no collections.")
        first = bisect_left(self.entries, wish.since, key=_when) if wish.since else 0
        last = bisect_right(self.entries, wish.until, key=_when) if wish.until else None
        found: Sequence[Entry] = self.entries[first:last]
        if wish.set:
            found = [one for one in found if _within(one, wish.set)]
        if not found:
            raise OaiError("noRecordsMatch", "Nothing fits these arguments.")
        return found

    @staticmethod
    def after(found: Sequence[Entry], wish: Wish) -> Sequence[Entry]:
        """Return what of a list comes after the record that a wish names as the last given."""
        if not wish.when:
            return found
        place = bisect_right(
            found, (wish.when, wish.record), key=lambda one: (one.when, one.record)
        )
        return found[place:]


def authority_of(site: str) -> str:
    """Return the name in the identifiers of a site's records: its host, or one that is none.

    >>> authority_of("https://archive.example/talks"), authority_of("")
    ('archive.example', 'regesta.invalid')
    """
    host = urlsplit(site).hostname or ""
    named = "." in host and not host.rpartition(".")[2].isdigit()
    return host if named else urlsplit(NO_SITE).netloc


def set_part(id: str) -> str:
    """Return a collection's id as a part of a set's name, from which no other id could come.

    >>> set_part("vol 2/ch1")
    'vol~20~2Fch1'
    """
    return "".join(
        letter if letter in _IN_SET else "".join(f"~{byte:02X}" for byte in letter.encode())
        for letter in id
    )


def _when(entry: Entry) -> str:
    return entry.when


def _within(entry: Entry, name: str) -> bool:
    return any(one == name or one.startswith(f"{name}:") for one in entry.sets)
