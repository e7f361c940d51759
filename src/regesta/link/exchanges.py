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
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct

from regesta.link.header import Header
from regesta.link.keys import Index
from regesta.link.parties import Party, party, party_named
from regesta.link.wanted_title import months_shown, place_shown, short_name
from regesta.link.words import name_keys, ordinal
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


class Gap(Struct, frozen=True):
    """A wanted document as the member of an exchange: by which record, when, and its place."""

    host: str
    moment: str
    order: int
    id: str


class Found(Struct, frozen=True):
    """An exchange, and how many of its members are held."""

    exchange: Exchange
    held: int


def find_exchanges(
    index: Index,
    references: Mapping[str, tuple[Reference, ...]],
    wanted: Sequence[Wanted],
    versions: Mapping[str, tuple[Version, ...]] = MappingProxyType({}),
) -> list[Exchange]:
    """Return the exchanges of two and more members, those of most records first."""
    headers = {one.id: one for one in index.headers}
    pairs = {one.id: pair_of(one) for one in index.headers}
    ties = [
        (id, one.target)
        for id, made in references.items()
        for one in made
        if one.target in headers
        and pairs[id] == pairs[one.target]
        and pairs[id] is not None
        and tied(one, headers[id], headers[one.target])
    ]
    gaps = [gap for gap in (host_of(one, headers, pairs) for one in wanted) if gap]
    repeats = {id: repeated(versions[id]) for id in versions}
    found = join_exchanges(index.headers, pairs, ties, gaps, repeats)
    return [one.exchange for one in sorted(found, key=rank_of)]


def rank_of(found: Found) -> tuple[int, str, str]:
    """Return by what exchanges stand in order: those of most records first."""
    return -found.held, found.exchange.earliest, found.exchange.id


def join_exchanges(
    headers: Sequence[Header],
    pairs: Mapping[str, Pair | None],
    ties: Iterable[tuple[str, str]],
    gaps: Iterable[Gap],
    repeats: Mapping[str, Sequence[str]],
) -> list[Found]:
    """Return the exchanges among records, in no order.

    All ties, gaps and repetitions of the records must be among those given; records that
    none of them joins may be told apart, and asked one group after the other. `headers` are
    in the order of the archive, `repeats` the messages that a record passes on.
    """
    place = {one.id: at for at, one in enumerate(headers)}
    parent = list(range(len(headers)))
    for here, there in ties:
        low, high = sorted((_root(parent, place[here]), _root(parent, place[there])))
        parent[high] = low
    groups: defaultdict[int, list[_Member]] = defaultdict(list)
    for at, one in enumerate(headers):
        if pairs[one.id]:
            groups[_root(parent, at)].append(_member(one))
    for gap in gaps:
        member = _Member(gap.moment, gap.order, gap.id, gap=True)
        groups[_root(parent, place[gap.host])].append(member)
    _add_repeats(repeats, headers, place, parent, groups)
    return [
        _exchange(part, headers, place)
        for group in groups.values()
        if len(group) > 1
        for part in _parts(sorted(group, key=lambda member: member.key))
        if len(part) > 1 and any(not member.gap for member in part)
    ]


def _member(one: Header) -> _Member:
    return _Member(one.earliest, one.sequence, one.id, gap=False)


def _root(parent: list[int], place: int) -> int:
    while parent[place] != place:
        parent[place] = parent[parent[place]]
        place = parent[place]
    return place


def pair_of(one: Header) -> Pair | None:
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


def tied(one: Reference, here: Header, there: Header) -> bool:
    """Tell whether a reference to a record of the same pair ties both into one exchange."""
    return one.relation in _RELATIONS and abs(here.day - there.day) <= _REACH


def host_of(
    gap: Wanted, headers: Mapping[str, Header], pairs: Mapping[str, Pair | None]
) -> Gap | None:
    """Return a wanted document as a member beside the first record of its pair that cites it."""
    meant = gap.describes
    mine, yours = (
        party_named(meant.sender, meant.post), party_named(meant.recipient, meant.to_post)
    )  # fmt: skip
    known = {key for end in (mine, yours) for key in ([f"@{end.post}"] if end.post else end.names)}
    when = meant.date.earliest if meant.date and meant.date.day else ""
    for by in gap.cited_by:
        pair, citing = pairs[by.id], headers[by.id]
        if pair is None or not known or not known <= {*pair} | {*_names_of(citing)}:
            continue
        if not when or 0 <= citing.last - ordinal(when) <= _REACH:
            # without a date of its own it stands just before the record that cites it
            return Gap(by.id, when or citing.earliest, citing.sequence - 1, gap.id)
    return None


def repeated(versions: Iterable[Version]) -> list[str]:
    """Return the records whose message a record passes on, by its versions."""
    return [one.target for one in versions if one.relation == "repeats"]


def _add_repeats(
    repeats: Mapping[str, Sequence[str]],
    headers: Sequence[Header],
    place: Mapping[str, int],
    parent: list[int],
    groups: defaultdict[int, list[_Member]],
) -> None:
    """Move what repeats a message, and is alone, to the exchange of that message."""
    for id in sorted(repeats):
        here = _root(parent, place[id])
        if len(groups.get(here, ())) > 1:
            continue
        for target in repeats[id]:
            there = _root(parent, place[target])
            if there in groups and there != here:
                groups.pop(here, None)
                groups[there].append(_member(headers[place[id]]))
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


def _exchange(members: list[_Member], headers: Sequence[Header], place: Mapping[str, int]) -> Found:
    held = [headers[place[member.id]] for member in members if not member.gap]
    names = _correspondents(held[0])
    earliest = min(one.earliest for one in held)
    latest = max(one.latest for one in held)
    exchange = Exchange(
        id=f"exchange/{held[0].id}",
        title=f"{' – '.join(names)}, {months_shown(earliest, latest)}",
        members=tuple(member.id for member in members),
        correspondents=names,
        earliest=min(earliest, members[0].moment),
        latest=latest,
    )
    return Found(exchange, len(held))


def _correspondents(one: Header) -> tuple[str, ...]:
    """Return both ends as titles show them: their places where those differ, else their names."""
    mine, yours = party(one.senders), party(one.recipients)
    day = one.earliest[:10]
    here, there = place_shown(mine.post, day), place_shown(yours.post, day)
    if here == there:
        here = there = ""
    return here or short_name(one.sender), there or short_name(one.recipient)
