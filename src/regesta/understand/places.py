"""Places and organisations named in a text, by their names of any time and script."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick

from regesta.model import EntityKind, EntityMention, Mark, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.gazetteer import place_entities

# Shorter names are too often something else.
SHORTEST = 3
SHORTEST_EAST = 2
CURLY = str.maketrans({"'": "’"})
CONFIDENCE = {"edition's markup": 1.0, "authority": 0.95, "gazetteer": 0.9, "table": 0.9}
# Words behind a place's name that make it the name of something else.
NOT_THE_PLACE = (" Pact", " Conference", " Treaty", " Agreement", " Accord", " Declaration")


class Named(NamedTuple):
    """Whose name it is, and where it was found."""

    entity: str
    kind: EntityKind
    rule: str


class Names:
    """Names of places and organisations, found together in one pass (Aho-Corasick 1975)."""

    def __init__(self, entries: Iterable[tuple[str, Named]]) -> None:
        self._automaton = ahocorasick.Automaton()
        self._empty = True
        for name, named in entries:
            shortest = SHORTEST if name.isascii() else SHORTEST_EAST
            if len(name) < shortest:
                continue
            for form in {name, name.translate(CURLY)}:
                if form not in self._automaton:
                    self._automaton.add_word(form, (form, named))
                    self._empty = False
        self._automaton.make_automaton()

    def find(self, body: str) -> Iterator[tuple[int, int, Named]]:
        """Yield start, end and bearer of every whole name, the longest where several end."""
        if self._empty:
            return
        for last, (form, named) in self._automaton.iter_long(body):
            start, end = last - len(form) + 1, last + 1
            if _whole(body, start, end):
                yield start, end, named


def _whole(body: str, start: int, end: int) -> bool:
    """Tell whether a name stands alone; hanzi need no blanks around them."""
    if body[start] >= "⺀":
        return True
    return not (body[start - 1 : start].isalnum() or body[end : end + 1].isalnum())


@cache
def _builtin() -> tuple[tuple[str, Named], ...]:
    """The names of the gazetteer and of the table of organisations."""
    table = tomllib.loads(
        (files(__package__) / "data" / "organisations.toml").read_text(encoding="utf-8")
    )
    places = tuple(
        (form, Named(entity.id, "place", "gazetteer"))
        for entity in place_entities()
        for form in (entity.name, *(one.name for one in entity.names))
    )
    bodies = tuple(
        (form, Named(identifier, "organisation", "table"))
        for identifier, forms in table["organisations"].items()
        for form in forms
    )
    return places + bodies


def names_of(authority: Authority) -> Names:
    """Return the names of an authority's places and organisations, and the built-in ones."""
    own = (
        (form, Named(entity.id, entity.kind, "authority"))
        for entity in authority.entities.values()
        if entity.kind in ("place", "organisation")
        for form in (entity.name, *(one.name for one in entity.names))
    )
    return Names([*own, *_builtin()])


def find_places(record: Record, context: Context) -> list[EntityMention]:
    """Return the places and organisations named in the record's texts, with their entities' ids.

    A name of any time counts: Port Arthur and Lüshun are one place. What the edition itself
    marks is given beside; a name that only begins a longer one ("Geneva Conference") is no place.
    """
    names = context.authority.derive(names_of)
    return [
        mention
        for index, text in enumerate(record.texts)
        for mention in (
            *_in_text(text, index, names),
            *_marked(text, index, context.authority),
        )
    ]


def _in_text(text: Text, index: int, names: Names) -> Iterator[EntityMention]:
    body = text.body
    for start, end, named in names.find(body):
        if named.kind == "place" and body.startswith(NOT_THE_PLACE, end):
            continue
        yield EntityMention(
            start=start,
            end=end,
            quote=body[start:end],
            rule=named.rule,
            confidence=CONFIDENCE[named.rule],
            text=index,
            kind=named.kind,
            entity=named.entity,
        )


def _marked(text: Text, index: int, authority: Authority) -> Iterator[EntityMention]:
    """What the edition itself marks as a place or organisation of its lists."""
    for mark in text.marks:
        if mark.kind not in ("place", "organisation") or mark.note:
            continue
        if entity := _target(mark, authority):
            yield EntityMention(
                start=mark.start,
                end=mark.end,
                quote=text.body[mark.start : mark.end],
                rule="edition's markup",
                confidence=CONFIDENCE["edition's markup"],
                text=index,
                kind=mark.kind,
                entity=entity,
            )


def _target(mark: Mark, authority: Authority) -> str:
    entity = authority.get(mark.target) if mark.target else None
    return entity.id if entity else ""
