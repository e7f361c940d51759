"""Who wrote to whom as a picture: the correspondents of a period, or those of one person."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from html import escape

from markupsafe import Markup
from msgspec import Struct

from regesta.keep.entries import PairCount
from regesta.show.addresses import entity_address, letters_address, search_address
from regesta.show.site.arcs import LETTER, Arc, draw_arc, draw_spot, label_at
from regesta.show.site.layout import Point, spread, without_bands
from regesta.show.wording import Wording

WIDTH, HEIGHT = 1000.0, 640.0
STAR_WIDTH, STAR_HEIGHT = 640.0, 400.0
EDGE = 8.0
MOST_POINTS = 28
MOST_AROUND = 10
FEWEST = 2
# The highest band of the picture that may be empty.
BAND = 40.0
LONGEST_NAME = 30
SMALLEST, LARGEST = 5.0, 17.0
_ARTICLE = re.compile(r"(?:the|an?) ", re.I)
_HOLDER = re.compile(r"\([^()]{2,16}\)$")

Key = tuple[str, str]
Layout = Callable[
    [tuple[Key, ...], tuple[PairCount, ...], tuple[tuple[float, float], ...]], list[Point]
]


class Network(Struct, frozen=True, kw_only=True):
    """The picture, and its ties for the table behind it, each with the search that finds it."""

    picture: Markup
    ties: tuple[tuple[PairCount, str], ...]


def pair_address(pair: PairCount, year: str = "") -> str:
    """Give the search for the records of a pair; their letters where a name is as given.

    A name as given could find others.
    """
    if not (pair.sender_id and pair.recipient_id):
        return letters_address(pair.sender, pair.recipient, year)
    filters = {"sender": [pair.sender], "recipient": [pair.recipient]}
    return search_address("", filters, since=year, until=year)


def busiest(pairs: Iterable[PairCount]) -> list[PairCount]:
    """Return the ties among the correspondents with most letters, most first."""
    known = [one for one in pairs if _ends(one)[0] != _ends(one)[1]]
    totals: Counter[Key] = Counter()
    for one in known:
        for end in _ends(one):
            totals[end] += one.documents
    chosen = {key for key, _ in totals.most_common(MOST_POINTS)}
    return [one for one in known if chosen.issuperset(_ends(one))]


def _ends(pair: PairCount) -> tuple[Key, Key]:
    return (pair.sender_id, pair.sender), (pair.recipient_id, pair.recipient)


@lru_cache(maxsize=256)
def place_network(
    keys: tuple[Key, ...], pairs: tuple[PairCount, ...], sizes: tuple[tuple[float, float], ...]
) -> list[Point]:
    """Return where each correspondent stands; costly, and the same in every language."""
    number = {key: at for at, key in enumerate(keys)}
    most = max(one.documents for one in pairs)
    ties = [
        (
            number[one.sender_id, one.sender],
            number[one.recipient_id, one.recipient],
            math.sqrt(one.documents / most),
        )
        for one in pairs
    ]
    return spread(len(keys), ties, sizes, WIDTH, HEIGHT)


def network(pairs: Sequence[PairCount], year: str, words: Wording) -> Network | None:
    """Draw the correspondents of a year ("" for all years); None for fewer than two ties.

    `pairs` come from `busiest`.
    """
    if len(pairs) < FEWEST:
        return None
    return _draw(pairs, WIDTH, year, words, place_network)


def star(pairs: Sequence[PairCount], centre: str, words: Wording) -> Network | None:
    """Draw one correspondent with those around it; None for fewer than two of them."""
    own = [one for one in pairs if _ends(one)[0] != _ends(one)[1]]
    others: Counter[Key] = Counter()
    for one in own:
        other = (
            (one.recipient_id, one.recipient)
            if one.sender_id == centre
            else (one.sender_id, one.sender)
        )
        others[other] += one.documents
    if len(others) < FEWEST:
        return None
    around = {key for key, _ in others.most_common(MOST_AROUND)}
    shown = [
        one
        for one in own
        if (one.recipient_id, one.recipient) in around or (one.sender_id, one.sender) in around
    ]
    return _draw(shown, STAR_WIDTH, "", words, lambda keys, *_: _circle(keys, centre))


def _circle(keys: Sequence[Key], centre: str) -> list[Point]:
    """Set one point in the middle, and the others on an ellipse around it."""
    around = [key for key in keys if key[0] != centre]
    at: dict[Key, Point] = {}
    for number, key in enumerate(around):
        turn = 2 * math.pi * (number + 0.5) / len(around) - math.pi / 2
        at[key] = (
            STAR_WIDTH / 2 + math.cos(turn) * STAR_WIDTH * 0.36,
            STAR_HEIGHT / 2 + math.sin(turn) * STAR_HEIGHT * 0.4 - 8,
        )
    return [at.get(key, (STAR_WIDTH / 2, STAR_HEIGHT / 2 - 8)) for key in keys]


def _draw(
    pairs: Sequence[PairCount],
    wide: float,
    year: str,
    words: Wording,
    place: Layout,
) -> Network:
    totals: Counter[Key] = Counter()
    for one in pairs:
        for end in _ends(one):
            totals[end] += one.documents
    keys = [key for key, _ in sorted(totals.items(), key=lambda item: (-item[1], item[0]))]
    most, greatest = max(one.documents for one in pairs), max(totals.values())
    radius = {
        key: SMALLEST + (LARGEST - SMALLEST) * math.sqrt(totals[key] / greatest) for key in keys
    }
    sizes = [
        (max(len(_short(key[1])) * LETTER + 8, 2 * radius[key]), 2 * radius[key] + 26)
        for key in keys
    ]
    points, height = without_bands(place(tuple(keys), tuple(pairs), tuple(sizes)), sizes, BAND)
    at = dict(zip(keys, points, strict=True))
    parts = [
        f'<svg class="network" viewBox="0 0 {wide:.0f} {height + EDGE:.0f}" role="group" '
        f'aria-label="{escape(words.say("network.picture"))}">'
    ]
    parts += [_tie(one, at, radius, one.documents / most, year, words) for one in reversed(pairs)]
    labels = [
        label_at(at[key][0], at[key][1] + radius[key] + 16, "middle", _short(key[1]))
        for key in keys
    ]
    parts += [
        draw_spot(
            at[key],
            radius[key],
            entity_address(key[0]) if key[0] else "",
            f"{key[1]}: {words.count('count.records', totals[key])}",
            label,
        )
        for key, label in zip(keys, labels, strict=True)
    ]
    names = "".join(label.draw() for label in labels)
    parts.append(f'<g class="names" aria-hidden="true">{names}</g></svg>')
    return Network(
        picture=Markup("".join(parts)),  # noqa: S704 - every value was escaped
        ties=tuple((one, pair_address(one, year)) for one in pairs),
    )


def _tie(
    pair: PairCount,
    at: dict[Key, Point],
    radius: dict[Key, float],
    share: float,
    year: str,
    words: Wording,
) -> str:
    source, target = _ends(pair)
    count = words.count("count.records", pair.documents)
    return draw_arc(
        Arc(
            start=at[source],
            end=at[target],
            address=pair_address(pair, year),
            label=f"{pair.sender} → {pair.recipient}: {count}",
            share=share,
            room=(radius[source], radius[target]),
        ),
        bend=0.1,
    )


def _short(name: str) -> str:
    """Give a name as a label has room for, without an article; who holds an office stays.

    >>> _short("the Ambassador in the United Kingdom (Gifford)")
    'Ambassador in the… (Gifford)'
    """
    article = _ARTICLE.match(name)
    plain = name[article.end() :] if article else name
    plain = plain[:1].upper() + plain[1:]
    if len(plain) <= LONGEST_NAME:
        return plain
    holder = _HOLDER.search(plain)
    end = f" {holder[0]}" if holder else ""
    return plain[: LONGEST_NAME - 1 - len(end)].rpartition(" ")[0].rstrip(" ,") + "…" + end
