"""Persons in a text: who of several is meant, and what stays open."""

from __future__ import annotations

import pytest
from tests.making.persons import CONTEXT, decided, found, listed, one

from regesta.model import (
    Agent,
    Block,
    DateSpan,
    Entity,
    Mark,
    NameForm,
    Note,
    Record,
    Text,
)
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.names import find_names, resolve_agents
from regesta.understand.persons import builtin_entities


def test_the_head_of_a_government_goes_by_the_bare_surname() -> None:
    people = (
        listed("pres", "Nasir, Gamil", "President of Egypt:1954/1960"),
        listed("fm", "Nasir, Musa", "Jordanian Foreign Minister:1959-09/1960"),
    )
    mention = one("Told Nasir so.", *people)
    assert mention is not None
    assert (mention.entity, mention.confidence >= 0.62) == ("vol/pres", True)


def test_the_office_beside_the_name_decides_among_several() -> None:
    mention = one("From the Assistant Secretary of State for Far Eastern Affairs (Bundy)")
    assert mention is not None
    assert (mention.entity, mention.confidence) == ("vol/wpb", 0.8)


def test_of_one_person_in_two_lists_the_records_own_is_meant() -> None:
    people = [
        Entity(
            id="mine", kind="person", name="Lu Jianming", names=(NameForm(name="Lu Chien-ming"),)
        ),
        listed("lu", "Lu Chien-ming (Lu Jianming)", "Chairman"),
    ]
    context = Context(authority=Authority(people))
    record = Record(id="vol/d8", texts=(Text(body="Called on Lu."),))
    assert [each.entity for each in find_names(record, context)] == ["vol/lu"]
    record = Record(id="x", texts=(Text(body="Called on Lu."),))
    assert [each.entity for each in find_names(record, context)] == ["mine"]


@pytest.mark.parametrize(
    ("name", "entity"),
    [("CCP CC", "ccp-central-committee"), ("the State Department", "department-of-state"),
     ("the Department of State", "department-of-state"), ("the Chess Club", "")],
)  # fmt: skip
def test_bodies_are_resolved_by_any_of_their_names(name: str, entity: str) -> None:
    agent = Agent(name=name, kind="organisation")
    record = resolve_agents(Record(id="r", recipients=(agent,)), CONTEXT)
    assert record.recipients[0].entity == entity


def test_what_no_evidence_decides_keeps_its_candidates() -> None:
    people = [listed("a", "Smith, Adam", "Counselor"), listed("b", "Smith, Bert", "Counselor")]
    context = Context(authority=Authority(people))
    (mention,) = found("Then Smith left.", context=context)
    assert mention.entity == ""
    assert {candidate.id for candidate in mention.candidates} == {"vol/a", "vol/b"}
    assert sum(candidate.confidence for candidate in mention.candidates) == pytest.approx(
        1, abs=0.05
    )


def test_a_full_name_elsewhere_decides_the_bare_surname() -> None:
    people = [listed("a", "Smith, Adam", "Counselor"), listed("b", "Smith, Bert", "Counselor")]
    context = Context(authority=Authority(people))
    mentions = found("Bert Smith came. Then Smith left.", context=context)
    assert [mention.entity for mention in mentions] == ["vol/b", "vol/b"]


def test_the_holder_at_the_date_is_meant() -> None:
    people = [
        listed("old", "Smith, Adam", "Secretary of State:1953-01/1957-01"),
        listed("new", "Smith, Bert", "Secretary of State:1957-02"),
    ]
    context = Context(authority=Authority(people))
    assert decided("Smith agreed.", "1955-01-01", context) == {"Smith": "old"}
    assert decided("Smith agreed.", "1958-01-01", context) == {"Smith": "new"}


def test_see_entries_are_meant_by_the_short_name() -> None:
    people = [
        listed("full", "Ngo Dinh Diem", "President of Vietnam"),
        Entity(id="vol/short", kind="person", name="Diem", description="see Ngo Dinh Diem"),
    ]
    context = Context(authority=Authority(people))
    result = decided("Ngo Dinh Diem spoke. President Diem left.", context=context)
    assert result == {"Ngo Dinh Diem": "full", "Diem": "short"}


def test_a_name_misprinted_in_the_list_is_found_by_its_office() -> None:
    context = Context(authority=Authority([listed("by", "Byrode, Henry", "Ambassador to Egypt")]))
    (mention,) = found("Ambassador Byroade called.", context=context)
    assert mention.entity == "vol/by"
    assert mention.confidence < 0.8


def test_new_names_are_proposed_and_not_promoted() -> None:
    mentions = [each for each in found("Ambassador Nobody Known called.") if not each.entity]
    assert [(each.quote, each.confidence < 0.5) for each in mentions] == [("Nobody Known", True)]
    assert not found("General Assembly debate on Major Powers")


@pytest.mark.parametrize(
    ("body", "quotes"),
    [
        ("Senator Abernathy. Nothing came of it.", ["Abernathy"]),
        ("Dr. J. R. Abernathy, Jr. came.", ["J. R. Abernathy"]),
        ("Gen, Abernathy", []),
        ("Mr. Rusk. Nothing came of it.", ["Rusk"]),
    ],
)
def test_a_name_ends_with_its_sentence(body: str, quotes: list[str]) -> None:
    assert [each.quote for each in found(body)] == quotes


