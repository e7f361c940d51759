"""Pieces of print with their places on pages, put in the order in which a person reads them.

Lines are put together from pieces, columns are read one after the other, running heads and page
numbers are taken out, words that a line's end broke are joined, lines become paragraphs.
Places are in points from the lower left corner of the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from regesta.read.anchors import clean, mark
from regesta.read.blocks import Part

# A gap of so many times the height of the print parts columns, a smaller one words; between
# runs that the file gives as lines of their own a smaller one does.
COLUMN_GAP = 1.2
_RUN_GAP = 0.6
_MARGIN_LINES = 2
_FEWEST_PAGES = 3
_NUMBER = re.compile(r"\W{0,3}(?:p(?:age|\.)? ?)?(\d{1,4}|[ivxlc]{1,7})\W{0,3}", re.I)
_ENDS_WORD = re.compile(r"[^\W\d_]{2,}[-\u00ad\x02\ufffe]$")
_BULLET = re.compile(r"(?:\ue010\w+\ue011)*[•▪◦‣●■]\s*")
_MARKS = re.compile(r"\ue010\w+\ue011")
MAX_HEADING = 200
_BROKEN = "-\u00ad\x02\ufffe"
_HYPHENS = tuple(_BROKEN)
_ENDS = frozenset('.!?:;”"’)]')


class Piece(NamedTuple):
    """A run of print: its box and its words."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """The height of its letters."""
        return self.top - self.bottom


Line = Piece


class Page(NamedTuple):
    """The lines of a page in reading order, and its number as printed ("" where none is)."""

    lines: list[Line]
    number: str = ""


def lines_of_page(pieces: Sequence[Piece]) -> list[Line]:
    """The page's lines in reading order: from top to bottom, column after column."""
    lines = [line for row in _rows(pieces) for line in _joined(row)]
    gutter = _gutter(lines)
    if gutter is None:
        return lines
    found: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:  # a line over both columns ends what stands above it
            found += [*left, *right, line]
            left, right = [], []
        else:
            (left if line.right <= gutter else right).append(line)
    left, below = _without_below(left, right)
    return [*found, *left, *right, *below]


def _without_below(left: list[Line], right: list[Line]) -> tuple[list[Line], list[Line]]:
    """The left column, and short lines that stand below both columns with white above them."""
    if len(left) < 3 or not right:
        return left, []
    foot = min(line.bottom for line in right)
    steps = [one.bottom - two.bottom for one, two in pairwise(left)]
    limit = 1.5 * median(steps)
    for number in range(len(steps) - 1, 0, -1):
        if left[number + 1].top > foot:
            break
        if steps[number] > limit:
            return left[: number + 1], left[number + 1 :]
    return left, []


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that stand on one height, from top to bottom, each from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: (-(one.top + one.bottom), one.left)):
        row = rows[-1] if rows else []
        last = row[0] if row else None
        if last is not None and _overlap(last, piece) > 0.5 * min(last.height, piece.height):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda one: one.left) for row in rows]


def _overlap(one: Piece, other: Piece) -> float:
    return min(one.top, other.top) - max(one.bottom, other.bottom)


