"""Absent citations merged into wanted documents: what is enough, what merges, what never does."""

from __future__ import annotations

import random
from collections.abc import Mapping

import msgspec
import pytest
from msgspec.structs import replace

from regesta.link.header import Header
from regesta.link.keys import Index
from regesta.link.wanted import find_wanted
from regesta.link.wanted_title import say_day, slug_of, title_of
from regesta.link.words import ordinal
from regesta.model import DateSpan, Description, Reference, Wanted

HOME = ("department", "@department")


def day(iso: str) -> DateSpan:
    if "T" in iso:
        return DateSpan(edtf=iso, earliest=iso, latest=iso)
    if len(iso) == 7:
        return DateSpan(edtf=iso, earliest=f"{iso}-01T00:00", latest=f"{iso}-28T23:59")
    return DateSpan(edtf=iso, earliest=f"{iso}T00:00", latest=f"{iso}T23:59")


def record(
    id: str, when: str, sender: tuple[str, ...] = ("embassy", "@seoul"),
    recipient: tuple[str, ...] = HOME, sequence: int = 0,
) -> Header:  # fmt: skip
    return Header(
        id=id, title=f"Title of {id}", genre="telegram", volume="v", sequence=sequence,
        earliest=f"{when}T00:00", latest=f"{when}T23:59", day=ordinal(when), last=ordinal(when),
        senders=sender, recipients=recipient, sender="the Embassy", recipient="the Department",
    )  # fmt: skip


def absent(quote: str, told: Mapping[str, str] | None = None, start: int = 0) -> Reference:
    facts = dict(told or {})
    date = facts.pop("date", "")
    meant = replace(msgspec.convert(facts, Description), date=day(date) if date else None)
    return Reference(
        start=start, end=start + len(quote), quote=quote, status="absent", describes=meant
    )


def wanted_of(*cited: tuple[str, str, Reference]) -> list[Wanted]:
    headers: dict[str, Header] = {}
    references: dict[str, tuple[Reference, ...]] = {}
    for id, when, one in cited:
        headers.setdefault(id, record(id, when, sequence=len(headers)))
        references[id] = (*references.get(id, ()), one)
    found, _ = find_wanted(Index(list(headers.values())), references)
    return found


SEOUL_302 = {"genre": "telegram", "number": "302", "post": "seoul", "to_post": "department"}
TO_SEOUL_44 = {"genre": "telegram", "number": "44", "post": "department", "to_post": "seoul"}
LETTER = {"genre": "letter", "sender": "Harrow", "recipient": "Marlowe", "date": "1951-02-11"}


@pytest.mark.parametrize(
    ("facts", "enough"),
    [
        (SEOUL_302, True),
        ({"genre": "report", "number": "68", "series": "NSC"}, True),
        ({"genre": "telegram", "number": "302", "date": "1950-01-05"}, True),
        ({"genre": "telegram", "number": "302"}, False),
        ({"genre": "message", "number": "59", "series": "XY"}, False),  # an archive's own mark
        ({"number": "302", "sender": "Action"}, False),
        (LETTER, True),
        ({"genre": "letter", "date": "1951-02-11"}, False),
        ({"genre": "letter", "sender": "Harrow", "date": "1951-02"}, False),
        ({"genre": "meeting", "sender": "Harrow", "date": "1951-02-11"}, False),
        ({"genre": "meeting", "sender": "Harrow", "recipient": "Lu", "date": "1951-02-11"}, True),
        ({"genre": "statement", "sender": "Harrow", "date": "1951-02-11"}, False),
        ({"genre": "meeting"}, False),
    ],
)
def test_what_is_told_must_be_enough(facts: dict[str, str], enough: bool) -> None:
    assert bool(wanted_of(("a", "1951-03-01", absent("x", facts)))) is enough


@pytest.mark.parametrize(
    ("one", "other", "merge"),
    [
        (SEOUL_302, SEOUL_302, True),
        ({**SEOUL_302, "date": "1951-02-20"}, SEOUL_302, True),
        ({**SEOUL_302, "date": "1951-02-20"}, {**SEOUL_302, "date": "1951-02-21"}, False),
        (SEOUL_302, {**SEOUL_302, "number": "305"}, False),
        (SEOUL_302, {**SEOUL_302, "post": "tokyo"}, False),
        (SEOUL_302, {**SEOUL_302, "genre": "despatch"}, False),
        (SEOUL_302, {**SEOUL_302, "genre": ""}, True),  # "Seoul's 302"
        (SEOUL_302, {**SEOUL_302, "to_post": ""}, True),
        (TO_SEOUL_44, {**TO_SEOUL_44, "to_post": "tokyo"}, False),
        (TO_SEOUL_44, {**TO_SEOUL_44, "post": ""}, True),  # "telegram 44 to Seoul"
        (LETTER, LETTER, True),
        (LETTER, {**LETTER, "recipient": ""}, True),
        (LETTER, {**LETTER, "sender": "Lu"}, False),
        (LETTER, {**LETTER, "date": "1951-02-12"}, False),
        ({**LETTER, "date": "1951-02-11T09:00"}, {**LETTER, "date": "1951-02-11T21:00"}, False),
    ],
)
def test_conflicting_facts_never_merge(
    one: dict[str, str], other: dict[str, str], merge: bool
) -> None:
    found = wanted_of(
        ("a", "1951-02-25", absent("one", one)), ("b", "1951-03-01", absent("other", other))
    )
    assert len(found) == (1 if merge else 2)
    assert sum(len(one.cited_by) for one in found) == 2


