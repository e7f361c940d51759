"""Which person a name means: evidence of the words around it, of the record, of the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from regesta.model import Candidate, EntityMention, Record
from regesta.understand.names_confidence import IN_LONGER, chosen, most_sure, stated
from regesta.understand.names_fit import CONFLICT, GIVEN, fit
from regesta.understand.names_hits import Found
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_person import Person
from regesta.understand.names_spans import Spans
from regesta.understand.names_weigh import Hit, Page, weigh
from regesta.understand.persons_parts import name_words


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


_NO_SCENE = Scene(named=frozenset(), backed=frozenset(), titled={})

# Weights of the evidence for one of several bearers of a surname, in halvings of doubt.
_TITLE, _NOT_TITLE, _NAMED, _OFFICE, _RANK, _SEE, _WOMAN = 4.0, -3.0, 3.5, 5.0, 0.7, 12.0, -16.0
# A head of state is called by the title; a letter's salutation tells to whom it goes.
_HEAD, _GREETED = -2.0, 4.0
_HEADS = frozenset({"president", "vice-president"})
# Heads of other governments go by the bare surname; so do one's own, but as often by the title.
_GOVERNS, _OWN, _BARE = 4.0, 5.0, 2.5
_MOST = 0.6
_MARGIN = 0.6
_DEAR = re.compile(r"D(?<=\bD)(?:ear|EAR) ([A-Z]\w+)[:,]")


def decide(
    hits: Sequence[Found],
    text: str,
    page: Page,
    taken: Spans | None = None,
    marked: Sequence[EntityMention] = (),
) -> list[EntityMention]:
    """Return the mentions of persons among the terms found in a text.

    Those that share a letter with what is `taken` are left out; whom the edition itself has
    `marked` counts as named in full.
    """
    if taken is not None:
        hits = [found for found in hits if not taken.hold(found[0], found[1])]
    weighed = [hit for found in hits if (hit := weigh(found, text, page)) is not None]
    scene = _NO_SCENE
    if any(hit.plain or len(hit.reading.persons) > 1 for hit in weighed):
        # What the whole text tells is asked for only where it can decide something.
        numbers = page.index.numbers
        told = {numbers[one.entity] for one in marked if one.entity in numbers and not one.note}
        scene = _scene(weighed, text, told)
    known: dict[object, Verdict] = {}
    mentions = []
    for hit in weighed:
        if taken is not None and taken.hold(hit.start, hit.end):
            continue
        if hit.plain and not hit.reading.persons.keys() & scene.backed:
            continue
        if len(hit.reading.persons) == 1:
            mention = _only_one(hit, text, page)
        else:
            mention = _choose(hit, text, page, scene, known)
        if mention is not None:
            mentions.append(mention)
    return mentions


def _only_one(hit: Hit, text: str, page: Page) -> EntityMention | None:
    """Return the mention of the one person who can be meant, None for a child of that day."""
    reading = hit.reading
    person = page.index.persons[next(iter(reading.persons))]
    if person.builtin and not person.may_act(page.day):
        return None
    return EntityMention(
        start=hit.start,
        end=hit.end,
        quote=text[hit.start : hit.end],
        rule=f"{reading.said}, in a longer name" if hit.longer else reading.said,
        confidence=min(reading.stated, IN_LONGER) if hit.longer else reading.stated,
        kind="person",
        entity=person.entity.id,
        name=person.entity.name,
    )


def _scene(hits: list[Hit], text: str, named: set[int]) -> Scene:
    backed: set[int] = set()
    titled: dict[frozenset[int], frozenset[str]] = {}
    for hit in hits:
        persons = hit.reading.persons
        if hit.reading.sure and len(persons) == 1:
            named.update(persons)
        elif hit.around.titles:
            backed.update(persons)
            if len(persons) > 1:
                key = frozenset(persons)
                titled[key] = titled.get(key, frozenset()) | _told(hit.around.titles)
    dear = _DEAR.search(text) if "Dear " in text or "DEAR " in text else None
    return Scene(
        named=frozenset(named),
        backed=frozenset(named | backed),
        titled=titled,
        greeted=(dear[1],) if dear else (),
        greeting=dear.start() if dear else 0,
    )


@lru_cache(maxsize=1024)
def _told(titles: tuple[str, ...]) -> frozenset[str]:
    """Return the classes of person that the titles before a name tell; "Mr." tells none."""
    known = name_words().titles
    found = {kind for title in titles for kind in known.get(title, ())}
    return frozenset(found - {"common"})


Verdict = tuple[int, float, tuple[Candidate, ...]]


def _choose(
    hit: Hit, text: str, page: Page, scene: Scene, known: dict[object, Verdict]
) -> EntityMention | None:
    """Return the mention of one of several, or with candidates when no winner is clear.

    `known` keeps the verdicts on like evidence within a text, since a text names its
    persons again and again.
    """
    reading = hit.reading
    office = _office_words(text, hit)
    addressed = hit.start < scene.greeting
    signed = _signs(text, hit.start, hit.end)
    key = (id(reading), office, addressed, signed)
    verdict = known.get(key)
    if verdict is None:
        persons = reading.persons
        if signed:
            # Those whose name alone is enough under a paper are the chiefs of the office.
            persons = {
                number: score + _RANK * page.index.persons[number].rank_at(page.day)
                for number, score in persons.items()
            }
        verdict = known[key] = _verdict(hit, persons, page, scene, office)
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
        rule=reading.rule,
        confidence=confidence,
        kind="person",
        candidates=candidates,
    )


def own_list(record: Record) -> str:
    """Return how the ids begin of the list of persons that comes with a record."""
    return f"{record.id.partition('/')[0]}/"


def _one_of_twins(numbers: list[int], page: Page) -> list[int]:
    """Return the persons without those whom another list has too under the same full name.

    The list that comes with the record itself is preferred, then the first.
    """
    own = own_list(page.record)
    key = (own, tuple(numbers))
    known = page.index.apart.get(key)
    if known is None:
        persons = page.index.persons
        kept: dict[int, frozenset[str]] = {}
        for number in sorted(numbers, key=lambda one: not persons[one].entity.id.startswith(own)):
            names = persons[number].full_names
            if not any(names & others for others in kept.values()):
                kept[number] = names
        known = page.index.apart[key] = [number for number in numbers if number in kept]
    return known


def _signs(text: str, start: int, end: int) -> bool:
    """Tell whether a name stands alone on its line."""
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _verdict(
    hit: Hit, bearers: Mapping[int, float], page: Page, scene: Scene, office: frozenset[str]
) -> Verdict:
    """Return the number of the person meant (-1 for none), how sure, and open candidates."""
    persons = page.index.persons
    living = [number for number in bearers if persons[number].may_act(page.day)]
    if not living:
        return -1, 0.0, ()
    if len(living) > 1:
        living = _one_of_twins(living, page)
    if len(living) == 1:
        return living[0], stated(hit.reading.rule, shared=True), ()
    scores = {
        number: bearers[number] + _score(number, hit, page, scene, office) for number in living
    }
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    total = sum(2.0**score for score in scores.values())
    if ordered[0][1] - ordered[1][1] >= _MARGIN:
        best = ordered[0][0]
        beside = _described(persons[best], office) >= _MOST
        return best, chosen(hit.reading.rule, 2.0 ** ordered[0][1] / total, beside=beside), ()
    candidates = tuple(
        Candidate(id=persons[number].entity.id, confidence=round(2.0**score / total, 2))
        for number, score in ordered
    )
    return -1, candidates[0].confidence, candidates


def _mention(
    hit: Hit, quote: str, index: PersonIndex, number: int, confidence: float
) -> EntityMention:
    person = index.persons[number]
    reading = hit.reading
    one_name = bool(person.order) and not reading.sure
    return EntityMention(
        start=hit.start,
        end=hit.end,
        quote=quote,
        rule=reading.said,
        confidence=min(confidence, most_sure(reading.rule, reading.listed, one_name)),
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
    """Return the sum of the evidence around a hit that it means this person."""
    person = page.index.persons[number]
    rank = person.rank_at(page.day)
    score = _RANK * rank
    told = _told(hit.around.titles)
    if told and not person.see:
        score += _TITLE if told & person.classes else _NOT_TITLE
    elif not person.see and (anywhere := scene.titled.get(frozenset(hit.reading.persons))):
        score += 0.5 * (_TITLE if anywhere & person.classes else _NOT_TITLE)
    if hit.around.titles and not told & _HEADS and _HEADS & person.classes:
        score += _HEAD if page.day and person.in_office(page.day) else 0.0
    if scene.greeted and hit.start < scene.greeting and not hit.reading.sure:
        fits = fit(scene.greeted, person.given, page.index.given)
        score += _GREETED if fits == GIVEN else -_GREETED if fits == CONFLICT else 0.0
    if "mrs" in person.classes and "mrs" not in told:
        score += _WOMAN
    if number in scene.named:
        score += _NAMED
    if person.see and not hit.reading.sure:
        score += _SEE
    if not hit.around.titles and _GOVERNS <= rank < _OWN:
        score += _BARE
    return score + _OFFICE * _described(person, office)


def _described(person: Person, office: frozenset[str]) -> float:
    """Return the share of the words of an office beside a name that the list has of a person."""
    if not office:
        return 0.0
    return len(office.intersection(_WORDS.findall(person.entity.description))) / len(office)


__all__ = ["Page", "decide"]