def _joined(row: Sequence[Piece]) -> Iterator[Line]:
    """The pieces of a row as lines: one for each column that it runs through."""
    held = row[0]
    for piece in row[1:]:
        gap = piece.left - held.right
        height = max(min(held.height, piece.height), 1.0)
        if gap > _RUN_GAP * height:
            yield held
            held = piece
            continue
        space = "" if gap < 0.12 * height or held.text.endswith(" ") else " "
        held = Piece(
            held.left,
            min(held.bottom, piece.bottom),
            max(held.right, piece.right),
            max(held.top, piece.top),
            held.text + space + piece.text,
        )
    yield held


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the white between two columns is; None for a page of one.

    Both columns have five lines at least, and nine lines of ten keep to one of them.
    """
    if len(lines) < 10:
        return None
    left, right = min(one.left for one in lines), max(one.right for one in lines)
    best: tuple[int, float] | None = None
    for step in range(30, 71, 2):
        at = left + (right - left) * step / 100
        before = sum(1 for one in lines if one.right <= at)
        behind = sum(1 for one in lines if one.left >= at)
        across = len(lines) - before - behind
        if min(before, behind) >= 5 and across <= len(lines) / 10:
            middle = abs(step - 50)
            if best is None or (across * 100 + middle) < best[0]:
                best = (across * 100 + middle, at)
    return best[1] if best else None


# -- what a page's margins hold --------------------------------------------------------


def without_margins(pages: Sequence[list[Line]]) -> list[Page]:
    """The pages without running heads and feet, and with the numbers that stood there.

    A line at the head or foot is a running one when the same words (the page's number aside)
    stand there on three pages; a number alone, when it counts up with the pages. Other numbers
    are no page's: "No. 5" and "No. 9" are headings of documents.
    """
    edges = [_edges(lines) for lines in pages]
    shift = _shift(edges)
    folded = [
        {line: _folded(line.text, None if shift is None else index + shift) for line in page}
        for index, page in enumerate(edges)
    ]
    counts = Counter(key for page in folded for key in set(page.values()))
    found: list[Page] = []
    for index, lines in enumerate(pages):
        number = ""
        dropped: set[Line] = set()
        for line in edges[index]:
            alone = _NUMBER.fullmatch(line.text.strip())
            if alone and (shift is not None and _value(alone[1]) == index + shift):
                number = alone[1]
                dropped.add(line)
            elif len(pages) >= _FEWEST_PAGES and counts[folded[index][line]] >= _FEWEST_PAGES:
                dropped.add(line)
                counted = re.findall(r"\d{1,4}", line.text)
                if shift is not None and str(index + shift) in counted:
                    number = number or str(index + shift)
        found.append(Page([line for line in lines if line not in dropped], number))
    return found


def _edges(lines: Sequence[Line]) -> list[Line]:
    """The lines that stand highest and lowest on the page, whatever their order in reading."""
    ordered = sorted(lines, key=lambda one: -one.top)
    return list(dict.fromkeys([*ordered[:_MARGIN_LINES], *ordered[-_MARGIN_LINES:]]))


def _folded(text: str, page: int | None) -> str:
    """The words in small letters, with `#` for the number of the page."""
    words = " ".join(text.casefold().split())
    return words if page is None else re.sub(rf"(?<!\d){page}(?!\d)", "#", words, count=1)


def _shift(edges: Sequence[Sequence[Line]]) -> int | None:
    """What is added to a page's place in the file to give its printed number, None for nothing.

    The difference that most pages share; two pages at least, and a quarter, must share it.
    """
    found: Counter[int] = Counter()
    for index, page in enumerate(edges):
        values: set[int] = set()
        for line in page:
            alone = _NUMBER.fullmatch(line.text.strip())
            said = [alone[1]] if alone else re.findall(r"(?<!\d)\d{1,4}(?!\d)", line.text)
            values |= {_value(one) - index for one in said}
        found.update(values)
    shift, count = found.most_common(1)[0] if found else (0, 0)
    return shift if count >= max(2, len(edges) // 4) else None


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def _value(number: str) -> int:
    """The number that Arabic or Roman figures say."""
    if number.isdecimal():
        return int(number)
    figures = [_ROMAN[letter] for letter in number.casefold()]
    following = [*figures[1:], 0]
    return sum(-one if one < after else one for one, after in zip(figures, following, strict=True))


# -- lines as paragraphs ---------------------------------------------------------------


def paragraphs_of(pages: Sequence[Page]) -> list[Part]:
    """The blocks of the pages; where page N (from 0) begins, a mark `pN` stands in them."""
    heights = [line.height for page in pages for line in page.lines]
    usual = median(heights) if heights else 1.0
    words = Counter(
        word for page in pages for line in page.lines for word in re.findall(r"[\w-]+", line.text)
    )
    writer = _Writer(usual, words)
    for index, page in enumerate(pages):
        writer.page(index, page.lines)
    return writer.end()


class _Writer:
    """Gathers lines into blocks."""

    def __init__(self, usual: float, words: Counter[str]) -> None:
        self._usual = usual
        self._words = words
        self._parts: list[Part] = []
        self._held: list[str] = []
        self._heading = False
        self._last: Line | None = None
        self._pending = ""
        self._width = 0.0

    def page(self, index: int, lines: Sequence[Line]) -> None:
        """Take the lines of the next page."""
        self._pending += mark(f"p{index}")
        if not lines:
            return
        steps = [one.bottom - two.bottom for one, two in pairwise(lines) if one.bottom > two.bottom]
        step = median(steps) if steps else self._usual * 1.2
        edges = Counter(round(line.left) for line in lines)
        width = median(line.right - line.left for line in lines)
        for number, line in enumerate(lines):
            heading = self._is_heading(line)
            if self._begins(line, step, edges, width, first=number == 0) or heading != (
                self._heading and bool(self._held)
            ):
                self._flush()
            self._heading = heading
            self._add(line)
        self._width = width

    def end(self) -> list[Part]:
        """The blocks; the mark of a page without words stands at the end of the last."""
        self._flush()
        if self._pending and self._parts:
            last = self._parts[-1]
            self._parts[-1] = last._replace(text=last.text + self._pending)
        return self._parts

    def _is_heading(self, line: Line) -> bool:
        return line.height > 1.2 * self._usual and len(line.text) <= MAX_HEADING

    def _begins(
        self, line: Line, step: float, edges: Mapping[int, int], width: float, *, first: bool
    ) -> bool:
        """Whether a new paragraph begins with this line."""
        last = self._last
        if last is None or not self._held or _BULLET.match(line.text):
            return True
        if self._heading and not 0.87 < line.height / max(last.height, 0.1) < 1.15:
            return True
        ended = last.text.rstrip()[-1:] in _ENDS
        short = last.right - last.left < 0.8 * (self._width if first else width)
        in_item = _BULLET.match(self._held[0]) is not None  # whose later lines stand in
        indented = self._indent(line, edges) > 0.8 * self._usual and not in_item
        if first or line.bottom > last.bottom:  # a new page or column: the sentence may go on
            return (ended and (short or indented)) or (short and line.text[:1].isupper())
        if last.bottom - line.bottom > 1.45 * step:
            return True
        return (indented and self._indent(last, edges) < 0.4 * self._usual) or (
            short and (ended or line.text[:1].isupper())
        )

    @staticmethod
    def _indent(line: Line, edges: Mapping[int, int]) -> float:
        """How far the line stands in from its column's edge: the one near it of most lines."""
        left = round(line.left)
        near = (edge for edge in edges if left - 60 <= edge <= left)
        return line.left - max(near, key=lambda edge: (edges[edge], -edge), default=left)

    def _add(self, line: Line) -> None:
        text = clean(line.text).strip()
        if (
            self._held
            and self._held[-1].endswith(_HYPHENS)
            and _ENDS_WORD.search(self._held[-1])
            and text[:1].islower()
        ):
            before = self._held[-1]
            if self._breaks(before, text):
                before = before.rstrip(_BROKEN)
            self._held[-1] = before + self._pending + text
        else:
            self._held.append(self._pending + text)
        self._pending = ""
        self._last = line

    def _breaks(self, before: str, text: str) -> bool:
        """Whether the hyphen is the line's: not where the word is written with it elsewhere."""
        if before[-1] != "-":
            return True
        first = re.findall(r"[\w-]+$", before[:-1])
        second = re.match(r"[\w-]+", text)
        if not first or second is None:
            return True
        return not (self._words[f"{first[0]}-{second[0]}"] > self._words[f"{first[0]}{second[0]}"])

    def _flush(self) -> None:
        if self._held:
            held = [line.rstrip("\x02\ufffe\u00ad") for line in self._held]
            text = " ".join(held).replace("\x02", "-").replace("\ufffe", "-")
            item = _BULLET.match(text)
            if self._heading:
                self._parts.append(Part(text, "heading", 1))
            elif item:
                kept = "".join(_MARKS.findall(item[0]))
                self._parts.append(Part(kept + text[item.end() :], "item", 1))
            else:
                self._parts.append(Part(text))
        self._held = []
