"""What people decided, applied where a record is made and where entities are joined.

Decisions about references and about which persons are one are applied in linking itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from regesta.keep.deciding import AGENTS
from regesta.model import (
    DECIDED,
    Agent,
    AnyAnnotation,
    Decision,
    Entity,
    EntityMention,
    NameForm,
    Record,
)
from regesta.understand.dates_edtf import edtf_span

Change = Mapping[str, Decision]


def by_record(decisions: Iterable[Decision]) -> dict[str, tuple[Decision, ...]]:
    """Return the decisions about dates and persons of each record, in their order."""
    found: dict[str, list[Decision]] = {}
    for one in decisions:
        if one.verdict not in ("accept", "reject", "correct"):
            continue
        record, mark, _ = one.subject.partition("#")
        if (one.about == "date" and not mark) or (one.about == "person" and mark):
            found.setdefault(record, []).append(one)
    return {record: tuple(some) for record, some in found.items()}


def dated(record: Record, decisions: Iterable[Decision]) -> Record:
    """Return the record with the date that people gave it, before it is understood.

    "Yesterday" in its text is then counted from there.
    """
    decision = _last(decisions, "date")
    span = edtf_span(decision.value) if decision and decision.verdict != "reject" else None
    if span is None:
        return record
    return replace(
        record, date=replace(span, quote=record.stated.date, rule=DECIDED, confidence=1.0)
    )


def decided(record: Record, decisions: Sequence[Decision]) -> Record:
    """Return the understood record as people decided its date and whom its names mean."""
    decision = _last(decisions, "date")
    if decision and decision.verdict == "reject":
        record = replace(record, date=None)
    elif decision and decision.verdict == "accept" and record.date:
        record = replace(record, date=replace(record.date, rule=DECIDED, confidence=1.0))
    named = {one.subject.partition("#")[2]: one for one in decisions if one.about == "person"}
    if not named:
        return record
    return replace(
        record,
        senders=tuple(_agent(one, named) for one in record.senders),
        recipients=tuple(_agent(one, named) for one in record.recipients),
        contributors=tuple(_agent(one, named) for one in record.contributors),
        annotations=tuple(_mention(one, named) for one in record.annotations),
    )


def added(decisions: Iterable[Decision]) -> tuple[Entity, ...]:
    """Return what people added to the authority: new entities, and names of known ones.

    Of several names of one id the first is the one to show.
    """
    found: dict[str, Entity] = {}
    for one in decisions:
        if one.verdict != "add" or one.about not in AGENTS:
            continue
        known = found.get(one.subject)
        if known is None:
            found[one.subject] = Entity(
                id=one.subject, kind=one.about, name=one.value, origin=DECIDED  # type: ignore[arg-type]
            )  # fmt: skip
        elif one.value != known.name:
            form = NameForm(name=one.value, system="alias")
            found[one.subject] = replace(known, names=(*known.names, form))
    return tuple(found.values())


def renamed(entities: Iterable[Entity], decisions: Iterable[Decision]) -> list[Entity]:
    """Return the entities under the names that people gave them; the old one stays a form."""
    names = {
        one.subject: one.value
        for one in decisions
        if one.verdict == "correct" and one.about == "person" and "#" not in one.subject
    }
    return [_under(one, names.get(one.id, one.name)) for one in entities]


def _under(entity: Entity, name: str) -> Entity:
    if name == entity.name:
        return entity
    former = NameForm(name=entity.name, system="alias")
    return replace(entity, name=name, names=(former, *entity.names))


def _last(decisions: Iterable[Decision], about: str) -> Decision | None:
    found = [one for one in decisions if one.about == about]
    return found[-1] if found else None


def _agent(agent: Agent, named: Change) -> Agent:
    decision = named.get(agent.name) or (named.get(agent.person) if agent.person else None)
    if decision is None:
        return agent
    entity = "" if decision.verdict == "reject" else decision.value or agent.entity
    return replace(agent, entity=entity, rule=DECIDED, confidence=1.0)


def _mention(one: AnyAnnotation, named: Change) -> AnyAnnotation:
    if not isinstance(one, EntityMention):
        return one
    decision = named.get(one.quote) or (named.get(one.name) if one.name else None)
    if decision is None:
        return one
    likeliest = one.candidates[0].id if one.candidates else ""
    value = decision.value or one.entity or likeliest
    entity = "" if decision.verdict == "reject" else value
    return replace(one, entity=entity, candidates=(), rule=DECIDED, confidence=1.0)
