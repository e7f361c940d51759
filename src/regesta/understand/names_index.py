"""The persons of an authority made ready to be found in a text: one automaton, built once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from msgspec import Struct

from regesta.model import Candidate, Entity
from regesta.understand.authority import BUILTIN, Authority, straight
from regesta.understand.folding import fold_name
from regesta.understand.names_plain import plain
from regesta.understand.offices_roles import in_force
from regesta.understand.persons_class import classes_of, pointed_at, ranks_of
from regesta.understand.persons_parts import NameParts, is_particle, name_parts, name_words
from regesta.understand.romanisation import name_variants, order_of_name
from regesta.understand.romanisation_chinese import is_asian_order, is_han
from regesta.understand.romanisation_russian import inflected, is_cyrillic

SURNAME, FULL, PART, CODE = 0, 1, 2, 3


class Person(Struct, frozen=True, kw_only=True):
    """An entry of the authority as the finder needs it."""

    entity: Entity
    parts: NameParts
    surname: str
    given: tuple[str, ...]
    classes: frozenset[str]
    ranks: tuple[tuple[float, str, str], ...]
    order: str = ""
    see: str = ""
    builtin: bool = False
    as_printed: str = ""

    @property
    def vietnamese(self) -> bool:
        """Tell whether the person is called by a Vietnamese given name alone."""
        return self.order == "vietnamese" and len(self.surname.split()) == 1

    @property
    def given_words(self) -> frozenset[str]:
        """The words of the full name and of its nicknames, in small letters."""
        names = " ".join((self.parts.whole, self.see, *self.given, *self.parts.aliases))
        return frozenset(names.casefold().split())

    @property
    def printed(self) -> frozenset[str]:
        """The names as the lists print them, against spellings made from them by rule."""
        return frozenset((*self.parts.printed, *(form.name for form in self.entity.names)))

    def spells(self, quote: str) -> bool:
        """Tell whether the list prints the name so; capitals have no accents."""
        return quote.isupper() or straightened(quote) in self.as_printed

    def may_act(self, day: str) -> bool:
        """Tell whether a person who comes along was grown up on a day; the dead are still named."""
        born = self.entity.born[:4]
        return not (self.builtin and day and born.isdigit()) or int(day[:4]) >= int(born) + 20

    def in_office(self, day: str) -> bool:
        """Tell whether any office of the person was held on a day; True where none is known."""
        roles = self.entity.roles
        return not roles or any(in_force(day, role.since, role.until) for role in roles)

    def rank_at(self, day: str) -> float:
        """Return the highest rank among the offices held on a day ("" for any day)."""
        held = [rank for rank, since, until in self.ranks if in_force(day, since, until)]
        return max(held, default=0.5)


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
    `part` where the term is a part of a name; `said` and `stated` are the rule and the
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
        self.persons: list[Person] = [
            _builtin_person(entity) if entity.origin == BUILTIN else _person(entity)
            for entity in authority.entities.values()
            if entity.kind == "person"
        ]
        self.numbers = {person.entity.id: number for number, person in enumerate(self.persons)}
        listed = any(not person.builtin for person in self.persons)
        self.terms: dict[str, tuple[Use, ...]] = {}
        for number, person in enumerate(self.persons):
            terms = _builtin_terms(person) if person.builtin else _terms(person)
            for term, how, is_listed in terms:
                if person.builtin and listed and how not in (FULL, CODE):
                    continue
                use = Use(number, how, is_listed)
                for form in _forms(term):
                    self._keep(form, use)
        self.given: frozenset[str] = name_words().given | {
            word for person in self.persons for word in person.given if len(word) > 2
        }
        self.agreement: dict[tuple[int, tuple[str, ...]], int] = {}
        self.readings: dict[Context, Reading | None] = {}
        local = {number for number, person in enumerate(self.persons) if person.vietnamese}
        self.vietnamese = {
            term for term, uses in self.terms.items() if all(use.person in local for use in uses)
        }
        self.surnames: dict[str, list[tuple[str, int]]] = {}
        for number, person in enumerate(self.persons):
            if person.surname and not person.builtin:
                held = self.surnames.setdefault(person.surname[0], [])
                held.append((person.surname, number))
        self._full_names: dict[int, frozenset[str]] = {}
        self.similar: dict[str, Candidate | None] = {}

    def full_names(self, number: int) -> frozenset[str]:
        """Return the folded full names of a person, of two words and more."""
        names = self._full_names.get(number)
        if names is None:
            person = self.persons[number]
            others = (form.name for form in person.entity.names)
            forms = (person.entity.name, *person.parts.printed, *others)
            folded = (fold_name(straight(form)) for form in forms)
            names = self._full_names[number] = frozenset(name for name in folded if " " in name)
        return names

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


@lru_cache(maxsize=1024)
def _builtin_person(entity: Entity) -> Person:
    """Return what is worked out once of a person that comes along, whatever the volume."""
    return _person(entity)


@lru_cache(maxsize=1024)
def _builtin_terms(person: Person) -> tuple[Term, ...]:
    """Return the terms of such a person: full names, and surnames that are telling alone."""
    telling = len(person.surname) > 5 and not person.order and " " not in person.surname
    return tuple(
        (term, how, is_listed)
        for term, how, is_listed in _terms(person)
        if how in (FULL, CODE) or (how == SURNAME and (telling or person.parts.given))
    )


def straightened(name: str) -> str:
    """Return a name in small letters with straight apostrophes and plain hyphens."""
    return name.replace("’", "'").replace("–", "-").casefold()


def _person(entity: Entity) -> Person:
    listed = next((form.name for form in entity.names if form.system == "inverted"), entity.name)
    parts = name_parts(listed)
    surname, given = parts.surname, parts.given
    if not given and " " in parts.whole:
        surname, given = order_of_name(parts.whole)
    see = pointed_at(entity)
    full = parts.whole if " " in parts.whole else see if not given else ""
    return Person(
        entity=entity,
        parts=parts,
        surname=surname,
        given=given,
        classes=classes_of(parts, entity.description),
        ranks=ranks_of(entity),
        order=is_asian_order(full.split()) if " " in full else "",
        see=see,
        builtin=entity.origin == BUILTIN,
        as_printed="|".join(map(straightened, (*parts.printed, *parts.given, listed, entity.name))),
    )


Term = tuple[str, int, bool]
"""What can name a person: the words, how they do, whether the list prints them so."""


def _terms(person: Person) -> Iterator[Term]:
    """Yield the terms that name a person."""
    printed = {name.casefold() for name in person.printed}
    for term, how in _names_of(person):
        called = bool(person.order) and term == person.surname
        yield term, how, called or term.casefold() in printed


def _names_of(person: Person) -> Iterator[tuple[str, int]]:
    """Yield the words that name a person, each with how they do."""
    parts = person.parts
    if parts.whole and " " in parts.whole:
        for form in name_variants(parts.whole):
            yield form, FULL
        first = parts.whole.split()[0]
        if first != person.surname and not is_asian_order(parts.whole.split()) and len(first) > 3:
            yield first, PART if first in name_words().given else SURNAME
    for form in name_variants(person.surname) if person.surname else ():
        yield form, SURNAME
    yield from _partial(person.surname)
    others = (form.name for form in person.entity.names if form.system != "inverted")
    for name in (*parts.aliases, *others):
        for form in name_variants(name):
            if " " in form or "-" in form or is_han(form):
                yield form, FULL
                if is_cyrillic(form):
                    yield from ((word, SURNAME) for word in inflected(form.split()[-1]))
            elif form[:1].isupper() and len(form) > 3 and form not in name_words().given:
                yield form, CODE
    if "Generalissimo" in parts.titles:
        yield from (("Generalissimo", CODE), ("Gimo", CODE))
    noble = [title for title in parts.titles if "sir" in name_words().titles.get(title, ())]
    for title in noble:
        if parts.given:
            yield f"{title} {parts.given[0]}", FULL


def _partial(surname: str) -> Iterable[tuple[str, int]]:
    """Yield the parts by which a compound surname is shortened: "Castillo" of "Castillo Armas"."""
    words = surname.replace("-", " ").split()
    if len(words) < 2:
        return
    strong = [word for word in words if not is_particle(word)]
    if is_particle(words[0]):
        yield " ".join([words[0].lower(), *words[1:]]), SURNAME
        yield " ".join([words[0].capitalize(), *words[1:]]), SURNAME
        if len(strong[-1] if strong else "") > 4:
            yield " ".join(strong), PART
    elif strong and len(strong[0]) > 3:
        yield strong[0], PART
        if len(strong) > 1 and len(strong[-1]) > 3:
            yield strong[-1], PART
