"""The runs of print on a PDF's page, with their places.

The library gives a page's letters in the order of the file, with blanks and line ends where it
sees them; what it does not say is where a line runs through two columns or cells. To ask it for
the place of every letter would take longer than to read the page: so the ends of lines are
asked for, and the gaps between words only where there is a sign of columns.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from statistics import median
from typing import Any, NamedTuple

from regesta.read.pdf_layout import COLUMN_GAP, Piece

# Lines end in line breaks, or in the signs that the library puts for a hyphen at their end.
_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_BLANKS = " \t\xa0"
_BLANK = re.compile(f"[{_BLANKS}]+")
# So many lines at head and foot of a page, and one of so many of the rest, are looked at for gaps.
_MARGIN = 3
_ONE_OF = 6
# A line whose letters take so much more room than is usual on the page has gaps in it.
_WIDE = 1.15

Box = tuple[float, float, float, float]
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


class _Run(NamedTuple):
    """Letters `start` to `end` of a page, which stand on one line."""

    start: int
    end: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def room(self) -> float:
        """How much room a letter takes, as a part of its height."""
        return (self.right - self.left) / ((self.end - self.start) * (self.top - self.bottom))


def pieces_of(page: Any) -> list[Piece]:
    """The runs of print on a page: one for each line, or for each column that it crosses."""
    words = page.get_textpage()
    try:
        text = _letters(words)
        box = _boxes(words)
        found = (_run(text, *line.span(), box) for line in _LINE.finditer(text))
        runs = [run for run in found if run is not None]
        parts = _Gaps(text, runs, _edges(words)).parted()
        return [
            Piece(
                run.left,
                run.bottom,
                run.right,
                run.top,
                " ".join(text[run.start : run.end].split()),
            )
            for run in parts
        ]
    finally:
        words.close()


def _letters(words: Any) -> str:
    """The page's letters, one for each that the library counts."""
    import pypdfium2.raw  # noqa: PLC0415 - an extra

    count: int = words.count_chars()
    text: str = words.get_text_range() if count else ""
    if len(text) == count:
        return text
    code = pypdfium2.raw.FPDFText_GetUnicode
    return "".join(chr(min(code(words.raw, index), 0xFFFD)) for index in range(count))


def _boxes(words: Any) -> Callable[[int], Box]:
    """What gives the place of a letter: left, bottom, right, top; as high as its font."""
    import pypdfium2.raw  # noqa: PLC0415 - an extra

    ask, raw, place = pypdfium2.raw.FPDFText_GetLooseCharBox, words.raw, pypdfium2.raw.FS_RECTF()
    into = ctypes.byref(place)

    def box(index: int) -> Box:
        if not ask(raw, index, into):
            return _NOWHERE
        return (place.left, place.bottom, place.right, place.top)

    return box


def _edges(words: Any) -> Callable[[int, int], tuple[float, float]]:
    """What gives the right edge of one letter and the left edge of another; as `_boxes`."""
    import pypdfium2.raw  # noqa: PLC0415 - an extra

    ask, raw, place = pypdfium2.raw.FPDFText_GetLooseCharBox, words.raw, pypdfium2.raw.FS_RECTF()
    into = ctypes.byref(place)

    def edges(before: int, behind: int) -> tuple[float, float]:
        right = place.right if ask(raw, before, into) else 0.0
        return right, place.left if ask(raw, behind, into) else 0.0

    return edges


def _run(text: str, start: int, end: int, box: Callable[[int], Box]) -> _Run | None:
    """The run of a line without blanks at its ends; None for one that stands nowhere."""
    line = text[start:end]
    start += len(line) - len(line.lstrip(_BLANKS))
    last = start + len(line.strip(f"{_BLANKS}\x02\ufffe")) - 1
    if last < start:
        return None
    middle = (start + last) // 2
    boxes = [box(at) for at in (start, last, middle if text[middle] not in _BLANKS else last)]
    height = median(one[3] - one[1] for one in boxes)
    if height <= 0:
        return None
    bottom = median(one[1] for one in boxes)
    return _Run(start, end, boxes[0][0], bottom, boxes[1][2], bottom + height)


class _Gaps:
    """Looks for the gaps in the lines of one page at which they are parted."""

    def __init__(
        self,
        text: str,
        runs: Sequence[_Run],
        edges: Callable[[int, int], tuple[float, float]],
    ) -> None:
        self._text = text
        self._runs = runs
        self._edges = edges

    def parted(self) -> Iterator[_Run]:
        """The runs, each parted at its gaps. Where a line of the sample has gaps, all may."""
        ordered = sorted(self._runs, key=lambda run: -run.top)
        usual = median(run.room for run in self._runs) if self._runs else 0.0
        looked = {*ordered[:_MARGIN], *ordered[-_MARGIN:]}
        looked |= {run for run in self._runs if run.room > _WIDE * usual}
        sample = self._runs[::_ONE_OF]
        every = any(len(list(self._parts(run))) > 1 for run in sample)
        for run in self._runs:
            if every or run in looked:
                yield from self._parts(run)
            else:
                yield run

    def _parts(self, run: _Run) -> Iterator[_Run]:
        start, left = run.start, run.left
        limit = COLUMN_GAP * (run.top - run.bottom)
        for blank in _BLANK.finditer(self._text, run.start, run.end):
            behind = blank.end()
            if behind >= run.end:
                continue
            right, next_left = self._edges(blank.start() - 1, behind)
            if next_left - right > limit:
                yield _Run(start, blank.start(), left, run.bottom, right, run.top)
                start, left = behind, next_left
        yield run._replace(start=start, left=left)
