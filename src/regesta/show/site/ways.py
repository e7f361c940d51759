"""The ways of the messages: written where, gone where, by the places of their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from regesta.keep.sendings import Party, Sending
from regesta.understand.gazetteer import Place, find_place, place_of_post, post_of


class Message(Struct, frozen=True):
    """A record with the ids of the places it was written at and went to ("" where unknown)."""

    id: str
    day: str
    source: str
    target: str


class Way(Struct, frozen=True):
    """How many records went from one place to another."""

    source: str
    target: str
    count: int


class Ways:
    """All messages of an archive of which at least one place is known, and counts of them."""

    def __init__(self, sendings: Iterable[Sending]) -> None:
        found = [_message(one) for one in sendings]
        self.messages = [one for one in found if one.source or one.target]
        self.unplaced = len(found) - len(self.messages)
        days = Counter(
            (place, one.day[:4])
            for one in self.messages
            for place in {one.source, one.target} - {""}
            if one.day
        )
        # A place is called on the whole map as it was when most was written there.
        self._year: dict[str, str] = {}
        self._counts = lru_cache(maxsize=256)(self._count)
        for (place, year), _ in sorted(days.items(), key=lambda item: (item[1], item[0])):
            self._year[place] = year

    def ways(self, year: str = "", place: str = "") -> list[Way]:
        """Count how often messages went which way, most first; in a year, from or to a place."""
        return [one for one in self._counts(year) if not place or place in (one.source, one.target)]

    def written(self, year: str = "") -> Counter[str]:
        """Count the messages written at each place, wherever they went."""
        return Counter(one.source for one in self.of(year) if one.source)

    def received(self, year: str = "") -> Counter[str]:
        """Count the messages that went to each place, wherever they came from."""
        return Counter(one.target for one in self.of(year) if one.target)

    def _count(self, year: str) -> list[Way]:
        counts = Counter(
            (one.source, one.target) for one in self.of(year) if one.source and one.target
        )
        return [
            Way(source, target, count)
            for (source, target), count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        ]

    def of(self, year: str) -> Sequence[Message]:
        """Give the messages of a year, "" for all."""
        if not year:
            return self.messages
        return [one for one in self.messages if one.day.startswith(year)]

    def between(self, source: str, target: str, year: str = "") -> list[str]:
        """List the records from one place to another; "" stands for anywhere."""
        return [
            one.id
            for one in self.of(year)
            if source in ("", one.source) and target in ("", one.target)
        ]

    def name(self, place: Place, year: str, language: str) -> str:
        """Give the name of a place in a year, "" for when most was written there."""
        day = year or self._year.get(place.id, "")
        own = place.name_at(day, language)
        return own if own != place.name else place.name_at(day)


def _message(one: Sending) -> Message:
    there = _find(one.place, one.day) if one.place else ""
    return Message(
        one.id, one.day, there or _where(one.senders, one.day), _where(one.recipients, one.day)
    )


def _where(parties: Sequence[Party], day: str) -> str:
    """Give the first place that a post, an office or a name of theirs tells.

    "The Embassy in Japan" stands in its capital of that year, the Department of State in
    Washington.
    """
    for party in parties:
        for words in (party.post, party.office, party.name):
            found = _post(words, day[:4]) if words else ""
            if found:
                return found
    return ""


@lru_cache(maxsize=16_384)
def _post(words: str, year: str) -> str:
    place = place_of_post(words) or place_of_post(post_of(words, year))
    return place.id if place else ""


@lru_cache(maxsize=16_384)
def _find(name: str, day: str) -> str:
    place = find_place(name, day)
    return place.id if place else ""
