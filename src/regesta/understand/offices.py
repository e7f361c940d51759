"""Offices that stand for a person in a text: "the Secretary", "the Foreign Minister"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from regesta.model import Agent, Candidate, EntityMention, Record
from regesta.understand.authority import Authority
from regesta.understand.gazetteer import post_of
from regesta.understand.names_plain import plain

# The words, the office they mean in the papers of a foreign ministry, and how sure that is.
_OFFICES = (
    ("the Secretary of State", "Secretary of State", 0.85),
    ("the Secretary of Defense", "Secretary of Defense", 0.85),
    ("the Secretary of the Treasury", "Secretary of the Treasury", 0.85),
    ("the Secretary", "Secretary of State", 0.75),
    ("the Acting Secretary", "Under Secretary of State", 0.6),
    ("the Under Secretary", "Under Secretary of State", 0.7),
    ("the Vice President", "Vice President of the United States", 0.75),
    ("the President", "President of the United States", 0.7),
    ("the Secretary General", "Secretary General of the United Nations", 0.7),
)
_LOCAL = (
    ("the Ambassador", "Ambassador"),
    ("the Chargé", "Chargé"),
    ("the Minister", "Minister"),
    ("the Consul General", "Consul General"),
)
# After these words the phrase goes on and means someone else.
_GOES_ON = ("of ", "General", "for ", "to the ", "elect", "designate", "in ", "at ")


class Phrase(NamedTuple):
    """A phrase found: the office it means, and how sure that is (0 for a correspondent's own)."""

    office: str
    sure: float


def _phrases() -> Iterator[tuple[str, Phrase]]:
    """Yield the phrases in plain letters, with both cases of the article."""
    fixed = [(phrase, Phrase(office, sure)) for phrase, office, sure in _OFFICES]
    local = [(phrase, Phrase(office, 0.0)) for phrase, office in _LOCAL]
    for phrase, meaning in (*fixed, *local):
        for form in (phrase, phrase[0].upper() + phrase[1:]):
            yield plain(form), meaning


PHRASES: Mapping[str, Phrase] = dict(_phrases())


def find_offices(
    text: str, phrases: Iterable[tuple[int, int, Phrase]], record: Record, authority: Authority
) -> Iterator[EntityMention]:
    """Yield the offices in a text that stand for their holder at the record's date.

    `phrases` are those of `PHRASES` that stand in it, in order of their ends.

    "The Secretary" is the Secretary of State; "the President" is the one of the United
    States unless the record comes from or goes to a post abroad, where it stays open;
    "the Ambassador", "the Chargé", "the Minister" are the correspondent who has that
    office, when there is one alone. Rules begin with "office:".
    """
    day = record.date.earliest[:10] if record.date else ""
    if not day:
        return
    last = -1
    meant: dict[str, list[Candidate] | None] = {}
    found: list[tuple[int, int, str, float]] = []
    for start, end, (office, sure) in phrases:
        while found and start <= found[-1][0]:
            found.pop()
        found.append((start, end, office, sure))
    for start, end, office, sure in found:
        if start < last or text.startswith(_GOES_ON, end + 1) or text[end : end + 1] in "-–":
            continue
        last = end
        if office not in meant:
            meant[office] = _holder(office, sure, record, authority, day)
        held = meant[office]
        if held is not None:
            yield EntityMention(
                start=start, end=end, quote=text[start:end], rule=f"office: {office}",
                confidence=held[0].confidence, kind="person",
                entity=held[0].id if len(held) == 1 else "",
                candidates=tuple(held) if len(held) > 1 else (),
            )  # fmt: skip


def _holder(
    office: str, sure: float, record: Record, authority: Authority, day: str
) -> list[Candidate] | None:
    """Return who is meant: one candidate when decided, several when open, None when unknown."""
    if not sure:
        return _correspondent(office, record)
    if office.startswith("President") and _abroad(record):
        return None
    held = authority.holders(office, day=day)
    if not held:
        return None
    best = [one for one in held if one.confidence == held[0].confidence]
    scale = sure / 0.9
    return [
        Candidate(id=one.id, confidence=round(one.confidence * scale / len(best), 2), why=one.why)
        for one in best
    ]


def _correspondent(office: str, record: Record) -> list[Candidate] | None:
    agents: tuple[Agent, ...] = (*record.senders, *record.recipients)
    fitting = {agent.entity for agent in agents if agent.entity and agent.office.startswith(office)}
    if len(fitting) != 1:
        return None
    return [Candidate(id=fitting.pop(), confidence=0.6, why=f"the record's own {office}")]


def _abroad(record: Record) -> bool:
    """Tell whether the record comes from or goes to a post outside Washington."""
    posts = {agent.post for agent in (*record.senders, *record.recipients) if agent.post}
    return any(
        post_of(post) not in ("department", "white-house", "washington", "") for post in posts
    )
