"""Which persons and organisations the senders, recipients and contributors of a record are."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec.structs import replace

from regesta.model import Agent, Record
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.folding import fold_name
from regesta.understand.names_choice import decide, own_list
from regesta.understand.names_hits import Found, Scanner
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_weigh import Page, weigh
from regesta.understand.places import builtin_organisations

_BARE = re.compile(r"^(?:the|to the|from the)\s+", re.IGNORECASE)


def resolve_agents(record: Record, context: Context) -> Record:
    """Return the record with `Agent.entity` filled for its senders, recipients, contributors.

    By the full name, by surname with the office beside it, or, where only the office is
    named ("the Secretary of State"), by who held it on the record's date.
    """
    day = record.date.earliest[:10] if record.date else ""
    page = Page(record=record, index=context.authority.derive(PersonIndex), day=day)
    resolver = context.authority.derive(Resolver)
    return replace(
        record,
        senders=tuple([resolver.resolve(agent, page) for agent in record.senders]),
        recipients=tuple([resolver.resolve(agent, page) for agent in record.recipients]),
        contributors=tuple([resolver.resolve(agent, page) for agent in record.contributors]),
    )


class Resolver:
    """Finds the entities of agents; remembers what it found, since correspondents come again."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._scanner = authority.derive(Scanner)
        self._bearers: dict[Agent, Agent] = {}
        self._always: dict[Agent, Agent] = {}
        self._on_day: dict[tuple[Agent, str, str], Agent] = {}
        self._written: dict[str, tuple[list[Found], bool]] = {}

    def resolve(self, agent: Agent, page: Page) -> Agent:
        """Return the agent with its entity, as it was where it has one or none is found."""
        if agent.entity:
            return agent
        found = self._always.get(agent)
        if found is not None:
            return found
        key = (agent, page.day, own_list(page.record))
        found = self._on_day.get(key)
        if found is None:
            found, always = self._look_up(agent, page)
            if always:
                self._always[agent] = found
            else:
                self._on_day[key] = found
        return found

    def _look_up(self, agent: Agent, page: Page) -> tuple[Agent, bool]:
        """Return the agent with its entity, and whether it is so on every day."""
        if agent.kind == "organisation":
            return self._organisation(agent), True
        named = self._bearers.get(agent)
        if named is None:
            named = self._bearers[agent] = self._bearer(agent)
        if named.entity:
            return named, True
        return self._called(agent, page) if agent.person else (self._holder(agent, page), False)

    def _bearer(self, agent: Agent) -> Agent:
        """Return the agent with the one person who bears the full name."""
        named = self._authority.named(agent.person or agent.name)
        people = [entity for entity in named if entity.kind == "person"]
        return _with(agent, people[0].id, "full name", 0.97) if len(people) == 1 else agent

    def _called(self, agent: Agent, page: Page) -> tuple[Agent, bool]:
        """Return the agent with whom its words can mean, the office read beside the name."""
        beside = f"{agent.office} ({agent.person})"
        words = [agent.name if agent.person in agent.name else beside]
        if agent.office and words != [beside]:
            words.append(beside)
        always = True
        for written in words:
            hits, fixed = self._read(written, page)
            always = always and fixed
            mentions = [mention for mention in decide(hits, written, page) if mention.entity]
            if mentions:
                best = max(mentions, key=lambda mention: mention.confidence)
                return _with(agent, best.entity, best.rule, best.confidence), always
        return agent, always

    def _read(self, words: str, page: Page) -> tuple[list[Found], bool]:
        """Return the names in an agent's words, and whether they mean the same on every day."""
        read = self._written.get(words)
        if read is None:
            hits = self._scanner.scan(words).hits
            known = [hit for each in hits if (hit := weigh(each, words, page)) is not None]
            fixed = all(len(hit.reading.persons) == 1 and not hit.reading.builtin for hit in known)
            read = self._written[words] = hits, fixed
        return read

    def _holder(self, agent: Agent, page: Page) -> Agent:
        """Return the agent with who held the office on the day."""
        if not page.day:
            return agent
        held = self._authority.holder(agent.office or agent.name, agent.post, page.day)
        if held is None:
            return agent
        return _with(agent, held.id, "office: holder at the date", held.confidence)

    def _organisation(self, agent: Agent) -> Agent:
        names = [_BARE.sub("", name.strip()) for name in (agent.name, agent.office) if name]
        for name in names:
            known = self._authority.named(name)
            found = [entity for entity in known if entity.kind == "organisation"]
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
