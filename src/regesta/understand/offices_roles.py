"""Who held an office on a day, by the roles that the entries of an authority tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from regesta.model import Candidate, Entity
from regesta.understand.folding import fold_name
from regesta.understand.gazetteer import capital, find_place, post_of

_HEADS = (
    "vice president", "prime minister", "foreign minister", "under secretary",
    "assistant secretary",
    "deputy secretary", "secretary general", "high commissioner", "consul general", "charge",
    "ambassador", "president", "premier", "chancellor", "secretary", "minister", "director",
    "chairman", "chief", "commander", "representative", "consul", "king", "shah", "counselor",
    "administrator", "senator", "commissar", "marshal", "adviser", "assistant", "king", "governor",
)  # fmt: skip
# Offices of one country are named in its own papers without the country.
_DROPPED = frozenset(
    {"the", "of", "for", "in", "to", "at", "and", "a", "an", "us", "united", "states", "department",
     "american", "acting", "designate", "ad", "interim", "then", "former", "i", "usa", "usn",
     "usaf"}
)  # fmt: skip
_SAME = {
    "premier": "prime minister",
    "foreign secretary": "foreign minister",
    "charge daffaires": "charge",
}
_PLACED = frozenset(
    {"ambassador", "charge", "consul", "consul general", "high commissioner", "minister"}
)
_IN = re.compile(r"\b(?:in|to|at)\s+(?:the\s+)?(?P<where>[A-Z].*)$")
_ENOUGH = 0.7


class Tenure(Struct, frozen=True, kw_only=True):
    """One office of one person, as compared: head noun, other words, post, time."""

    entity: str
    head: str
    words: frozenset[str]
    place: str
    since: str
    until: str


def office_words(office: str, place: str = "", day: str = "") -> tuple[str, frozenset[str], str]:
    """Return (head noun, other words, post) of an office as named.

    >>> office_words("the Ambassador in Korea")[::2]
    ('ambassador', 'seoul')
    """
    head, words, named = _taken_apart(office)
    named = place or named if head in _PLACED else ""
    return head, words, _post(named, day) if named else ""


@lru_cache(maxsize=8192)
def _taken_apart(office: str) -> tuple[str, frozenset[str], str]:
    """Return (head noun, other words, where it says it is) of an office."""
    folded = fold_name(office)
    for one, other in _SAME.items():
        folded = folded.replace(one, other)
    head = min((each for each in _HEADS if _stands(each, folded)), key=folded.find, default="")
    words = frozenset(folded.split()) - _DROPPED - set(head.split())
    match = _IN.search(office)
    return head, words, match["where"] if match else ""


def _stands(head: str, folded: str) -> bool:
    return f" {head} " in f" {folded} "


@lru_cache(maxsize=4096)
def _post(named: str, day: str) -> str:
    found = capital(named.strip(" ."), day) or post_of(named, day)
    if found:
        return found
    place = find_place(named)
    return place.id if place else ""


class RoleIndex:
    """The tenures of an authority's persons by head noun."""

    def __init__(self, tenures: Mapping[str, Sequence[Tenure]]) -> None:
        self._tenures = tenures
        self._known: dict[tuple[str, str, str], list[Candidate]] = {}
        self._alike: dict[tuple[str, frozenset[str], str], list[tuple[Tenure, float]]] = {}

    def holders(self, office: str, post: str = "", day: str = "") -> list[Candidate]:
        """Return who can have held an office on a day, the likeliest first.

        `post` is a country or place for "Ambassador" and the like. Confidence is the share
        of the office's words that the list has too, less where the time is not told.
        """
        key = (office, post, day)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._holders(office, post, day)
        return known

    def _holders(self, office: str, post: str, day: str) -> list[Candidate]:
        found: dict[str, float] = {}
        for tenure, score in self._like(*office_words(office, post, day)):
            if in_force(day, tenure.since, tenure.until):
                found[tenure.entity] = max(found.get(tenure.entity, 0.0), score)
        ordered = sorted(found.items(), key=lambda pair: -pair[1])
        return [
            Candidate(
                id=identifier, confidence=round(0.9 * score, 2), why=f"held the office: {office}"
            )
            for identifier, score in ordered
        ]

    def _like(self, head: str, words: frozenset[str], place: str) -> list[tuple[Tenure, float]]:
        """Return the tenures of an office whenever held, each with its likeness."""
        key = (head, words, place)
        alike = self._alike.get(key)
        if alike is None:
            alike = self._alike[key] = []
            for tenure in self._tenures.get(head, ()):
                likeness = _likeness(words, place, tenure)
                if likeness >= _ENOUGH:
                    told = 1.0 if tenure.since or tenure.until else 0.9
                    alike.append((tenure, likeness * told))
        return alike


def _likeness(words: frozenset[str], place: str, tenure: Tenure) -> float:
    if place or tenure.place:
        return 1.0 if place == tenure.place else 0.0
    if not words and not tenure.words:
        return 1.0
    return len(words & tenure.words) / max(1, len(words | tenure.words))


def in_force(day: str, since: str, until: str) -> bool:
    """Tell whether an office was held on a day; dates are compared as far as both go."""
    if not day:
        return True
    if since and day[: len(since)] < since[: len(day)]:
        return False
    return not until or day[: len(until)] <= until[: len(day)]


def role_index(entities: Iterable[Entity]) -> RoleIndex:
    """Return the index of all roles of these entities."""
    tenures: dict[str, list[Tenure]] = {}
    for entity in entities:
        for role in entity.roles if entity.kind == "person" else ():
            title = role.title.split(",")[0] if role.title.count(",") else role.title
            head, words, place = office_words(title, role.post, role.since or role.until)
            if head:
                tenures.setdefault(head, []).append(
                    Tenure(entity=entity.id, head=head, words=words, place=place,
                           since=role.since, until=role.until)
                )  # fmt: skip
    return RoleIndex(tenures)
