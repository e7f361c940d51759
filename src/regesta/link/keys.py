"""Which records to compare with a mention: an index of headers by number, day and name."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import log

from regesta.link.describe import Meant
from regesta.link.genres import genre_fit
from regesta.link.header import Header

MOST = 40
_ENOUGH = 13  # beyond these, names near a mention add no more candidates
_ENOUGH_BARE = 9  # where nothing is told but the genre
_NUMBER_REACH = 430  # days; most posts begin their numbers anew each year
_NAME_MOST = 80  # a name in more records of a volume than this picks nothing out
_PER_NAME = 4
_PER_END = 6
_SCANNED = 60
_BESIDE = 3
_SPAN = 45
_FEW = 3
_FEWEST = 50  # in a smaller archive no name is common
_LEAST = 0.02
_MANY = 10
_AROUND = 7  # days about the one told in which an undated record may stand
_CARRIED = 6  # days about a letter's own in which a telegram may carry it
_PER_TALK = 8
_TALKS_SCANNED = 120
_NO_NAMES = frozenset(("mr", "mrs", "miss", "dr"))
TALKS = frozenset(
    ("meeting", "conversation", "discussion", "memorandum-of-conversation", "minutes")
)
LETTERS = frozenset(("letter", "message", "reply", "proposal", "statement", "note"))


class Index:
    """Headers by what a mention may tell of them.

    `headers` are in the order of their volumes; every list of the index holds places in it.
    """

    def __init__(self, headers: Sequence[Header]) -> None:
        self.headers = sorted(headers, key=lambda one: (one.volume, one.sequence, one.id))
        self.by_id = {one.id: place for place, one in enumerate(self.headers)}
        self.when = _when(self.headers)
        self.by_number: defaultdict[str, list[int]] = defaultdict(list)
        self.by_treated: defaultdict[str, list[int]] = defaultdict(list)
        self.by_day: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        self.by_edition: dict[tuple[str, str], int] = {}
        self.by_page: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self.by_end: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.by_name: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.by_talk: defaultdict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        self.undated: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        self.carriers: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        self.children: defaultdict[str, list[int]] = defaultdict(list)
        self.names: list[frozenset[str]] = []
        self.present: list[frozenset[str]] = []
        self.heads: list[frozenset[str]] = []
        self.told: list[frozenset[str]] = []
        self.words: list[frozenset[str]] = []
        self.subjects: list[frozenset[str]] = []
        self.ends: list[tuple[frozenset[str], frozenset[str]]] = []
        count: defaultdict[str, int] = defaultdict(int)
        stems: defaultdict[str, int] = defaultdict(int)
        for place, one in enumerate(self.headers):
            self._add(place, one, count)
            for stem in one.words:
                stems[stem] += 1
        for days in (*self.by_name.values(), *self.by_end.values(), *self.by_talk.values()):
            days.sort()
        self.weight = _rarity(count, len(self.headers))
        self.word_weight = _rarity(stems, len(self.headers))

    def _add(self, place: int, one: Header, count: defaultdict[str, int]) -> None:
        names = frozenset(one.names)
        ends = (frozenset(one.senders), frozenset(one.recipients))
        self.names.append(names)
        self.present.append(frozenset(one.present))
        self.heads.append(self.present[-1] | ends[0] | ends[1])
        self.told.append(names | self.heads[-1])
        self.words.append(frozenset(one.words) | frozenset(one.subject))
        self.subjects.append(frozenset(one.subject))
        self.ends.append(ends)
        for number in {number for _, number in one.numbers}:
            self.by_number[number].append(place)
            if "/" in number:
                self.by_number[number.split("/", 1)[0] + "/"].append(place)
        for number in one.treats:
            self.by_treated[number].append(place)
        if one.number:
            self.by_edition.setdefault((one.volume, one.number), place)
        if one.page and not one.parent:
            self.by_page[one.volume, one.page].append(place)
        if one.parent:
            self.children[one.parent].append(place)
        self._add_day(place, one)
        for key in names | ends[0] | ends[1]:
            count[key] += 1
            if self.when[place]:
                self.by_name[one.volume, key].append((self.when[place], place))
        for side, keys in (("<", ends[0]), (">", ends[1])):
            for key in keys:
                self.by_end[one.volume, side + key].append((self.when[place], place))

    def _add_day(self, place: int, one: Header) -> None:
        if one.day and one.last - one.day <= _SPAN:
            for day in range(one.day, one.last + 1):
                self.by_day[one.volume, day].append(place)
            if one.carries and one.genre != "letter":
                self.carriers[one.volume, one.day].append(place)
        elif not one.day and self.when[place] and not one.parent:
            self.undated[one.volume, self.when[place]].append(place)
        if one.genre == "conversation":
            for key in self.heads[-1]:
                self.by_talk[one.volume, key].append((self.when[place], place))

    def candidates(self, meant: Meant, citing: int) -> list[int]:
        """Return the places of the records that a mention may mean, never the citing one.

        At most `MOST`, found by the number, the days, the names, and the place beside the
        citing record; the effort does not grow with the number of headers.
        """
        found: dict[int, None] = {}
        here = self.headers[citing]
        if meant.number:
            self._by_number(meant, here, found)
            if not found:
                self._beside(citing, found)
                self._by_ends(meant, citing, found)
        if meant.first:
            self._by_days(meant, here, found)
        for first, last in meant.days:
            if last - first <= 1:
                for day in range(first, last + 1):
                    found.update(dict.fromkeys(self.by_day.get((here.volume, day), ())))
        if not meant.number and (not meant.first or meant.last - meant.first > 2):
            self._beside(citing, found)
            self._by_ends(meant, citing, found)
            if meant.genre in TALKS:
                self._by_talks(meant, citing, found)
            self._by_names(meant, citing, found)
        found.pop(citing, None)
        if meant.number or meant.first:
            return list(found)[:MOST]
        fitting = [place for place in found if not self._is_foreign(meant, place)]
        return fitting[:MOST]

    def _is_foreign(self, meant: Meant, place: int) -> bool:
        return genre_fit(meant.genre, self.headers[place].genre) == "foreign"

    def _by_number(self, meant: Meant, here: Header, found: dict[int, None]) -> None:
        places = self.by_number.get(meant.number, [])
        if meant.series and len(places) < _FEW:
            places = [*places, *self.by_number.get(f"{meant.number}/", ())]
        if meant.series and len(places) < _MANY:
            treated = self.by_treated.get(meant.number, ())
            places = [*places, *(place for place in treated if self._same(place, here))]
        if not places:
            return
        day = meant.first or here.day
        near = [
            place for place in places
            if not day or not self.headers[place].day
            or "/" in meant.number or meant.series
            or abs(self.headers[place].day - day) <= _NUMBER_REACH
        ]  # fmt: skip
        near.sort(key=lambda place: (abs(self.headers[place].day - day), place))
        found.update(dict.fromkeys(near[: MOST // 2]))

    def _same(self, place: int, here: Header) -> bool:
        return self.headers[place].volume == here.volume

    def _by_days(self, meant: Meant, here: Header, found: dict[int, None]) -> None:
        first, last = meant.first - 1, meant.last + 1
        if last - first > _SPAN:
            return
        for day in range(first, last + 1):
            for place in self.by_day.get((here.volume, day), ()):
                found[place] = None
        if meant.first == meant.last:
            for day in range(first - _AROUND, last + _AROUND):
                for place in self.undated.get((here.volume, day), ()):
                    if not self._is_foreign(meant, place):
                        found[place] = None
            if meant.genre in LETTERS:
                for day in range(first - _CARRIED, last + _CARRIED):
                    found.update(dict.fromkeys(self.carriers.get((here.volume, day), ())))

    def _by_talks(self, meant: Meant, citing: int, found: dict[int, None]) -> None:
        """Add the last records of talks before the citing record among those named.

        "Our conversation" was between the citing record's own correspondents.
        """
        here, now = self.headers[citing], self.when[citing]
        told = meant.senders + meant.recipients
        if meant.owner or not told:
            told = (*told, *here.senders, *here.recipients)
        keys = sorted(
            {key for key in told if key not in _NO_NAMES and (here.volume, key) in self.by_talk},
            key=lambda key: (-self.weight.get(key, 0.0), key),
        )
        scores: defaultdict[int, float] = defaultdict(float)
        for key in keys[:4]:
            days = self.by_talk[here.volume, key]
            stop = bisect_right(days, (now, len(self.headers)))
            for _, place in days[max(0, stop - _TALKS_SCANNED) : stop]:
                scores[place] += self.weight.get(key, 0.0)
        best = sorted(
            scores, key=lambda place: (-round(scores[place], 1), -self.when[place], place)
        )
        found.update(dict.fromkeys(best[:_PER_TALK]))

    def _beside(self, citing: int, found: dict[int, None]) -> None:
        here = self.headers[citing]
        for place in range(max(0, citing - _BESIDE), citing + _BESIDE + 1):
            if place < len(self.headers) and self.headers[place].volume == here.volume:
                found[place] = None
        for place in self.children.get(here.id, ()):
            found[place] = None

    def _by_ends(self, meant: Meant, citing: int, found: dict[int, None]) -> None:
        """Add the last records before the citing one that its sender and recipient exchanged."""
        volume, now = self.headers[citing].volume, self.when[citing]
        for side, told, other in (
            ("<", meant.senders, meant.recipients), (">", meant.recipients, meant.senders),
        ):  # fmt: skip
            post = meant.post if side == "<" else meant.to_post
            keys = [key for key in told if key not in _NO_NAMES] or ([f"@{post}"] if post else [])
            lists = [self.by_end.get((volume, side + key), []) for key in keys]
            lists = [days for days in lists if days]
            if not lists:
                continue
            days = min(lists, key=len)
            stop = bisect_right(days, (now + 2, len(self.headers)))
            taken = 0
            for _, place in reversed(days[max(0, stop - _SCANNED) : stop]):
                if other and self.ends[place][side == "<"].isdisjoint(other):
                    continue
                if genre_fit(meant.genre, self.headers[place].genre) == "foreign":
                    continue
                found[place] = None
                taken += 1
                if taken == _PER_END:
                    break

    def _by_names(self, meant: Meant, citing: int, found: dict[int, None]) -> None:
        here = self.headers[citing]
        bare = not (meant.senders or meant.recipients or meant.owner or meant.order)
        enough = _ENOUGH_BARE if bare else _ENOUGH
        told = dict.fromkeys((*meant.senders, *meant.recipients, *meant.near))
        # the rarest names first: they pick out the fewest records
        for key in sorted(told, key=lambda key: -self.weight.get(key, 0.0)):
            days = self.by_name.get((here.volume, key))
            if not days or len(days) > _NAME_MOST:
                continue
            stop = bisect_right(days, (self.when[citing], len(self.headers)))
            for _, place in days[max(0, stop - _PER_NAME) : stop]:
                found[place] = None
            for _, place in days[stop : stop + 1]:
                found[place] = None
            if len(found) > enough:
                return


def _rarity(count: Mapping[str, int], total: int) -> dict[str, float]:
    """Return how much a key tells, from 1 for one record's own down to a little for all's."""
    whole = log(max(total, _FEWEST))
    return {
        key: max(log(max(total, _FEWEST) / seen) / whole, _LEAST) for key, seen in count.items()
    }


def _when(headers: Sequence[Header]) -> list[int]:
    """Return the day of each header; an undated one takes that of the record before it."""
    days: list[int] = []
    last, volume = 0, ""
    for one in headers:
        if one.volume != volume:
            last, volume = 0, one.volume
        if one.day and one.last - one.day <= _SPAN:
            last = one.last
        days.append(last)
    return days
