"""Which person a name means: evidence of the words around it, of the record, of the list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from regesta.model import Candidate, EntityMention, Record
from regesta.understand.names_around import Before, before, is_initials, names_a_thing
from regesta.understand.names_confidence import chosen, most_sure, stated
from regesta.understand.names_doubt import (
    in_vietnamese_name,
    is_builtin_bare,
    is_given_name,
    is_plain,
)
from regesta.understand.names_fit import CONFLICT, GIVEN, INITIAL, UNKNOWN, fit
from regesta.understand.names_hits import Found
from regesta.understand.names_index import CODE, FULL, PersonIndex, Reading, Use
from regesta.understand.persons_parts import name_words


class Page(Struct, frozen=True, kw_only=True):
    """What is known beside the text: the record and the persons of the authority."""

    record: Record
    index: PersonIndex
    day: str = ""


class Hit(Struct, kw_only=True):
    """A name found: who it can be, and how strongly the words around it say so.

    `sure` when given names or a full name stand there; `plain` when nothing but an
    ordinary word of the language does, so that only the rest of the record can tell.
    """

    start: int
    end: int
    term: str
    around: Before
    persons: dict[int, float]
    rule: str
    sure: bool = False
    plain: bool = False
    listed: bool = True
    shared: bool = False


class Scene(Struct, frozen=True, kw_only=True):
    """What the whole text tells: who is named in full or by title, and how surnames are titled.

    `titled` maps the bearers of a surname to the classes of the titles it has anywhere in the
    text; `greeted` are the names of the salutation, which ends before `greeting`.
    """

    named: frozenset[int]
    backed: frozenset[int]
    titled: Mapping[frozenset[int], frozenset[str]]
    greeted: tuple[str, ...] = ()
    greeting: int = 0


# Weights of the evidence for one of several bearers of a surname, in halvings of doubt.
_TITLE, _NOT_TITLE, _NAMED, _OFFICE, _RANK, _SEE, _WOMAN = 4.0, -3.0, 3.5, 5.0, 0.7, 12.0, -16.0
# A head of state is called by the title; a letter's salutation tells to whom it goes.
_HEAD, _GREETED = -2.0, 4.0
_HEADS = frozenset({"president", "vice-president"})
_MARGIN = 0.6
_DEAR = re.compile(r"D(?<=\bD)(?:ear|EAR) ([A-Z]\w+)[:,]")


def decide(hits: Iterable[Found], text: str, page: Page) -> list[EntityMention]:
    """Return the mentions of persons among the terms found in a text."""
    weighed = [hit for found in hits if (hit := _weigh(found, text, page)) is not None]
    scene = _scene(weighed, text)
    known: dict[object, Verdict] = {}
    mentions = []
    for hit in weighed:
        if hit.plain and not hit.persons.keys() & scene.backed:
            continue
        mention = _settle(hit, text, page, scene, known)
        if mention is not None:
            mentions.append(mention)
    return mentions


def _scene(hits: list[Hit], text: str) -> Scene:
    named: set[int] = set()
    backed: set[int] = set()
    titled: dict[frozenset[int], frozenset[str]] = {}
    for hit in hits:
        if hit.sure and len(hit.persons) == 1:
            named.update(hit.persons)
        elif hit.around.titles:
            backed.update(hit.persons)
            if len(hit.persons) > 1:
                key = frozenset(hit.persons)
                titled[key] = titled.get(key, frozenset()) | _told(hit)
    dear = _DEAR.search(text)
    return Scene(
        named=frozenset(named),
        backed=frozenset(named | backed),
        titled=titled,
        greeted=(dear[1],) if dear else (),
        greeting=dear.start() if dear else 0,
    )


def _told(hit: Hit) -> frozenset[str]:
    """Return the classes of person that the titles before a name tell; "Mr." tells none."""
    titles = name_words().titles
    found = {kind for title in hit.around.titles for kind in titles.get(title, ())}
    return frozenset(found - {"common"})


def _weigh(found: Found, text: str, page: Page) -> Hit | None:
    """Read what stands around a term; None when it names a thing or someone not in the list."""
    start, end, term = found
    index = page.index
    around = before(text, start)
    if around.thing or names_a_thing(text, end):
        return None
    quote = text[start:end]
    key = (term, quote, around.given, around.titles)
    if key not in index.readings:
        index.readings[key] = _read(term, quote, around, index)
    reading = index.readings[key]
    if reading is None or (reading.part and in_vietnamese_name(found, text, around, index)):
        return None
    if not reading.sure and is_given_name(found, text, index):
        return None
    return Hit(
        start=_with_given(around, text, index) if reading.sure and reading.part else start,
        end=end,
        term=term,
        around=around,
        persons=reading.persons,
        rule=reading.rule,
        sure=reading.sure,
        listed=reading.listed,
        shared=reading.shared,
        plain=not reading.sure
        and (
            (reading.builtin and is_builtin_bare(reading.persons, around, term, index, page.day))
            or is_plain(found, text, around, index)
        ),
    )


def _read(term: str, quote: str, around: Before, index: PersonIndex) -> Reading | None:
    """Return whom a term with the titles and given names before it can name, None for nobody."""
    uses = index.terms[term]
    if all(use.how in (FULL, CODE) for use in uses):
        persons = {use.person: 1.0 for use in uses}
        return Reading(persons=persons, rule="full name", sure=True, part=False,
                       listed=_is_listed(uses, persons, quote, index))  # fmt: skip
    fits = {use.person: _fit(use.person, around.given, index) for use in uses}
    best = max(fits.values())
    if best == CONFLICT:
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
    return Reading(
        persons=persons,
        rule=rule,
        sure=sure,
        listed=_is_listed(uses, persons, quote, index),
        shared=len(uses) > 1,
        builtin=all(index.persons[number].builtin for number in persons),
    )


def _is_listed(
    uses: Iterable[Use], persons: Mapping[int, float], quote: str, index: PersonIndex
) -> bool:
    """Tell whether the list itself has the name in this spelling, accents and hyphens too."""
    return any(
        use.listed and use.person in persons and index.persons[use.person].spells(quote)
        for use in uses
    )


def _with_given(around: Before, text: str, index: PersonIndex) -> int:
    """Return where the given names before a surname begin, leaving out words that are none."""
    start = around.start
    for word in around.given:
        if is_initials(word) or word.capitalize() in index.given or word in name_words().nicknames:
            return text.index(word, start)
        start += len(word)
    return around.start


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


Verdict = tuple[int, float, tuple[Candidate, ...]]


def _settle(
    hit: Hit, text: str, page: Page, scene: Scene, known: dict[object, Verdict]
) -> EntityMention | None:
    """Return the mention with its person, or with candidates when no winner is clear.

    `known` keeps the verdicts on like evidence within a text, since a text names its
    persons again and again.
    """
    if len(hit.persons) == 1:
        number = next(iter(hit.persons))
        if not page.index.persons[number].may_act(page.day):
            return None
        quote = text[hit.start : hit.end]
        return _mention(hit, quote, page.index, number, stated(hit.rule, hit.shared))
    office = _office_words(text, hit)
    addressed = hit.start < scene.greeting
    signed = _signs(text, hit.start, hit.end)
    key = (tuple(hit.persons.items()), hit.around.titles, hit.sure, office, addressed, signed)
    verdict = known.get(key)
    if verdict is None:
        if signed:
            # Those whose name alone is enough under a paper are the chiefs of the office.
            hit.persons = {
                number: score + _RANK * page.index.persons[number].rank_at(page.day)
                for number, score in hit.persons.items()
            }
        verdict = known[key] = _verdict(hit, page, scene, office)
    number, confidence, candidates = verdict
    quote = text[hit.start : hit.end]
    if number >= 0:
        return _mention(hit, quote, page.index, number, confidence)
    if not candidates:
        return None
    return EntityMention(
        start=hit.start,
        end=hit.end,
        quote=quote,
        rule=hit.rule,
        confidence=confidence,
        kind="person",
        candidates=candidates,
    )


def _one_of_twins(numbers: list[int], page: Page) -> list[int]:
    """Return the persons without those whom another list has too under the same full name.

    The list that comes with the record itself is preferred, then the first.
    """
    own = f"{page.record.id.partition('/')[0]}/"
    persons = page.index.persons
    kept: dict[int, frozenset[str]] = {}
    for number in sorted(numbers, key=lambda one: not persons[one].entity.id.startswith(own)):
        names = page.index.full_names(number)
        if not any(names & others for others in kept.values()):
            kept[number] = names
    return [number for number in numbers if number in kept]


def _signs(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands alone on its line."""
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _verdict(hit: Hit, page: Page, scene: Scene, office: frozenset[str]) -> Verdict:
    """Return the number of the person meant (-1 for none), how sure, and open candidates."""
    persons = page.index.persons
    living = [number for number in hit.persons if persons[number].may_act(page.day)]
    if not living:
        return -1, 0.0, ()
    if len(living) > 1:
        living = _one_of_twins(living, page)
    if len(living) == 1:
        return living[0], stated(hit.rule, hit.shared), ()
    scores = {number: _score(number, hit, page, scene, office) for number in living}
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    total = sum(2.0**score for score in scores.values())
    if ordered[0][1] - ordered[1][1] >= _MARGIN:
        return ordered[0][0], chosen(hit.rule, 2.0 ** ordered[0][1] / total), ()
    candidates = tuple(
        Candidate(id=persons[number].entity.id, confidence=round(2.0**score / total, 2))
        for number, score in ordered
    )
    return -1, candidates[0].confidence, candidates


