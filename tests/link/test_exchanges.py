"""Who answers whom, what is missing between, and how far one exchange may go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from regesta.link.answers import mark_answers
from regesta.link.cues import Cue
from regesta.link.exchanges import find_exchanges
from regesta.link.header import Header
from regesta.link.keys import Index
from regesta.link.words import ordinal
from regesta.model import Citing, DateSpan, Description, Exchange, Mention, Reference, Wanted

SEOUL = (("embassy", "@seoul"), "the Embassy in Korea")
HOME = (("department", "@department"), "the Department of State")
TOKYO = (("embassy", "@tokyo"), "the Embassy in Japan")
End = tuple[tuple[str, ...], str]


def record(id: str, when: str, sender: End, recipient: End, *mentions: Mention) -> Header:
    return Header(
        id=id, genre="telegram", volume="v", sequence=int(id[1:]),
        earliest=f"{when}T00:00", latest=f"{when}T23:59", day=ordinal(when), last=ordinal(when),
        senders=sender[0], recipients=recipient[0], sender=sender[1], recipient=recipient[1],
        cues=tuple(Cue(mention=one, words=("respons",) if one.owner == "his" else ())
                   for one in mentions),
    )  # fmt: skip


def mention(start: int, owner: str = "your") -> Mention:
    return Mention(
        start=start, end=start + 8, quote="your 302", kind="numbered", rule="", owner=owner
    )


def held(target: str, start: int = 100, relation: str = "cites") -> Reference:
    return Reference(
        start=start, end=start + 8, quote="your 302", status="held", target=target,
        relation=relation, describes=Description(number="302"),
    )  # fmt: skip


def exchanges_of(
    headers: list[Header], references: Mapping[str, tuple[Reference, ...]], *wanted: Wanted
) -> list[Exchange]:
    return find_exchanges(Index(headers), references, wanted)


@pytest.mark.parametrize(
    ("start", "owner", "sender", "recipient", "when", "relation"),
    [
        (100, "your", HOME, SEOUL, "1950-01-05", "answers"),
        (2000, "your", HOME, SEOUL, "1950-01-05", "cites"),  # deep in the text
        (2000, "his", HOME, SEOUL, "1950-01-05", "answers"),  # "in response to his 302"
        (100, "your", HOME, TOKYO, "1950-01-05", "cites"),  # not the same two
        (100, "your", SEOUL, HOME, "1950-01-05", "cites"),  # the same way, not back
        (100, "your", HOME, SEOUL, "1949-01-05", "cites"),  # recalled after a year
    ],
)
def test_what_answers(
    start: int, owner: str, sender: End, recipient: End, when: str, relation: str
) -> None:
    early = [mention(90, "old")] if owner == "his" else []
    index = Index(
        [
            record("r1", when, sender, recipient),
            record("r2", "1950-01-07", SEOUL, HOME, *early, mention(start, owner)),
        ]
    )
    found = mark_answers(index, {"r2": (held("r1", start),)})
    assert found["r2"][0].relation == relation


def test_an_absent_document_is_answered_too() -> None:
    meant = Description(number="44", post="department", to_post="seoul")
    one = Reference(start=80, end=88, quote="your 302", status="absent", describes=meant)
    index = Index([record("r2", "1950-01-07", SEOUL, HOME, mention(80))])
    assert mark_answers(index, {"r2": (one,)})["r2"][0].relation == "answers"


def test_a_conversation_over_the_wire_with_its_gap() -> None:
    headers = [
        record("r1", "1951-02-01", SEOUL, HOME), record("r2", "1951-02-03", HOME, SEOUL),
        record("r3", "1951-02-04", TOKYO, HOME), record("r5", "1951-02-09", SEOUL, HOME),
    ]  # fmt: skip
    gap = wanted("wanted/44", "r5", "1951-02-06", post="department", to_post="seoul")
    strange = wanted("wanted/9", "r5", "1951-02-06", post="tokyo", to_post="department")
    (found,) = exchanges_of(
        headers, {"r2": (held("r1"),), "r3": (held("r1"),), "r5": (held("r2"),)}, gap, strange
    )
    assert found.members == ("r1", "r2", "wanted/44", "r5")
    assert found.title == "Seoul – Washington, February 1951"
    assert found.correspondents == ("Seoul", "Washington")
    assert (found.id, found.earliest, found.latest) == (
        "exchange/r1", "1951-02-01T00:00", "1951-02-09T23:59",
    )  # fmt: skip


def wanted(id: str, by: str, when: str, **ends: str) -> Wanted:
    date = DateSpan(edtf=when, earliest=f"{when}T00:00", latest=f"{when}T23:59")
    meant = replace(
        msgspec.convert({"genre": "telegram", "number": "44", **ends}, Description), date=date
    )
    return Wanted(id=id, title=id, describes=meant, cited_by=(Citing(id=by),))


def test_persons_within_one_office() -> None:
    lu = (("secretary", "state", "lu", "@department"), "the Secretary of State (Lu)")
    he = (("under", "secretary", "state", "he", "@department"), "the Under Secretary of State (He)")
    headers = [record("r1", "1951-02-01", lu, he), record("r2", "1951-02-03", he, lu)]
    (found,) = exchanges_of(headers, {"r2": (held("r1"),)})
    assert found.members == ("r1", "r2")
    assert found.title.endswith("(Lu) – the Under Secretary of State (He), February 1951")


@pytest.mark.parametrize(
    "reference", [held("r1", relation="see"), held("r1", relation="encloses"), held("r2")]
)
def test_what_ties_nothing(reference: Reference) -> None:
    headers = [record("r1", "1951-02-01", SEOUL, HOME), record("r2", "1951-02-03", HOME, SEOUL)]
    assert exchanges_of(headers, {"r2": (reference,)}) == []


def test_what_is_older_is_recalled() -> None:
    headers = [record("r1", "1951-02-01", SEOUL, HOME), record("r2", "1951-06-03", HOME, SEOUL)]
    assert exchanges_of(headers, {"r2": (held("r1"),)}) == []


def test_no_thread_swallows_a_volume() -> None:
    start = date(1951, 1, 1)
    days = [start + timedelta(days=number + (20 if number >= 150 else 0)) for number in range(300)]
    headers = [
        record(f"r{number}", when.isoformat(), *((SEOUL, HOME) if number % 2 else (HOME, SEOUL)))
        for number, when in enumerate(days)
    ]
    references = {f"r{number}": (held(f"r{number - 1}"),) for number in range(1, 300)}
    found = exchanges_of(headers, references)
    assert sum(len(one.members) for one in found) == 300
    assert all(2 <= len(one.members) <= 40 for one in found)
    # the longest silence parts two of them
    ends = [one.members[-1] for one in found]
    assert "r149" in ends
    assert found == exchanges_of(list(reversed(headers)), dict(reversed(references.items())))
