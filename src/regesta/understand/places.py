"""Places and organisations named in a record, by the authority, gazetteer and table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import ahocorasick

from regesta.model import Block, Entity, EntityKind, EntityMention, NameForm, Record
from regesta.understand.authority import BUILTIN, Authority
from regesta.understand.context import Context
from regesta.understand.gazetteer import capital, gazetteer
from regesta.understand.names_plain import has_other_letters, plain

_LATIN = re.compile(r"^[\x00-\u024f\u1e00-\u1eff’‘–]+$")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u3040-\ud7ff]")
_PLACED = re.compile(r"\b(?:at|in|from|to|via|near|reach|leave|left|visit|of)\s$")
_REGION = re.compile(r", (?:[A-Z][a-z]+|D\.C\.|[A-Z]{2}\b)|, \d|—")
_SHORT = 3
# Words behind a place's name that make it the name of something else.
_NOT_THE_PLACE = (" Pact", " Conference", " Treaty", " Agreement", " Accord", " Declaration")

Scan = tuple[tuple[int, int, str, EntityKind, str], ...]


class TermIndex:
    """Names of places and organisations in one automaton; `terms` gives kind and id of each.

    Latin names are sought as whole words in the letters of `names_plain`, names in other
    scripts as they are.
    """

    def __init__(self, authority: Authority) -> None:
        self.terms: dict[str, tuple[EntityKind, str, str]] = {}
        self.latin = ahocorasick.Automaton()
        self.other = ahocorasick.Automaton()
        for kind, identifier, name, forms in _entries(authority):
            for form in forms:
                self._add(kind, identifier, name, form)
        self.latin.make_automaton()
        self.other.make_automaton()

    def _add(self, kind: EntityKind, identifier: str, name: str, form: str) -> None:
        for key in _keys(form):
            if key not in self.terms:
                self.terms[key] = (kind, identifier, name)
                (self.latin if key[0] == " " else self.other).add_word(key, key)


@lru_cache(maxsize=16_384)
def _keys(form: str) -> tuple[str, ...]:
    """Return the terms of a form of a name, those in Latin letters with blanks around.

    They are remembered, since the tables are the same for every source.
    """
    if not _LATIN.match(form):
        return (form,) if len(form) > 1 else ()
    words = " ".join(plain(form).split())
    if len(words) < _SHORT or not any(map(str.isupper, words)) or words in _words_in_capitals():
        return ()
    # In capitals too; of a short name that is another word.
    return tuple({f" {words} ", f" {words.upper()} "}) if len(words) > 3 else (f" {words} ",)


def _entries(authority: Authority) -> Iterator[tuple[EntityKind, str, str, Iterable[str]]]:
    """Yield what can be named, the authority's own entries before those of the tables."""
    for entity in authority.entities.values():
        if entity.kind in ("place", "organisation"):
            forms = [entity.name, *(form.name for form in entity.names)]
            yield entity.kind, entity.id, entity.name, forms
    for place in gazetteer().places.values():
        forms = [place.name, *(form.name for form in place.names)]
        yield "place", place.id, place.name, [form for form in forms if "," not in form]
    for entity in builtin_organisations():
        if not authority.named(entity.name):
            forms = [entity.name, *(form.name for form in entity.names)]
            yield entity.kind, entity.id, entity.name, forms


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    source = files("regesta.understand").joinpath("data", "organisations.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _words_in_capitals() -> frozenset[str]:
    return frozenset(_table()["words"].split())


@lru_cache(maxsize=1)
def builtin_organisations() -> tuple[Entity, ...]:
    """Return the organisations of `data/organisations.toml` as entities of origin "builtin"."""
    return tuple(
        Entity(
            id=identifier,
            kind="organisation",
            name=name,
            names=tuple(NameForm(name=form) for form in forms.split("; ") if form),
            origin=BUILTIN,
        )
        for identifier, name, forms in _table()["organisations"]
    )


@lru_cache(maxsize=4)
def _scan(text: str, index: TermIndex) -> Scan:
    """Return (start, end, id, kind, name) of all names, of overlapping ones the longest."""
    hits: list[tuple[int, int, str, EntityKind, str]] = []
    for stop, term in index.latin.iter(plain(text)):
        _keep(hits, stop - len(term) + 1, stop - 1, term, index)
    if index.other and has_other_letters(text) and _OTHER_SCRIPT.search(text):
        others: list[tuple[int, int, str, EntityKind, str]] = []
        for stop, term in index.other.iter(text):
            _keep(others, stop - len(term) + 1, stop + 1, term, index)
        hits.extend(others)
    return tuple(hits)


def _keep(
    hits: list[tuple[int, int, str, EntityKind, str]],
    start: int,
    end: int,
    term: str,
    index: TermIndex,
) -> None:
    while hits and start <= hits[-1][0]:
        hits.pop()
    if not hits or start >= hits[-1][1]:
        kind, identifier, name = index.terms[term]
        hits.append((start, end, identifier, kind, name))


def find_places(record: Record, context: Context) -> list[EntityMention]:
    """Return the places and organisations named in the record's texts, with their entities' ids.

    Names of their time count ("Port Arthur", "Dairen", "Peiping"), in any script; the id is
    the authority's, else the gazetteer's or that of the table of organisations. A name that
    is also a person's or a common word ("Nice", "Wellington") counts only in a dateline,
    after "in", "at", "from", "to", or before its region; one that begins a longer name
    ("Geneva Conference") is no place. What the edition itself marks is given beside.
    """
    return [*_found(record, context), *_marked(record, context.authority)]


def find_organisations(record: Record, context: Context) -> list[EntityMention]:
    """Return what `find_places` returns, the organisations alone."""
    return [each for each in find_places(record, context) if each.kind == "organisation"]


def _found(record: Record, context: Context) -> Iterator[EntityMention]:
    index = context.authority.derive(TermIndex)
    for number, text in enumerate(record.texts):
        datelines = [block for block in text.blocks if block.kind == "dateline"]
        for start, end, identifier, kind, name in _scan(text.body, index):
            quote = text.body[start:end]
            doubtful = kind == "place" and _is_doubtful(quote, name)
            if doubtful and not _is_placed(text.body, start, end, datelines):
                continue
            if kind == "place" and text.body.startswith(_NOT_THE_PLACE, end):
                continue
            yield EntityMention(
                start=start,
                end=end,
                quote=quote,
                rule=f"{kind} by name",
                confidence=0.75 if doubtful else 0.9,
                text=number,
                kind=kind,
                entity=identifier,
                name=name,
            )


def _marked(record: Record, authority: Authority) -> Iterator[EntityMention]:
    """Yield what the edition itself marks as a place or organisation of its lists."""
    for number, text in enumerate(record.texts):
        for mark in text.marks:
            if mark.kind not in ("place", "organisation") or mark.note or not mark.target:
                continue
            entity = authority.get(mark.target)
            if entity is not None:
                yield EntityMention(
                    start=mark.start,
                    end=mark.end,
                    quote=text.body[mark.start : mark.end],
                    rule="edition's markup",
                    confidence=1.0,
                    text=number,
                    kind=mark.kind,
                    entity=entity.id,
                    name=entity.name,
                )


@lru_cache(maxsize=4096)
def _is_doubtful(quote: str, name: str) -> bool:
    """Tell a name that means other things as often, or a country as well as its capital."""
    return quote in gazetteer().doubtful or (quote != name and bool(capital(quote)))


def _is_placed(text: str, start: int, end: int, datelines: list[Block]) -> bool:
    """Tell whether the words around a doubtful name speak of a place."""
    if any(block.start <= start < block.end for block in datelines):
        return True
    if capital(text[start:end]):
        return False
    following = text[end : end + 14]
    if following[:1] == " " and following[1:2].isupper():
        return False
    return bool(_PLACED.search(text[max(0, start - 8) : start]) or _REGION.match(following))
