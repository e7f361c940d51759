"""All headers to references, wanted documents and exchanges: the join, and people's decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from regesta.link.again import Before, Outcome, settle, volumes_of
from regesta.link.answers import mark_answers
from regesta.link.decide import weights
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
    table = weights()
    decided = {one.subject: one for one in decisions if one.about == "reference"}
    ask = partial(refer, index, table=table)
    outcomes: dict[str, Outcome] = {}
    if before:
        for volume in volumes_of(index):
            outcomes[index.headers[volume.start].volume] = settle(index, volume, before, ask)
        made = chain.from_iterable(one.references.items() for one in outcomes.values())
    else:
        cited = ((one.id, tuple(ask(at))) for at, one in enumerate(index.headers) if one.cues)
        made = chain(one for one in cited if one[1])
    touched = {subject.partition("#")[0] for subject in decided}
    references = {
        id: decide_all(id, found, decided, index) if id in touched else found for id, found in made
    }
    references = mark_answers(index, references)
    wanted, references = find_wanted(index, references)
    versions = find_versions(index.headers)
    return Linked(
        references=references,
        versions=versions,
        outcomes=outcomes,
        wanted=tuple(wanted),
        exchanges=tuple(find_exchanges(index, references, wanted, versions)),
        entities=join_persons(entities, decisions),
    )


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
