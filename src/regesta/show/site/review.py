"""The queues of what people should decide, and one thing of them as a page shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.keep.deciding import ABSENT
from regesta.keep.doubts import DOUBT_KINDS, Doubt
from regesta.keep.entries import Regest
from regesta.link.identity import near_pairs
from regesta.link.identity_names import person
from regesta.model import Entity, EntityMention, Record, word_subjects
from regesta.show.addresses import entity_address, record_address
from regesta.show.site.ledger import Book

PERSONS = "persons"
QUEUES = (*DOUBT_KINDS, PERSONS)
AROUND = 260
OPENING = 700
MOST_CHOICES = 9


class Choice(Struct, frozen=True, kw_only=True):
    """One answer: what it decides, what it is called, and what speaks for it."""

    verdict: str
    value: str
    name: str
    date: str = ""
    about: str = ""
    address: str = ""
    why: str = ""
    confidence: float = 0.0


class Item(Struct, frozen=True, kw_only=True):
    """One thing to decide: where it stands, in which words, and what could be answered."""

    about: str
    subject: str
    record: Regest | None
    quote: str = ""
    before: str = ""
    after: str = ""
    status: str = ""
    rule: str = ""
    why: str = ""
    confidence: float = 0.0
    weight: int = 0
    rank: int = 0
    choices: tuple[Choice, ...] = ()
    entity: Entity | None = None


class Queues:
    """The queues of one open archive; what is decided since is passed over."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._subjects: dict[str, tuple[Doubt, ...]] = {}

    def of(self, kind: str) -> tuple[Doubt, ...]:
        """Give all doubts of a queue in their order."""
        if kind not in self._subjects:
            found = self._proposed() if kind == PERSONS else self._archive.doubts(kind)
            self._subjects[kind] = found
        return self._subjects[kind]

    def open(self, kind: str, book: Book, after: int = 0) -> Iterator[Doubt]:
        """Yield the doubts of a queue behind a rank that nobody decided yet."""
        done = book.by_subject
        for one in self.of(kind)[after:]:
            if kind == PERSONS:
                if frozenset(one.subject.split("\n")) not in book.pairs:
                    yield one
            elif (one.about, one.subject) not in done:
                yield one

    def left(self, kind: str, book: Book) -> int:
        """Count what nobody decided yet."""
        return sum(1 for _ in self.open(kind, book))

    def _proposed(self) -> tuple[Doubt, ...]:
        counts = {one.entity.id: one.documents for one in self._archive.entities("person")}
        people = [person(one) for one in self._archive.iter_entities() if one.kind == "person"]
        pairs = sorted(
            near_pairs(people),
            key=lambda one: (
                -min(counts.get(one.one, 0), counts.get(one.other, 0)), -one.confidence, one.one,
            ),
        )  # fmt: skip
        return tuple(
            Doubt(
                kind=PERSONS, rank=rank, about="entity", subject=f"{one.one}\n{one.other}",
                record="", weight=min(counts.get(one.one, 0), counts.get(one.other, 0)),
                confidence=one.confidence,
            )
            for rank, one in enumerate(pairs, 1)
        )  # fmt: skip


def item_of(archive: Archive, doubt: Doubt) -> Item | None:
    """Give a doubt as a page shows it; None where its ground is not in this archive."""
    if doubt.kind == PERSONS:
        return _pair_item(archive, doubt)
    if not archive.has(doubt.record):
        return None
    record = archive.record(doubt.record)
    make = {"reference": _reference_item, "date": _date_item, "person": _name_item}[doubt.about]
    return make(archive, record, doubt)


def _reference_item(archive: Archive, record: Record, doubt: Doubt) -> Item | None:
    subjects = word_subjects(record.id, (one.quote for one in record.references))
    if doubt.subject not in subjects:
        return None
    found = record.references[subjects.index(doubt.subject)]
    before, quote, after = _around(record, found.text, found.note, found.start, found.end)
    why = {found.target: found.why} if found.target else {}
    sure = {found.target: found.confidence} if found.target else {}
    for candidate in found.candidates:
        why.setdefault(candidate.id, candidate.why)
        sure.setdefault(candidate.id, candidate.confidence)
    choices = [
        Choice(
            verdict="accept" if id == found.target else "correct", value=id,
            name=one.title or id, date=one.date, about=_parties(one), address=record_address(id),
            why=why[id], confidence=sure[id],
        )
        for id in list(why)[:MOST_CHOICES]
        if (one := archive.regest(id)) is not None
    ]  # fmt: skip
    wanted = archive.find_wanted(found.wanted) if found.wanted else None
    absent = Choice(
        verdict="accept" if found.status == "absent" else "correct", value=ABSENT,
        name=wanted.title if wanted else "", confidence=found.confidence if wanted else 0.0,
    )  # fmt: skip
    choices = [absent, *choices] if found.status == "absent" else [*choices, absent]
    return Item(
        about=doubt.about, subject=doubt.subject, record=archive.regest(record.id),
        quote=quote or found.quote, before=before, after=after, status=found.status,
        rule=found.rule, why=found.why, confidence=found.confidence, weight=doubt.weight,
        rank=doubt.rank, choices=tuple(choices),
    )  # fmt: skip


