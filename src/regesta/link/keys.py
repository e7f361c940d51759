"""An index of headers by number, day, name and correspondent: what a mention may tell of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from math import log
from types import MappingProxyType

from msgspec import Struct, field

from regesta.link.describe import HOME_KEYS, SEATS
from regesta.link.header import Header
from regesta.link.matter import Matter
from regesta.link.series import Series

NO_NAMES = frozenset(("mr", "mrs", "miss", "dr"))
SPAN = 45
_NAME_MOST = 80  # a name in more records of a volume than this picks nothing out
_SEAT_KEYS = {f"@{post}": f"@{seat}" for post, seat in SEATS.items()}
_FEWEST = 50  # in a smaller volume no name is common
# Rarity is told in steps of this fraction, so that sums are exact in whatever order.
_STEPS = 256
_LEAST = 5 / _STEPS
_HALF = 0.5

Lists = defaultdict[str, list[int]]
Days = defaultdict[int, list[int]]


def _lists() -> Lists:
    return defaultdict(list)


def _days() -> Days:
    return defaultdict(list)


def _series() -> defaultdict[tuple[str, str], Series]:
    return defaultdict(Series)


class Side(Struct):
    """Names told of one end, to be compared with the ends of records; what came out is kept.

    `rarest` is the name that tells most, `is_known` whether any sender
    of the volume has one of the names.
    """

    keys: frozenset[str]
    weights: tuple[tuple[str, float], ...]
    whole: float
    rarest: str
    missions: frozenset[str]
    is_known: bool
    seen: dict[frozenset[str], float]

    def share(self, there: frozenset[str]) -> float:
        """Return how much of what is told is there, by weight, from 0 to 1."""
        known = self.seen.get(there)
        if known is None:
            known = self.seen[there] = self._share(there)
        return known

    def _share(self, there: frozenset[str]) -> float:
        if not self.missions.isdisjoint(there):
            return 1.0  # a mission is one sender, whoever signs for it
        shared = sum(weight for key, weight in self.weights if key in there)
        return round(shared / self.whole, 3) if self.whole else 0.0


class Shelf(Struct):
    """The records of one volume by what may be told of them.

    Lists by names hold ranks in the order of time, see `Index.order`; all others places.
    `by_end` has the keys of senders after "<" and of recipients after ">"; `undated` the
    records without a day by that of the record before them; `carriers` those that transmit
    a letter, by day; `talks` conversations by all who are named at their head. `series` has
    the numbers of telegrams by the posts they went from and to; `first` and `last` are the days
    of its first and last record. `weight` and `word_weight` tell how rare a name or the stem of
    a word is in the volume.
    """

    by_number: Lists = field(default_factory=_lists)
    by_treated: Lists = field(default_factory=_lists)
    by_day: Days = field(default_factory=_days)
    by_end: Lists = field(default_factory=_lists)
    by_name: dict[str, list[int]] = field(default_factory=_lists)
    talks: Lists = field(default_factory=_lists)
    undated: Days = field(default_factory=_days)
    carriers: Days = field(default_factory=_days)
    series: defaultdict[tuple[str, str], Series] = field(default_factory=_series)
    first: int = 0
    last: int = 0
    weight: dict[str, float] = field(default_factory=dict)
    word_weight: dict[str, float] = field(default_factory=dict)
    stems: Counter[str] = field(default_factory=Counter)
    sides: dict[tuple[str, ...], Side] = field(default_factory=dict)

    def close(self, records: int) -> None:
        """Weigh names and words by how few of the volume's records have them."""
        self.first, self.last = min(self.by_day, default=0), max(self.by_day, default=0)
        names = {key: len(ranks) for key, ranks in self.by_name.items()}
        self.weight = _rarity(names, records)
        self.word_weight = _rarity(self.stems, records)
        self.stems.clear()
        self.by_name = {
            key: ranks for key, ranks in self.by_name.items() if names[key] <= _NAME_MOST
        }

    def side(self, keys: tuple[str, ...]) -> Side | None:
        """Return the names told of one end ready to be compared, None where none are."""
        if not keys:
            return None
        known = self.sides.get(keys)
        if known is None:
            known = self.sides[keys] = self._side(keys)
        return known

    def _side(self, keys: tuple[str, ...]) -> Side:
        keys = tuple(key for key in keys if key not in NO_NAMES) or keys
        weights = tuple((key, self.weight.get(key, _HALF)) for key in keys)
        rarest = max(
            (key for key in keys if key[0] != "@"),
            key=lambda key: self.weight.get(key, 0.0),
            default="",
        )
        return Side(
            keys=frozenset(keys),
            weights=weights,
            whole=sum(weight for _, weight in weights),
            rarest=rarest,
            missions=frozenset(key for key in keys if key[0] == "@") - HOME_KEYS,
            is_known=any("<" + key in self.by_end for key in keys),
            seen={},
        )


class Shelves(dict[str, Shelf]):
    """The shelf of each volume, filled when it is first asked for."""

    def __init__(self, fill: Callable[[str], Shelf]) -> None:
        super().__init__()
        self._fill = fill

    def __missing__(self, volume: str) -> Shelf:
        shelf = self[volume] = self._fill(volume)
        return shelf


