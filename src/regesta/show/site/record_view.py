"""What the page of one record shows, gathered from the record and from around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from regesta.keep.archive import Archive
from regesta.keep.entries import Regest
from regesta.model import (
    AgreementMention,
    Candidate,
    Citing,
    Directive,
    EntityMention,
    Exchange,
    Record,
    Reference,
    word_subjects,
)
from regesta.search.index import Occurrence
from regesta.show.addresses import record_address, wanted_address
from regesta.show.dates import say_edtf
from regesta.show.site.facsimiles import Picture, page_pictures
from regesta.show.site.spans import Targets, entry_key, reference_href
from regesta.show.site.typeset import SetText, typeset
from regesta.show.versions import say_version
from regesta.show.wording import Wording

AROUND = 2


class Named(Struct, frozen=True, kw_only=True):
    """An entry of the page's list of names: who it is, how often here, why we think so.

    `entity` is "" where there is no page of it; `key` is what its mentions stand under.
    """

    fragment: str
    key: str
    entity: str
    name: str
    kind: str
    description: str
    forms: tuple[str, ...]
    times: int
    confidence: float
    rules: tuple[str, ...]
    candidates: tuple[tuple[str, str, Candidate], ...]
    quote: str = ""


class Spoken(Struct, frozen=True, kw_only=True):
    """A reference of the record, as listed under it; `subject` is what decisions call it."""

    number: int
    reference: Reference
    address: str
    title: str
    date: str
    candidates: tuple[tuple[str, str], ...]
    subject: str = ""


class Step(Struct, frozen=True, kw_only=True):
    """One document of an exchange; `held` is False for a wanted one, which marks a gap.

    `tie` says, where the exchange is shown around one record, what it is to that record: it is
    "answered" or "cited" there, or it is "answering" or "citing".
    """

    id: str
    title: str
    date: str
    address: str
    held: bool
    here: bool = False
    sender: str = ""
    recipient: str = ""
    post: str = ""
    to_post: str = ""
    genre: str = ""
    number: str = ""
    tie: str = ""


class Sibling(Struct, frozen=True, kw_only=True):
    """Another version of the record's text: where it stands, and how it differs."""

    address: str
    title: str
    date: str
    said: str
    confidence: float


class RecordView(Struct, frozen=True, kw_only=True):
    """All that the template of a record needs.

    `vague` are the references that tell too little to be looked for; `followed` gives the
    id of the agreement that a mention means by its start and name. `known` gives the
    ids that the archive has now for those of the entities tied to the record.
    """

    record: Record
    texts: list[SetText]
    named: list[Named]
    spoken: list[Spoken]
    vague: list[Spoken]
    followed: Mapping[tuple[int, str], str]
    cited_by: Sequence[Citing]
    versions: Sequence[Sibling]
    exchange: Exchange | None
    steps: list[Step]
    previous: Regest | None
    following: Regest | None
    parent: Regest | None
    children: Sequence[Regest]
    agreements: list[AgreementMention]
    directives: list[Directive]
    known: Mapping[str, str]
    pictures: Sequence[Picture]
    hits: Sequence[Occurrence]

    @property
    def pictured(self) -> Sequence[Picture]:
        """The pictures of pages that are shown beside the text."""
        return [one for one in self.pictures if one.shown]


def view_record(
    archive: Archive,
    record: Record,
    words: Wording,
    pictures: Sequence[Picture] = (),
    hits: Sequence[Occurrence] = (),
) -> RecordView:
    """Gather what the page of a record shows: pictures of its pages, what a search found in it."""
    spoken = [_spoken(archive, number, one) for number, one in enumerate(record.references)]
    subjects = word_subjects(record.id, (one.quote for one in record.references))
    spoken = [replace(one, subject=said) for one, said in zip(spoken, subjects, strict=True)]
    named = _named(archive, record)
    followed = archive.agreements_of(record.id)
    targets = Targets(
        labels={
            one.reference.target or one.reference.wanted: ", ".join(
                part for part in (one.title, say_edtf(one.date, words)) if part
            )
            for one in spoken
        },
        entries={entry.key: entry.fragment for entry in named},
        agreements=followed,
        pictures=page_pictures(record, pictures) if pictures else {},
        hits=hits,
    )
    exchange = archive.exchange_of(record.id)
    previous, following = archive.neighbours(record.id)
    return RecordView(
        record=record,
        texts=typeset(record, targets, words),
        named=named,
        spoken=[one for one in spoken if not one.reference.vague],
        vague=[one for one in spoken if one.reference.vague],
        followed=followed,
        cited_by=archive.cited_by(record.id),
        versions=[
            Sibling(
                address=record_address(kin.version.target),
                title=kin.title or kin.version.target,
                date=kin.date,
                said=say_version(kin.version, words),
                confidence=kin.version.confidence,
            )
            for kin in archive.versions_of(record.id)
        ],
        exchange=exchange,
        steps=_around(archive, exchange, record) if exchange else [],
        previous=previous,
        following=following,
        parent=archive.regest(record.parent) if record.parent else None,
        children=archive.children(record.id),
        agreements=list(
            {
                (followed.get((a.start, a.name or a.quote), a.name), a.stage, a.by, a.amount): a
                for a in record.annotations
                if isinstance(a, AgreementMention)
                and (a.stage or a.amount or (a.start, a.name or a.quote) in followed)
            }.values()
        ),
        directives=[a for a in record.annotations if isinstance(a, Directive)],
        known=_known(archive, record),
        pictures=pictures,
        hits=hits,
    )


