"""Which persons the senders, recipients and contributors of a record are."""

from __future__ import annotations

from msgspec.structs import replace

from regesta.model import Agent, Record
from regesta.understand.context import Context


def resolve_agents(record: Record, context: Context) -> Record:
    """Return the record with `Agent.entity` filled for its senders, recipients, contributors."""
    return replace(
        record,
        senders=tuple(_resolved(agent, record, context) for agent in record.senders),
        recipients=tuple(_resolved(agent, record, context) for agent in record.recipients),
        contributors=tuple(_resolved(agent, record, context) for agent in record.contributors),
    )


def _resolved(agent: Agent, record: Record, context: Context) -> Agent:
    """Return the agent with the entity that its full name names alone."""
    if agent.entity:
        return agent
    found = context.authority.named(agent.person or agent.name)
    if len(found) == 1:
        return replace(agent, entity=found[0].id, rule=agent.rule or "full name")
    return agent
