"""Places and organisations named in a record."""

from __future__ import annotations

import pytest

from regesta.model import Block, Entity, NameForm, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.places import builtin_organisations, find_places

OWN = Entity(
    id="vol/t_GVN",
    kind="organisation",
    name="GVN",
    names=(NameForm(name="Government of Vietnam", system="expansion"),),
)
CONTEXT = Context(authority=Authority([OWN]))


def record(body: str, *blocks: Block) -> Record:
    return Record(id="r", texts=(Text(body=body, blocks=blocks),))


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("from Port Arthur to Dairen", ["lushun", "dalian"]),
        ("Peiping and PEIPING", ["beijing", "beijing"]),
        ("旅順口 и Порт-Артур", ["lushun", "lushun"]),
        ("He was in Nice.", ["nice"]),
        ("It was Nice weather.", []),
        ("General Wellington spoke.", []),
        ("a note to Mexico", []),
        ("a visit to Mexico City", ["mexico-city"]),
        ("the Saigonese", []),
    ],
)
def test_places(body: str, places: list[str]) -> None:
    assert [each.entity for each in find_places(record(body), CONTEXT)] == places


def test_a_dateline_settles_a_doubtful_name() -> None:
    dated = record("Mexico, May 5, 1950", Block(kind="dateline", start=0, end=19))
    assert [each.entity for each in find_places(dated, CONTEXT)] == ["mexico-city"]


@pytest.mark.parametrize(
    ("body", "organisations"),
    [
        ("The GVN and the Government of Vietnam", ["vol/t_GVN", "vol/t_GVN"]),
        ("the Department of State and the State Department", ["department-of-state"] * 2),
        ("CCP Central Committee", ["ccp-central-committee"]),
        ("ЦК КПСС", ["cpsu-central-committee"]),
        ("the nsc", []),
        ("NSC 68", ["national-security-council"]),
        ("Government Administration Council", ["government-administration-council"]),
    ],
)
def test_organisations(body: str, organisations: list[str]) -> None:
    found = find_places(record(body), CONTEXT)
    assert [each.entity for each in found if each.kind == "organisation"] == organisations


def test_spans_hold_their_quotes() -> None:
    text = "In Seoul, the NSC and 北京."
    for mention in find_places(record(text), CONTEXT):
        assert text[mention.start : mention.end] == mention.quote


def test_the_table_has_each_organisation_once() -> None:
    identifiers = [each.id for each in builtin_organisations()]
    assert len(identifiers) == len(set(identifiers)) > 60