def test_whom_the_edition_marks_decides_the_bare_surname() -> None:
    people = [listed("a", "Smith, Adam", "Counselor"), listed("b", "Smith, Bert", "Counselor")]
    context = Context(authority=Authority(people))
    marks = (Mark(kind="person", start=0, end=8, target="vol/b"),)
    text = Text(body="Mr Smith came. Then Smith left.", marks=marks)
    mentions = find_names(Record(id="r", texts=(text,)), context)
    assert [each.entity for each in mentions] == ["vol/b", "vol/b"]


def test_offices_stand_for_their_holder_at_the_date() -> None:
    mentions = {each.quote: each for each in found("The Secretary agreed with the President.")}
    assert mentions["The Secretary"].entity == "vol/jfd"
    assert mentions["The Secretary"].rule == "office: Secretary of State"
    later = {each.quote: each for each in found("The Secretary agreed.", "1962-01-01")}
    assert later["The Secretary"].entity == "vol/rusk"
    assert "the Secretary" not in {each.quote for each in found("the Secretary of Agriculture")}
    assert not found("The Secretary agreed.", "")


def test_the_president_stays_open_in_papers_of_a_post_abroad() -> None:
    date = DateSpan(edtf="1965-05-05", earliest="1965-05-05T00:00", latest="1965-05-05T23:59")
    text = Text(body="I saw the President today.")
    agent = Agent(name="Embassy in Korea", kind="organisation", post="Seoul")
    abroad = Record(id="r", date=date, texts=(text,), senders=(agent,))
    assert find_names(abroad, CONTEXT) == []
    home = Record(id="r", date=date, texts=(text,))
    assert [each.entity for each in find_names(home, CONTEXT)] == ["vol/lbj"]


def test_the_editions_own_markup_wins() -> None:
    body = "The Foreign Minister left with Rusk."
    text = Text(body=body, marks=(Mark(kind="person", start=4, end=20, target="vol/x"),))
    mentions = find_names(Record(id="r", texts=(text,)), CONTEXT)
    first = mentions[0]
    assert (first.quote, first.entity, first.rule, first.confidence) == (
        "Foreign Minister", "vol/x", "edition's markup", 1.0,
    )  # fmt: skip
    assert [each.entity for each in mentions] == ["vol/x", "vol/rusk"]


def test_notes_are_searched_and_flagged() -> None:
    text = Text(
        body="Nothing here.", notes=(Note(id="fn1", label="1", body="See Rusk.", anchor=7),)
    )
    (mention,) = find_names(Record(id="r", texts=(text,)), CONTEXT)
    assert (mention.note, mention.entity, mention.start) == ("fn1", "vol/rusk", 4)


def test_signatures_and_headings() -> None:
    body = "Telegram From the Embassy\nWe agree.\nBall"
    blocks = (
        Block(kind="heading", start=0, end=25),
        Block(kind="paragraph", start=26, end=35),
        Block(kind="signed", start=36, end=40),
    )
    mentions = find_names(Record(id="r", texts=(Text(body=body, blocks=blocks),)), CONTEXT)
    assert [(each.quote, each.entity) for each in mentions] == [("Ball", "vol/gball")]


def test_supplied_parts_complete_a_name_in_any_script() -> None:
    context = Context(authority=Authority(builtin_entities()))
    body = (
        "Comrade [Zhou] Enlai's trip; [Liu] Shaoqi; Filippov; 周恩來; Вышинскому; "
        "Lushun [Port Arthur]"
    )
    names = {each.quote: each.entity for each in found(body, "1950-01-03", context) if each.entity}
    assert names == {
        "[Zhou] Enlai": "person/zhou-enlai",
        "[Liu] Shaoqi": "person/liu-shaoqi",
        "Filippov": "person/stalin",
        "周恩來": "person/zhou-enlai",
        "Вышинскому": "person/vyshinsky",
    }


def test_persons_that_come_along_need_more_than_a_bare_surname() -> None:
    context = Context(authority=Authority(builtin_entities()))
    assert decided("Johnson and Wu and He left.", "1943-05-05", context) == {}
    assert decided("Secretary Hull left.", "1943-05-05", context) == {"Hull": "person/hull"}


@pytest.mark.parametrize(
    ("agent", "entity"),
    [
        (Agent(name="the Ambassador in Poland (Beam)", person="Beam", office="Ambassador in Poland",
               post="Warsaw"), "vol/beam"),
        (Agent(name="the Secretary of State", office="Secretary of State"), "vol/jfd"),
        (Agent(name="Mr. Allen Dulles", person="Allen Dulles"), "vol/awd"),
        (Agent(name="the Mayor (Unknown)", person="Unknown", office="Mayor"), ""),
        (Agent(name="the Department of State", kind="organisation", office="Department of State"),
         "department-of-state"),
        (Agent(name="Rusk", person="Rusk", entity="kept"), "kept"),
    ],
)  # fmt: skip
def test_correspondents_are_resolved(agent: Agent, entity: str) -> None:
    date = DateSpan(edtf="1958-05-05", earliest="1958-05-05T00:00", latest="1958-05-05T23:59")
    record = Record(id="r", date=date, senders=(agent,))
    assert resolve_agents(record, CONTEXT).senders[0].entity == entity
