"""Whether a record without the number told is the telegram meant, under another number."""

from __future__ import annotations

from regesta.link.ask import Ask, Features
from regesta.link.describe import HOME_KEYS
from regesta.link.joint import span
from regesta.link.keys import Index

_ENOUGH_NAMES, _ENOUGH_WORDS = 4.0, 8.0
_RARE = 0.5  # how much a name tells that the volume does not know


def add_joint(ask: Ask, index: Index, place: int, found: Features) -> None:
    """Add what tells whether a record that bears another number is the telegram meant."""
    meant, there = ask.meant, index.headers[place]
    first, last = span(meant, index, ask.citing)
    if last:
        inside = first - 1 <= there.day <= last + 1
        found.append(("in the span of its number" if inside else "out of its number's span", 1.0))
    if not there.numbers:
        found.append(("its number may be lost", 1.0))
    if there.genre == "circular":
        found.append(("a circular", 1.0))
    if not HOME_KEYS.isdisjoint(index.ends[place][0]):
        found.append(("sent by the home office", 1.0))
    here, shelf = ask.here, ask.shelf
    names = set(here.names).intersection(there.names)
    told = sum([shelf.weight.get(key, _RARE) for key in names])
    found.append(("names of both openings", min(told, _ENOUGH_NAMES)))
    words = set(here.words).intersection(there.words)
    told = sum([shelf.word_weight.get(stem, _RARE) for stem in words])
    found.append(("words of both openings", min(told, _ENOUGH_WORDS)))
