"""The tree of collections, made of rows that name their parents."""

from __future__ import annotations

from collections.abc import Iterable

from regesta.keep.connections import Row
from regesta.keep.entries import Shelf


def arrange_shelves(rows: Iterable[Row], members: Iterable[Row]) -> tuple[Shelf, ...]:
    """Return the collections as a tree, in the order of `rows`.

    `rows` are (id, title, kind, parent, description), `members` (collection id, record). A
    record counts once in a collection, however many parts of it hold it. A collection whose
    parent is unknown, or is below itself, stands at the top.
    """
    known = {row[0]: row for row in rows}
    parents = {id: row[3] if row[3] in known else "" for id, row in known.items()}
    for id in known:
        if _is_below_itself(id, parents):
            parents[id] = ""
    own: dict[str, set[int]] = {id: set() for id in known}
    whole: dict[str, set[int]] = {id: set() for id in known}
    for collection, number in members:
        if collection not in known:
            continue
        own[collection].add(number)
        above = collection
        while above:
            whole[above].add(number)
            above = parents[above]
    parts: dict[str, list[str]] = {}
    for id in known:
        parts.setdefault(parents[id], []).append(id)

    def shelf(id: str) -> Shelf:
        _id, title, kind, _parent, description = known[id]
        return Shelf(
            id=id,
            title=title,
            kind=kind,
            description=description,
            own=len(own[id]),
            count=len(whole[id]),
            parts=tuple(shelf(part) for part in parts.get(id, ())),
        )

    return tuple(shelf(id) for id in parts.get("", ()))


def _is_below_itself(id: str, parents: dict[str, str]) -> bool:
    seen = {id}
    above = parents[id]
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = parents[above]
    return False
