import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.understand.dates_edtf import edtf_span

SPANS = [
    ("1950", "1950-01-01T00:00", "1950-12-31T23:59", None),
    ("1950-02", "1950-02-01T00:00", "1950-02-28T23:59", None),
    ("1948-02", "1948-02-01T00:00", "1948-02-29T23:59", None),
    ("1950-01-03", "1950-01-03T00:00", "1950-01-03T23:59", None),
    ("1950-01-03T04:00", "1950-01-03T04:00", "1950-01-03T04:00", None),
    ("1950-01-03T04:00:30", "1950-01-03T04:00", "1950-01-03T04:00", None),
    ("1950-01-03T04:00Z", "1950-01-03T04:00", "1950-01-03T04:00", 0),
    ("1950-01-03T04:00+09:00", "1950-01-03T04:00", "1950-01-03T04:00", 540),
    ("1950-01-03T04:00-0530", "1950-01-03T04:00", "1950-01-03T04:00", -330),
    ("1950-01-03?", "1950-01-03T00:00", "1950-01-03T23:59", None),
    ("1950-01~", "1950-01-01T00:00", "1950-01-31T23:59", None),
    ("1950%", "1950-01-01T00:00", "1950-12-31T23:59", None),
    ("195X", "1950-01-01T00:00", "1959-12-31T23:59", None),
    ("19XX", "1900-01-01T00:00", "1999-12-31T23:59", None),
    ("1950-XX", "1950-01-01T00:00", "1950-12-31T23:59", None),
    ("1950-XX-XX", "1950-01-01T00:00", "1950-12-31T23:59", None),
    ("1950-01-XX", "1950-01-01T00:00", "1950-01-31T23:59", None),
    ("1950-22", "1950-06-01T00:00", "1950-08-31T23:59", None),
    ("1950-24", "1950-12-01T00:00", "1951-02-28T23:59", None),
    ("1950-01-02/1950-01-05", "1950-01-02T00:00", "1950-01-05T23:59", None),
    ("1950-01/1950-02", "1950-01-01T00:00", "1950-02-28T23:59", None),
    ("../1950", "0001-01-01T00:00", "1950-12-31T23:59", None),
    ("1950/..", "1950-01-01T00:00", "9999-12-31T23:59", None),
    ("1950/", "1950-01-01T00:00", "9999-12-31T23:59", None),
    ("[1950-01-03,1950-03-01]", "1950-01-03T00:00", "1950-03-01T23:59", None),
]


@pytest.mark.parametrize(("edtf", "earliest", "latest", "offset"), SPANS)
def test_spans(edtf: str, earliest: str, latest: str, offset: int | None) -> None:
    span = edtf_span(edtf)
    assert span is not None
    assert (span.edtf, span.earliest, span.latest, span.offset) == (edtf, earliest, latest, offset)


WRONG = [
    "", " ", "195", "1950-13", "1950-02-30", "1949-02-29", "1950-1-3", "1950-01-03T24:00",
    "1950-01-03T4:00", "1951/1950", "/", "../..", "1950/1951/1952", "1950-XX-03", "195X-01",
    "January 1950", "[1950]", "[1950,x]", "1950-01-03T04:00ZZ", "0000", "1950?~", "1" * 1_000_000,
]  # fmt: skip


@pytest.mark.parametrize("edtf", WRONG, ids=lambda edtf: edtf[:20])
def test_not_edtf(edtf: str) -> None:
    assert edtf_span(edtf) is None


@given(st.datetimes())
def test_every_minute_reads_back(moment: object) -> None:
    written = moment.isoformat(timespec="minutes")  # type: ignore[attr-defined]
    span = edtf_span(written)
    assert span is not None
    assert (span.minute, span.day) == (written, written[:10])


@given(st.text("0123456789-/T:XZ?~[],. ", max_size=40))
def test_any_text_is_a_span_or_none(text: str) -> None:
    span = edtf_span(text)
    assert span is None or span.earliest <= span.latest
