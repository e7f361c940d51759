"""The parts of linking: genres, own numbers, deciding."""

from __future__ import annotations

import pytest

from regesta.link.decide import Weights, added, decide, shares, weights
from regesta.link.genres import genre_fit, genre_of
from regesta.link.numbers import own_numbers
from regesta.model import Block, DocumentNumber, Record, Text


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("Telegram From the Embassy in Lebanon to the Department of State", "telegram"),
        ("Memorandum of a Conversation, Washington, May 4, 1956", "conversation"),
        ("Memorandum of Discussion at the 149th Meeting", "conversation"),
        ("Letter From Premier Ilmar to President Vell", "letter"),
        ("Circular Telegram From the Department of State", "circular"),
        ("Editorial Note", "editorial"),
        ("Note by the Executive Secretary to the Council", "report"),
        ("Note From the Embassy to the Ministry", "aide-memoire"),
        ("National Intelligence Estimate", "estimate"),
        ("Memorandum From the Secretary to the President", "memorandum"),
        ("The Ambassador (Hask) to the Secretary of State", ""),
    ],
)
def test_genre_of(title: str, genre: str) -> None:
    assert genre_of("", title) == genre


@pytest.mark.parametrize(
    ("mentioned", "genre", "fit"),
    [
        ("telegram", "telegram", "same"), ("message", "telegram", "kin"),
        ("letter", "estimate", "foreign"), ("meeting", "conversation", "same"),
        ("", "letter", "open"), ("letter", "", "open"),
    ],
)  # fmt: skip
def test_genre_fit(mentioned: str, genre: str, fit: str) -> None:
    assert genre_fit(mentioned, genre) == fit


@pytest.mark.parametrize(
    ("lines", "numbers"),
    [
        (["645. For the Secretary."], {("telegram", "645")}),
        (["No. 624", "Sir: I have the honor"], {("telegram", "624")}),
        (["Top Secret\nNSC 5514", "Note by the Secretary"], {("nsc", "5514")}),
        (["JCSM–215–67"], {("jcsm", "215-67")}),
        (["Secto 22. From the Secretary."], {("secto", "22")}),
        (["A–317. Reference"], {("a", "317")}),
        (["FX 91375, Medcos 181. The situation"], {("fx", "91375"), ("medcos", "181")}),
        (["1. First point of a paper.", "2. Second point."], set()),
        (["Personal and secret number 750."], {("telegram", "750")}),
        (["160519Z. For the Admiral."], {("telegram", "160519")}),
        (["4471. Refs: A. LIMA 4458; B. LIMA 906."], {("telegram", "4471")}),
        (["Top Secret", "Subject:", "NSC 153", "The Chiefs agree."], set()),
        (["References:", "NSC 125", "The enclosed report is submitted."], set()),
        (["The first words of a letter."], set()),
    ],
)
def test_own_numbers(lines: list[str], numbers: set[tuple[str, str]]) -> None:
    body, blocks, at = "\n".join(lines), [], 0
    for line in lines:
        blocks.append(Block(kind="paragraph", start=at, end=at + len(line)))
        at += len(line) + 1
    record = Record(id="one", texts=(Text(body=body, blocks=tuple(blocks)),))
    assert set(own_numbers(record)) == numbers


def test_a_paper_that_a_title_speaks_of_is_not_the_record() -> None:
    paper = (DocumentNumber(series="NSC", number="49"),)
    assert own_numbers(Record(id="one", title="Comments on NSC 49", numbers=paper)) == ()
    assert own_numbers(Record(id="one", title="NSC 49", numbers=paper)) == (("nsc", "49"),)


def test_own_numbers_of_the_title() -> None:
    record = Record(
        id="one", title="National Security Action Memorandum No. 124",
        numbers=(DocumentNumber(series="file", number="893.00/14973"),),
    )  # fmt: skip
    assert own_numbers(record) == (("nsam", "124"),)


def test_shares_add_up_to_one() -> None:
    parts, none, other = shares([1.0, 2.0, -3.0], 0.5, -1.0)
    assert sum(parts) + none + other == pytest.approx(1.0)
    assert none > other
    assert parts[1] > none > parts[0] - 0.2


def test_decide_takes_the_sure_and_leaves_the_doubtful() -> None:
    table = Weights(
        features={"numbered": {"fits": 1.0}},
        absence={"numbered": {"told": 0.0}},
        elsewhere={"numbered": {"told": -3.0}},
        held={"numbered": 0.6},
        margin={"numbered": 0.2},
        absent={"numbered": 0.6},
    )

    def status(*fits: float) -> str:
        found = [[("fits", one)] for one in fits]
        return decide("numbered", found, [("told", 1.0)], table).status

    assert status(9.0, 1.0) == "held"
    assert status(3.0, 3.0) == "unresolved"
    assert status() == "absent"
    assert status(0.0) == "unresolved"


def test_weights_know_right_from_wrong() -> None:
    table = weights().features["numbered"]
    good = added([("same number", 1.0), ("plain number", 1.0), ("same post", 1.0)], table)
    assert good > added([("same number", 1.0), ("number of another post", 1.0)], table)
    assert good > added([("another number", 1.0), ("same post", 1.0)], table)
