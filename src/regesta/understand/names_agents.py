"""Which persons and organisations the senders, recipients and contributors of a record are."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from regesta.model import Agent, EntityMention, Record
from regesta.understand.context import Context
from regesta.understand.folding import fold_name
from regesta.understand.names_choice import Page, decide
from regesta.understand.names_hits import find_hits
from regesta.understand.names_index import PersonIndex
from regesta.understand.places import builtin_organisations

_BARE = re.compile(r"^(?:the|to the|from the)\s+", re.IGNORECASE)


def resolve_agents(record: Record, context: Context) -> Record:
    """Return the record with `Agent.entity` filled for its senders, recipients, contributors.

    By the full name, by surname with the office beside it, or, where only the office is
    named ("the Secretary of State"), by who held it on the record's date.
    """
    day = record.date.earliest[:10] if record.date else ""
    page = Page(record=record, index=context.authority.derive(PersonIndex), day=day)

    def resolved(agents: tuple[Agent, ...]) -> tuple[Agent, ...]:
        return tuple(agent if agent.entity else _resolved(agent, page, context) for agent in agents)

    return replace(
        record,
        senders=resolved(record.senders),
        recipients=resolved(record.recipients),
        contributors=resolved(record.contributors),
    )


def _resolved(agent: Agent, page: Page, context: Context) -> Agent:
    if agent.kind == "organisation":
        return _organisation(agent, context)
    named = context.authority.named(agent.person or agent.name)
    people = [entity for entity in named if entity.kind == "person"]
    if len(people) == 1:
        return _with(agent, people[0].id, "full name", 0.97)
    if agent.person:
        found = [mention for mention in _mentions(agent, page) if mention.entity]
        if found:
            best = max(found, key=lambda mention: mention.confidence)
            return _with(agent, best.entity, best.rule, best.confidence)
        return agent
    held = context.authority.holders(agent.office or agent.name, agent.post, page.day)
    if held and page.day and (len(held) == 1 or held[0].confidence > held[1].confidence):
        return _with(agent, held[0].id, "office: holder at the date", held[0].confidence)
    return agent


def _mentions(agent: Agent, page: Page) -> list[EntityMention]:
    """Return the persons that the agent's words name, the office read beside the name."""
    words = agent.name if agent.person in agent.name else f"{agent.office} ({agent.person})"
    found = decide(find_hits(words, page.index), words, page)
    if any(mention.entity for mention in found) or not agent.office:
        return found
    words = f"{agent.office} ({agent.person})"
    return decide(find_hits(words, page.index), words, page)


def _organisation(agent: Agent, context: Context) -> Agent:
    names = [_BARE.sub("", name.strip()) for name in (agent.name, agent.office) if name]
    for name in names:
        found = [
            entity for entity in context.authority.named(name) if entity.kind == "organisation"
        ]
        if len(found) == 1:
            return _with(agent, found[0].id, "name of the organisation", 0.9)
    for name in names:
        identifier = _known_organisations().get(fold_name(name))
        if identifier:
            return _with(agent, identifier, "name of the organisation", 0.9)
    return agent


@lru_cache(maxsize=1)
def _known_organisations() -> dict[str, str]:
    """Return the ids of the organisations that come along by each of their folded names."""
    return {
        fold_name(name): entity.id
        for entity in builtin_organisations()
        for name in (entity.name, *(form.name for form in entity.names))
    }


def _with(agent: Agent, entity: str, rule: str, confidence: float) -> Agent:
    """Return the agent with its entity; a rule that stands says how the agent itself was read."""
    confidence = min(agent.confidence, confidence)
    return replace(agent, entity=entity, rule=agent.rule or rule, confidence=confidence)
