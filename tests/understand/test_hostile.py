"""No text, however made, holds understanding up: a megabyte in two seconds of the processor.

A quarter of a megabyte of each is read here, and three times the time allowed, since machines
that run tests are busy; what grew faster than its length would still be found.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regesta.model import Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.pipeline import understand

LENGTH = 250_000
SECONDS = 1.5
UNITS = [
    "January 3, ", "the 14th ", "1月", "3/4/50 ", "4 p.m. ", "yesterday ", "on Friday or ",
    "$1 ", "two hundred thousand ", "Treaty Of ", "credit agreement (", "signed the treaty. ",
    "the Treaty of A and ", "note ", "my note to you ", "Embtel 302, ", "telegrams 3 and ",
    "Mr. Smith ", "A. ", "[a", "(", "please ", "you should ", "between ", "\n", "的", "Деп. ",
]  # fmt: skip
CONTEXT = Context(authority=Authority([]))


def seconds(body: str) -> float:
    began = time.process_time()
    understand(Record(id="x", title="Telegram, A to B", texts=(Text(body=body),)), CONTEXT)
    return time.process_time() - began


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    """Tables are made at the first text and not at the first hostile one."""
    seconds("He met Mr. Smith on 3 January 1950 about the treaty.")


@pytest.mark.parametrize("unit", UNITS)
def test_one_thing_over_and_over(unit: str) -> None:
    assert seconds((unit * (LENGTH // len(unit) + 1))[:LENGTH]) < SECONDS


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(UNITS), min_size=2, max_size=6).map("".join))
def test_mixtures(unit: str) -> None:
    length = LENGTH // 4
    assert seconds((unit * (length // len(unit) + 1))[:length]) < SECONDS
