"""Candidates against one another: which alone fits, which is the latest that does."""

from __future__ import annotations

from math import log1p

from regesta.link.features import Features
from regesta.link.keys import Index

_CONTENT = frozenset(
    ("names at its head", "names within it", "words within it", "words of its subject")
)
_NUMBER, _DAY, _ENDS, _AGAINST = 1, 2, 4, 8
_MARKS = {
    "same number": _NUMBER,
    "same day": _DAY,
    "on a day told near": _DAY,
    "sender fits": _ENDS,
    "recipient fits": _ENDS,
    "parties present": _ENDS,
    "same pair, other way": _ENDS,
    "same pair, same way": _ENDS,
    "foreign genre": _AGAINST,
    "number of another post": _AGAINST,
}
_SURELY = frozenset(("same day", "same genre", "sender fits"))
_MUCH_MORE = 2.0


def mark_rivals(found: list[Features]) -> None:
    """Mark which candidate speaks most of what the words near the mention speak of.

    And which alone bears the day or the number told, with the right genre or ends: what
    counts is not how well a record fits, but that no other fits as well.
    """
    content: list[float] = []
    days: list[int] = []
    ends: list[int] = []
    numbered = False
    for place, one in enumerate(found):
        told, marks = _read(one)
        content.append(told)
        numbered = numbered or bool(marks & _NUMBER)
        if marks & _AGAINST:
            continue
        if marks & (_DAY | _NUMBER):
            days.append(place)
        if marks & _ENDS:
            ends.append(place)
    if content and not numbered:
        _mark_content(content, found)
    alone = "alone with its number" if numbered else "alone on its day"
    for places, what in ((days, alone), (ends, "alone between its ends")):
        if len(places) == 1:
            found[places[0]].append((what, 1.0))
    both = [place for place in days if place in ends]
    if len(both) == 1:
        found[both[0]].append(("alone on its day between its ends", 1.0))
    if any({name for name, _ in found[place]} >= _SURELY for place in both):
        for one in found:
            if ("a day off", 1.0) in one:
                one.append(("a day off, and another fits", 1.0))


def _read(one: Features) -> tuple[float, int]:
    """Return how much is told of a candidate, and the bits of what is marked of it."""
    told, marks = 0.0, 0
    for name, value in one:
        if name in _CONTENT:
            told += value
        elif name in _MARKS:
            marks |= _MARKS[name]
    return told, marks


def _mark_content(content: list[float], found: list[Features]) -> None:
    first, second, best = -1.0, 0.0, 0
    for place, value in enumerate(content):
        if value > first:
            first, second, best = value, max(first, 0.0), place
        elif value > second:
            second = value
    if first > second:
        found[best].append(("more is told of it", min(first - second, _MUCH_MORE)))


_NEVER = 99.0
_FITS = frozenset(
    ("sender fits", "recipient fits", "names at its head", "sender among those present",
     "recipient among those present", "parties present")
)  # fmt: skip


def mark_recency(index: Index, citing: int, places: list[int], found: list[Features]) -> None:
    """Mark how many later records, still before the citing one, fit as well as each.

    "Your letter" means first of all the last letter that came.
    """
    fits: list[tuple[int, int, float, int]] = []
    for number, (place, one) in enumerate(zip(places, found, strict=True)):
        if not index.when[place] or index.when[place] > index.when[citing]:
            continue
        fit = 0.0
        for name, value in one:
            if name in _FITS:
                fit += value
            elif name == "foreign genre":
                fit = -_NEVER
        if fit > 0:
            fits.append((index.when[place], place, round(fit, 1), number))
    fits.sort(reverse=True)
    for rank, (_, _, fit, number) in enumerate(fits):
        later = sum(1 for other in fits[:rank] if other[2] >= fit)
        if later:
            found[number].append(("later ones that fit", log1p(later)))
        else:
            found[number].append(("the latest that fits", 1.0))
