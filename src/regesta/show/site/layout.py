"""Where the points of a network stand: those that wrote much with one another stand near.

Springs and repulsion by Fruchterman and Reingold's rule, from a fixed start, so that the same
network always looks the same; then labels that overlap are moved apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

ROUNDS = 140
APART_ROUNDS = 120
GOLDEN = math.pi * (3 - math.sqrt(5))

Point = tuple[float, float]


def spread(
    count: int,
    ties: Sequence[tuple[int, int, float]],
    sizes: Sequence[tuple[float, float]],
    width: float,
    height: float,
) -> list[Point]:
    """Return a place for each of `count` points inside a picture.

    `ties` are (point, point, strength in 0..1), `sizes` the width and height that each point
    takes with its label. The most important points come first. Takes time in the square of
    the number of points.
    """
    if count == 0:
        return []
    at = [
        (math.sqrt((n + 0.5) / count) * math.cos(n * GOLDEN) * 0.5,
         math.sqrt((n + 0.5) / count) * math.sin(n * GOLDEN) * 0.5)
        for n in range(count)
    ]  # fmt: skip
    best = 0.9 / math.sqrt(count)
    for turn in range(ROUNDS):
        heat = 0.1 * (1 - turn / ROUNDS) + 0.002
        at = _step(at, ties, best, heat)
    return _apart(_fit(at, width, height, sizes), sizes, width, height)


def without_bands(
    at: Sequence[Point], sizes: Sequence[tuple[float, float]], widest: float
) -> tuple[list[Point], float]:
    """Close bands across the picture in which no point stands, down to `widest`.

    Returns the points, and the height that the picture needs then. Groups without a tie between
    them are pushed to the edges otherwise.
    """
    moved = dict(enumerate(at))
    bottom = 0.0
    saved = 0.0
    for number in sorted(moved, key=lambda one: at[one][1] - sizes[one][1] / 2):
        (x, y), half = at[number], sizes[number][1] / 2
        saved += max(0.0, y - saved - half - bottom - widest)
        moved[number] = (x, y - saved)
        bottom = max(bottom, y - saved + half)
    return [moved[number] for number in range(len(at))], bottom


def _step(
    at: Sequence[Point], ties: Sequence[tuple[int, int, float]], best: float, heat: float
) -> list[Point]:
    """Move every point a little, at most by `heat`."""
    pull = [[-x * 0.9, -y * 0.9] for x, y in at]
    for one in range(len(at)):
        x, y = at[one]
        own = pull[one]
        for other in range(one + 1, len(at)):
            dx, dy = x - at[other][0], y - at[other][1]
            push = best * best / (dx * dx + dy * dy + 1e-6)
            own[0] += dx * push
            own[1] += dy * push
            pull[other][0] -= dx * push
            pull[other][1] -= dy * push
    for one, other, strength in ties:
        dx, dy = at[one][0] - at[other][0], at[one][1] - at[other][1]
        draw = math.hypot(dx, dy) / best * (0.25 + strength)
        pull[one][0] -= dx * draw
        pull[one][1] -= dy * draw
        pull[other][0] += dx * draw
        pull[other][1] += dy * draw
    moved: list[Point] = []
    for (x, y), (dx, dy) in zip(at, pull, strict=True):
        length = math.hypot(dx, dy) or 1.0
        step = min(length, heat)
        moved.append((x + dx / length * step, y + dy / length * step))
    return moved


def _fit(
    at: Sequence[Point], width: float, height: float, sizes: Sequence[tuple[float, float]]
) -> list[Point]:
    """Stretch the points over the picture, with room for labels at its edges."""
    wide, tall = max(size[0] for size in sizes) / 2, max(size[1] for size in sizes) / 2
    left, right = min(x for x, _ in at), max(x for x, _ in at)
    top, bottom = min(y for _, y in at), max(y for _, y in at)
    across, down = (right - left) or 1.0, (bottom - top) or 1.0
    return [
        (
            wide + (x - left) / across * (width - 2 * wide) if right > left else width / 2,
            tall + (y - top) / down * (height - 2 * tall) if bottom > top else height / 2,
        )
        for x, y in at
    ]


def _apart(
    at: Sequence[Point], sizes: Sequence[tuple[float, float]], width: float, height: float
) -> list[Point]:
    """Move points whose labels overlap apart, along the shorter way, until none do."""
    found = [list(point) for point in at]
    for _ in range(APART_ROUNDS):
        moved = False
        for one in range(len(found)):
            for other in range(one + 1, len(found)):
                dx = found[one][0] - found[other][0]
                dy = found[one][1] - found[other][1]
                over_x = (sizes[one][0] + sizes[other][0]) / 2 - abs(dx)
                over_y = (sizes[one][1] + sizes[other][1]) / 2 - abs(dy)
                if over_x <= 0 or over_y <= 0:
                    continue
                moved = True
                axis, over, away = (0, over_x, dx) if over_x < over_y * 1.5 else (1, over_y, dy)
                push = (over / 2 + 1) * (1 if away >= 0 else -1)
                found[one][axis] += push
                found[other][axis] -= push
        for point, (wide, tall) in zip(found, sizes, strict=True):
            point[0] = min(max(point[0], wide / 2), width - wide / 2)
            point[1] = min(max(point[1], tall / 2), height - tall / 2)
        if not moved:
            break
    return [(x, y) for x, y in found]
