"""The land as a picture needs it: the coasts that lie in a part of the world, as one path."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from msgspec import Struct

TURN = 360.0
# The least height of a picture, as a share of its width.
LEAST_HEIGHT = 0.44
Ring = tuple[tuple[float, float], ...]


class View(Struct, frozen=True, kw_only=True):
    """A part of the world in degrees, and how wide its picture is; equal steps of latitude.

    `west` may lie beyond -180 and `east` beyond 180: a view may cross the date line. Steps
    of longitude are as wide as they are in the middle of the view.
    """

    west: float
    east: float
    south: float
    north: float
    width: float = 1000.0

    @property
    def scale(self) -> float:
        """Units of the picture for a degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def rise(self) -> float:
        """Units of the picture for a degree of latitude."""
        return self.scale / _narrowing(self.south, self.north)

    @property
    def height(self) -> float:
        """The height of the picture."""
        return (self.north - self.south) * self.rise

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place lies in the picture, turned round the world into the view."""
        turned = round(longitude - self.west, 6) % TURN
        return turned * self.scale, (self.north - latitude) * self.rise


def _narrowing(south: float, north: float) -> float:
    """How much shorter a degree of longitude is in the middle of a view than at the equator."""
    return math.cos(math.radians(min(60.0, abs(south + north) / 2)))


@cache
def _rings() -> tuple[tuple[Ring, tuple[float, float, float, float]], ...]:
    """Read the rings, each with its west, east, south and north end."""
    source = files("regesta.show.site").joinpath("data", "land.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    rings = [tuple(_points(line)) for line in table["rings"].strip().splitlines()]
    return tuple(
        (ring, (min(p[0] for p in ring), max(p[0] for p in ring),
                min(p[1] for p in ring), max(p[1] for p in ring)))
        for ring in rings
    )  # fmt: skip


def _points(line: str) -> Iterator[tuple[float, float]]:
    numbers = [int(word) for word in line.split()]
    east = north = 0
    for step in zip(numbers[::2], numbers[1::2], strict=True):
        east, north = east + step[0], north + step[1]
        yield east / 10, north / 10


@lru_cache(maxsize=256)
def land(view: View) -> str:
    """Return the coasts in a view as the data of an SVG path, in the picture's units."""
    parts: list[str] = []
    for ring, (west, east, south, north) in _rings():
        if north < view.south or south > view.north:
            continue
        for turn in (-TURN, 0.0, TURN):
            if east + turn >= view.west and west + turn <= view.east:
                parts.append(_path(_cut([(x + turn, y) for x, y in ring], view), view))
    return "".join(parts)


def _path(ring: Sequence[tuple[float, float]], view: View) -> str:
    """Return a ring as steps in whole units; steps that are none are left out."""
    if len(ring) < 3:
        return ""
    points = [
        (round((x - view.west) * view.scale), round((view.north - y) * view.rise)) for x, y in ring
    ]
    words = [f"M{points[0][0]} {points[0][1]}"]
    last = points[0]
    for point in points[1:]:
        if point != last:
            words.append(f"l{point[0] - last[0]} {point[1] - last[1]}")
            last = point
    return "".join(words) + "z" if len(words) > 2 else ""


def _cut(ring: Sequence[tuple[float, float]], view: View) -> list[tuple[float, float]]:
    """Cut a ring to the view and a little around it (Sutherland and Hodgman's rule)."""
    room = (view.east - view.west) / 50
    found = list(ring)
    for axis, limit, sign in (
        (0, view.west - room, 1), (0, view.east + room, -1),
        (1, view.south - room, 1), (1, view.north + room, -1),
    ):  # fmt: skip
        kept: list[tuple[float, float]] = []
        for number, here in enumerate(found):
            before = found[number - 1]
            inside, was = (sign * (point[axis] - limit) >= 0 for point in (here, before))
            if inside != was:
                share = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append(
                    (
                        before[0] + share * (here[0] - before[0]),
                        before[1] + share * (here[1] - before[1]),
                    )
                )
            if inside:
                kept.append(here)
        found = kept
    return found


def view_of(
    places: Sequence[tuple[float, float]], *, least: float = 24.0, width: float = 1000.0
) -> View:
    """Return the smallest fair view of places (longitude, latitude), with a margin.

    It is cut where the widest gap between the places lies, be that the Pacific; `least` is
    how many degrees it spans at least.

    >>> view = view_of([(116.4, 39.9), (-77.0, 38.9), (37.6, 55.8)])
    >>> round(view.west), round(view.east)
    (-96, 136)
    """
    across = sorted({round(longitude, 6) % TURN for longitude, _ in places}) or [0.0]
    gaps = [
        ((after - before) % TURN or TURN, after)
        for before, after in zip([across[-1], *across[:-1]], across, strict=True)
    ]
    gap, west = max(gaps)
    span = TURN - gap
    wide = min(TURN, max(span * 1.2, least))
    start = west - (wide - span) / 2
    if start > TURN / 2:
        start -= TURN
    south = min((latitude for _, latitude in places), default=-30.0)
    north = max((latitude for _, latitude in places), default=60.0)
    middle = (south + north) / 2
    tall = max((north - south) * 1.3, wide * LEAST_HEIGHT * _narrowing(south, north))
    south, north = middle - tall / 2, middle + tall / 2
    if north > 84:
        south, north = max(-60.0, south - (north - 84)), 84.0
    if south < -60:
        south, north = -60.0, min(84.0, north + (-60 - south))
    return View(west=start, east=start + wide, south=south, north=north, width=width)
