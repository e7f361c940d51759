"""Candidates against one another: which alone fits, which is the latest that does."""

from __future__ import annotations

from math import log1p

from regesta.link.features import Features
from regesta.link.keys import Index

_CONTENT = frozenset(
    ("names at its head", "names within it", "words within it", "words of its subject")
)
_PARTIES = frozenset(
    ("sender fits", "recipient fits", "parties present", "same pair, other way",
     "same pair, same way")
)  # fmt: skip
_DAYS = frozenset(("same day", "on a day told near", "same number"))


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
        said = dict(one)
        numbered = numbered or "same number" in said
        content.append(sum(value for name, value in one if name in _CONTENT))
        foreign = "foreign genre" in said
        if not foreign and not _DAYS.isdisjoint(said):
            days.append(place)
        if not foreign and not _PARTIES.isdisjoint(said):
            ends.append(place)
    if content and not numbered:
        order = sorted(range(len(content)), key=lambda place: -content[place])
        first = content[order[0]]
        second = content[order[1]] if len(order) > 1 else 0.0
        if first > second:
            found[order[0]].append(("most is told of it", 1.0))
            found[order[0]].append(("more is told of it", min(first - second, 2.0)))
    for places, what in ((days, "alone on its day"), (ends, "alone between its ends")):
        if len(places) == 1:
            found[places[0]].append((what, 1.0))
    both = set(days) & set(ends)
    if len(both) == 1:
        found[both.pop()].append(("alone on its day between its ends", 1.0))


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