def exchange_steps(archive: Archive, members: Sequence[str], here: str = "") -> list[Step]:
    """Give the documents of an exchange in its order, held or wanted."""
    steps: list[Step] = []
    for identifier in members:
        regest = archive.regest(identifier)
        if regest is not None:
            steps.append(
                Step(
                    id=identifier,
                    title=regest.title or identifier,
                    date=regest.date,
                    address=record_address(identifier),
                    held=True,
                    here=identifier == here,
                    sender=regest.sender,
                    recipient=regest.recipient,
                )
            )
            continue
        wanted = archive.find_wanted(identifier)
        if wanted is None:
            continue
        steps.append(
            Step(
                id=identifier,
                title=wanted.title,
                date=wanted.describes.date.edtf if wanted.describes.date else "",
                address=wanted_address(identifier),
                held=False,
                sender=wanted.describes.sender,
                recipient=wanted.describes.recipient,
                post=wanted.describes.post,
                to_post=wanted.describes.to_post,
                genre=wanted.describes.genre,
                number=wanted.describes.number,
            )
        )
    return steps


def _known(archive: Archive, record: Record) -> dict[str, str]:
    """Give of the entities that the record's head names those of the archive, as they are there."""
    agents = (*record.senders, *record.recipients, *record.contributors)
    subjects = (*record.people, *record.organisations, *record.places, *record.topics)
    named = {one.entity for one in agents} | {one.entity for one in subjects}
    found = {one: archive.entity(one) for one in named if one}
    return {one: entity.id for one, entity in found.items() if entity is not None}


def _around(archive: Archive, exchange: Exchange, record: Record) -> list[Step]:
    """Give the documents of the exchange just before and after this one, and how they are tied."""
    members = exchange.members
    if record.id not in members:
        return []
    at = members.index(record.id)
    near = members[max(0, at - AROUND) : at + AROUND + 1]
    ties: dict[str, str] = {}
    for one in archive.cited_by(record.id):
        _tie(ties, one.id, "answering" if one.relation == "answers" else "citing")
    for reference in record.references:
        tie = "answered" if reference.relation == "answers" else "cited"
        _tie(ties, reference.target or reference.wanted, tie)
    return [
        msgspec.structs.replace(step, tie=ties.get(step.id, ""))
        for step in exchange_steps(archive, near, record.id)
    ]


def _tie(ties: dict[str, str], identifier: str, tie: str) -> None:
    """Keep of several ties of one document the one that says most."""
    if tie in ("answered", "answering") or identifier not in ties:
        ties[identifier] = tie


def _spoken(archive: Archive, number: int, reference: Reference) -> Spoken:
    title = date = ""
    if reference.status == "held":
        regest = archive.regest(reference.target)
        if regest is not None:
            title, date = regest.title, regest.date
    elif reference.wanted:
        wanted = archive.find_wanted(reference.wanted)
        if wanted is not None:
            title = wanted.title
            date = wanted.describes.date.edtf if wanted.describes.date else ""
    candidates: list[tuple[str, str]] = []
    if reference.status == "unresolved":
        for candidate in reference.candidates:
            regest = archive.regest(candidate.id)
            if regest is not None:
                candidates.append((record_address(regest.id), regest.title or regest.id))
    return Spoken(
        number=number,
        reference=reference,
        address=reference_href(reference),
        title=title,
        date=date,
        candidates=tuple(candidates),
    )


def _named(archive: Archive, record: Record) -> list[Named]:
    """List whom and what the texts name, in the order in which they first appear."""
    groups: dict[str, list[EntityMention]] = {}
    for mention in record.annotations:
        if isinstance(mention, EntityMention) and mention.kind != "term":
            groups.setdefault(entry_key(mention), []).append(mention)
    return [
        _entry(archive, f"name-{number}", key, mentions)
        for number, (key, mentions) in enumerate(groups.items(), 1)
    ]


def _entry(archive: Archive, fragment: str, key: str, mentions: Sequence[EntityMention]) -> Named:
    first = mentions[0]
    entity = archive.entity(first.entity) if first.entity else None
    candidates: list[tuple[str, str, Candidate]] = []
    for candidate in first.candidates if not first.entity else ():
        could_be = archive.entity(candidate.id)
        if could_be is not None:
            candidates.append((could_be.id, could_be.name, candidate))
    return Named(
        fragment=fragment,
        key=key,
        entity=entity.id if entity else "",
        name=entity.name if entity else first.name or first.quote,
        quote=first.quote,
        kind=first.kind,
        description=entity.description if entity else "",
        forms=tuple(dict.fromkeys(form.name for form in entity.names[:6])) if entity else (),
        times=len(mentions),
        confidence=max(mention.confidence for mention in mentions),
        rules=tuple(dict.fromkeys(mention.rule for mention in mentions)),
        candidates=tuple(candidates),
    )
