"""The ways of the messages: written where, gone where, by the places of their time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from regesta.keep.sendings import Party, Sending
from regesta.model import Entity, NameForm
from regesta.understand.folding import fold_name
from regesta.understand.gazetteer import Place, find_place, gazetteer, place_of_post, post_of

BUILTIN = "builtin"
# Until China had its own spelling written abroad too, on 1 January 1979, maps and telegrams
# used that of its post office: Peking, Canton.
PINYIN = "1979"
# A recipient that tells no place is thought to be where it writes from, when it wrote so many
# letters that are known to come from somewhere, and so much of them from one place.
FEWEST_LETTERS = 2
NEARLY_ALL = 0.8


class Message(Struct, frozen=True):
    """A record with the ids of the places it was written at and went to ("" where unknown)."""

    id: str
    day: str
    source: str
    target: str


class _Told(Struct, frozen=True, kw_only=True):
    """What a record itself tells, with the folded names of its senders and recipients."""

    id: str
    day: str
    source: str
    target: str
    by: tuple[str, ...]
    to: tuple[str, ...]


class Way(Struct, frozen=True):
    """How many records went from one place to another."""

    source: str
    target: str
    count: int


class Ways:
    """All messages of an archive of which at least one place is known, and counts of them."""

    def __init__(self, sendings: Iterable[Sending], own: Iterable[Entity] = ()) -> None:
        """`own` are the archive's places: those with coordinates go before the gazetteer's."""
        listed = [_place(one) for one in own if one.origin != BUILTIN and one.latitude is not None]
        self.places: dict[str, Place] = {
            **gazetteer().places,
            **{place.id: place for place in listed},
        }
        self._own = {
            fold_name(name): place.id
            for place in reversed(listed)
            for name in (place.name, *(form.name for form in place.names))
        }
        told = [self._message(one) for one in sendings]
        seats = _seats(told)
        found = [
            Message(one.id, one.day, one.source, one.target or _seat(one.to, seats)) for one in told
        ]
        self.messages = [one for one in found if one.source or one.target]
        self.unplaced = len(found) - len(self.messages)
        self.years = sorted({one.day[:4] for one in self.messages if one.day})
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

    def _message(self, one: Sending) -> _Told:
        there = self._find(one.place, one.day) if one.place else ""
        return _Told(
            id=one.id,
            day=one.day,
            source=there or self._where(one.senders, one.day),
            target=self._where(one.recipients, one.day),
            by=_names(one.senders),
            to=_names(one.recipients),
        )

    def _find(self, name: str, day: str) -> str:
        return self._own.get(fold_name(name), "") or _known(name, day)

    def _where(self, parties: Sequence[Party], day: str) -> str:
        """Give the first place that a post, an office or a name of theirs tells.

        "The Embassy in Japan" stands in its capital of that year, the Department of State in
        Washington.
        """
        for party in parties:
            for words in (party.post, party.office, party.name):
                found = words and (self._own.get(fold_name(words), "") or _post(words, day[:4]))
                if found:
                    return found
        return ""

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
        for spoken in dict.fromkeys((language, "en")):
            dated = place.name_at(day, spoken)
            if dated != place.name:
                return dated
        if day and day < PINYIN:
            return next((form.name for form in place.names if _is_postal(form)), place.name)
        return place.name


def _names(parties: Sequence[Party]) -> tuple[str, ...]:
    return tuple(fold_name(party.name) for party in parties if party.name)


def _seats(told: Iterable[_Told]) -> dict[str, str]:
    """Learn where each sender sits: in the place that nearly all of its messages come from."""
    counts: dict[str, Counter[str]] = {}
    for one in told:
        for name in one.by if one.source else ():
            counts.setdefault(name, Counter())[one.source] += 1
    seats: dict[str, str] = {}
    for name, places in counts.items():
        [(place, most)] = places.most_common(1)
        if most >= FEWEST_LETTERS and most >= places.total() * NEARLY_ALL:
            seats[name] = place
    return seats


def _seat(names: Iterable[str], seats: Mapping[str, str]) -> str:
    return next((seats[name] for name in names if name in seats), "")


def _is_postal(form: NameForm) -> bool:
    return form.system == "postal" and not form.since and not form.until


def _place(entity: Entity) -> Place:
    """Return a place of the archive's own list."""
    return Place(
        id=entity.id,
        name=entity.name,
        country="",
        latitude=entity.latitude or 0.0,
        longitude=entity.longitude or 0.0,
        zone="",
        names=entity.names,
    )


@lru_cache(maxsize=16_384)
def _post(words: str, year: str) -> str:
    place = place_of_post(words) or place_of_post(post_of(words, year))
    return place.id if place else ""


@lru_cache(maxsize=16_384)
def _known(name: str, day: str) -> str:
    place = find_place(name, day)
    return place.id if place else ""