def test_numbers_begin_anew() -> None:
    far = (
        ("a", "1950-01-10", absent("x", SEOUL_302)),
        ("b", "1951-02-01", absent("x", SEOUL_302)),
    )
    assert len(wanted_of(*far)) == 2
    paper = {"genre": "report", "number": "68", "series": "NSC"}
    assert len(wanted_of(*[(id, when, absent("x", paper)) for id, when, _ in far])) == 1


def test_all_that_is_known_is_gathered() -> None:
    (found,) = wanted_of(
        ("b", "1950-01-09", absent("your 302", {"number": "302", "post": "seoul"})),
        ("a", "1950-01-07", absent("Embtel 302, January 5", {"date": "1950-01-05", **SEOUL_302})),
    )
    assert found.id == "wanted/telegram-302-seoul-1950-01-05"
    assert found.title == "Telegram 302, Seoul to Washington, 5 January 1950"
    assert found.describes.to_post == "department"
    assert [(by.id, by.title, by.date, by.quote) for by in found.cited_by] == [
        ("a", "Title of a", "1950-01-07", "Embtel 302, January 5"),
        ("b", "Title of b", "1950-01-09", "your 302"),
    ]


def test_a_bare_number_means_what_its_record_tells_more_of() -> None:
    cited = [
        ("a", "1951-02-25", absent("Embtel 302", SEOUL_302)),
        ("a", "1951-02-25", absent("telegram 302", {"genre": "telegram", "number": "302"}, 40)),
        ("b", "1951-02-26", absent("telegram 302", {"genre": "telegram", "number": "302"})),
    ]
    (found,) = wanted_of(*cited)
    assert [by.id for by in found.cited_by] == ["a", "a"]


def test_it_falls_between_the_records_of_its_pair() -> None:
    tokyo = ("embassy", "@tokyo")
    index = Index(
        [
            record("r1", "1950-01-03"), record("r2", "1950-01-04", tokyo),
            record("r3", "1950-01-09", HOME, ("embassy", "@seoul")), record("r4", "1950-02-01"),
        ]
    )  # fmt: skip
    dated = absent("x", {"date": "1950-01-05", **SEOUL_302})
    undated = absent("x", {**SEOUL_302, "number": "305"})
    found, named = find_wanted(index, {"r4": (dated, undated)})
    places = {one.describes.number: (one.after, one.before) for one in found}
    assert places == {"302": ("r1", "r3"), "305": ("r3", "")}
    assert {one.wanted for one in named["r4"]} == {one.id for one in found}


def test_the_order_of_records_makes_no_difference() -> None:
    cited = [
        (f"r{number}", f"1951-0{1 + number % 8}-11", absent("x", facts))
        for number, facts in enumerate(
            [SEOUL_302, TO_SEOUL_44, LETTER, {**SEOUL_302, "date": "1951-03-02"}] * 6
        )
    ]
    headers = [record(id, when) for id, when, _ in cited]
    references = {id: (one,) for id, _, one in cited}
    first = find_wanted(Index(headers), references)
    for seed in range(4):
        mixed = random.Random(seed).sample(cited, len(cited))
        again = find_wanted(
            Index([record(id, when) for id, when, _ in mixed]),
            {id: (one,) for id, _, one in mixed},
        )
        assert again == first


def test_held_and_pointed_references_are_not_wanted() -> None:
    held = replace(absent("x", SEOUL_302), status="held", target="a")
    assert wanted_of(("a", "1951-02-25", held)) == []
    assert wanted_of(("a", "1951-02-25", absent("see Document 9", {"edition": "9"}))) == []


@pytest.mark.parametrize(
    ("meant", "title"),
    [
        (Description(genre="letter", sender="The Marshal", date=day("1951-02-07")),
         "Letter from the Marshal, 7 February 1951"),
        (Description(genre="telegram", sender="The Junta", recipient="Shen", date=day("1951-02")),
         "Telegram, the Junta to Shen, February 1951"),
        (Description(genre="meeting", sender="Lu", recipient="Rezvin", date=day("1951-02-07")),
         "Record of a meeting, Lu and Rezvin, 7 February 1951"),
        (Description(genre="telegram", sender="Shen", date=day("1951-02-07T23:30")),
         "Telegram from Shen, 7 February 1951, 11:30 p.m."),
        (Description(genre="telegram", number="7", to_post="seoul"),
         "Telegram 7 to Seoul, cited on 9 March 1951"),
        (Description(genre="report", number="68", series="NSC"),
         "Report NSC 68, cited on 9 March 1951"),
    ],
)  # fmt: skip
def test_titles_are_for_people(meant: Description, title: str) -> None:
    assert title_of(meant, "1951-03-09") == title


def test_slugs_are_plain_words() -> None:
    meant = Description(
        genre="letter", sender="Sørensen, Åse", recipient="Lu", date=day("1951-02-07")
    )
    assert slug_of(meant, "") == "wanted/letter-sorensen-ase-lu-1951-02-07"
    assert say_day(None) == ""


def test_many_citations_of_one_number_are_read_in_linear_time() -> None:
    cited = [
        (
            f"r{number}",
            "1951-02-11",
            absent("x", {"genre": "telegram", "number": "1", "sender": f"Name{number}"}),
        )
        for number in range(3000)
    ]
    assert len(wanted_of(*cited)) == 3000
