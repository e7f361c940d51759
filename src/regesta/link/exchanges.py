"""Exchanges: records tied by answering and citing one another, with what is missing among them.

Two records belong together when one answers or cites the other, the same two correspondents
stand at their ends, either way round, and they lie within 45 days: what is older is recalled,
not answered. A wanted document of the same two is a member, as a gap, where a record of the
exchange cites it. A message that repeats another one to a third party, and is in no exchange
of its own, joins that of the one repeated.

Busy posts cite their way through years without a break, and one thread would swallow a
volume. An exchange that spans more than 92 days or has more than 40 members is therefore
parted at its widest pause, again and again, until its parts keep within both: a conversation
ends where the wire fell silent longest. Parts of fewer than two members are dropped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from regesta.link.header import Header, name_keys, ordinal
from regesta.link.keys import Index
from regesta.link.parties import Party, party, party_named
from regesta.link.wanted_title import months_shown, place_shown, short_name
from regesta.model import Exchange, Reference, Version, Wanted

_REACH = 45
_MOST_DAYS = 92
_MOST_MEMBERS = 40
_RELATIONS = frozenset(("answers", "cites", "repeats"))

Pair = tuple[str, str]


class _Member(Struct, frozen=True):
    """A record or wanted document of an exchange: when it was written, and who it is."""

    moment: str
    order: int
    id: str
    gap: bool

    @property
    def key(self) -> tuple[str, int, str]:
        return self.moment, self.order, self.id


def find_exchanges(
    index: Index,
    references: Mapping[str, tuple[Reference, ...]],
    wanted: Sequence[Wanted],
    versions: Mapping[str, tuple[Version, ...]] = MappingProxyType({}),
) -> list[Exchange]:
    """Return the exchanges of two and more members, those of most records first."""
    pairs = [_pair(one) for one in index.headers]
    parent = list(range(len(pairs)))
    for id in sorted(references):
        here = index.by_id[id]
        for one in references[id]:
            there = index.by_id.get(one.target, here)
            if there != here and _tied(one, index, pairs, here, there):
                low, high = sorted((_root(parent, here), _root(parent, there)))
                parent[high] = low
    groups: defaultdict[int, list[_Member]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        if pair:
            header = index.headers[place]
            groups[_root(parent, place)].append(
                _Member(header.earliest, header.sequence, header.id, gap=False)
            )
    for gap in wanted:
        _add_gap(gap, index, pairs, parent, groups)
    _add_repeats(versions, index, parent, groups)
    found = [
        _exchange(part, index)
        for root in sorted(groups)
        if len(groups[root]) > 1
        for part in _parts(sorted(groups[root], key=lambda member: member.key))
        if len(part) > 1 and any(not member.gap for member in part)
    ]
    return sorted(found, key=lambda one: (-_held(one, index), one.earliest, one.id))


def _held(one: Exchange, index: Index) -> int:
    return sum(1 for member in one.members if member in index.by_id)


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def _pair(one: Header) -> Pair | None:
    """Return the two correspondents of a record as keys in order; None where one is unknown.

    A post outweighs the persons at it; within one post the persons count.
    """
    if not one.day or one.last - one.day > 1:
        return None
    mine, yours = party(one.senders), party(one.recipients)
    return _keys(mine, yours, one.sender, one.recipient)


def _keys(mine: Party, yours: Party, sender: str, recipient: str) -> Pair | None:
    same = bool(mine.post and mine.post == yours.post)
    ends = [
        f"@{end.post}" if end.post and not same else _surname(end, shown)
        for end, shown in ((mine, sender), (yours, recipient))
    ]
    first, last = sorted(ends)
    return (first, last) if first and first != last else None


def _surname(end: Party, shown: str) -> str:
    """Return the key by which a person is told: the last telling word of the first name shown."""
    first = party_named(short_name(shown)).names & end.names
    words = [word for word in name_keys(short_name(shown)) if word in first]
    return words[-1] if words else " ".join(sorted(end.names))


def _tied(one: Reference, index: Index, pairs: list[Pair | None], here: int, there: int) -> bool:
    if one.relation not in _RELATIONS or pairs[here] is None or pairs[here] != pairs[there]:
        return False
    return abs(index.headers[here].day - index.headers[there].day) <= _REACH


def _add_gap(
    gap: Wanted,
    index: Index,
    pairs: list[Pair | None],
    parent: list[int],
    groups: defaultdict[int, list[_Member]],
) -> None:
    """Add a wanted document to the exchange of the first record of its pair that cites it."""
    meant = gap.describes
    mine, yours = (
        party_named(meant.sender, meant.post), party_named(meant.recipient, meant.to_post)
    )  # fmt: skip
    known = {key for end in (mine, yours) for key in ([f"@{end.post}"] if end.post else end.names)}
    when = meant.date.earliest if meant.date and meant.date.day else ""
    for by in gap.cited_by:
        place = index.by_id[by.id]
        pair, citing = pairs[place], index.headers[place]
        if pair is None or not known or not known <= {*pair} | {*_names_of(citing)}:
            continue
        if not when or 0 <= citing.last - ordinal(when) <= _REACH:
            # without a date of its own it stands just before the record that cites it
            moment = when or citing.earliest
            member = _Member(moment, citing.sequence - 1, gap.id, gap=True)
            groups[_root(parent, place)].append(member)
            return


def _add_repeats(
    versions: Mapping[str, tuple[Version, ...]],
    index: Index,
    parent: list[int],
    groups: defaultdict[int, list[_Member]],
) -> None:
    """Move what repeats a message, and is alone, to the exchange of that message."""
    for id in versions:
        place = index.by_id[id]
        if len(groups.get(_root(parent, place), ())) > 1:
            continue
        for one in versions[id]:
            there = _root(parent, index.by_id[one.target])
            if one.relation == "repeats" and there in groups and there != _root(parent, place):
                header = index.headers[place]
                member = _Member(header.earliest, header.sequence, header.id, gap=False)
                groups.pop(_root(parent, place), None)
                groups[there].append(member)
                break


def _names_of(one: Header) -> frozenset[str]:
    return party(one.senders).names | party(one.recipients).names


def _parts(members: list[_Member]) -> list[list[_Member]]:
    """Part an exchange at its widest pauses until each part keeps within the bounds."""
    whole, parts = [members], []
    while whole:
        part = whole.pop()
        days = [ordinal(member.moment) for member in part]
        if len(part) <= _MOST_MEMBERS and days[-1] - days[0] <= _MOST_DAYS:
            parts.append(part)
            continue
        # of equal pauses the one nearest the middle, so that halves are left and not crumbs
        cut = max(
            range(1, len(part)),
            key=lambda at: (days[at] - days[at - 1], -abs(2 * at - len(part))),
        )
        whole += [part[cut:], part[:cut]]
    return parts


def _exchange(members: list[_Member], index: Index) -> Exchange:
    held = [index.headers[index.by_id[member.id]] for member in members if not member.gap]
    names = _correspondents(held[0])
    earliest = min(one.earliest for one in held)
    latest = max(one.latest for one in held)
    return Exchange(
        id=f"exchange/{held[0].id}",
        title=f"{' – '.join(names)}, {months_shown(earliest, latest)}",
        members=tuple(member.id for member in members),
        correspondents=names,
        earliest=min(earliest, members[0].moment),
        latest=latest,
    )


def _correspondents(one: Header) -> tuple[str, ...]:
    """Return both ends as titles show them: their places where those differ, else their names."""
    mine, yours = party(one.senders), party(one.recipients)
    day = one.earliest[:10]
    here, there = place_shown(mine.post, day), place_shown(yours.post, day)
    if here == there:
        here = there = ""
    return here or short_name(one.sender), there or short_name(one.recipient)
