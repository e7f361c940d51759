"""Whom a name can mean by the words around it: titles, given names, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from regesta.model import Record
from regesta.understand.gazetteer import capital, find_place
from regesta.understand.names_around import Before, before, is_initials, names_a_thing
from regesta.understand.names_confidence import most_sure, stated
from regesta.understand.names_doubt import (
    doubt_of,
    in_vietnamese_name,
    is_builtin_bare,
    is_given_name,
    is_in_longer_name,
    is_plain,
)
from regesta.understand.names_fit import CONFLICT, GIVEN, INITIAL, UNKNOWN, fit
from regesta.understand.names_hits import Found
from regesta.understand.names_index import PersonIndex, Reading, Use
from regesta.understand.names_person import CODE, FULL, PART
from regesta.understand.persons_parts import name_words


class Page(Struct, frozen=True, kw_only=True):
    """What is known beside the text: the record and the persons of the authority."""

    record: Record
    index: PersonIndex
    day: str = ""


class Hit(Struct, frozen=True, gc=False):
    """A name found: who it can be, and how strongly the words around it say so.

    `plain` when nothing but an ordinary word of the language stands there, so that only the
    rest of the record can tell; `longer` when the word beside it may make another name.
    """

    start: int
    end: int
    around: Before
    reading: Reading
    plain: bool = False
    longer: bool = False


_TIES = frozenset("-–/")


def weigh(found: Found, text: str, page: Page) -> Hit | None:
    """Read what stands around a term; None when it names a thing or someone not in the list."""
    start, end, term = found
    index = page.index
    around = before(text, start)
    following = text[end : end + 2]
    # Only a word in capitals can follow that makes another name of this one.
    goes_on = following[:1] == " " and (following[1:].isupper() or following[1:] == "[")
    if around.thing or ((goes_on or following[:1] in _TIES) and names_a_thing(text, end)):
        return None
    key = (term, text[start:end], around.given, around.titles)
    try:
        reading = index.readings[key]
    except KeyError:
        reading = index.readings[key] = _read(term, key[1], around, index)
    if reading is None or (reading.vietnamese and in_vietnamese_name(found, text, around, index)):
        return None
    if reading.sure:
        whole = _with_given(around, start, text, index) if reading.part else start
        return Hit(whole, end, around, reading)
    never = reading.doubt is not None and reading.doubt.never and not around.titles
    if never or (goes_on and is_given_name(found, text, index)):
        return None
    plain = (
        reading.builtin and is_builtin_bare(reading.persons, around, term, index, page.day)
    ) or (reading.doubt is not None and is_plain(reading.doubt, found, text, around, index))
    beside = following[:1] == " " or text[start - 1 : start] in _TIES
    longer = beside and is_in_longer_name(found, text, around, index)
    return Hit(start, end, around, reading, plain, longer)


def _read(term: str, quote: str, around: Before, index: PersonIndex) -> Reading | None:
    """Return whom a term with the titles and given names before it can name, None for nobody."""
    uses = index.terms[term]
    if all(use.how in (FULL, CODE) for use in uses):
        persons = {use.person: 1.0 for use in uses}
        listed = _is_listed(uses, persons, quote, index)
        return _reading(persons, "full name", True, listed, index)
    if around.given:
        fits = {use.person: _fit(use.person, around.given, index) for use in uses}
    else:
        fits = {use.person: UNKNOWN for use in uses}
    best = max(fits.values())
    if best == CONFLICT or (best == UNKNOWN and around.given and _is_place(around, quote)):
        return None
    persons = {number: float(score) for number, score in fits.items() if score == best}
    if best == UNKNOWN and around.titles:
        persons = {number: 0.0 for number in persons if not _mistitled(number, around, index)}
        if not persons:
            return None
    rule = {GIVEN: "given name and surname", INITIAL: "initials and surname"}.get(best, "surname")
    sure = best in (GIVEN, INITIAL)
    if not sure and around.titles:
        rule = "title and surname"
    listed = _is_listed(uses, persons, quote, index)
    if best == GIVEN:
        listed = listed and _has_given(around, persons, index)
    reading = _reading(
        persons, rule, sure, listed, index, shared=len(uses) > 1, part=uses[0].how == PART
    )
    return replace(
        reading,
        part=True,
        vietnamese=term in index.vietnamese,
        doubt=None if sure else doubt_of(term, index),
    )


def _is_place(around: Before, quote: str) -> bool:
    """Tell whether a word and the surname after it are the name of a country or place together."""
    name = f"{around.given[-1]} {quote}"
    return bool(capital(name)) or find_place(name) is not None


def _reading(
    persons: dict[int, float],
    rule: str,
    sure: bool,
    listed: bool,
    index: PersonIndex,
    *,
    shared: bool = False,
    part: bool = False,
) -> Reading:
    """Return a reading with what it says where one person alone is left."""
    bearers = [index.persons[number] for number in persons]
    one_name = part or (len(bearers) == 1 and bool(bearers[0].order) and not sure)
    return Reading(
        persons=persons,
        rule=rule,
        said=rule if listed else f"{rule}, spelled otherwise",
        stated=min(stated(rule, shared), most_sure(rule, listed, one_name)),
        sure=sure,
        listed=listed,
        builtin=all(person.builtin for person in bearers),
    )


def _is_listed(
    uses: Iterable[Use], persons: Mapping[int, float], quote: str, index: PersonIndex
) -> bool:
    """Tell whether the list itself has the name in this spelling, accents and hyphens too."""
    return any(
        (use.listed and index.persons[use.person].spells(quote))
        or (use.how == FULL and index.persons[use.person].spells_words(quote))
        for use in uses
        if use.person in persons
    )


def _has_given(around: Before, persons: Iterable[int], index: PersonIndex) -> bool:
    """Tell whether a given name stands there as listed: "Robert", where that is not "Bob"."""
    return any(
        word.casefold() in index.persons[number].given_words
        for number in persons
        for word in around.given
    )


def _with_given(around: Before, name: int, text: str, index: PersonIndex) -> int:
    """Return where the given names before a surname begin, leaving out words that are none."""
    first = start = name - around.lead
    for word in around.given:
        if is_initials(word) or word.capitalize() in index.given or word in name_words().nicknames:
            return text.index(word, start)
        start += len(word)
    return first


def _mistitled(number: int, around: Before, index: PersonIndex) -> bool:
    """Tell whether a title before a surname is one that this person cannot have."""
    classes = index.persons[number].classes
    if around.titles[-1] == "President" and around.titles[-2:-1] != ("Vice",):
        return "president" not in classes and not index.persons[number].see
    told = name_words().titles.get(around.titles[-1], frozenset())
    if around.given and not is_initials(around.given[-1]) and index.persons[number].given:
        # "Col. Brad Smith": what stands between title and surname is a given name.
        return around.given[-1][:1].isupper()
    if "mrs" in told:
        person = index.persons[number]
        return "mrs" not in classes and not set(person.given[:1]) & name_words().female
    return around.titles[-1] in ("Senator", "Congressman") and "legislator" not in classes


def _fit(number: int, given: tuple[str, ...], index: PersonIndex) -> int:
    key = (number, given)
    score = index.agreement.get(key)
    if score is None:
        person = index.persons[number]
        score = fit(given, person.given, index.given)
        index.agreement[key] = score
    return score