def _mention(
    hit: Hit, quote: str, index: PersonIndex, number: int, confidence: float
) -> EntityMention:
    person = index.persons[number]
    return EntityMention(
        start=hit.start,
        end=hit.end,
        quote=quote,
        rule=hit.rule if hit.listed else f"{hit.rule}, spelled otherwise",
        confidence=min(
            confidence, most_sure(hit.rule, hit.listed, bool(person.order) and not hit.sure)
        ),
        kind="person",
        entity=person.entity.id,
        name=person.entity.name,
    )


_WORDS = re.compile(r"[A-Z]\w{2,}")
_BREAKS = re.compile(
    r"\b(?:From|from|and|to|To|of [Cc]onversation|[Bb]y|[Bb]etween)\b(?= the| [A-Z])"
)

# "Assistant Secretary of State ", right before the name.
_OFFICE_BEFORE = re.compile(r"\b((?:[A-Z]\w+ ){1,4}(?:of|for) (?:the )?(?:[A-Z]\w+ ){1,4})$")


def _office_words(text: str, hit: Hit) -> frozenset[str]:
    """Return the words of the office beside a name: "the Ambassador (Name)", "Name, Director"."""
    if text[hit.start - 1 : hit.start] == "(" and text[hit.end : hit.end + 1] == ")":
        raw = text[max(0, hit.start - 110) : hit.start - 1]
        raw = raw[raw.rfind("\n") + 1 :]
        last = max((match.end() for match in _BREAKS.finditer(raw)), default=0)
        return frozenset(_WORDS.findall(raw[last:]))
    if text[hit.end : hit.end + 2] == ", " and text[hit.end + 2 : hit.end + 6] != "and ":
        raw = text[hit.end + 2 : hit.end + 80]
        return frozenset(_WORDS.findall(raw.split("\n")[0].split(";")[0]))
    match = _OFFICE_BEFORE.search(text[max(0, hit.start - 80) : hit.start])
    return frozenset(_WORDS.findall(match[1])) if match else frozenset()


