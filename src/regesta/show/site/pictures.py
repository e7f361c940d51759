"""Pictures that are doors: SVG made here, every part a link, a table behind each."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

WIDTH = 1000
HEIGHT = 150
BASE = 126
TALLEST = 112
LEAST = 2.5
LETTER = 8.5
# Of few bars each is this wide at most; its whole place still answers to the pointer.
WIDEST = 64.0


class Bar(Struct, frozen=True):
    """One bar: its name under the picture, how many, where it leads, what a screen reader says.

    `said` is its name in full, for the table behind the picture.
    """

    name: str
    count: int
    address: str
    label: str
    said: str


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """Draw bars side by side; empty ones keep their place, labels are thinned to fit."""
    if not rows:
        return Markup()
    step = WIDTH / len(rows)
    highest = max(row.count for row in rows) or 1
    longest = max(len(row.name) for row in rows) + 2
    every = max(1, round(longest * LETTER / step + 0.5))
    every = next(n for n in (1, 2, 5, 10, 20, 25, 50, 100, 1000, every) if n >= every)
    parts = [
        f'<svg class="bars" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" '
        f'aria-label="{escape(title)}">',
        f'<line class="base" x1="0" x2="{WIDTH}" y1="{BASE}" y2="{BASE}"/>',
    ]
    for number, row in enumerate(rows):
        left = number * step
        if row.count:
            parts.append(_bar(row, left, step, max(LEAST, row.count / highest * TALLEST)))
        if _labelled(row.name, number, every):
            anchor, middle = _label_place(left, step, len(row.name) * LETTER)
            parts.append(
                f'<text x="{middle:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}" '
                f'aria-hidden="true">{escape(row.name)}</text>'
            )
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - every value was escaped above


def _label_place(left: float, step: float, width: float) -> tuple[str, float]:
    """Give where a label is anchored, so that it ends inside the picture at either side."""
    middle = left + step / 2
    if middle < width / 2:
        return "start", left
    if middle > WIDTH - width / 2:
        return "end", WIDTH
    return "middle", middle


def _bar(row: Bar, left: float, step: float, height: float) -> str:
    gap = max(min(3.0, step * 0.18), step - WIDEST)
    return (
        f'<a href="{escape(row.address)}" aria-label="{escape(row.label)}">'
        f"<title>{escape(row.label)}</title>"
        f'<rect class="hit" x="{left:.1f}" y="0" width="{step:.1f}" height="{BASE}"/>'
        f'<rect class="bar" x="{left + gap / 2:.1f}" y="{BASE - height:.1f}" '
        f'width="{step - gap:.1f}" height="{height:.1f}"/></a>'
    )


def _labelled(name: str, number: int, every: int) -> bool:
    return int(name) % every == 0 if name.isdigit() else number % every == 0
