"""How sure a person named is, by the rule that found it: as measured on the development volumes.

The share of right claims among those on which the editors decided; they leave many a name
unlinked, so the figures are lower than a reader would put them.
"""

from __future__ import annotations

from itertools import pairwise

# One person of the list bears the name.
_ALONE = {"title and surname": 0.96, "surname": 0.94, "given name and surname": 0.94,
          "initials and surname": 0.88, "full name": 0.91}  # fmt: skip
# One of several, whom title, given name or initials leave alone; a bare surname is not here.
_SHARED = 0.82
# One of several chosen: (share of the evidence, how often right), straight lines between.
_SHARES = {"title and surname": ((0.5, 0.5), (0.75, 0.6), (0.85, 0.68), (1.0, 0.82)),
           "surname": ((0.5, 0.3), (0.75, 0.35), (0.84, 0.6), (0.955, 0.61),
                       (0.96, 0.78), (1.0, 0.8))}  # fmt: skip
_CHOSEN = 0.87
# The office beside the name is that of the one chosen.
_BESIDE = 0.8
# The list spells the name otherwise.
_OTHERWISE = {"title and surname": 0.6, "surname": 0.5, "given name and surname": 0.55,
              "initials and surname": 0.55, "full name": 0.35}  # fmt: skip
# The one name by which a Chinese, Korean or Vietnamese is called; the first of two surnames.
_ONE_NAME = 0.85
# The word beside the name may make it another's.
IN_LONGER = 0.45


def stated(rule: str, shared: bool) -> float:
    """Return how sure a name is that only one person of the list can bear where it stands."""
    return _SHARED if shared and rule not in ("surname", "full name") else _ALONE[rule]


def chosen(rule: str, share: float, *, beside: bool = False) -> float:
    """Return how sure the choice among several bearers is, by its share of the evidence.

    `beside` when the office that stands beside the name is one that the list tells of.

    >>> chosen("surname", 0.9) < chosen("title and surname", 0.9)
    True
    """
    if beside:
        return _BESIDE
    line = _SHARES.get(rule)
    if line is None:
        return min(_CHOSEN, round(share, 2))
    for (low, at_low), (high, at_high) in pairwise(line):
        if share <= high:
            return round(at_low + (at_high - at_low) * max(0.0, share - low) / (high - low), 2)
    return line[-1][1]


def most_sure(rule: str, listed: bool, one_name: bool) -> float:
    """Return how sure a name can be at most, by the way the list has it."""
    if not listed:
        return _OTHERWISE[rule]
    return _ONE_NAME if one_name else 1.0
