"""Which records to compare with a mention: those of its number, its days, its ends, its place.

The tightest key that is told decides; looser ones are tried only where it is not told. Effort
does not grow with the number of headers: every list is in the order of time, and is read from
the citing record's day backwards, a few places far.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import lru_cache

from regesta.link.describe import Meant
from regesta.link.genres import genre_fit
from regesta.link.joint import joint
from regesta.link.keys import NO_NAMES, Index

MOST = 40
FEW, FEW_BARE = 5, 4  # the likeliest where neither number nor day is told; nothing but a noun
_LEAST, _LEAST_BARE = 2.6, 3.2  # below it none is ever sure enough
_FAR = 3.0  # so much less likely than the best one is no rival
_ROUGHLY = 2  # days; what is told more roughly may be told by its place too
# What the keys add to a candidate's likelihood, as measured on edited volumes.
_ON_DAY, _WITHIN, _CHILD, _END, _BOTH_ENDS, _EARLIER_END = 2.8, 1.0, 1.0, 2.6, 0.5, 0.4
_STEPS = (1.0, 0.8, 1.7, 0.0, 0.8, -1.8, -1.1)  # from three before to three after
_NAME = 1.75
_GENRE = {"same": 1.5, "kin": 0.0, "open": 1.3}
NUMBER_REACH = 430  # days; most posts begin their numbers anew each year
PER_NUMBER = 12
_TREATING = 5  # records that begin with a number that they do not bear
_OTHERS = 4  # records of the number in other volumes
_PER_NAME = 3
_NAMES = 4
_PER_END = 6
_SCANNED = 60
_BESIDE = 3
_SPAN = 45
_SCARCE = 3
_AROUND = 7  # days about the one told in which an undated record may stand
_CARRIED = 6  # days about a letter's own in which a telegram may carry it
_PER_TALK = 8
_TALKS_SCANNED = 120
TALKS = frozenset(
    ("meeting", "conversation", "discussion", "memorandum-of-conversation", "minutes")
)
LETTERS = frozenset(("letter", "message", "reply", "proposal", "statement", "note"))

Places = dict[int, None]
Likely = defaultdict[int, float]


def candidates(meant: Meant, index: Index, citing: int) -> list[int]:
    """Return the places of the records that a mention may mean, never the citing one.

    At most `MOST`, the likeliest first as far as their keys tell.
    """
    if meant.number or (meant.first and meant.last - meant.first <= _ROUGHLY):
        found: Places = {}
        if meant.number:
            _by_number(meant, index, citing, found)
        if meant.kind != "numbered":
            _by_days(meant, index, citing, found)
        elif not found:
            found = joint(meant, index, citing)
        found.pop(citing, None)
        return list(found)[:MOST]
    return _likeliest(meant, index, citing)


def _likeliest(meant: Meant, index: Index, citing: int) -> list[int]:
    """Return the few records that the place, the ends, the days and the names speak most for."""
    likely: Likely = defaultdict(float)
    shelf = index.shelves[index.headers[citing].volume]
    days = [*meant.days, (meant.first, meant.last)] if meant.first else meant.days
    for first, last in days:
        exact = last - first <= 1
        if exact or (meant.first and last - first <= _SPAN):
            for day in range(first, last + 1):
                for place in shelf.by_day.get(day, ()):
                    likely[place] += _ON_DAY if exact else _WITHIN
    _beside(index, citing, likely)
    _by_ends(meant, index, citing, likely)
    if meant.genre in TALKS:
        _by_talks(meant, index, citing, likely)
    _by_names(meant, index, citing, likely)
    likely.pop(citing, None)
    genres, fitting = index.genres, _fitting(meant.genre)
    order = []
    for place, value in likely.items():
        fits = fitting[genres[place]]
        if fits is not None:
            order.append((-value - fits, abs(place - citing), place))
    if not order:
        return []
    order.sort()
    bare = meant.kind == "genre"
    best = -order[0][0]
    if best < (_LEAST_BARE if bare else _LEAST):
        return []
    return [place for value, _, place in order[: FEW_BARE if bare else FEW] if value < _FAR - best]


class _Fitting(dict[str, float | None]):
    """What the genre of a record adds for one noun, None where it speaks against it."""

    def __init__(self, noun: str) -> None:
        super().__init__()
        self.noun = noun

    def __missing__(self, genre: str) -> float | None:
        value = self[genre] = _GENRE.get(genre_fit(self.noun, genre))
        return value


@lru_cache(maxsize=1_024)
def _fitting(noun: str) -> _Fitting:
    return _Fitting(noun)


def _by_number(meant: Meant, index: Index, citing: int, found: Places) -> None:
    here = index.headers[citing]
    shelf = index.shelves[here.volume]
    own = shelf.by_number.get(meant.number, [])
    day = meant.first or here.day
    endless = "/" in meant.number or meant.series != ""
    found.update(dict.fromkeys(_nearest(own, day, index, not endless)[:PER_NUMBER]))
    if meant.series and len(own) < _SCARCE:
        further = [*shelf.by_number.get(f"{meant.number}/", ())]
        further += shelf.by_treated.get(meant.number, ())
        found.update(dict.fromkeys(_nearest(further, day, index, bounded=False)[:_TREATING]))
    index.asked_numbers.add((meant.number, day))
    everywhere = index.by_number.get(meant.number, [])
    if len(everywhere) > len(own):
        _elsewhere(meant, everywhere, day, index, citing, found)


def _nearest(places: list[int], day: int, index: Index, bounded: bool) -> list[int]:
    """Return the records nearest to the day in time; none beyond the reach of a number."""
    headers = index.headers
    if day and bounded:
        places = [
            place for place in places
            if not headers[place].day or abs(headers[place].day - day) <= NUMBER_REACH
        ]  # fmt: skip
    if len(places) > 1:
        places = sorted(places, key=lambda place: (abs(headers[place].day - day), place))
    return places


def _elsewhere(
    meant: Meant, places: list[int], day: int, index: Index, citing: int, found: Places
) -> None:
    """Add records of the number in other volumes where the day or the post agrees too."""
    headers, when = index.headers, index.when
    here = headers[citing]
    middle = bisect_left(places, day, key=when.__getitem__)
    taken = 0
    for place in places[max(0, middle - PER_NUMBER) : middle + PER_NUMBER]:
        there = headers[place]
        if there.volume == here.volume or abs(when[place] - day) > NUMBER_REACH:
            continue
        loose = not here.volume or not there.volume
        if loose or _agrees(meant, index, place):
            found[place] = None
            taken += 1
            if taken == _OTHERS:
                return


def _agrees(meant: Meant, index: Index, place: int) -> bool:
    there = index.headers[place]
    if meant.first and there.day:
        return there.day <= meant.last + 1 and meant.first - 1 <= there.last
    senders, recipients = index.ends[place]
    return bool(meant.post and f"@{meant.post}" in senders) and (
        not meant.to_post or f"@{meant.to_post}" in recipients
    )


def _by_days(meant: Meant, index: Index, citing: int, found: Places) -> None:
    headers = index.headers
    shelf = index.shelves[headers[citing].volume]
    first, last = meant.first - 1, meant.last + 1
    for day in range(first, last + 1):
        places = shelf.by_day.get(day)
        if places:
            found.update(dict.fromkeys(places))
    if meant.first == meant.last:
        for day in range(first - _AROUND, last + _AROUND):
            for place in shelf.undated.get(day, ()):
                if genre_fit(meant.genre, headers[place].genre) != "foreign":
                    found[place] = None
        if meant.genre in LETTERS:
            for day in range(first - _CARRIED, last + _CARRIED):
                found.update(dict.fromkeys(shelf.carriers.get(day, ())))


def _by_talks(meant: Meant, index: Index, citing: int, likely: Likely) -> None:
    """Add the last records of talks before the citing record among those named.

    "Our conversation" was between the citing record's own correspondents.
    """
    here, order = index.headers[citing], index.order
    shelf = index.shelves[here.volume]
    talks, weight = shelf.talks, shelf.weight
    told = meant.senders + meant.recipients
    if meant.owner or not told:
        told = (*told, *here.senders, *here.recipients)
    keys = sorted(
        {key for key in told if key not in NO_NAMES and key in talks},
        key=lambda key: (-weight.get(key, 0.0), key),
    )
    scores: defaultdict[int, float] = defaultdict(float)
    now = bisect_right(index.days, index.when[citing])
    for key in keys[:4]:
        ranks, value = talks[key], weight.get(key, 0.0)
        stop = bisect_left(ranks, now)
        for rank in ranks[max(0, stop - _TALKS_SCANNED) : stop]:
            scores[rank] += value
    best = sorted(scores, key=lambda rank: (-round(scores[rank], 1), -rank))
    for rank in best[:_PER_TALK]:
        likely[order[rank]] += scores[rank]


def _beside(index: Index, citing: int, likely: Likely) -> None:
    headers = index.headers
    here = headers[citing]
    for place in range(max(0, citing - _BESIDE), min(citing + _BESIDE + 1, len(headers))):
        if headers[place].volume == here.volume:
            step = place - citing
            likely[place] += _STEPS[step + _BESIDE]
    if here.id in index.children:
        for place in index.children[here.id]:
            likely[place] += _CHILD


def _by_ends(meant: Meant, index: Index, citing: int, likely: Likely) -> None:
    """Add the last records before the citing one that its sender and recipient exchanged."""
    if not (meant.senders or meant.recipients or meant.post or meant.to_post):
        return
    headers, order, genres = index.headers, index.order, index.genres
    fitting = _fitting(meant.genre)
    soon = bisect_right(index.days, index.when[citing] + 2)
    by_end = index.shelves[headers[citing].volume].by_end
    for side, told, other in (
        ("<", meant.senders, meant.recipients), (">", meant.recipients, meant.senders),
    ):  # fmt: skip
        post = meant.post if side == "<" else meant.to_post
        keys = [key for key in told if key not in NO_NAMES] or ([f"@{post}"] if post else [])
        lists = [by_end[side + key] for key in keys if side + key in by_end]
        if not lists:
            continue
        ranks = min(lists, key=len)
        stop = bisect_left(ranks, soon)
        taken = 0
        for rank in reversed(ranks[max(0, stop - _SCANNED) : stop]):
            place = order[rank]
            if other and index.ends[place][side == "<"].isdisjoint(other):
                continue
            if fitting[genres[place]] is None:
                continue
            likely[place] += _END - _EARLIER_END * taken + (_BOTH_ENDS if other else 0.0)
            taken += 1
            if taken == _PER_END:
                break


def _by_names(meant: Meant, index: Index, citing: int, likely: Likely) -> None:
    shelf, order = index.shelves[index.headers[citing].volume], index.order
    by_name, weight = shelf.by_name, shelf.weight
    told = {*meant.senders, *meant.recipients, *meant.near}
    keys = [(-weight[key], key) for key in told if key in by_name]
    if not keys:
        return
    keys.sort()
    now = bisect_right(index.days, index.when[citing])
    # the rarest names first: they pick out the fewest records
    for value, key in keys[:_NAMES]:
        ranks = by_name[key]
        stop = bisect_left(ranks, now)
        for rank in ranks[max(0, stop - _PER_NAME) : stop + 1]:
            likely[order[rank]] -= value * _NAME
