"""All headers to references, wanted documents and exchanges: the join, and people's decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from regesta.link.again import Before, Outcome, Said, settle, volumes_of
from regesta.link.answers import mark_answers
from regesta.link.decide import Weights, weights
from regesta.link.exchanges import find_exchanges
from regesta.link.header import Header
from regesta.link.identity import join_persons
from regesta.link.keys import Index
from regesta.link.resolve import refer
from regesta.link.versions import find_versions
from regesta.link.wanted import find_wanted
from regesta.model import (
    DECIDED,
    Decision,
    Entity,
    Exchange,
    Reference,
    Version,
    Wanted,
    word_subjects,
)


class Linked(Struct, frozen=True, kw_only=True):
    """What linking gives: references and versions by record id, wanted documents, exchanges.

    `entities` maps the id of each entity that another one stands for to that other id;
    `outcomes` are what the mentions of each volume came to by the rules alone, for `Before`.
    """

    references: dict[str, tuple[Reference, ...]]
    wanted: tuple[Wanted, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    entities: dict[str, str] = {}
    versions: dict[str, tuple[Version, ...]] = {}
    outcomes: dict[str, Outcome] = {}


def link(
    headers: Iterable[Header],
    entities: Sequence[Entity] = (),
    decisions: Sequence[Decision] = (),
    before: Before | None = None,
) -> Linked:
    """Resolve every mention of the headers' records; pure, in linear time, in any order.

    `entities` are those of all authorities, to be joined; `decisions` what persons decided,
    which outweighs every rule; `before` what a build before found, of which all that cannot
    have changed is taken over. The subject of a decision about a reference is
    `RECORD#QUOTE` (`RECORD#QUOTE~2` for the second of the same words); "correct" and "accept"
    name the target as `value`, "reject" takes the target away.
    """
    index = Index(list(headers))
    decided = {one.subject: one for one in decisions if one.about == "reference"}
    said = _by_record(decided)
    ask = partial(_settled, table=weights(), decided=decided, touched=said.about.keys())
    outcomes: dict[str, Outcome] = {}
    references: dict[str, tuple[Reference, ...]] = {}
    if before:
        for volume in volumes_of(index):
            outcome = settle(index, volume, before, said, ask)
            outcomes[index.headers[volume.start].volume] = outcome
            references.update(outcome.references)
    else:
        cited = ((one.id, ask(index, at)) for at, one in enumerate(index.headers) if one.cues)
        references.update(one for one in cited if one[1])
    wanted, references = find_wanted(index, references)
    versions = find_versions(index.headers, before.whole if before else None)
    joined = before.joined if before else None
    return Linked(
        references=references,
        versions=versions,
        outcomes=outcomes,
        wanted=tuple(wanted),
        exchanges=tuple(find_exchanges(index, references, wanted, versions)),
        entities=join_persons(entities, decisions) if joined is None else dict(joined),
    )


def _by_record(decided: Mapping[str, Decision]) -> Said:
    about: defaultdict[str, list[Decision]] = defaultdict(list)
    for subject, one in decided.items():
        about[subject.partition("#")[0]].append(one)
    return Said({id: tuple(some) for id, some in about.items()})


def _settled(
    index: Index,
    citing: int,
    table: Weights,
    decided: Mapping[str, Decision],
    touched: Container[str],
) -> tuple[Reference, ...]:
    """Return what a record's mentions came to by the rules, and as people decided them."""
    made = tuple(refer(index, citing, table))
    id = index.headers[citing].id
    if id in touched:
        made = decide_all(id, made, decided, index)
    return mark_answers(index, {id: made})[id] if made else made


def decide_all(
    record: str, references: Sequence[Reference], decided: Mapping[str, Decision], index: Index
) -> tuple[Reference, ...]:
    """Return a record's references as persons decided them."""
    subjects = word_subjects(record, (one.quote for one in references))
    said = (
        decided.get(subject) or decided.get(f"{record}#{one.quote}")
        for subject, one in zip(subjects, references, strict=True)
    )
    return tuple(
        _decided(one, decision, index) if decision else one
        for one, decision in zip(references, said, strict=True)
    )


def _decided(reference: Reference, decision: Decision, index: Index) -> Reference:
    """Return the reference as a person decided it."""
    why = f"Decided by {decision.who}. {decision.why}".strip()
    if decision.verdict in ("accept", "correct"):
        target = decision.value or reference.target
        held = target in index.by_id
        return replace(
            reference, status="held" if held else "absent", target=target if held else "",
            confidence=1.0, why=why, rule=DECIDED,
        )  # fmt: skip
    if decision.verdict == "reject":
        return replace(
            reference, status="unresolved", target="", confidence=1.0, why=why, rule=DECIDED
        )
    return reference
