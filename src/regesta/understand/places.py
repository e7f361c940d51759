"""Places and organisations named in a record, by the authority, gazetteer and table."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import Any

from regesta.model import Block, Entity, EntityKind, EntityMention, NameForm, Record
from regesta.understand.authority import BUILTIN, Authority
from regesta.understand.context import Context
from regesta.understand.gazetteer import capital, gazetteer
from regesta.understand.names_plain import plain
from regesta.understand.triggers import Sweep

_LATIN = re.compile(r"^[\x00-\u024f\u1e00-\u1eff’‘–]+$")
_PLACED = re.compile(r"\b(?:at|in|from|to|via|near|reach|leave|left|visit|of)\s$")
_REGION = re.compile(r", (?:[A-Z][a-z]+|D\.C\.|[A-Z]{2}\b)|, \d|—")
_SHORT = 3
# Words behind a place's name that make it the name of something else.
_NOT_THE_PLACE = (" Pact", " Conference", " Treaty", " Agreement", " Accord", " Declaration")

Known = tuple[EntityKind, str, str]
Scan = list[tuple[int, int, Known]]
"""Start, end, and the kind, id and full name of what bears the name that stands there."""


class TermIndex:
    """Names of the authority's places and organisations, and which of the tables' it replaces.

    Latin names are sought as whole words in the letters of `names_plain`, names in other
    scripts as they are. The names of the tables are the same for every authority: they are
    found by the sweep that all rules share, those of the authority by one of its own.
    """

    def __init__(self, authority: Authority) -> None:
        self.own = Sweep(names=True)
        self.terms = _terms(_entries(authority))
        self.table = self.own.add(lambda: self.terms)
        self.replaced = frozenset(
            entity.id for entity in builtin_organisations() if authority.named(entity.name)
        )


def _terms(named: Iterable[tuple[Known, Iterable[str]]]) -> dict[str, Known]:
    """Return what each name means: the first that bears it."""
    terms: dict[str, Known] = {}
    for known, forms in named:
        for form in forms:
            for key in _keys(form):
                terms.setdefault(key, known)
    return terms


def _keys(form: str) -> Iterable[str]:
    """Return a form of a name as it is sought: in plain letters, and in capitals too."""
    if not _LATIN.match(form):
        return (form,) if len(form) > 1 else ()
    words = " ".join(plain(form).split())
    if len(words) < _SHORT or not any(map(str.isupper, words)) or words in _words_in_capitals():
        return ()
    # In capitals too; of a short name that is another word.
    return (words, words.upper()) if len(words) > 3 else (words,)


def _entries(authority: Authority) -> Iterator[tuple[Known, Iterable[str]]]:
    """Yield the authority's own places and organisations with their names."""
    for entity in authority.entities.values():
        if entity.kind in ("place", "organisation"):
            forms = [entity.name, *(form.name for form in entity.names)]
            yield (entity.kind, entity.id, entity.name), forms


def _tables() -> Iterator[tuple[Known, Iterable[str]]]:
    """Yield the places and organisations of the tables with their names."""
    for place in gazetteer().places.values():
        forms = [place.name, *(form.name for form in place.names)]
        yield ("place", place.id, place.name), [form for form in forms if "," not in form]
    for entity in builtin_organisations():
        forms = [entity.name, *(form.name for form in entity.names)]
        yield (entity.kind, entity.id, entity.name), forms


_NAMES = Sweep(names=True)
_TABLES = _NAMES.add(lambda: _terms(_tables()))


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


def _scan(text: str, index: TermIndex) -> Scan:
    """Return the names of places and organisations in a text, of overlapping ones the longest."""
    hits: Scan = [
        hit for hit in _NAMES.hits(text).get(_TABLES, ()) if hit[2][1] not in index.replaced
    ]
    own = index.own.hits(text).get(index.table) if index.terms else None
    if own:
        # Of one name the authority's bearer is meant.
        taken = {(start, end) for start, end, _ in own}
        hits = sorted([*own, *(hit for hit in hits if hit[:2] not in taken)], key=itemgetter(1))
    kept: Scan = []
    for hit in hits:
        while kept and hit[0] <= kept[-1][0]:
            kept.pop()
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def find_places(record: Record, context: Context) -> list[EntityMention]:
    """Return the places and organisations named in the record's texts, with their entities' ids.

    Names of their time count ("Port Arthur", "Dairen", "Peiping"), in any script; the id is
    the authority's, else the gazetteer's or that of the table of organisations. A name that
    is also a person's or a common word ("Nice", "Wellington") counts only in a dateline,
    after "in", "at", "from", "to", or before its region; one that begins a longer name
    ("Geneva Conference") is no place. What the edition itself marks is given beside.
    """
    return [*_found(record, context), *_marked(record, context.authority)]


def _found(record: Record, context: Context) -> Iterator[EntityMention]:
    index = context.authority.derive(TermIndex)
    for number, text in enumerate(record.texts):
        datelines = [block for block in text.blocks if block.kind == "dateline"]
        for start, end, (kind, identifier, name) in _scan(text.body, index):
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
