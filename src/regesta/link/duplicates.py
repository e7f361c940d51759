"""Which records have wording in common: pairs found by rare windows, weighed by all of them.

A window that stands in a few records only (a formula of the trade stands in many) brings them
together; then the pair is weighed by the share of each one's windows that the other has too,
those of many records counting little.
The effort grows with the number of windows: no record is compared with all others.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import fsum
from typing import TypeVar

from msgspec import Struct

from regesta.link.duplicates_sketch import FINE_UP_TO, Sketch, hashes_of

# Texts of fewer letters say too little to be told from a formula.
LEAST_LETTERS = 120
# Windows of the frequent anchor look for pairs as well: all of texts with fewer letters than
# this, of longer ones those whose hash this number divides.
_SHORT, _EVERY = 1_200, 3
_FEW = 8  # records that have a window and all meet
_RARE = 3  # records; a window that more have tells the less, the more have it
LEAST_SOUGHT = 2
# Windows of the frequent anchor overlap: one phrase of forty letters has three of them.
_LEAST_FINE, _LEAST_COARSE = 6, 4
_LEAST_SHARE, _PART_SHARE = 0.22, 0.12
_PART = 14  # windows; of so many a smaller share is enough: passages of a long text


Holder = TypeVar("Holder")


class Alike(Struct, frozen=True, array_like=True):
    """Two records, by their places, that have wording in common.

    `share` of the first one's wording the second has too, `back` the other way round, both
    without formulas; `evidence` is the number of windows they share, rare ones whole.
    """

    first: int
    second: int
    share: float
    back: float
    evidence: float


def find_alike(sketches: Sequence[Sketch]) -> list[Alike]:
    """Return the pairs that have so much in common that it is no accident, in order of places.

    Pure, in linear time. Misreadings and names spelled otherwise take windows away: of a copy
    with 3 % of its letters wrong about 60 % are left.
    """
    several = _of_several(sketches)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    pairs = sorted(_meeting(sketches, several, holders))
    light = {
        window: lightness(len(places))
        for window, places in holders.items()
        if is_light(len(places))
    }
    del several, holders
    scales = _Scales(sketches, light)
    found = (scales.weigh(*pair) for pair in pairs)
    return [one for one in found if one]


def is_light(records: int) -> bool:
    """Tell whether a window of so many records tells less than a whole one."""
    return records > _RARE


def lightness(records: int) -> float:
    """Return what a window of so many records lacks of a whole one's weight."""
    return 1 - _RARE / records


def _of_several(sketches: Sequence[Sketch]) -> set[int]:
    """Return the windows that more than one record has."""
    seen: set[int] = set()
    several: set[int] = set()
    for one in sketches:
        windows = seeking(one)
        several |= windows & seen
        seen |= windows
    return several


def seeking(one: Sketch) -> set[int]:
    """Return the windows by which a record is looked for."""
    if one.letters < LEAST_LETTERS:
        return set()
    windows = set(hashes_of(one.coarse))
    fine = hashes_of(one.fine)
    windows.update(fine if one.letters <= _SHORT else [each for each in fine if not each % _EVERY])
    return windows


def _meeting(
    sketches: Sequence[Sketch], several: set[int], holders: defaultdict[int, list[int]]
) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share so many of the windows of several that they may be alike.

    The first few records that have a window all meet, each further one meets the last before.
    `holders` is filled with the records that have each window.
    """
    for place, one in enumerate(sketches):
        met: list[int] = []
        for window in seeking(one) & several:
            earlier = holders[window]
            met += meeting(earlier)
            earlier.append(place)
        for other, shared in Counter(met).items():
            if shared >= LEAST_SOUGHT and shared >= least_sought(sketches[other], one):
                yield other, place


def meeting(earlier: list[Holder]) -> list[Holder]:
    """Return which of the holders of a window, in their order, the next one meets."""
    return earlier if len(earlier) < _FEW else earlier[-1:]


def least_sought(one: Sketch, other: Sketch) -> int:
    """Return how many windows a pair shares at least that may weigh enough in the end."""
    longest = max(one.letters, other.letters)
    if longest > FINE_UP_TO:
        return _LEAST_COARSE
    return _LEAST_FINE if longest <= _SHORT else LEAST_SOUGHT


class _Scales:
    """Weighs pairs of records by the finest windows that both have.

    `light` is what windows of several records lack of a whole one's weight.
    """

    def __init__(self, sketches: Sequence[Sketch], light: Mapping[int, float]) -> None:
        self._sketches = sketches
        self._light = light
        self._windows = lru_cache(maxsize=64)(self._windows_of)

    def weigh(self, first: int, second: int) -> Alike | None:
        """Return what two records share, None for too little."""
        fine = bool(self._sketches[first].fine and self._sketches[second].fine)
        mine, all_mine = self._windows(first, fine)
        yours, all_yours = self._windows(second, fine)
        shares = shared(weight(mine & yours, self._light), all_mine, all_yours, fine=fine)
        return Alike(first, second, *shares) if shares else None

    def _windows_of(self, place: int, fine: bool) -> tuple[set[int], float]:
        one = self._sketches[place]
        windows = set(hashes_of(one.fine if fine else one.coarse))
        return windows, weight(windows, self._light)


def shared(
    both: float, mine: float, yours: float, *, fine: bool
) -> tuple[float, float, float] | None:
    """Return of what two records weigh the share of each and what they share, None for too little.

    `fine` tells that both were weighed by the frequent anchor's windows.
    """
    if both < (_LEAST_FINE if fine else _LEAST_COARSE):
        return None
    share, back = both / mine, both / yours
    if max(share, back) < (_PART_SHARE if both >= _PART else _LEAST_SHARE):
        return None
    return share, back, both


def weight(windows: set[int], light: Mapping[int, float]) -> float:
    """Return what windows weigh: each one, less what those in `light` lack.

    The sum is exact, so that it is the same in whatever order the windows come.
    """
    return len(windows) - fsum(map(light.__getitem__, windows & light.keys()))
