import pytest

from regesta.model import Block, DateSpan, Record, SourceCitation, Stated, Text
from regesta.understand.datelines import date_record


def with_dateline(line: str, **more: object) -> Record:
    text = Text(
        body=f"{line}\nSir: I have the honor.",
        blocks=(Block(kind="dateline", start=0, end=len(line)),),
    )
    return Record(id="x", texts=(text,), **more)  # type: ignore[arg-type]


DATELINES = [
    ("London, October 1, 1917. [Received October 15.]", "1917-10-01", "London"),
    ("[Washington,] January 7, 1949—6 p. m.", "1949-01-07T18:00", "Washington"),
    ("Taipei, March 20, 1961, 7 p.m.", "1961-03-20T19:00", "Taipei"),
    ("Washington , 24, May, 1918 .", "1918-05-24", "Washington"),
    ("Quebec, 11 September 1944.", "1944-09-11", "Quebec"),
    ("[place not declassified], May 16,1954, 2135Z.", "1954-05-16T21:35Z", ""),
    ("Bonn, November 7, 1963,7 p.m.", "1963-11-07T19:00", "Bonn"),
    ("New Delhi, March 9 and/or 10, 1956, 4 p.m.", "1956-03-09/1956-03-10", "New Delhi"),
    ("January 6 and 7, 1951. January 12 and 13, 1951.", "1951-01-06/1951-01-13", ""),
    ("Moscow, January 29 / February 11, 1917.", "1917-02-11", "Moscow"),
    ("Geneva, July 16/17, 1955—midnight.", "1955-07-16/1955-07-17", "Geneva"),
    ("[London, July 10(?), 1955.]", "1955-07-10?", "London"),
    ("Washington, January 26 [27], 1955.", "1955-01-27", "Washington"),
    ("Moscow, [January 1950]", "1950-01", "Moscow"),
    ("Moscow, circa January 1950", "1950-01~", "Moscow"),
    ("Paris, May 3, 1950, 11 a.m.–noon.", "1950-05-03T11:00/1950-05-03T12:00", "Paris"),
]


@pytest.mark.parametrize(("line", "edtf", "place"), DATELINES)
def test_datelines(line: str, edtf: str, place: str) -> None:
    record = date_record(with_dateline(line))
    assert record.date is not None
    assert (record.date.edtf, record.place) == (edtf, place)
    assert record.flags == ()


def test_the_clock_of_the_place_is_told() -> None:
    record = date_record(with_dateline("Taipei, March 20, 1961, 7 p.m."))
    assert record.date is not None
    assert (record.date.place, record.date.offset) == ("Taipei", 480)


def test_greenwich_time_keeps_its_own_offset() -> None:
    record = date_record(with_dateline("Taipei, March 20, 1961, 0700Z."))
    assert record.date is not None
    assert (record.date.place, record.date.offset, record.place) == ("", 0, "Taipei")


def test_title_makes_the_stated_day_exact() -> None:
    record = Record(
        id="x",
        title="Telegram, Brant to Corvin, 4 a.m., 3 January 1950",
        stated=Stated(date="January 3, 1950"),
        texts=(Text(body="Brant:\nMy telegram of yesterday"),),
    )
    dated = date_record(record).date
    assert dated is not None
    assert dated.minute == "1950-01-03T04:00"


def test_a_title_against_the_dateline_is_flagged() -> None:
    record = date_record(
        with_dateline("Moscow, January 3, 1950", title="Telegram, A to B, January 5, 1950")
    )
    assert record.date is not None
    assert record.date.edtf == "1950-01-03"
    assert [flag.kind for flag in record.flags] == ["date-contradiction"]
    assert record.date.confidence <= 0.8


def test_a_date_within_a_title_is_no_contradiction() -> None:
    title = "Report on the events of January 5, 1950 in the mines"
    assert date_record(with_dateline("Moscow, February 3, 1950", title=title)).flags == ()


MACHINE = [
    ("1975-08-27T14:00:00", "1975-08-27T14:00:00"),
    ("1975-08-27", "1975-08-27"),
    ("1975-08-27/1975-08-29", "1975-08-27/1975-08-29"),
]


@pytest.mark.parametrize(("machine", "edtf"), MACHINE)
def test_machine_dates(machine: str, edtf: str) -> None:
    dated = date_record(Record(id="x", stated=Stated(date_machine=machine))).date
    assert dated is not None
    assert dated.edtf == edtf


def test_print_outweighs_a_machine_date_it_contradicts() -> None:
    record = Record(id="x", stated=Stated(date="May 3, 1950", date_machine="1951-05-03"))
    dated = date_record(record)
    assert dated.date is not None
    assert dated.date.edtf == "1950-05-03"
    assert [flag.kind for flag in dated.flags] == ["date-contradiction"]


@pytest.mark.parametrize(
    "line", ["[Undated.]", "Washington, undated.", "[Date not indicated.]", "n.d."]
)
def test_undated(line: str) -> None:
    record = date_record(with_dateline(line))
    assert record.date is None
    assert [flag.kind for flag in record.flags] == ["undated"]


def test_closing_line_dates_a_paper_without_dateline() -> None:
    body = (
        "Central Committee:\n"
        + "We agree to the plan. " * 12
        + "\nBrant\n5:00 a.m., 25 January [1950]\n"
    )
    dated = date_record(
        Record(id="x", title="Telegram, Brant to the Committee", texts=(Text(body=body),))
    ).date
    assert dated is not None
    assert dated.edtf == "1950-01-25T05:00"


def test_opening_line_dates_a_paper_without_dateline() -> None:
    body = "MEMORANDUM\nMoscow, 3 January 1950\n" + "We agree to the plan. " * 12
    dated = date_record(Record(id="x", title="Memorandum", texts=(Text(body=body),)))
    assert dated.date is not None
    assert (dated.date.edtf, dated.place) == ("1950-01-03", "Moscow")


def test_a_date_told_in_passing_is_not_the_records() -> None:
    body = "Your letter of May 3, 1950 has come.\n" + "We agree to the plan. " * 12
    assert date_record(Record(id="x", title="Letter", texts=(Text(body=body),))).date is None


def test_file_number_tells_the_year_of_a_dateline_without_one() -> None:
    record = with_dateline(
        "Hong Kong, February 8—5 p. m.", source=SourceCitation(raw="793.00/2–851: Telegram")
    )
    dated = date_record(record).date
    assert dated is not None
    assert dated.edtf == "1951-02-08T17:00"


def test_year_of_the_volume_helps() -> None:
    dated = date_record(with_dateline("Paris, February 8.", volume="papers1951v02")).date
    assert dated is not None
    assert dated.edtf == "1951-02-08"


def test_nothing_tells() -> None:
    record = date_record(Record(id="x", title="Editorial note"))
    assert (record.date, record.flags) == (None, ())


def test_stated_place_is_kept() -> None:
    record = date_record(Record(id="x", stated=Stated(date="1950", place="Paris")))
    assert record.date == DateSpan(
        edtf="1950",
        earliest="1950-01-01T00:00",
        latest="1950-12-31T23:59",
        place="Paris",
        offset=0,
        quote="1950",
        rule="edtf",
    ) or (record.date is not None and record.date.place == "Paris")
