"""Which person a name means: evidence of the words around it, of the record, of the list."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from regesta.model import Candidate, EntityMention, Record
from regesta.understand.names_around import Before, before, names_a_thing, next_word
from regesta.understand.names_fit import CONFLICT, GIVEN, INITIAL, UNKNOWN, fit
from regesta.understand.names_hits import Found
from regesta.understand.names_index import CODE, FULL, PART, SURNAME, PersonIndex
from regesta.understand.persons_parts import name_words


class Page(Struct, frozen=True, kw_only=True):
    """What is known beside the text: the record and the persons of the authority."""

    record: Record
    index: PersonIndex


class Hit(Struct, kw_only=True):
    """A name found: who it can be, and how strongly the words around it say so."""

    start: int
    end: int
    term: str
    around: Before
    persons: dict[int, float]
    rule: str
    sure: bool = False


# Weights of the evidence for one of several bearers of a surname.
_GIVEN, _INITIALS, _TITLE, _NOT_TITLE, _NAMED, _MARGIN = 5.0, 3.0, 2.0, -1.0, 3.0, 1.0
_BARE_SEE = 2.0


def decide(hits: Iterable[Found], text: str, page: Page) -> list[EntityMention]:
    """Return the mentions of persons among the terms found in a text."""
    weighed = [hit for found in hits if (hit := _weigh(found, text, page.index)) is not None]
    named: dict[int, float] = {}
    for hit in weighed:
        if hit.sure and len(hit.persons) == 1:
            named[next(iter(hit.persons))] = 1.0
    mentions = []
    for hit in weighed:
        mention = _settle(hit, text, page, named)
        if mention is not None:
            mentions.append(mention)
    return mentions


def _weigh(found: Found, text: str, index: PersonIndex) -> Hit | None:
    """Read what stands around a term; None when it names a thing or someone not in the list."""
    start, end, term = found
    uses = index.terms[term]
    around = before(text, start)
    if around.thing or names_a_thing(text, end):
        return None
    if all(use.how in (FULL, CODE) for use in uses):
        persons = {use.person: 1.0 for use in uses}
        return Hit(start=start, end=end, term=term, around=around, persons=persons,
                   rule="full name", sure=True)  # fmt: skip
    if _is_given_name(found, text, index, around):
        return None
    fits: dict[int, int] = {}
    for use in uses:
        person = index.persons[use.person]
        key = (use.person, around.given)
        score = index.agreement.get(key)
        if score is None:
            score = fit(around.given, person.given, index.given)
            index.agreement[key] = score
        fits[use.person] = score
    best = max(fits.values())
    if best == CONFLICT:
        return None
    persons = {number: float(score) for number, score in fits.items() if score == best}
    if best == UNKNOWN:
        persons = {number: 0.0 for number, score in fits.items() if score != CONFLICT}
    rule = {GIVEN: "given name and surname", INITIAL: "initials and surname"}.get(best, "surname")
    sure = best in (GIVEN, INITIAL)
    span = around.start if sure else start
    return Hit(start=span, end=end, term=term, around=around, persons=persons, rule=rule, sure=sure)


def _is_given_name(found: Found, text: str, index: PersonIndex, around: Before) -> bool:
    """Tell whether a surname stands here as the given name of whoever is named next."""
    _, end, term = found
    following = next_word(text, end)
    if not following[:1].isupper():
        return False
    word = term.strip()
    if word.isupper() and not following.isupper():
        return False
    if word.capitalize() in index.given or word in index.given:
        bare = following.rstrip(".,;:’'")
        return bare not in name_words().titles and not _is_verbish(bare)
    return False


def _is_verbish(word: str) -> bool:
    return word in {"I", "Said", "The", "To", "In", "On", "At", "And", "For", "From", "Of", "Is"}


def _settle(hit: Hit, text: str, page: Page, named: dict[int, float]) -> EntityMention | None:
    """Return the mention with its person, or with candidates when no winner is clear."""
    index = page.index
    scores = {number: _score(number, hit, index, named) for number in hit.persons}
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    first, top = ordered[0]
    clear = len(ordered) == 1 or top - ordered[1][1] >= _MARGIN
    quote = text[hit.start : hit.end]
    if clear:
        person = index.persons[first]
        confidence = 0.97 if hit.sure else 0.9
        return EntityMention(start=hit.start, end=hit.end, quote=quote, rule=hit.rule,
                             confidence=confidence, kind="person", entity=person.entity.id,
                             name=person.entity.name)  # fmt: skip
    total = sum(2.0**score for _, score in ordered)
    candidates = tuple(
        Candidate(id=index.persons[number].entity.id, confidence=round(2.0**score / total, 2))
        for number, score in ordered
    )
    return EntityMention(start=hit.start, end=hit.end, quote=quote, rule=hit.rule,
                         confidence=candidates[0].confidence, kind="person",
                         candidates=candidates)  # fmt: skip


def _score(number: int, hit: Hit, index: PersonIndex, named: dict[int, float]) -> float:
    """Return the sum of the evidence that a hit means this person."""
    person = index.persons[number]
    score = 0.0
    titles = name_words().titles
    told = {kind for title in hit.around.titles for kind in titles.get(title, ())} - {"common"}
    if told:
        score += _TITLE if told & person.classes else _NOT_TITLE
    if number in named:
        score += _NAMED
    score += 0.6 * person.rank
    if person.see and not hit.sure:
        score += _BARE_SEE
    return score


__all__ = ["CODE", "PART", "SURNAME", "Hit", "Page", "decide"]
