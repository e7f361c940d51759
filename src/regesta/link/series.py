"""The numbers of a post's telegrams in the order of time: what days a number must have.

A post counts its telegrams to each addressee, and begins anew with a year. Of a number that lies
between two that are known the day therefore lies between theirs; a number higher than the last
one known is later than that.
"""

from __future__ import annotations

from bisect import bisect_right

from msgspec import Struct, field

_REACH = 400  # days; a number of the year before is not told by its number alone
_LONGEST = 75  # days between two numbers known that bound a third
_AHEAD = 400  # so many numbers may lie between the last one known and the one told
_NEAREST = 40  # entries looked at backwards


class Series(Struct):
    """Days and numbers of one post's telegrams to one addressee, parallel, in order of time."""

    days: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, day: int, number: int) -> None:
        """Enter a number; days must not go back."""
        self.days.append(day)
        self.numbers.append(number)

    def around(self, number: int, when: int) -> tuple[int, int]:
        """Return the first and last day that a number cited on a day may have, (0, 0) if unknown.

        The latest two neighbours of which one is lower and one higher bound it.
        """
        stop = bisect_right(self.days, when)
        if not stop:
            return 0, 0
        last = self.numbers[stop - 1]
        if last < number <= last + _AHEAD and when - self.days[stop - 1] <= _LONGEST:
            return self.days[stop - 1], when
        for at in range(stop - 1, max(0, stop - _NEAREST), -1):
            first, end = self.days[at - 1], self.days[at]
            if when - first > _REACH:
                break
            if self.numbers[at - 1] < number < self.numbers[at]:
                return (first, end) if end - first <= _LONGEST else (0, 0)
        return 0, 0
