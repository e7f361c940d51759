"""What people decided, through a whole build: applied, undone, told where its ground is gone."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.build import build
from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision, parse_decisions, read_decisions
from regesta.model import Decision
from regesta.model.decision import Verdict

FIRST = """\
---
id: first
title: Telegram, Anton Rezvin to He Suyin, 3 March 1951
date: 1951-03-03
---
I spoke with Wendeline Harrow yesterday. I refer to your letter of March 1.
"""
SECOND = """\
---
id: second
title: Letter, He Suyin to Anton Rezvin, 20 February 1951
date: 1951-02-20
---
The seal is ready.
"""
PEOPLE = """\
- {id: rezvin, kind: person, name: Anton Rezvin}
- {id: rezvin-a, kind: person, name: Anatol Rezvine}
- {id: he, kind: person, name: He Suyin}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("first", FIRST), ("second", SECOND)):
        path = tmp_path / "sources" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    (tmp_path / "authority").mkdir()
    (tmp_path / "authority" / "people.yaml").write_text(PEOPLE, "utf-8")
    build(tmp_path, jobs=1)
    return tmp_path


def decide(
    folder: Path, verdict: Verdict, about: str, subject: str, value: str = "", why: str = ""
) -> Decision:
    earlier = read_decisions(folder).standing
    made = make_decision("ann", verdict, about, subject, value=value, why=why, earlier=earlier)
    append_decision(folder, made)
    return made


def test_a_reference_is_as_people_decided(folder: Path) -> None:
    with Archive.open(folder) as archive:
        quote = archive.record("first").references[0].quote
    made = decide(folder, "correct", "reference", f"first#{quote}", "second", "its date is wrong")
    report = build(folder, jobs=1)
    assert (report.decisions.standing, report.decisions.lost) == (1, ())
    with Archive.open(folder) as archive:
        found = archive.record("first").references[0]
        assert (found.status, found.target, found.rule) == ("held", "second", "decision")
        assert "ann" in found.why
        assert "its date is wrong" in found.why
        assert archive.decided() == {made.id}
    decide(folder, "undo", "decision", made.id)
    build(folder, jobs=1)
    with Archive.open(folder) as archive:
        assert archive.record("first").references[0].rule != "decision"


def test_a_date_is_taken_before_the_text_is_read(folder: Path) -> None:
    made = decide(folder, "correct", "date", "first", "1951-04-10")
    report = build(folder, jobs=1)
    assert (report.sources_read, report.merged) == (0, 0)
    with Archive.open(folder) as archive:
        record = archive.record("first")
        assert record.date is not None
        assert (record.date.day, record.date.rule) == ("1951-04-10", "decision")
        days = {one.date.day for one in record.annotations if one.quote == "yesterday"}  # type: ignore[union-attr]
        assert days == {"1951-04-09"}
        assert [one.id for one in archive.records_by_date("1951-04")] == ["first"]
    decide(folder, "undo", "decision", made.id)
    build(folder, jobs=1)
    with Archive.open(folder) as archive:
        record = archive.record("first")
        assert record.date is not None
        assert record.date.day == "1951-03-03"


def test_a_date_that_cannot_be_known(folder: Path) -> None:
    decide(folder, "reject", "date", "second")
    build(folder, jobs=1)
    with Archive.open(folder) as archive:
        assert archive.record("second").date is None
        assert archive.counts().undated == 1


def test_names_entries_and_what_they_are_called(folder: Path) -> None:
    decide(folder, "add", "person", "harrow", "Wendeline Harrow")
    decide(folder, "add", "person", "he", "Ho Su-yin")
    decide(folder, "merge", "entity", "rezvin", "rezvin-a")
    decide(folder, "correct", "person", "he", "Madame He")
    decide(folder, "correct", "person", "second#Anton Rezvin", "harrow")
    assert build(folder, jobs=1).decisions.lost == ()
    with Archive.open(folder) as archive:
        assert [one.id for one in archive.records_of_entity("harrow")] == ["second", "first"]
        joined, other = archive.entity("rezvin"), archive.entity("rezvin-a")
        assert joined is not None
        assert joined == other
        lady = archive.entity("he")
        assert lady is not None
        assert lady.name == "Madame He"
        assert {"He Suyin", "Ho Su-yin"} <= {form.name for form in lady.names}


def test_lost_ground_is_told_and_comes_back(folder: Path) -> None:
    decide(folder, "correct", "date", "second", "1951-02-21")
    decide(folder, "note", "entity", "nobody", why="who is this?")
    decide(folder, "correct", "reference", "first#words that are not there", "second")
    path = folder / "sources" / "second.md"
    path.unlink()
    lost = {one.subject: one.reason for one in build(folder, jobs=1).decisions.lost}
    assert lost.keys() == {"second", "nobody", "first#words that are not there"}
    assert lost["second"] == "there is no record 'second'"
    path.write_text(SECOND, "utf-8")
    lost = {one.subject: one.reason for one in build(folder, jobs=1).decisions.lost}
    assert "second" not in lost
    with Archive.open(folder) as archive:
        date = archive.record("second").date
        assert date is not None
        assert date.day == "1951-02-21"


WRONG: list[tuple[Verdict, str, str, str]] = [
    ("accept", "record", "r", ""), ("undo", "date", "r", ""), ("correct", "date", "r", "soon"),
    ("correct", "date", "r", ""), ("merge", "entity", "a", "a"), ("add", "record", "r", "x"),
    ("reject", "date", "", ""), ("note", "record", "r", ""), ("correct", "person", "r", "x" * 3000),
]  # fmt: skip


@pytest.mark.parametrize(("verdict", "about", "subject", "value"), WRONG)
def test_what_means_nothing_cannot_be_decided(
    verdict: Verdict, about: str, subject: str, value: str
) -> None:
    with pytest.raises(WrongUse):
        make_decision("ann", verdict, about, subject, value=value)


def test_the_last_counts_though_the_clock_goes_back() -> None:
    late = make_decision("a", "reject", "date", "r", now=datetime(2030, 1, 1, tzinfo=UTC))
    early = make_decision(
        "a", "accept", "date", "r", earlier=[late], now=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert early.when == "2030-01-01T00:00:00.001Z"
    assert early.id != late.id


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=6))
def test_two_editors_files_in_any_order_are_the_same(order: list[int], again: list[int]) -> None:
    lines = [
        b'{"id":"1","when":"1","who":"a","verdict":"accept","about":"date","subject":"x"}',
        b'{"id":"2","when":"2","who":"b","verdict":"undo","about":"decision","subject":"1"}',
        b'{"id":"3","when":"1","who":"a","verdict":"undo","about":"decision","subject":"2"}',
        b'{"id":"4","when":"4","who":"a","verdict":"accept","about":"date","subject":"y"}',
        b'{"id":"4","when":"4","who":"c","verdict":"reject","about":"date","subject":"y"}',
        b"damaged",
    ]
    plain = parse_decisions(b"\n".join(lines))
    mixed = parse_decisions(b"\n".join(lines[n] for n in itertools.chain(order, again)))
    assert (mixed.all, mixed.standing, mixed.undone) == (plain.all, plain.standing, plain.undone)
    assert {one.text for one in mixed.broken} >= {"damaged"}
