"""A number that no record bears: the same telegram may be held under another.

What goes to several posts is numbered for each of them anew, and each cites it under its own
number ("Deptel 594" of Tel Aviv is "Deptel 2000" of Cairo); a circular is counted in a series of
its own, and some records have lost their number. Such a record was sent by the same post on the
day told, or within the days that its number must have, or shortly before it is cited.
"""

from __future__ import annotations

from regesta.link.describe import Meant
from regesta.link.header import Header
from regesta.link.keys import Index

_SHORTLY = 8  # days before the citing record
_LONGEST = 21
_MOST = 10
_WIRED = frozenset(("telegram", "circular", "airgram", "instruction", "message", ""))


def span(meant: Meant, index: Index, citing: int) -> tuple[int, int]:
    """Return the days that the number must have by those around it, (0, 0) where unknown."""
    if not meant.post or not meant.number.isdigit():
        return 0, 0
    shelf = index.shelves[index.headers[citing].volume]
    found = shelf.series.get((f"@{meant.post}", f"@{meant.to_post}"))
    if found is None:
        return 0, 0
    return found.around(int(meant.number), meant.last or index.when[citing])


def joint(meant: Meant, index: Index, citing: int) -> dict[int, None]:
    """Return the places of the sender's records that may be the one under another number."""
    if not meant.post or meant.genre not in _WIRED:
        return {}
    shelf = index.shelves[index.headers[citing].volume]
    if meant.first:
        first, last = meant.first - 1, meant.last + 1
    else:
        now = index.when[citing]
        first, last = span(meant, index, citing)
        first, last = max(first, now - _LONGEST), min(last, now)
        if first >= last:
            first, last = now - _SHORTLY, now
    sender = f"@{meant.post}"
    found = [
        place
        for day in range(last, first - 1, -1)
        for place in shelf.by_day.get(day, ())
        if sender in index.ends[place][0]
        and place != citing
        and index.genres[place] in _WIRED
        and not _is_another(meant, index.headers[place], index.ends[place][1])
    ]
    return dict.fromkeys(found[:_MOST])


def _is_another(meant: Meant, there: Header, recipients: frozenset[str]) -> bool:
    """Tell whether a record bears another number of the very series that is told."""
    numbered = any(name == "telegram" for name, _ in there.numbers)
    return numbered and bool(meant.to_post) and f"@{meant.to_post}" in recipients
