"""Lines between two points of a picture: bent, so that there and back lie apart; each a link."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape

from msgspec import Struct

THINNEST, THICKEST = 1.1, 6.0
LETTER, LINE = 7.4, 17.0


class Arc(Struct, frozen=True, kw_only=True):
    """A line from one point to another: where it leads, what is said of it, how much it is."""

    start: tuple[float, float]
    end: tuple[float, float]
    address: str
    label: str
    share: float
    # How far from the points the line begins and ends, so that it does not hide them.
    room: tuple[float, float] = (0.0, 0.0)


class Box(Struct, frozen=True):
    """A rectangle that is taken in a picture."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def draw_arc(arc: Arc, bend: float = 0.16) -> str:
    """Draw a line with the head of an arrow at three fifths of its way, `bend` to its left."""
    (x1, y1), (x2, y2) = arc.start, arc.end
    away = math.hypot(x2 - x1, y2 - y1) or 1.0
    along = ((x2 - x1) / away, (y2 - y1) / away)
    x1, y1 = x1 + along[0] * arc.room[0], y1 + along[1] * arc.room[0]
    x2, y2 = x2 - along[0] * arc.room[1], y2 - along[1] * arc.room[1]
    control = (
        (x1 + x2) / 2 + along[1] * away * bend,
        (y1 + y2) / 2 - along[0] * away * bend,
    )
    width = THINNEST + (THICKEST - THINNEST) * math.sqrt(arc.share)
    line = f"M{x1:.1f} {y1:.1f}Q{control[0]:.1f} {control[1]:.1f} {x2:.1f} {y2:.1f}"
    label = escape(arc.label)
    return (
        f'<a class="arc" href="{escape(arc.address)}" aria-label="{label}"><title>{label}</title>'
        f'<path class="hit" d="{line}"/>'
        f'<path class="line" d="{line}" stroke-width="{width:.1f}"/>'
        f'<path class="head" d="{_head((x1, y1), control, (x2, y2), 3 + width)}"/></a>'
    )


def _head(
    start: tuple[float, float],
    control: tuple[float, float],
    end: tuple[float, float],
    size: float,
) -> str:
    at = 0.6
    x, y = (
        (1 - at) ** 2 * a + 2 * (1 - at) * at * b + at**2 * c
        for a, b, c in zip(start, control, end, strict=True)
    )
    dx, dy = (
        2 * (1 - at) * (b - a) + 2 * at * (c - b)
        for a, b, c in zip(start, control, end, strict=True)
    )
    length = math.hypot(dx, dy) or 1.0
    dx, dy = dx / length * size, dy / length * size
    return (
        f"M{x + dx:.1f} {y + dy:.1f}L{x - dx * 0.4 - dy * 0.7:.1f} {y - dy * 0.4 + dx * 0.7:.1f}"
        f"L{x - dx * 0.4 + dy * 0.7:.1f} {y - dy * 0.4 - dx * 0.7:.1f}z"
    )


class Label(Struct, frozen=True):
    """A name in a picture: where its line begins, ends or has its middle, and what it takes."""

    x: float
    y: float
    anchor: str
    text: str
    box: Box

    def draw(self) -> str:
        """Draw the words; they are drawn after all points, so that none hides them."""
        return (
            f'<text x="{self.x:.1f}" y="{self.y:.1f}" text-anchor="{self.anchor}">'
            f"{escape(self.text)}</text>"
        )


def label_at(x: float, y: float, anchor: str, text: str) -> Label:
    """Make a label at a place."""
    long = len(text) * LETTER
    left = {"start": x, "end": x - long, "middle": x - long / 2}[anchor]
    return Label(x, y, anchor, text, Box(left, y - LINE * 0.8, left + long, y + LINE * 0.25))


def place_label(
    x: float, y: float, radius: float, text: str, taken: list[Box], width: float, height: float
) -> Label | None:
    """Find where beside a point its label is free; None where it would hide something.

    What it takes is added to `taken`.
    """
    for at, base, anchor in _beside(x, y, radius + 4):
        label = label_at(at, base, anchor, text)
        box = label.box
        inside = box.left >= 0 and box.right <= width and box.top >= 0 and box.bottom <= height
        if inside and not any(box.meets(other) for other in taken):
            taken.append(box)
            return label
    return None


def draw_spot(
    here: tuple[float, float], radius: float, address: str, said: str, label: Label | None
) -> str:
    """Draw a point as a link that its label belongs to, without the label's words.

    One without an address is no link.
    """
    x, y = here
    said = escape(said)
    box = label.box if label else None
    name = (
        f'<rect class="hit" x="{box.left:.1f}" y="{box.top:.1f}" '
        f'width="{box.right - box.left:.1f}" height="{box.bottom - box.top:.1f}"/>'
        if box
        else ""
    )
    dot = f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    if not address:
        return f'<g class="spot given"><title>{said}</title>{dot}</g>'
    return (
        f'<a class="spot" href="{escape(address)}" aria-label="{said}"><title>{said}</title>'
        f'<circle class="hit" cx="{x:.1f}" cy="{y:.1f}" r="{max(radius, 12):.1f}"/>{name}{dot}</a>'
    )


def _beside(x: float, y: float, away: float) -> Iterable[tuple[float, float, str]]:
    yield x + away, y + LINE * 0.28, "start"
    yield x - away, y + LINE * 0.28, "end"
    yield x, y - away, "middle"
    yield x, y + away + LINE * 0.75, "middle"
