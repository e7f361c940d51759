"""Between which held records a wanted document falls in the exchange of its correspondents."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from regesta.link.header import Header
from regesta.link.parties import Party, party, same_party
from regesta.link.words import ordinal

SCANNED = 60  # records on either side looked at; a busy post writes several a day
_REACH = 370  # days; what lies farther off says nothing of its place


class Between(Struct, frozen=True):
    """A document that is to be placed: its ends, its day and minute, when it was first cited.

    A document without a date falls before the record that first cites it (`cited`, an
    ordinal of days); only what comes before is then given.
    """

    sender: Party
    recipient: Party
    day: int
    minute: str
    cited: int

    @property
    def known(self) -> list[Party]:
        """The ends that are told."""
        return [end for end in (self.sender, self.recipient) if end]

    @property
    def keys(self) -> list[str]:
        """The keys under which records of its ends stand, none where it cannot be placed."""
        if not (self.day or self.cited):
            return []
        return [key for end in self.known for key in _keys(end)]

    @property
    def moment(self) -> str:
        """Where it stands in time, as the dates of records are written."""
        return self.minute or date.fromordinal(self.day or self.cited).isoformat()


Dated = tuple[str, str]  # when a record was written, and its id
Ends = tuple[Party, Party]


def ends_of(one: Header) -> Ends | None:
    """Return the ends of a record that has a day and at least one of them, else None."""
    ends = party(one.senders), party(one.recipients)
    if not one.day or one.last - one.day > 1 or not (ends[0] or ends[1]):
        return None
    return ends


def keys_of(ends: Ends) -> list[str]:
    """Return the keys under which a record with these ends is looked for."""
    return list(dict.fromkeys(key for end in ends for key in _keys(end)))


class Neighbours:
    """Dated records by each end's post and names, in order of time."""

    def __init__(self, headers: Sequence[Header]) -> None:
        self._ends: dict[str, Ends] = {}
        self._lists: defaultdict[str, list[Dated]] = defaultdict(list)
        for one in headers:
            ends = ends_of(one)
            if ends is None:
                continue
            self._ends[one.id] = ends
            for key in keys_of(ends):
                self._lists[key].append((one.earliest, one.id))
        for dated in self._lists.values():
            dated.sort()

    def around(self, sought: Between) -> Dated:
        """Return the ids of the records before and after, "" where there is none."""
        lists = [self._lists[key] for key in sought.keys if key in self._lists]
        if not lists:
            return "", ""
        dated = min(lists, key=len)
        stop = bisect_left(dated, (sought.moment, ""))
        return place_between(
            sought, dated[max(0, stop - SCANNED) : stop], dated[stop : stop + SCANNED], self._ends
        )


def place_between(
    sought: Between, earlier: Sequence[Dated], later: Sequence[Dated], ends: Mapping[str, Ends]
) -> Dated:
    """Return the nearest records on either side that went between the document's ends.

    `earlier` and `later` are the records of one end before and from the document's moment
    on, in order of time, `SCANNED` of each at the most.
    """
    day = sought.day or sought.cited
    after = _first(reversed(earlier), sought.known, day, ends)
    if not sought.day:
        return after, ""
    following = (one for one in later if sought.minute or one[0][:10] != sought.moment)
    return after, _first(following, sought.known, day, ends)


def _first(
    dated: Iterable[Dated], known: list[Party], day: int, all_ends: Mapping[str, Ends]
) -> str:
    for moment, id in dated:
        if abs(ordinal(moment) - day) > _REACH:
            return ""
        ends = all_ends[id]
        if len(known) == 1:
            if same_party(known[0], ends[0]) or same_party(known[0], ends[1]):
                return id
        elif _same_pair(known, ends):
            return id
    return ""


def _same_pair(known: list[Party], ends: Ends) -> bool:
    one, other = known
    return (same_party(one, ends[0]) and same_party(other, ends[1])) or (
        same_party(one, ends[1]) and same_party(other, ends[0])
    )


def _keys(end: Party) -> list[str]:
    return [f"@{end.post}"] if end.post else sorted(end.names)
