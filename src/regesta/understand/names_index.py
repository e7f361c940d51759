"""The persons of an authority made ready to be found in a text: one automaton, built once."""

from __future__ import annotations

from functools import cached_property, lru_cache

from msgspec import Struct

from regesta.model import Candidate
from regesta.understand.authority import BUILTIN, Authority
from regesta.understand.names_person import Person, builtin_person, builtin_terms, terms_of
from regesta.understand.names_plain import plain
from regesta.understand.persons_parts import name_words
from regesta.understand.romanisation_chinese import is_han


class Use(Struct, frozen=True):
    """One thing that a term can mean: a person by number, how the term names them.

    `listed` is False where the list spells the name otherwise: accents, articles, romanisation.
    The one name by which a Chinese, Korean or Vietnamese is called counts as listed.
    """

    person: int
    how: int
    listed: bool = True


Context = tuple[str, str, tuple[str, ...], tuple[str, ...]]
"""A term, as it is spelled, the given words and the titles before it."""


class Reading(Struct, frozen=True, gc=False, kw_only=True):
    """Whom a term can mean with the titles and given names before it; worked out once a source.

    `sure` when given names or a full name stand there, `listed` where the list spells it so,
    `part` where the term is a part of a name, `vietnamese` where it is the one name of somebody;
    `said` and `stated` are the rule and the
    confidence of a mention if one person alone is left; `doubt` tells the ordinary words.
    """

    persons: dict[int, float]
    rule: str
    said: str
    stated: float
    sure: bool
    listed: bool
    builtin: bool
    part: bool = False
    vietnamese: bool = False
    doubt: Doubt | None = None


class Doubt(Struct, frozen=True, gc=False):
    """Why a term may be no name: a word hardly ever one, a common word, a place or weak part."""

    never: bool
    ordinary: bool
    weak: bool
    capitals: bool


class PersonIndex:
    """Persons by every term that can name them in a text.

    A term is a surname, a full name that is not inverted, a part of a compound surname, or
    a code name, each in its common spellings and in capitals; `terms` maps it to its uses.
    Terms are in the letters of `names_plain`, with a blank before and after.
    """

    def __init__(self, authority: Authority) -> None:
        entities = [each for each in authority.entities.values() if each.kind == "person"]
        self.persons = [
            builtin_person(entity) if entity.origin == BUILTIN else Person(entity)
            for entity in entities
        ]
        self.numbers = {entity.id: number for number, entity in enumerate(entities)}
        alone = all(person.builtin for person in self.persons)
        self.terms: dict[str, tuple[Use, ...]] = {}
        for number, person in enumerate(self.persons):
            terms = builtin_terms(person, alone=alone) if person.builtin else terms_of(person)
            for term, how, listed in terms:
                use = Use(number, how, listed)
                for form in _forms(term):
                    self._keep(form, use)
        self.given: frozenset[str] = name_words().given | {
            word for person in self.persons for word in person.given if len(word) > 2
        }
        self.vietnamese = self._vietnamese()
        self.agreement: dict[tuple[int, tuple[str, ...]], int] = {}
        self.readings: dict[Context, Reading | None] = {}
        # What was found of persons, once a source: see `names_weigh`, `names_choice`, `names_new`.
        self.apart: dict[tuple[str, tuple[int, ...]], list[int]] = {}
        self.similar: dict[str, Candidate | None] = {}

    @cached_property
    def surnames(self) -> dict[str, list[tuple[str, int]]]:
        """The surnames of the source's own persons with their numbers, by the first letter."""
        found: dict[str, list[tuple[str, int]]] = {}
        for number, person in enumerate(self.persons):
            if person.surname and not person.builtin:
                found.setdefault(person.surname[0], []).append((person.surname, number))
        return found

    def _vietnamese(self) -> frozenset[str]:
        """Return the terms that name but persons who are called by a Vietnamese given name."""
        local = {number for number, person in enumerate(self.persons) if person.vietnamese}
        if not local:
            return frozenset()
        return frozenset(
            term for term, uses in self.terms.items() if all(use.person in local for use in uses)
        )

    def _keep(self, term: str, use: Use) -> None:
        held = self.terms.get(term)
        if held is None:
            self.terms[term] = (use,)
        elif all(other.person != use.person for other in held):
            self.terms[term] = (*held, use)


@lru_cache(maxsize=16_384)
def _forms(term: str) -> tuple[str, ...]:
    """Return a term as texts are searched for it, in capitals too; hanzi as they are."""
    if is_han(term):
        return (term,)
    words = " ".join(plain(term).split())
    if len(words) < 2:
        return ()
    capitals = words.upper()
    return (f" {words} ",) if capitals == words else (f" {words} ", f" {capitals} ")
