"""Rows of frames without Spark: the next answers before and after each question."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regesta.link.candidates import PER_NUMBER
from regesta.scale import spark_links
from regesta.scale.spark_frames import Row, around

_ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1)), max_size=40)


@given(_ROWS, st.integers(0, 4), st.integers(1, 4))
def test_each_question_gets_the_answers_next_to_it(
    some: list[tuple[int, int]], before: int, after: int
) -> None:
    rows: list[Row] = [(*row, name) for name, row in enumerate(sorted(some))]
    found = {
        question[2]: (earlier, later) for question, earlier, later in around(rows, 1, before, after)
    }
    assert found.keys() == {row[2] for row in rows if row[1] == 0}
    for row in rows:
        if row[1] == 0:
            place = rows.index(row)
            answers = [other for other in rows[:place] if other[1] == 1]
            assert found[row[2]][0] == answers[max(0, len(answers) - before) :]
            assert found[row[2]][1] == [other for other in rows[place:] if other[1] == 1][:after]


def test_no_number_however_common_makes_a_question_dearer() -> None:
    """One post's telegrams bear the same number a hundred thousand times over."""
    bearers: list[Row] = [
        ("n1", day, 1, f"volume {day % 7}", day, f"r{day}") for day in range(100_000)
    ]
    questions: list[Row] = [("n1", day, 0, "asking", 0, "") for day in range(0, 100_000, 1_000)]
    rows = sorted([*bearers, *questions], key=lambda row: row[1:])
    found = list(spark_links.meet(("n1",), iter(rows)))
    assert len(found) == (2 * len(questions) - 1) * PER_NUMBER
    nearest = {id for asking, _, id in found}
    assert {"r5000", "r4999", "r5011", "r4988"} <= nearest
    assert "r5012" not in nearest


def test_what_lies_too_far_in_time_is_no_answer() -> None:
    rows: list[Row] = [
        ("n1", 100, 1, "a", 1, "far"), ("n1", 900, 1, "a", 2, "near"),
        ("n1", 1_000, 0, "b", 0, ""), ("n1", 1_000, 1, "b", 1, "own"),
    ]  # fmt: skip
    assert list(spark_links.meet(("n1",), iter(rows))) == [("b", "a", "near")]