class Index:
    """Headers in the order of their volumes, each list of the index holding places in it.

    Parallel to `headers` stand, for every place, the sets that mentions are compared with:
    `ends` of senders and of recipients, `heads` of the very first lines and both ends, `words`
    of the opening and `subjects` of title and subject line.

    An index of some volumes holds besides the headers that their mentions may ask for in
    others; `elsewhere` are the days of these by id, as an index of all would tell them.
    """

    def __init__(
        self, headers: Sequence[Header], elsewhere: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self.headers = sorted(headers, key=lambda one: (one.volume, one.sequence, one.id))
        self.by_id = {one.id: place for place, one in enumerate(self.headers)}
        self.when = _when(self.headers)
        for id, day in elsewhere.items():
            self.when[self.by_id[id]] = day
        self.shelves = Shelves(self._fill)
        self.by_number: Lists = _lists()
        self.by_edition: dict[tuple[str, str], int] = {}
        self.by_page: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.children: Lists = _lists()
        self.ends = _ends(self.headers)
        self.genres = [one.genre for one in self.headers]
        self.heads: list[frozenset[str]] = []
        self.words: list[frozenset[str]] = []
        self.subjects: list[frozenset[str]] = []
        # What the mentions asked of other volumes: their outcome depends on it.
        self.asked_numbers: set[tuple[str, int]] = set()
        self.asked_ids: set[str] = set()
        for place, one in enumerate(self.headers):
            senders, recipients = self.ends[place]
            self.heads.append(frozenset(one.present) | senders | recipients)
            self.words.append(frozenset(one.words + one.subject))
            self.subjects.append(frozenset(one.subject))
            self._enter(place, one)
        # ranks in the order of time: lists of them are in order as they are filled
        self.order = sorted(range(len(self.headers)), key=self.when.__getitem__)
        self.days = [self.when[place] for place in self.order]
        self._ranks: defaultdict[str, list[int]] = defaultdict(list)
        self._matter: tuple[str, Matter] | None = None
        for rank, place in enumerate(self.order):
            one = self.headers[place]
            self._ranks[one.volume].append(rank)
            for number in {number for _, number in one.numbers}:
                self.by_number[number].append(place)

    def _fill(self, volume: str) -> Shelf:
        shelf = Shelf()
        ranks = self._ranks.get(volume, [])
        for rank in ranks:
            place = self.order[rank]
            shelf.stems.update(self.words[place])
            self._shelve(rank, place, self.headers[place], shelf)
        shelf.close(len(ranks))
        return shelf

    def matter(self, volume: str) -> Matter:
        """Return the words of a volume's records; only those asked for last are kept."""
        if self._matter is None or self._matter[0] != volume:
            places = sorted(self.order[rank] for rank in self._ranks.get(volume, ()))
            texts = [(place, self.headers[place].matter) for place in places]
            self._matter = volume, Matter(texts)
        return self._matter[1]

    def _enter(self, place: int, one: Header) -> None:
        """Enter a record under what the edition gives it, and what it bears."""
        if one.number:
            self.by_edition.setdefault((one.volume, one.number), place)
        if one.page and not one.parent:
            self.by_page[one.volume, one.page].append(place)
        if one.parent:
            self.children[one.parent].append(place)

    def _shelve(self, rank: int, place: int, one: Header, shelf: Shelf) -> None:
        senders, recipients = self.ends[place]
        for number in {number for _, number in one.numbers}:
            shelf.by_number[number].append(place)
            if "/" in number:
                shelf.by_number[number.split("/", 1)[0] + "/"].append(place)
        for number in one.treats:
            shelf.by_treated[number].append(place)
        by_name = shelf.by_name
        for key in self.heads[place]:
            by_name[key].append(rank)
        for key in senders:
            shelf.by_end["<" + key].append(rank)
        for key in recipients:
            shelf.by_end[">" + key].append(rank)
        if one.day and one.day == one.last:
            _count(one, shelf, senders, recipients)
        if one.genre == "conversation":
            for key in one.attending or self.heads[place]:
                shelf.talks[key].append(rank)
        self._shelve_day(place, one, shelf)

    def _shelve_day(self, place: int, one: Header, shelf: Shelf) -> None:
        if one.day and one.last - one.day <= SPAN:
            for day in range(one.day, one.last + 1):
                shelf.by_day[day].append(place)
            if one.carries and one.genre != "letter":
                shelf.carriers[one.day].append(place)
        elif not one.day and self.when[place] and not one.parent:
            shelf.undated[self.when[place]].append(place)


def _count(one: Header, shelf: Shelf, senders: frozenset[str], recipients: frozenset[str]) -> None:
    """Enter a telegram's number among those of the posts it went from and to."""
    number = next((bare for name, bare in one.numbers if name == "telegram"), "")
    if number.isdigit():
        for post in sorted(key for key in senders if key[0] == "@"):
            for to_post in sorted(key for key in recipients if key[0] == "@"):
                shelf.series[post, to_post].add(one.day, int(number))


def _ends(headers: Sequence[Header]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Return senders and recipients of each header as sets, one object for those alike."""
    known: dict[tuple[str, ...], frozenset[str]] = {}
    found = []
    for one in headers:
        for keys in (one.senders, one.recipients):
            if keys not in known:
                known[keys] = frozenset(_SEAT_KEYS.get(key, key) for key in keys)
        found.append((known[one.senders], known[one.recipients]))
    return found


def _rarity(count: Mapping[str, int], total: int) -> dict[str, float]:
    """Return how much a key tells, from 1 for one record's own down to a little for all's."""
    total = max(total, _FEWEST)
    whole = log(total)
    told = {
        seen: max(round(log(total / seen) / whole * _STEPS) / _STEPS, _LEAST)
        for seen in set(count.values())
    }
    return {key: told[seen] for key, seen in count.items()}


def _when(headers: Sequence[Header]) -> list[int]:
    """Return the day of each header; an undated one takes that of the record before it."""
    days: list[int] = []
    last, volume = 0, ""
    for one in headers:
        if one.volume != volume:
            last, volume = 0, one.volume
        if one.day and one.last - one.day <= SPAN:
            last = one.last
        days.append(last)
    return days
