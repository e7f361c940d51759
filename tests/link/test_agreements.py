"""Agreements from proposal to signature: which mentions are one story, and which never."""

from __future__ import annotations

import random

import pytest

from regesta.link.agreements import follow
from regesta.model.agreement import AgreementSighting


def seen(
    name: str, date: str, stage: str = "", record: str = "", group: str = "talks", **more: object
) -> AgreementSighting:
    parties = more.pop("parties", ())
    assert isinstance(parties, tuple)
    return AgreementSighting(
        record=record or f"r{date}", date=date, name=name, genre="agreement", stage=stage,
        sentence=f"On {date}: {stage} {name}.", group=group, parties=parties,
        start=int(str(more.get("start", 0))),
    )  # fmt: skip


def test_the_stages_of_one_agreement_in_order() -> None:
    (story,) = follow(
        [
            seen("the credit agreement", "1951-03-14", "signed"),
            seen("a credit agreement", "1951-02-02", "proposed"),
            seen("the draft credit agreement", "1951-02-08", "drafted"),
            seen("credit agreement", "1951-02-20"),
        ]
    )
    assert (story.id, story.name) == ("agreement/credit-agreement-1951", "credit agreement")
    assert [(one.stage, one.date) for one in story.stages] == [
        ("proposed", "1951-02-02"), ("drafted", "1951-02-08"), ("signed", "1951-03-14"),
    ]  # fmt: skip
    assert story.stages[0].sentence == "On 1951-02-02: proposed a credit agreement."
    assert (story.first, story.last, len(story.records)) == ("1951-02-02", "1951-03-14", 4)


@pytest.mark.parametrize(
    ("one", "other", "stories"),
    [
        # a name is the same everywhere
        (seen("Novograd Pact", "1951-02-01"),
         seen("the Novograd Pact", "1958-02-01", group="x"), 1),
        (seen("Novograd Pact", "1951-02-01"), seen("the Regent Pact", "1951-02-02"), 0),
        # a description only in its group, without a year of silence, of the same parties
        (seen("a rail agreement", "1951-02-01"), seen("the rail agreement", "1951-03-01"), 1),
        (seen("a rail agreement", "1951-02-01"), seen("rail agreements", "1951-03-01"), 1),
        (seen("a rail agreement", "1951-02-01"),
         seen("the rail agreement", "1951-03-01", group="x"), 0),
        (seen("a rail agreement", "1951-02-01"), seen("the rail agreement", "1953-03-01"), 0),
        (seen("a rail agreement", "1951-02-01"), seen("the rail treaty", "1951-03-01"), 0),
        (seen("a rail agreement", "1951-02-01", parties=("Yunze",)),
         seen("a rail agreement", "1951-03-01", parties=("Dverland",)), 0),
        (seen("a rail agreement", "1951-02-01", parties=("Yunze", "Dverland")),
         seen("the rail agreement", "1951-03-01", parties=("Dverland",)), 1),
        # what tells nothing is left out
        (seen("an agreement", "1951-02-01"), seen("the agreement", "1951-03-01"), 0),
        # capitals alone make no name of what is elsewhere printed without
        (seen("Rail Agreement", "1951-02-01"),
         seen("a rail agreement", "1951-03-01", group="x"), 0),
        (seen("when the rail agreement", "1951-02-01"), seen("rail agreement", "1951-03-01"), 1),
        (seen("the old treaty", "1951-02-01"), seen("the new treaty", "1951-03-01"), 0),
    ],
)  # fmt: skip
def test_what_is_one_agreement(
    one: AgreementSighting, other: AgreementSighting, stories: int
) -> None:
    found = follow([one, other])
    assert len(found) == stories
    assert follow([other, one]) == found


def test_a_bare_word_means_the_last_of_its_kind_in_the_record() -> None:
    (story,) = follow(
        [
            seen("Treaty of Friendship", "1951-02-01", "proposed", record="a"),
            seen("the treaty", "1951-02-01", "negotiated", record="a", start=90),
            seen("the agreement", "1951-02-01", "signed", record="a", start=95),
            seen("a treaty", "1951-02-01", "signed", record="a", start=99),
        ]
    )
    assert [one.stage for one in story.stages] == ["proposed", "negotiated"]


@pytest.mark.parametrize(("others", "stages"), [((), 1), (("Border Treaty", "Border Treaty"), 0)])
def test_a_bare_word_means_the_only_one_of_its_group(others: tuple[str, ...], stages: int) -> None:
    found = follow(
        [
            seen("Treaty of Friendship", "1951-02-01"),
            seen("Treaty of Friendship", "1951-02-03"),
            *(seen(name, f"1951-02-0{4 + at}") for at, name in enumerate(others)),
            seen("the treaty", "1951-03-01", "signed"),
        ]
    )
    assert sum(len(story.stages) for story in found) == stages


def test_one_mention_is_no_story_unless_it_tells_a_stage() -> None:
    assert follow([seen("Novograd Pact", "1951-02-01")]) == []
    assert len(follow([seen("Novograd Pact", "1951-02-01", "signed")])) == 1


def test_ids_differ_and_undated_records_come_last() -> None:
    found = follow(
        [
            seen("a rail agreement", "1951-02-01", "signed", group="x"),
            seen("a rail agreement", "1951-02-01", "signed", group="y", record="s"),
            seen("a rail agreement", "", "refused", group="y", record="t"),
        ]
    )
    assert [one.id for one in found] == [
        "agreement/rail-agreement-1951", "agreement/rail-agreement-1951-2",
    ]  # fmt: skip
    assert [one.stage for one in found[1].stages] == ["signed", "refused"]


def test_order_makes_no_difference() -> None:
    sightings = [
        seen(name, f"1951-0{1 + number % 9}-01", stage, record=f"r{number}", group=f"g{number % 2}")
        for number, (name, stage) in enumerate(
            [("a rail agreement", "proposed"), ("Novograd Pact", ""), ("the treaty", "signed"),
             ("Border Treaty", "signed"), ("the rail agreement", "signed")] * 8
        )
    ]  # fmt: skip
    first = follow(sightings)
    for seed in range(4):
        assert follow(random.Random(seed).sample(sightings, len(sightings))) == first
