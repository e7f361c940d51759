from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.alignment import align, align_all

CASES = [
    ([100, 40, 300], [90, 45, 280], [(1, 1), (2, 2), (3, 3)]),
    ([100, 200, 60], [105, 95, 104, 61], [(1, 1), (2, 3), (3, 4)]),
    ([100, 95, 104, 61], [105, 200, 60], [(1, 1), (3, 2), (4, 3)]),
    # Chinese needs a third of the letters.
    ([300, 90, 600], [100, 30, 200], [(1, 1), (2, 2), (3, 3)]),
    ([10], [], [(1, 0)]),
    ([], [], [(0, 0)]),
]


@pytest.mark.parametrize(("first", "second", "cuts"), CASES)
def test_pairs(first: list[int], second: list[int], cuts: list[tuple[int, int]]) -> None:
    assert align(first, second) == cuts


LENGTHS = st.lists(st.integers(min_value=0, max_value=2000), max_size=40)


@given(LENGTHS, LENGTHS)
def test_every_paragraph_is_paired_once_and_in_order(first: list[int], second: list[int]) -> None:
    cuts = align(first, second)
    assert cuts[-1] == (len(first), len(second))
    assert all(a <= c and b <= d for (a, b), (c, d) in pairwise(cuts))
    assert len(set(cuts)) == len(cuts)


@given(st.lists(LENGTHS.filter(bool), min_size=1, max_size=4))
def test_rows_cover_every_text(lengths: list[list[int]]) -> None:
    rows = align_all(lengths)
    assert rows[-1] == tuple(map(len, lengths))
    for before, after in pairwise(rows):
        assert all(one <= other for one, other in zip(before, after, strict=True))


def test_a_paragraph_that_the_translator_left_out_stands_alone() -> None:
    first = [80, 310, 150, 900, 70, 220, 400, 90, 610, 130, 330, 75, 480, 160, 240]
    cuts = align(first, [*first[:3], *first[4:]])
    assert (3, 3) in cuts
    assert (4, 3) in cuts
    assert cuts[-1] == (15, 14)


def test_planted_joins_and_gaps_are_found() -> None:
    draw = random.Random(11)
    right = wrong = 0
    for _ in range(40):
        first = [draw.randint(60, 900) for _ in range(30)]
        second: list[int] = []
        truth = set()
        at = 0
        while at < len(first):
            width = 2 if draw.random() < 0.1 and at + 1 < len(first) else 1
            total = sum(first[at : at + width]) * 0.9
            second.append(max(1, round(total + draw.gauss(0, (6.8 * total) ** 0.5))))
            at += width
            truth.add((at, len(second)))
        found = set(align(first, second))
        right += len(found & truth)
        wrong += len(truth - found)
    assert right / (right + wrong) > 0.95


def test_a_long_document_is_aligned_at_once() -> None:
    lengths = [100 + number % 37 * 10 for number in range(2000)]
    began = time.process_time()
    assert len(align(lengths, [length // 3 for length in lengths])) == 2000
    assert time.process_time() - began < 2
