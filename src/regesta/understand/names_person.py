"""A person of the authority, and the words by which a text can name one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache

from regesta.model import Entity
from regesta.understand.authority import BUILTIN, straight
from regesta.understand.folding import fold_name
from regesta.understand.offices_roles import in_force
from regesta.understand.persons_class import classes_of, pointed_at, ranks_of
from regesta.understand.persons_parts import is_particle, name_parts, name_words
from regesta.understand.romanisation import name_variants, order_of_name
from regesta.understand.romanisation_chinese import is_asian_order, is_han
from regesta.understand.romanisation_russian import inflected, is_cyrillic

SURNAME, FULL, PART, CODE = 0, 1, 2, 3
_WORD = re.compile(r"[^\W_]+(?:'\w+)*")


class Person:
    """An entry of the authority as the finder needs it; what few ask for is worked out late."""

    def __init__(self, entity: Entity) -> None:
        others = (form.name for form in entity.names if form.system == "inverted")
        self.entity = entity
        self.listed = next(others, entity.name)
        self.builtin = entity.origin == BUILTIN
        self.parts = parts = name_parts(self.listed)
        self.surname, self.given = parts.surname, parts.given
        if not parts.given and " " in parts.whole:
            self.surname, self.given = order_of_name(parts.whole)
        self.see = pointed_at(entity)
        full = parts.whole if " " in parts.whole else self.see if not self.given else ""
        self._ranked: dict[str, float] = {}
        self.order = is_asian_order(full.split()) if " " in full else ""

    @cached_property
    def classes(self) -> frozenset[str]:
        """The classes of person that the entry tells of: "general", "ambassador"."""
        return classes_of(self.parts, self.entity.description)

    @cached_property
    def ranks(self) -> tuple[tuple[float, str, str], ...]:
        """Rank, beginning and end of each office."""
        return ranks_of(self.entity)

    @cached_property
    def as_printed(self) -> str:
        """All names as the list spells them, in small letters."""
        parts = self.parts
        names = (*parts.printed, *parts.given, self.listed, self.entity.name)
        return "|".join(map(straightened, names))

    @cached_property
    def full_names(self) -> frozenset[str]:
        """The folded full names, of two words and more."""
        others = (form.name for form in self.entity.names)
        forms = (self.entity.name, *self.parts.printed, *others)
        folded = (fold_name(straight(form)) for form in forms)
        return frozenset(name for name in folded if " " in name)

    @property
    def vietnamese(self) -> bool:
        """Tell whether the person is called by a Vietnamese given name alone."""
        return self.order == "vietnamese" and len(self.surname.split()) == 1

    @cached_property
    def given_words(self) -> frozenset[str]:
        """The words of the full name and of its nicknames, in small letters."""
        names = " ".join((self.parts.whole, self.see, *self.given, *self.parts.aliases))
        return frozenset(names.casefold().split())

    @property
    def printed(self) -> frozenset[str]:
        """The names as the lists print them, against spellings made from them by rule."""
        return frozenset((*self.parts.printed, *(form.name for form in self.entity.names)))

    @cached_property
    def _words_printed(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.as_printed))

    def spells(self, quote: str) -> bool:
        """Tell whether the list prints the name so; capitals have no accents."""
        return quote.isupper() or straightened(quote) in self.as_printed

    def spells_words(self, quote: str) -> bool:
        """Tell whether the list has each word of a full name, titles left out."""
        words = [word for word in quote.split() if word not in name_words().titles]
        printed = self._words_printed
        return bool(words) and printed.issuperset(_WORD.findall(straightened(" ".join(words))))

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
        rank = self._ranked.get(day)
        if rank is None:
            held = [rank for rank, since, until in self.ranks if in_force(day, since, until)]
            rank = self._ranked[day] = max(held, default=0.5)
        return rank


def straightened(name: str) -> str:
    """Return a name in small letters with straight apostrophes and plain hyphens."""
    return name.replace("’", "'").replace("–", "-").casefold()


Term = tuple[str, int, bool]
"""What can name a person: the words, how they do, whether the list prints them so."""


def terms_of(person: Person) -> Iterator[Term]:
    """Yield the terms that name a person."""
    printed = {name.casefold() for name in person.printed}
    known = {_first_of_two(person.surname)} if person.given else set()
    known.update(person.parts.titles, [person.surname] if person.order else [])
    for term, how in _names_of(person):
        yield term, how, term in known or term.casefold() in printed


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


def _first_of_two(surname: str) -> str:
    """Return the first surname of two, by which the bearer is called for short, or ""."""
    words = surname.split()
    return words[0] if len(words) > 1 and not is_particle(words[0]) and len(words[0]) > 3 else ""


def _partial(surname: str) -> Iterator[tuple[str, int]]:
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


@lru_cache(maxsize=1024)
def builtin_person(entity: Entity) -> Person:
    """Return what is worked out once of a person that comes along, whatever the volume."""
    return Person(entity)


@lru_cache(maxsize=1024)
def builtin_terms(person: Person, *, alone: bool) -> tuple[Term, ...]:
    """Return the terms of such a person: full names, and surnames that are telling alone.

    Where a list comes with the source (not `alone`), its surnames are not disturbed.
    """
    telling = len(person.surname) > 5 and not person.order and " " not in person.surname
    return tuple(
        (term, how, is_listed)
        for term, how, is_listed in terms_of(person)
        if how in (FULL, CODE)
        or (alone and how == SURNAME and (telling or bool(person.parts.given)))
    )
