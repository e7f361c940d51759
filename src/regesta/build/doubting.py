"""What rules were not sure of, gathered while the records pass by, for people to decide.

references  unresolved ones whose words tell enough, and held ones that are less than sure
absent      those to documents that the archive does not hold: perhaps it does
dates       records without a date, or with one that is open or less than sure
names       persons whom a name could mean, undecided or less than sure
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

from msgspec import Struct

from regesta.keep.doubts import DOUBT_KINDS, Doubt
from regesta.model import DECIDED, EntityMention, Record, Reference, word_subjects

SURE = 0.9
SURE_OF_NAME = 0.6
_OPEN = frozenset("?~%/[X")


class Found(Struct, frozen=True, array_like=True):
    """One statement in doubt, and the key of what it is weighed by."""

    kind: str
    about: str
    subject: str
    record: str
    key: str
    confidence: float


class Doubting:
    """Collects what is in doubt; small beside the records themselves."""

    def __init__(self, found: Iterable[Found] = (), cited: Mapping[str, int] | None = None) -> None:
        self.found = list(found)
        self.cited: Counter[str] = Counter(cited)

    def add(self, record: Record) -> None:
        """Note what is in doubt in one record, and what it cites."""
        self._add_references(record)
        self._add_date(record)
        self._add_names(record)

    def doubts(self) -> Iterator[Doubt]:
        """Yield the doubts of each kind, those about what is most cited first, then least sure."""
        weight = self.cited
        for kind in DOUBT_KINDS:
            of_kind = [one for one in self.found if one.kind == kind]
            of_kind.sort(key=attrgetter("confidence"))
            of_kind.sort(key=lambda one: -weight[one.key])
            for rank, one in enumerate(of_kind, 1):
                yield Doubt(
                    kind=kind, rank=rank, about=one.about, subject=one.subject,
                    record=one.record, weight=weight[one.key], confidence=one.confidence,
                )  # fmt: skip

    def _add_references(self, record: Record) -> None:
        if not record.references:
            return
        subjects = word_subjects(record.id, (one.quote for one in record.references))
        for subject, one in zip(subjects, record.references, strict=True):
            key = one.target or one.wanted
            if key:
                self.cited[key] += 1
            kind = _kind_of(one)
            if kind:
                key = key or (one.candidates[0].id if one.candidates else "")
                self.found.append(Found(kind, "reference", subject, record.id, key, one.confidence))

    def _add_date(self, record: Record) -> None:
        date = record.date
        if date is None:
            self.found.append(Found("dates", "date", record.id, record.id, record.id, 0.0))
        elif date.rule != DECIDED and (date.confidence < SURE or _OPEN & set(date.edtf)):
            confidence = min(date.confidence, 0.5) if _OPEN & set(date.edtf) else date.confidence
            self.found.append(Found("dates", "date", record.id, record.id, record.id, confidence))

    def _add_names(self, record: Record) -> None:
        seen: set[str] = set()
        for one in record.annotations:
            if type(one) is not EntityMention or one.kind != "person" or one.rule == DECIDED:
                continue
            unsure = one.confidence < SURE_OF_NAME if one.entity else bool(one.candidates)
            if not unsure:
                continue
            key = f"name {one.quote}"
            self.cited[key] += 1
            if one.quote not in seen:
                seen.add(one.quote)
                sure = one.confidence if one.entity else 0.0
                self.found.append(
                    Found("names", "person", f"{record.id}#{one.quote}", record.id, key, sure)
                )


def _kind_of(one: Reference) -> str:
    """Return the queue of a reference, "" where there is nothing to decide."""
    if one.rule == DECIDED:
        return ""
    if one.status == "absent":
        return "absent"
    if one.status == "unresolved":
        return "" if one.vague else "references"
    return "references" if one.confidence < SURE else ""
