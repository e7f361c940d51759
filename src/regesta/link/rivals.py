"""Candidates against one another: which alone fits, which is the latest that does."""

from __future__ import annotations

from math import log1p

from regesta.link.ask import (
    AGAINST,
    DAY,
    ENDS,
    FOREIGN,
    NUMBER,
    OFF,
    ON_DAY,
    PARTIES,
    SAME_GENRE,
    SENDER,
    Fit,
)
from regesta.link.keys import Index

_SURELY = ON_DAY | SAME_GENRE | SENDER


def mark_rivals(fits: list[Fit]) -> None:
    """Mark which candidate alone bears the day or the number told, and the right ends.

    What counts is not how well a record fits, but that no other fits as well.
    """
    numbered = any(one.marks & NUMBER for one in fits)
    rivals = [one for one in fits if not one.marks & AGAINST]
    days = [one for one in rivals if one.marks & (DAY | NUMBER)]
    ends = [one for one in rivals if one.marks & ENDS]
    if len(days) == 1:
        alone = "alone with its number" if numbered else "alone on its day"
        days[0].found.append((alone, 1.0))
    if len(ends) == 1:
        ends[0].found.append(("alone between its ends", 1.0))
    _mark_alike(rivals)
    both = [one for one in days if one.marks & ENDS]
    if len(both) == 1:
        both[0].found.append(("alone on its day between its ends", 1.0))
    if any(one.marks & _SURELY == _SURELY for one in both):
        for one in fits:
            if one.marks & OFF:
                one.found.append(("a day off, and another fits", 1.0))


_ALIKE = (
    (ON_DAY | SAME_GENRE, "alone of its genre on its day"),
    (ON_DAY | SAME_GENRE | PARTIES, "the only talk of its parties on its day"),
    (ON_DAY | PARTIES, "alone with its parties on its day"),
)


def _mark_alike(rivals: list[Fit]) -> None:
    """Mark which candidate alone has several marks together."""
    for marks, name in _ALIKE:
        alike = [one for one in rivals if one.marks & marks == marks]
        if len(alike) == 1:
            alike[0].found.append((name, 1.0))


def mark_recency(index: Index, citing: int, places: list[int], fits: list[Fit]) -> None:
    """Mark how many later records, still before the citing one, fit as well as each.

    "Your letter" means first of all the last letter that came.
    """
    when, now = index.when, index.when[citing]
    order: list[tuple[int, int, float, Fit]] = []
    for place, one in zip(places, fits, strict=True):
        if one.fits > 0 and not one.marks & FOREIGN and 0 < when[place] <= now:
            order.append((when[place], place, round(one.fits, 1), one))
    order.sort(key=lambda entry: entry[:2], reverse=True)
    talk = next((one for _, _, _, one in order if one.marks & PARTIES), None)
    if talk:
        talk.found.append(("the last talk of its parties", 1.0))
    for rank, (_, _, value, one) in enumerate(order):
        later = sum([1 for other in order[:rank] if other[2] >= value])
        if later:
            one.found.append(("later ones that fit", log1p(later)))
        else:
            one.found.append(("the latest that fits", 1.0))
