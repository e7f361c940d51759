"""Where numbers in figures begin."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.figures import number_starts


@pytest.mark.parametrize(
    ("text", "starts"),
    [("", ()), ("no. 302 of “1950”", (4, 12)), ("1/2", (0, 2)), ("🙂3 ３０２ 年 ٣", (1, 3, 9))],
)
def test_runs_of_figures(text: str, starts: tuple[int, ...]) -> None:
    assert number_starts(text) == starts


@given(st.text(alphabet="0123456789 a“é年٣🙂", max_size=80))
def test_as_the_pattern_has_them(text: str) -> None:
    assert list(number_starts(text)) == [run.start() for run in re.finditer(r"\d+", text)]
