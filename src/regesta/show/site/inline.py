"""A stretch of text with overlapping spans as well-nested, escaped HTML, in one pass.

Spans may overlap in any way; where one ends inside another, the inner element is closed
and opened again, so that the markup nests. Whatever is not our own tag is escaped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from html import escape
from operator import attrgetter

from msgspec import Struct


class Span(Struct, frozen=True):
    """A span of a body: `tag` is the element, `attributes` its ready, escaped attributes.

    `once` are attributes of the element where the span begins, and not where it is opened again.
    """

    start: int
    end: int
    tag: str
    attributes: str = ""
    once: str = ""

    @property
    def interactive(self) -> bool:
        """Whether a reader can act on it; such elements must not nest."""
        return self.tag == "a"


class Point(Struct, frozen=True):
    """Ready HTML to stand at one place of a body; it may hold links of its own."""

    offset: int
    html: str


class Inline:
    """The spans and points of one body, sorted once; `html` must be asked in reading order."""

    def __init__(self, body: str, spans: Sequence[Span], points: Sequence[Point] = ()) -> None:
        self.body = body
        self._spans = sorted(spans, key=lambda span: (span.start, -span.end))
        self._points = sorted(points, key=attrgetter("offset"))
        self._next_span = 0
        self._next_point = 0
        self._open: list[Span] = []

    def html(self, start: int, end: int) -> str:
        """Give the HTML of body[start:end]; newlines become `<br>`."""
        events = self._events(start, end)
        out: list[str] = []
        stack: list[Span] = []
        cursor = start
        for offset, order, _, item in events:
            if offset > cursor:
                out.append(_text(self.body[cursor:offset]))
                cursor = offset
            if isinstance(item, Point):
                _insert(item, stack, out)
            elif order == _CLOSE:
                _close(item, stack, out)
            else:
                stack.append(item)
                out.append(_start_tag(item, item.once if offset == item.start else ""))
        out.append(_text(self.body[cursor:end]))
        return "".join(out)

    def points(self, start: int, end: int) -> str:
        """Give only what stands at places of body[start:end]: page breaks, anchors of notes."""
        events = self._events(start, end)
        return "".join(item.html for *_, item in events if isinstance(item, Point))

    def _events(self, start: int, end: int) -> list[tuple[int, int, int, Span | Point]]:
        """Collect what opens, closes or stands between `start` and `end`, in order."""
        carried = [span for span in self._open if span.end > start]
        while self._next_span < len(self._spans) and self._spans[self._next_span].start < end:
            carried.append(self._spans[self._next_span])
            self._next_span += 1
        self._open = carried
        events: list[tuple[int, int, int, Span | Point]] = []
        for span in carried:
            first, last = max(span.start, start), min(span.end, end)
            if first < last:
                events.append((first, _OPEN, -last, span))
                events.append((last, _CLOSE, -first, span))
        while self._next_point < len(self._points):
            point = self._points[self._next_point]
            if point.offset > end:
                break
            events.append((max(point.offset, start), _STAND, 0, point))
            self._next_point += 1
        events.sort(key=_in_order)
        return events


_CLOSE, _STAND, _OPEN = 0, 1, 2


def _in_order(event: tuple[int, int, int, Span | Point]) -> tuple[int, int, int]:
    return event[:3]


def without_overlap(spans: Sequence[Span]) -> list[Span]:
    """Drop every interactive span that overlaps one that stands before it in the list.

    Links must not nest in HTML; so the list comes with what matters most first.
    """
    kept: list[Span] = []
    starts: list[int] = []
    ends: list[int] = []
    for span in spans:
        if span.interactive:
            at = bisect_right(starts, span.start)
            if (at and ends[at - 1] > span.start) or (at < len(starts) and starts[at] < span.end):
                continue
            starts.insert(at, span.start)
            ends.insert(at, span.end)
        kept.append(span)
    return kept


def _start_tag(span: Span, once: str = "") -> str:
    return f"<{' '.join(part for part in (span.tag, span.attributes, once) if part)}>"


def _close(span: Span, stack: list[Span], out: list[str]) -> None:
    """Close `span`, closing and reopening what was opened inside it and goes on."""
    reopened: list[Span] = []
    while stack:
        top = stack.pop()
        out.append(f"</{top.tag}>")
        if top is span:
            break
        reopened.append(top)
    for inner in reversed(reopened):
        stack.append(inner)
        out.append(_start_tag(inner))


def _insert(point: Point, stack: list[Span], out: list[str]) -> None:
    """Set a point, stepping outside any link that is open, since links must not nest."""
    depth = next((i for i, span in enumerate(stack) if span.interactive), len(stack))
    inner = stack[depth:]
    out.extend(f"</{span.tag}>" for span in reversed(inner))
    out.append(point.html)
    out.extend(_start_tag(span) for span in inner)


def _text(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")