def _score(number: int, hit: Hit, page: Page, scene: Scene, office: frozenset[str]) -> float:
    """Return the sum of the evidence that a hit means this person."""
    person = page.index.persons[number]
    score = hit.persons[number] + _RANK * person.rank_at(page.day)
    told = _told(hit)
    if told and not person.see:
        score += _TITLE if told & person.classes else _NOT_TITLE
    elif not person.see and (anywhere := scene.titled.get(frozenset(hit.persons))):
        score += 0.5 * (_TITLE if anywhere & person.classes else _NOT_TITLE)
    if hit.around.titles and not told & _HEADS and _HEADS & person.classes:
        score += _HEAD if page.day and person.in_office(page.day) else 0.0
    if scene.greeted and hit.start < scene.greeting and not hit.sure:
        fits = fit(scene.greeted, person.given, page.index.given)
        score += _GREETED if fits == GIVEN else -_GREETED if fits == CONFLICT else 0.0
    if "mrs" in person.classes and "mrs" not in told:
        score += _WOMAN
    if number in scene.named:
        score += _NAMED
    if person.see and not hit.sure:
        score += _SEE
    if office:
        described = set(_WORDS.findall(person.entity.description))
        score += _OFFICE * len(office & described) / len(office)
    return score


__all__ = ["Hit", "Page", "decide"]
