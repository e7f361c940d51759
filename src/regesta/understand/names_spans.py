"""Spans of a text, to be asked for what lies across one of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate


class Spans:
    """Some spans of one text, ordered once, then asked many times."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reached = list(accumulate((end for _, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Tell whether any of the spans shares a letter with the one from start to end.

        >>> Spans([(2, 5)]).hold(4, 9), Spans([(2, 5)]).hold(5, 9)
        (True, False)
        """
        before = bisect_left(self._starts, end)
        return before > 0 and start < self._reached[before - 1]
