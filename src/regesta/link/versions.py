"""Versions of documents: what records with the same wording are to one another.

Copies are told by their wording (`duplicates`), other translations by their day, their
correspondents and their telling words (`versions_reworded`). Which is whose draft,
repetition or enclosure follows from dates, correspondents and lengths alone, as far as the
records tell them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import exp

from msgspec import Struct

from regesta.link.duplicates import Alike, find_alike
from regesta.link.header import Header, Whole
from regesta.link.parties import Party, party, same_party
from regesta.link.versions_reworded import find_reworded
from regesta.link.versions_said import sentence
from regesta.model import Kinship, Version

_WHOLE = 0.45  # what noise leaves of a text that is whole in the other
_WITHIN = 0.6  # of a text of another day or hand, that must be in the longer one
_DRAFT, _DRAFT_LEAST = 0.3, 0.2  # of either and of both; less is only quoted
_FORMULAS = 0.8  # editors' notes say the same things in the same words
_REPEATED_WITHIN = 60  # days
_MESSAGES = frozenset(("telegram", "airgram", "message", "letter", "note", "circular"))
_MOST = 20  # versions shown of one record: the nearest
_BACK: dict[Kinship, Kinship] = {
    "draft-of": "has-draft", "has-draft": "draft-of", "repeats": "repeated-in",
    "repeated-in": "repeats", "encloses": "enclosed-in", "enclosed-in": "encloses",
}  # fmt: skip


class Ends(Struct, frozen=True):
    """How the correspondents and dates of two records compare; None where one is not told."""

    sender: bool | None
    recipient: bool | None
    day: bool | None
    later: bool | None  # the second one

    @property
    def differs(self) -> tuple[str, ...]:
        """What the two surely do not have in common."""
        told = (("date", self.day), ("sender", self.sender), ("recipient", self.recipient))
        return tuple(name for name, same in told if same is False)


def find_versions(
    headers: Sequence[Header], whole: Whole | None = None
) -> dict[str, tuple[Version, ...]]:
    """Return by record id the other versions of its text, the nearest first; pure.

    Every tie stands with both records. Enclosures that their own record carries are known
    as such already, and left out.
    """
    found: defaultdict[str, list[Version]] = defaultdict(list)
    seen: set[tuple[int, int]] = set()
    for one in find_alike([header.sketch for header in headers]):
        first, second = headers[one.first], headers[one.second]
        seen.add((one.first, one.second))
        if are_no_versions(one, first, second):
            continue
        _enter(tie(first, second, relate(one, first, second), one), found)
    for place, other, words in find_reworded(headers, seen, whole):
        alike = Alike(place, other, words, words, 0.0)
        _enter(tie(headers[place], headers[other], "other-wording", alike), found)
    return {id: nearest(ties) for id, ties in sorted(found.items())}


def nearest(ties: Sequence[Version]) -> tuple[Version, ...]:
    """Return the versions of a record that are shown, the nearest first."""
    return tuple(sorted(ties, key=lambda tie: (-max(tie.share, tie.back), tie.target))[:_MOST])


def _enter(ties: Iterable[tuple[str, Version]], found: defaultdict[str, list[Version]]) -> None:
    for id, version in ties:
        found[id].append(version)


def relate(alike: Alike, first: Header, second: Header) -> Kinship:
    """Return what the first of two records with the same wording is to the second."""
    ends = compare(first, second)
    whole, back = alike.share >= _WHOLE, alike.back >= _WHOLE
    least, most = sorted((alike.share, alike.back))
    if first.sketch.draft != second.sketch.draft and most >= _DRAFT and least >= _DRAFT_LEAST:
        drafted = first.sketch.draft
        if ends.later is None or ends.later == drafted or ends.day:
            return "draft-of" if drafted else "has-draft"
    if whole and back:
        return _same_text(ends, first, second)
    if whole or back:
        if ends.day and ends.sender is not False and ends.recipient is not False:
            return "version-of"  # abridged
        if most >= _WITHIN:
            return "enclosed-in" if whole else "encloses"
    return "shares-passages"


def _same_text(ends: Ends, first: Header, second: Header) -> Kinship:
    if ends.recipient is False and ends.day and ends.sender is not False:
        return "also-sent"
    passed_on = ends.sender is False or ends.recipient is False
    apart = abs(first.day - second.day) if first.day and second.day else _REPEATED_WITHIN + 1
    if not passed_on or ends.later is None or apart > _REPEATED_WITHIN:
        return "version-of"
    if (second if ends.later else first).genre in _MESSAGES:
        return "repeated-in" if ends.later else "repeats"
    return "version-of"


def are_no_versions(alike: Alike, first: Header, second: Header) -> bool:
    """Tell whether records alike are a record and its part, or editors' notes of one formula."""
    if first.parent == second.id or second.parent == first.id:
        return True
    genres = {first.genre, second.genre}
    return genres == {"editorial"} and max(alike.share, alike.back) < _FORMULAS


def compare(first: Header, second: Header) -> Ends:
    """Compare when, by whom and to whom two records were written."""
    later = day = None
    if first.day and second.day:
        day = first.day <= second.last and second.day <= first.last
        minutes = not any(one.earliest.endswith("T00:00") for one in (first, second))
        if first.earliest != second.earliest and (minutes or not day):
            later = first.earliest < second.earliest
    return Ends(
        sender=_same(party(first.senders), party(second.senders)),
        recipient=_same(party(first.recipients), party(second.recipients)),
        day=day,
        later=later,
    )


def _same(one: Party, other: Party) -> bool | None:
    return same_party(one, other) if one and other else None


def tie(
    first: Header, second: Header, relation: Kinship, alike: Alike
) -> Iterator[tuple[str, Version]]:
    """Yield what ties two records, as each of both is shown it, with its id."""
    differs = compare(first, second).differs
    share, back = round(alike.share, 2), round(alike.back, 2)
    for here, there, kind, mine, yours in (
        (first, second, relation, share, back),
        (second, first, _BACK.get(relation, relation), back, share),
    ):
        version = Version(
            relation=kind,
            target=there.id,
            share=mine,
            back=yours,
            length=round(there.sketch.letters / max(1, here.sketch.letters), 2),
            differs=differs,
            confidence=_confidence(relation, alike),
        )
        yield here.id, sentence(version, here, there)


def _confidence(relation: Kinship, alike: Alike) -> float:
    """Return how sure it is that two records are tied at all."""
    most = max(alike.share, alike.back)
    if relation == "other-wording":
        return round(min(0.95, 0.55 + most), 2)
    return round(1 - 0.5 * exp(-alike.evidence * most / 3), 2)
