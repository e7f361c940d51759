"""Decisions: added, never lost, the same in any order of lines."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.errors import ArchiveError
from regesta.keep.decisions import (
    append_decision,
    merge_decisions,
    parse_decisions,
    read_decisions,
)
from regesta.model import Decision


def decide(id: str, when: str = "2026-05-01T10:00:00Z", **rest: str) -> Decision:
    given = {"who": "ann", "verdict": "accept", "about": "date", "subject": "r1", **rest}
    return msgspec.convert({"id": id, "when": when, **given}, Decision)


def test_no_file_is_no_decision(tmp_path: Path) -> None:
    assert read_decisions(tmp_path).all == ()


def test_added_ones_are_read_again(tmp_path: Path) -> None:
    first, second = decide("a", why="Ты прав"), decide("b")
    append_decision(tmp_path, first)
    append_decision(tmp_path, second)
    assert read_decisions(tmp_path).all == (first, second)
    assert (tmp_path / "decisions.jsonl").read_bytes().count(b"\n") == 2


def test_a_torn_line_is_told_and_spoils_nothing(tmp_path: Path) -> None:
    append_decision(tmp_path, decide("a"))
    path = tmp_path / "decisions.jsonl"
    path.write_bytes(path.read_bytes() + b'{"id": "torn", "wh')
    append_decision(tmp_path, decide("b"))
    found = read_decisions(tmp_path)
    assert [one.id for one in found.all] == ["a", "b"]
    assert [(one.line, one.text) for one in found.broken] == [(2, '{"id": "torn", "wh')]


BROKEN = [
    (b"<<<<<<< mine\n", "JSON is malformed"),
    (b'{"id": "x"}\n', "missing required field"),
    (b'{"id": 1, "when": "", "who": "", "verdict": "accept", "about": "", "subject": ""}\n', "str"),
    (b"\xff\xfe\n", "malformed"),
    (b"[]\n", "Expected `object`"),
]


@pytest.mark.parametrize(("line", "reason"), BROKEN)
def test_broken_lines_stand_beside_good_ones(line: bytes, reason: str) -> None:
    good = msgspec.json.encode(decide("a"))
    found = parse_decisions(good + b"\r\n\n" + line)
    assert [one.id for one in found.all] == ["a"]
    assert [(one.line, reason in one.reason) for one in found.broken] == [(3, True)]


def test_an_id_with_two_meanings_is_told() -> None:
    lines = [msgspec.json.encode(decide("a", subject=subject)) for subject in ("r1", "r2")]
    found = parse_decisions(b"\n".join(lines))
    assert [one.subject for one in found.all] == ["r1"]
    assert "two decisions" in found.broken[0].reason


decisions = st.lists(
    st.builds(
        decide,
        st.text(min_size=1, max_size=4),
        st.sampled_from(["2026-05-01T10:00:00Z", "2026-05-02T10:00:00Z"]),
        why=st.text(max_size=5),
    ),
    unique_by=lambda one: one.id,
    max_size=8,
)


@given(decisions, st.randoms(use_true_random=False))
def test_order_and_repeats_of_lines_mean_nothing(found: list[Decision], dice: object) -> None:
    lines = [msgspec.json.encode(one) for one in found]
    mixed = lines * 2
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert parse_decisions(b"\n".join(mixed)) == parse_decisions(b"\n".join(lines))


def test_two_files_are_joined_by_union(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder in (ours, theirs):
        folder.mkdir()
        append_decision(folder, decide("common"))
    append_decision(ours, decide("mine"))
    append_decision(theirs, decide("yours"))
    with (theirs / "decisions.jsonl").open("ab") as file:
        file.write(b"half a li\n")
    assert merge_decisions(ours, theirs / "decisions.jsonl") == 2
    assert merge_decisions(ours, theirs / "decisions.jsonl") == 0
    found = read_decisions(ours)
    assert [one.id for one in found.all] == ["common", "mine", "yours"]
    assert [one.text for one in found.broken] == ["half a li"]


def test_an_undone_decision_stands_no_more_and_can_stand_again() -> None:
    first = decide("a")
    undo = decide("u", "2026-05-02T00:00:00Z", verdict="undo", subject="a")
    redo = decide("v", "2026-05-01T00:00:00Z", verdict="undo", subject="u")
    lines = [msgspec.json.encode(one) for one in (first, undo)]
    assert parse_decisions(b"\n".join(lines)).standing == ()
    lines.append(msgspec.json.encode(redo))
    assert parse_decisions(b"\n".join(lines)).standing == (first,)


def test_undos_in_a_circle_end() -> None:
    lines = [
        msgspec.json.encode(decide(id, verdict="undo", subject=other))
        for id, other in (("a", "b"), ("b", "a"))
    ]
    assert parse_decisions(b"\n".join(lines)).standing == ()


def _append_many(folder: Path, name: str) -> None:
    for number in range(20):
        append_decision(folder, decide(f"{name}{number}"))


def test_many_may_decide_at_once(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    deciders = [fork.Process(target=_append_many, args=(tmp_path, name)) for name in "abc"]
    for decider in deciders:
        decider.start()
    for decider in deciders:
        decider.join()
    found = read_decisions(tmp_path)
    assert (len(found.all), found.broken) == (60, ())


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "decisions.jsonl").mkdir()
    with pytest.raises(ArchiveError, match="could not be written"):
        append_decision(tmp_path, decide("a"))
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_decisions(tmp_path)
