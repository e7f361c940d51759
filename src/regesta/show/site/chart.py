"""The map: where messages were written, where they went, under the names of the year."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

from regesta.show.addresses import messages_address
from regesta.show.site.arcs import Arc, Box, Label, draw_arc, draw_spot, place_label
from regesta.show.site.land import View, land, view_of
from regesta.show.site.ways import Way, Ways
from regesta.show.wording import Wording
from regesta.understand.gazetteer import Place

MOST_WAYS = 48
SMALLEST, LARGEST = 3.0, 13.0


class Spot(Struct, frozen=True, kw_only=True):
    """A place of the map: its name then, how much was written there and came there."""

    place: Place
    name: str
    written: int
    received: int
    address: str

    @property
    def count(self) -> int:
        """How much it has to do with messages."""
        return self.written + self.received


class Journey(Struct, frozen=True, kw_only=True):
    """A way of the map, as the table behind it has it."""

    source: str
    target: str
    count: int
    address: str


class Chart(Struct, frozen=True, kw_only=True):
    """The picture, and what it shows as two tables; `more` ways are only in the lists."""

    picture: Markup
    spots: tuple[Spot, ...]
    journeys: tuple[Journey, ...]
    more: int


def chart(ways: Ways, year: str, words: Wording, place: str = "") -> Chart | None:
    """Draw the map of a year ("" for all), or of what left and reached one place."""
    every = ways.ways(year, place)
    spots = _spots(ways, every, year, words, place)
    if not spots:
        return None
    shown = every[:MOST_WAYS]
    view = view_of(
        [(one.place.longitude, one.place.latitude) for one in spots],
        least=40.0 if place else 24.0,
    )
    names = {one.place.id: one.name for one in spots}
    return Chart(
        picture=_draw(view, spots, shown, names, year, words, place),
        spots=tuple(sorted(spots, key=lambda one: (-one.count, one.name))),
        journeys=tuple(
            Journey(
                source=names[one.source],
                target=names[one.target],
                count=one.count,
                address=messages_address(one.source, one.target, year),
            )
            for one in shown
        ),
        more=len(every) - len(shown),
    )


def _spots(ways: Ways, every: Sequence[Way], year: str, words: Wording, place: str) -> list[Spot]:
    written, received = ways.written(year), ways.received(year)
    if place:
        # Of other places, only what has to do with this one.
        own = (written[place], received[place])
        written, received = Counter[str](), Counter[str]()
        for way in every:
            written[way.source] += way.count
            received[way.target] += way.count
        written[place], received[place] = own
    known = ways.places
    ids = {end for one in every for end in (one.source, one.target)}
    ids |= {place} if place else set(written)
    return [
        Spot(
            place=known[one],
            name=ways.name(known[one], year, words.language),
            written=written[one],
            received=received[one],
            address=_address(one, place, year, written),
        )
        for one in sorted(ids)
        if one in known and written[one] + received[one]
    ]  # fmt: skip


def _address(one: str, place: str, year: str, written: Counter[str]) -> str:
    """Lead to what was written at a place, else what went there; of one place, to and from it."""
    other = place if one != place else ""
    if written[one]:
        return messages_address(one, other, year)
    return messages_address(other, one, year)


def _draw(
    view: View,
    spots: Sequence[Spot],
    ways: Sequence[Way],
    names: dict[str, str],
    year: str,
    words: Wording,
    place: str,
) -> Markup:
    most = max((one.count for one in ways if one.source != one.target), default=1)
    greatest = max(one.count for one in spots)
    at = {one.place.id: view.at(one.place.longitude, one.place.latitude) for one in spots}
    radius = {
        one.place.id: SMALLEST + (LARGEST - SMALLEST) * math.sqrt(one.count / greatest)
        for one in spots
    }
    title = escape(words.say("map.picture"))
    parts = [
        f'<svg class="map" viewBox="0 0 {view.width:.0f} {view.height:.0f}" role="group" '
        f'aria-label="{title}">'
        f'<rect class="sea" width="{view.width:.0f}" height="{view.height:.0f}"/>'
        f'<path class="land" d="{land(view)}"/>'
    ]
    parts += [
        _line(way, at, radius, names, way.count / most, year, words)
        for way in reversed(ways)
        if way.source != way.target
    ]
    # A name may lie over a smaller place, but over none that comes before it.
    taken: list[Box] = []
    names_drawn: list[str] = []
    for spot in sorted(spots, key=lambda one: (one.place.id != place, -one.count, one.name)):
        key = spot.place.id
        (x, y), r = at[key], radius[key]
        taken.append(Box(x - r, y - r, x + r, y + r))
        label = place_label(x, y, r, spot.name, taken, view.width, view.height)
        parts.append(_spot(spot, at[key], radius[key], label, words))
        if label is not None:
            names_drawn.append(label.draw())
    parts.append(f'<g class="names" aria-hidden="true">{"".join(names_drawn)}</g></svg>')
    return Markup("".join(parts))  # noqa: S704 - every value was escaped above


def _line(
    way: Way,
    at: Mapping[str, tuple[float, float]],
    radius: Mapping[str, float],
    names: Mapping[str, str],
    share: float,
    year: str,
    words: Wording,
) -> str:
    count = words.count("count.records", way.count)
    return draw_arc(
        Arc(
            start=at[way.source],
            end=at[way.target],
            address=messages_address(way.source, way.target, year),
            label=f"{names[way.source]} → {names[way.target]}: {count}",
            share=share,
            room=(radius[way.source], radius[way.target]),
        )
    )


def _spot(
    spot: Spot, here: tuple[float, float], radius: float, label: Label | None, words: Wording
) -> str:
    """Draw a place as a link; its name, where it has room, is a part of the link too."""
    said = words.say("map.spot", name=spot.name, written=spot.written, received=spot.received)
    return draw_spot(here, radius, spot.address, said, label)
