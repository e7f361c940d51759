"""A record as a row: its columns, and bytes that tell when they were damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.errors import ArchiveError
from regesta.keep.rows import certain_day, decode_record, encode_references, row_of, seal, unseal
from regesta.model import (
    Agent,
    Association,
    DateSpan,
    Description,
    EntityMention,
    Record,
    Reference,
    Text,
)

DAYS = [
    ("1950-01-03T04:00", "1950-01-03T04:00", "1950-01-03"),
    ("1950-01-03T00:00", "1950-01-03T23:59", "1950-01-03"),
    ("1950-01-03T00:00", "1950-01-04T23:59", "1950-01"),
    ("1950-01-01T00:00", "1950-01-31T23:59", "1950-01"),
    ("1950-01-31T00:00", "1950-02-01T23:59", "1950"),
    ("1950-12-31T00:00", "1951-01-01T23:59", "1950"),
    ("", "", ""),
]


@pytest.mark.parametrize(("earliest", "latest", "day"), DAYS)
def test_as_much_of_a_date_as_is_certain(earliest: str, latest: str, day: str) -> None:
    assert certain_day(DateSpan(edtf="x", earliest=earliest, latest=latest)) == day


def test_no_date() -> None:
    assert certain_day(None) == ""


def test_each_part_of_an_entity_once() -> None:
    mention = EntityMention(
        start=0, end=1, quote="I", rule="r", confidence=1.0, kind="person", entity="ida"
    )
    record = Record(
        id="a",
        senders=(Agent(name="Ida", entity="ida"), Agent(name="Someone")),
        contributors=(Agent(name="Ida", entity="ida"),),
        people=(Association(name="Ida", entity="ida"), Association(name="Otto")),
        collections=(Association(name="Box"), Association(name="Box", entity="box")),
        annotations=(mention, mention),
    )
    row = row_of(record, b"h")
    assert row.appearances == (
        ("ida", "sender"), ("ida", "contributor"), ("ida", "subject"), ("ida", "named"),
    )  # fmt: skip
    assert (row.sender, row.recipient) == ("Ida; Someone", "")
    assert row.collections == ("Box", "box")


def test_a_record_and_its_references_come_back() -> None:
    record = Record(id="a", texts=(Text(body="Привет, 世界"),))
    reference = Reference(start=0, end=1, quote="q", status="held", describes=Description())
    row = row_of(record, b"")
    assert decode_record(row.body, None, "a") == record
    whole = decode_record(row.body, encode_references([reference]), "a")
    assert whole.references == (reference,)


@given(st.binary(min_size=1), st.integers(0), st.integers(1, 255))
def test_every_damage_to_sealed_bytes_is_found(data: bytes, place: int, change: int) -> None:
    sealed = bytearray(seal(data))
    assert bytes(unseal(bytes(sealed), "it")) == data
    sealed[place % len(sealed)] ^= change
    with pytest.raises(ArchiveError, match="it is not as it was written"):
        unseal(bytes(sealed), "it")
