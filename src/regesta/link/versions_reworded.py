"""Other translations and paraphrases: the same day, the same two correspondents, the same words.

Two translations of one telegram have hardly a phrase in common, but its names and half of
its telling words. Two telegrams that one post sent on one day about one matter share a fifth
of theirs at the most, and bear numbers of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import combinations, pairwise
from typing import TypeVar

from regesta.link.header import Header, Whole
from regesta.link.parties import party, same_party

Place = TypeVar("Place")

_FEWEST_WORDS = 15
_LEAST, _LEAST_SAME_MINUTE = 0.3, 0.25
_FEW = 24  # records that one sender wrote on one day; of more, each meets only the next one
_SPAN = 1  # days


def find_reworded(
    headers: Sequence[Header], known: Collection[tuple[int, int]], whole: Whole | None = None
) -> Iterator[tuple[int, int, float]]:
    """Yield places of two records that tell the same in other words, and the words they share.

    `known` are pairs that have their wording in common, and need no second look. `whole` gives
    the headers of some ids with their names and words, where `headers` are without.
    """
    days: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for place, one in enumerate(headers):
        for key in day_keys(one):
            days[key].append(place)
    met: set[tuple[int, int]] = set()
    for places in days.values():
        met.update(meetings(places))
    for first, second in sorted(met.difference(known)):
        one, other = headers[first], headers[second]
        if _are_two(one, other):
            continue
        if whole:
            one, other = whole((one.id, other.id))
        words = alike(one, other)
        if words:
            yield first, second, words


def day_keys(one: Header) -> list[tuple[int, str]]:
    """Return the keys under which records meet that may tell the same: the day and the sender."""
    if not one.day or one.last - one.day > _SPAN or not one.recipients:
        return []
    sender = party(one.senders)
    names = [f"@{sender.post}"] if sender.post else sorted(sender.names)
    return [(one.day, name) for name in names]


def meetings(places: Sequence[Place]) -> Iterator[tuple[Place, Place]]:
    """Yield which of the records under one key are compared: all, or of many each with the next."""
    yield from combinations(places, 2) if len(places) <= _FEW else pairwise(places)


def alike(one: Header, other: Header) -> float:
    """Return the share of telling words that two records have in common, 0 for too few."""
    if _are_two(one, other):
        return 0.0
    mine, yours = {*one.words, *one.names}, {*other.words, *other.names}
    if min(len(mine), len(yours)) < _FEWEST_WORDS:
        return 0.0
    shared = len(mine & yours) / len(mine | yours)
    minute = one.earliest == other.earliest and not one.earliest.endswith("T00:00")
    return shared if shared >= (_LEAST_SAME_MINUTE if minute else _LEAST) else 0.0


def _are_two(one: Header, other: Header) -> bool:
    """Tell whether something says that two records are different documents."""
    if not same_party(party(one.senders), party(other.senders)):
        return True
    if not same_party(party(one.recipients), party(other.recipients)):
        return True
    if one.parent == other.id or other.parent == one.id:
        return True
    mine, yours = dict(one.numbers), dict(other.numbers)
    return any(mine[series] != yours[series] for series in mine.keys() & yours.keys())