def _date_item(archive: Archive, record: Record, doubt: Doubt) -> Item:
    date = record.date
    body = record.texts[0].body if record.texts else ""
    choices: list[Choice] = []
    if date is not None:
        choices.append(
            Choice(
                verdict="accept", value=date.edtf, name=date.edtf, date=date.edtf, why=date.quote,
                confidence=date.confidence,
            )
        )  # fmt: skip
    flags = "; ".join(one.message for one in record.flags)
    return Item(
        about="date", subject=record.id, record=archive.regest(record.id),
        quote=record.stated.date or record.stated.dateline, after=" ".join(body[:OPENING].split()),
        status="" if date else "undated", rule=date.rule if date else "", why=flags,
        confidence=doubt.confidence, weight=doubt.weight, rank=doubt.rank, choices=tuple(choices),
    )  # fmt: skip


def _name_item(archive: Archive, record: Record, doubt: Doubt) -> Item | None:
    words = doubt.subject.partition("#")[2]
    mentions = [
        one for one in record.annotations if isinstance(one, EntityMention) and one.quote == words
    ]
    if not mentions:
        return _agent_item(archive, record, doubt, words)
    first = mentions[0]
    before, quote, after = _around(record, first.text, first.note, first.start, first.end)
    sure: dict[str, tuple[float, str]] = {}
    if first.entity:
        sure[first.entity] = (first.confidence, "")
    for candidate in first.candidates:
        sure.setdefault(candidate.id, (candidate.confidence, candidate.why))
    choices = [
        Choice(
            verdict="accept" if id == first.entity else "correct", value=id, name=one.name,
            about=one.description, address=entity_address(one.id), why=why, confidence=confidence,
        )
        for id, (confidence, why) in list(sure.items())[:MOST_CHOICES]
        if (one := archive.entity(id)) is not None
    ]  # fmt: skip
    return Item(
        about="person", subject=doubt.subject, record=archive.regest(record.id), quote=quote,
        before=before, after=after, rule=first.rule, confidence=doubt.confidence,
        weight=doubt.weight, rank=doubt.rank, choices=tuple(choices),
    )  # fmt: skip


def _agent_item(archive: Archive, record: Record, doubt: Doubt, name: str) -> Item | None:
    """Give a sender or recipient whom the text itself does not name."""
    agents = (*record.senders, *record.recipients, *record.contributors)
    agent = next((one for one in agents if name in (one.name, one.person)), None)
    if agent is None:
        return None
    known = archive.entity(agent.entity) if agent.entity else None
    choice = known and Choice(
        verdict="accept", value=agent.entity, name=known.name, about=known.description,
        address=entity_address(known.id), confidence=agent.confidence,
    )  # fmt: skip
    return Item(
        about="person", subject=doubt.subject, record=archive.regest(record.id), quote=name,
        rule=agent.rule, confidence=agent.confidence, choices=(choice,) if choice else (),
    )  # fmt: skip


def _pair_item(archive: Archive, doubt: Doubt) -> Item | None:
    one, other = (archive.entity(id) for id in doubt.subject.split("\n"))
    if one is None or other is None:
        return None
    return Item(
        about="entity", subject=one.id, record=None, confidence=doubt.confidence,
        weight=doubt.weight, rank=doubt.rank, entity=one,
        choices=(
            Choice(
                verdict="merge", value=other.id, name=other.name, about=other.description,
                address=entity_address(other.id), confidence=doubt.confidence,
            ),
        ),
    )  # fmt: skip


def _around(record: Record, text: int, note: str, start: int, end: int) -> tuple[str, str, str]:
    """Give the words before a span, its own, and those after it."""
    if text >= len(record.texts):
        return "", "", ""
    body = record.texts[text].body
    if note:
        body = next((one.body for one in record.texts[text].notes if one.id == note), "")
    before = " ".join(body[max(0, start - AROUND) : start].split())
    after = " ".join(body[end : end + AROUND].split())
    return before, " ".join(body[start:end].split()), after


def _parties(one: Regest) -> str:
    return " → ".join(part for part in (one.sender, one.recipient) if part)


def doubt_about(archive: Archive, about: str, subject: str) -> Doubt:
    """Give a doubt about any one thing, whether a rule had doubts or not."""
    record = subject.partition("#")[0]
    known: Sequence[Doubt] = archive.doubts_of(record)
    found = next((one for one in known if (one.about, one.subject) == (about, subject)), None)
    kinds: Mapping[str, str] = {"reference": "references", "date": "dates", "person": "names"}
    return found or Doubt(
        kind=kinds.get(about, ""), rank=0, about=about, subject=subject, record=record, weight=0,
        confidence=0.0,
    )  # fmt: skip
