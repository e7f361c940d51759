"""Windows that many records have: every holder meets the few before it, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regesta.link.duplicates import meeting
from regesta.scale.spark_frames import Row
from regesta.scale.spark_versions import meet


def _holders(count: int) -> list[Row]:
    return [(7, "volume", place, f"r{place}", 900) for place in range(count)]


@given(st.integers(0, 40))
def test_the_same_records_meet_as_in_one_process(count: int) -> None:
    earlier: list[str] = []
    pairs: list[tuple[str, str]] = []
    for _, _, _, id, _ in _holders(count):
        pairs += [(other, id) for other in meeting(earlier)]
        earlier.append(id)
    assert [row[:2] for row in meet((7,), iter(_holders(count)))] == pairs


def test_a_formula_of_many_records_makes_pairs_in_proportion() -> None:
    few, many = (sum(1 for _ in meet((7,), iter(_holders(count)))) for count in (1_000, 10_000))
    assert many - few == 9_000
