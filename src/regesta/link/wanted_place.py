"""Between which held records a wanted document falls in the exchange of its correspondents."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from regesta.link.header import Header, ordinal
from regesta.link.parties import Party, party, same_party

_SCANNED = 60  # records on either side looked at; a busy post writes several a day
_REACH = 370  # days; what lies farther off says nothing of its place


class Neighbours:
    """Dated records by each end's post and names, in order of time."""

    def __init__(self, headers: Sequence[Header]) -> None:
        self._ends: dict[str, tuple[Party, Party]] = {}
        self._lists: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for one in headers:
            ends = party(one.senders), party(one.recipients)
            if not one.day or one.last - one.day > 1 or not (ends[0] or ends[1]):
                continue
            self._ends[one.id] = ends
            for key in dict.fromkeys(key for end in ends for key in _keys(end)):
                self._lists[key].append((one.earliest, one.id))
        for dated in self._lists.values():
            dated.sort()

    def around(
        self, sender: Party, recipient: Party, day: int, minute: str, cited: int
    ) -> tuple[str, str]:
        """Return the ids of the records before and after, "" where there is none.

        A document without a date falls before the record that first cites it (`cited`, an
        ordinal of days); only what comes before is then given.
        """
        known = [end for end in (sender, recipient) if end]
        lists = [self._lists[key] for end in known for key in _keys(end) if key in self._lists]
        if not lists or not (day or cited):
            return "", ""
        dated = min(lists, key=len)
        moment = minute or date.fromordinal(day or cited).isoformat()
        stop = bisect_left(dated, (moment, ""))
        after = self._first(reversed(dated[max(0, stop - _SCANNED) : stop]), known, day or cited)
        if not day:
            return after, ""
        following = (
            one for one in dated[stop : stop + _SCANNED] if minute or one[0][:10] != moment
        )
        return after, self._first(following, known, day)

    def _first(self, dated: Iterable[tuple[str, str]], known: list[Party], day: int) -> str:
        for moment, id in dated:
            if abs(ordinal(moment) - day) > _REACH:
                return ""
            ends = self._ends[id]
            if len(known) == 1:
                if same_party(known[0], ends[0]) or same_party(known[0], ends[1]):
                    return id
            elif _same_pair(known, ends):
                return id
        return ""


def _same_pair(known: list[Party], ends: tuple[Party, Party]) -> bool:
    one, other = known
    return (same_party(one, ends[0]) and same_party(other, ends[1])) or (
        same_party(one, ends[1]) and same_party(other, ends[0])
    )


def _keys(end: Party) -> list[str]:
    return [f"@{end.post}"] if end.post else sorted(end.names)
