"""What all records tell together, gathered while they pass by on their way into the index."""

from __future__ import annotations

from collections.abc import Iterable

from regesta.keep.told import Told
from regesta.link.agreements import follow
from regesta.model import AgreementMention, Directive, Record
from regesta.model.agreement import AgreementSighting, AgreementStory

# Records of no collection are one dossier: whoever put them into a folder had a reason to.
DOSSIER = "archive"


class Telling:
    """Collects the agreements and directives of records; small beside the records themselves."""

    def __init__(
        self, sightings: Iterable[AgreementSighting] = (), directives: Iterable[Told] = ()
    ) -> None:
        self.sightings = list(sightings)
        self.directives = list(directives)

    def add(self, record: Record) -> None:
        """Note what one record tells."""
        for found in record.annotations:
            if type(found) is AgreementMention:
                self.sightings.append(_sighting(record, found))
            elif type(found) is Directive:
                self.directives.append(_told(record, found))

    def stories(self) -> list[AgreementStory]:
        """Return the agreements that the records speak of, those of most records first."""
        return sorted(follow(self.sightings), key=lambda one: -len(one.records))


def _sighting(record: Record, found: AgreementMention) -> AgreementSighting:
    groups = [one.entity or one.name for one in record.collections]
    return AgreementSighting(
        record=record.id,
        date=record.date.earliest[:10] if record.date else "",
        name=found.name or found.quote,
        genre=found.genre,
        parties=found.parties,
        subjects=found.subjects,
        stage=found.stage,
        by=found.by,
        sentence=_sentence(record, found),
        start=found.start,
        group=groups[-1] if groups else DOSSIER,
    )


def _sentence(record: Record, found: AgreementMention) -> str:
    """Give the words of the evidence: of the note, where the mention stands in one."""
    body = record.texts[found.text].body if found.text < len(record.texts) else ""
    if found.note:
        notes = record.texts[found.text].notes
        body = next((note.body for note in notes if note.id == found.note), "")
    start, end = found.sentence
    return " ".join(body[start:end].split()) or found.quote


def _told(record: Record, found: Directive) -> Told:
    return Told(
        record=record.id,
        actor=found.actor,
        act=found.act,
        object=found.object,
        deadline=found.deadline.edtf if found.deadline else "",
        quote=found.quote,
        confidence=found.confidence,
    )
