import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regesta.model import DateSpan
from regesta.understand.dates import DateContext, edtf_span, find_dates, parse_date

# A Tuesday.
ANCHOR = "1950-01-03T04:00"


def context(anchor: str = ANCHOR, **more: object) -> DateContext:
    return DateContext(anchor=edtf_span(anchor), **more)  # type: ignore[arg-type]


def found(words: str, anchor: str = ANCHOR, **more: object) -> list[tuple[str, str]]:
    mentions = find_dates(words, context(anchor, **more))
    assert all(words[one.start : one.end] == one.quote for one in mentions)
    assert all(one.date.earliest <= one.date.latest for one in mentions)
    assert all(edtf_span(one.date.edtf) is not None for one in mentions)
    return [(one.quote, one.date.edtf) for one in mentions]


ABSOLUTE = [
    ("signed on January 3, 1950.", "January 3, 1950", "1950-01-03"),
    ("signed on 3 January 1950.", "3 January 1950", "1950-01-03"),
    ("dated January 02, 1950", "January 02, 1950", "1950-01-02"),
    ("on the 26th of March, 1949", "26th of March, 1949", "1949-03-26"),
    ("March 26th, 1949", "March 26th, 1949", "1949-03-26"),
    ("MARCH 26, 1949", "MARCH 26, 1949", "1949-03-26"),
    ("May 16,1954, a meeting", "May 16,1954", "1954-05-16"),
    ("Sept. 2, 1949", "Sept. 2, 1949", "1949-09-02"),
    ("24 Oct 58", "24 Oct 58", "1958-10-24"),
    ("25 January [1950]", "25 January [1950]", "1950-01-25"),
    ("[January 3, 1950]", "January 3, 1950", "1950-01-03"),
    ("January [3], 1950", "January [3], 1950", "1950-01-03"),
    ("19 August 19[50]", "19 August 19[50]", "1950-08-19"),
    ("July 10(?), 1955", "July 10(?), 1955", "1955-07-10?"),
    ("2024-02-29 as filed", "2024-02-29", "2024-02-29"),
    ("in January 1950", "January 1950", "1950-01"),
    ("in May of 1950", "May of 1950", "1950-05"),
    ("since 1945 nothing", "1945", "1945"),
    ("in the 1950s", "1950s", "195X"),
    ("in the 1930’s", "1930’s", "193X"),
    ("the summer of 1948", "summer of 1948", "1948-22"),
    ("in early January 1950", "early January 1950", "1950-01-01~/1950-01-10~"),
    ("by late 1949", "late 1949", "1949-09~/1949-12~"),
    ("at the end of 1949", "end of 1949", "1949-09~/1949-12~"),
    ("circa 1948", "circa 1948", "1948~"),
    ("about December 20, 1949", "about December 20, 1949", "1949-12-20~"),
]


@pytest.mark.parametrize(("words", "quote", "edtf"), ABSOLUTE)
def test_absolute(words: str, quote: str, edtf: str) -> None:
    assert found(words) == [(quote, edtf)]


# Words told on Tuesday 3 January 1950 at 4 in the morning: the kinds met in a sample of 300.
RELATIVE = [
    ("My telegram of 11:00 p.m. yesterday", "11:00 p.m. yesterday", "1950-01-02T23:00"),
    ("I saw him yesterday.", "yesterday", "1950-01-02"),
    ("Yesterday afternoon we met", "Yesterday afternoon", "1950-01-02"),
    ("the day before yesterday", "day before yesterday", "1950-01-01"),
    ("he leaves tomorrow morning", "tomorrow morning", "1950-01-04"),
    ("the day after tomorrow", "day after tomorrow", "1950-01-05"),
    ("we dine tonight", "tonight", "1950-01-03"),
    ("he called last night", "last night", "1950-01-02"),
    ("he called last evening", "last evening", "1950-01-02"),
    ("received this morning", "this morning", "1950-01-03"),
    ("at nine o'clock tonight", "nine o'clock tonight", "1950-01-03T21:00"),
    ("at 2 o’clock this afternoon", "2 o’clock this afternoon", "1950-01-03T14:00"),
    ("this evening at 7:15 p.m.", "this evening at 7:15 p.m.", "1950-01-03T19:15"),
    ("your telegram of last Friday", "last Friday", "1949-12-30"),
    ("he told me on Friday that", "Friday", "1949-12-30"),
    ("he will leave on Friday", "Friday", "1950-01-06"),
    ("expecting you Wednesday morning", "Wednesday morning", "1950-01-04"),
    ("should be sent not later than Friday", "Friday", "1950-01-06"),
    ("the letter should be sent on Friday", "Friday", "1950-01-06"),
    ("I look forward to our talk on Saturday", "Saturday", "1950-01-07"),
    ("the note handed over on Saturday", "Saturday", "1949-12-31"),
    ("TO DEPART ON MONDAY", "MONDAY", "1950-01-09"),
    ("dining with him (Tuesday)", "Tuesday", "1950-01-03"),
    ("next Friday", "next Friday", "1950-01-06"),
    ("on Saturday, 7th", "Saturday, 7th", "1950-01-07"),
    ("Tuesday, January 3", "Tuesday, January 3", "1950-01-03"),
    ("your letter of December 20", "December 20", "1949-12-20"),
    ("Deptel 507, Dec 26", "Dec 26", "1949-12-26"),
    ("the note of 26 December", "26 December", "1949-12-26"),
    ("on 21 [December] he wrote", "21 [December]", "1949-12-21"),
    ("he will sail on February 20", "February 20", "1950-02-20"),
    ("arrived on November 2nd", "November 2nd", "1949-11-02"),
    ("by April first", "April first", "1950-04-01"),
    ("my letter October 10 to Brant", "October 10", "1949-10-10"),
    ("the evening of 30 December", "evening of 30 December", "1949-12-30"),
    ("noon 2 January", "noon 2 January", "1950-01-02T12:00"),
    ("your note of the 2nd instant", "2nd instant", "1950-01-02"),
    ("your note of the 14th ultimo", "14th ultimo", "1949-12-14"),
    ("number 63, thirteenth ultimo", "thirteenth ultimo", "1949-12-13"),
    ("the 20th proximo", "20th proximo", "1950-02-20"),
    ("your letter of the 14th.", "14th", "1949-12-14"),
    ("he will come on the 14th", "14th", "1950-01-14"),
    ("the 29th or 30th", "29th or 30th", "1949-12-29/1949-12-30"),
    ("On the 2nd Brant moved north", "2nd", "1950-01-02"),
    ("the 14th and 15th of last month", "14th and 15th of last month", "1949-12-14/1949-12-15"),
    ("in October they agreed", "October", "1949-10"),
    ("he said that in mid-December", "mid-December", "1949-12-11~/1949-12-20~"),
    ("the November meeting was short", "November", "1949-11"),
    ("last October he wrote", "last October", "1949-10"),
    ("as I observed in November of last year", "November of last year", "1949-11"),
    ("will be ready in March", "March", "1950-03"),
    ("last week", "last week", "1949-12-26/1950-01-01"),
    ("early next week", "next week", "1950-01-09/1950-01-15"),
    ("this month", "this month", "1950-01"),
    ("last year", "last year", "1949"),
    ("during the last year", "last year", "1949-01-03~/1950-01-03~"),
    ("this summer", "this summer", "1950-22"),
    ("last spring", "last spring", "1949-21"),
    ("papers he will have for Friday's talk", "Friday", "1950-01-06"),
    ("Thursday, February 8", "Thursday, February 8", "1951-02-08"),
    ("(8:45 p.m. EST last evening)", "8:45 p.m. EST last evening", "1950-01-02T20:45"),
    ("we hoped for more, but his statements on the 28th", "28th", "1949-12-28"),
    ("meet at 12:00 Noon", "12:00 Noon", "1950-01-03T12:00"),
    ("three days ago", "three days ago", "1949-12-31"),
    ("two weeks ago", "two weeks ago", "1949-12-20~"),
    ("a month ago", "a month ago", "1949-12~"),
    ("about a month ago", "about a month ago", "1949-12~"),
    ("on Friday or so we might tell him", "Friday", "1950-01-06"),
    ("three years ago", "three years ago", "1947~"),
    ("your letter of the same date", "same date", "1950-01-03"),
    ("he met the King that afternoon", "that afternoon", "1950-01-03"),
    ("at 3 p. m. he rose", "3 p. m.", "1950-01-03T15:00"),
    ("ended at 1250 hours local", "1250 hours", "1950-01-03T12:50"),
    ("at midnight", "midnight", "1950-01-03T00:00"),
    ("Ref 022200Z", "022200Z", "1950-01-02T22:00Z"),
    ("DTG 242200Z Oct 58", "242200Z Oct 58", "1958-10-24T22:00Z"),
]


@pytest.mark.parametrize(("words", "quote", "edtf"), RELATIVE)
def test_in_the_records_context(words: str, quote: str, edtf: str) -> None:
    assert found(words) == [(quote, edtf)]


FOLLOWING = [
    ("On May 3, 1948, he left; three days later he died.", ["1948-05-03", "1948-05-06"]),
    ("On May 3, 1948, he left and on the following day he spoke.", ["1948-05-03", "1948-05-04"]),
    ("On August 14, 1947, he sailed. On the 20th he landed.", ["1947-08-14", "1947-08-20"]),
    ("On May 3, 1947, it fell. On June 4 it rose.", ["1947-05-03", "1947-06-04"]),
    ("In 1947 they met, and on June 4 they agreed.", ["1947", "1947-06-04"]),
    ("the accord of 1937 must end by June 18", ["1937", "1950-06-18"]),
    ("January 2, 4 and 6", ["1950-01-02", "1950-01-04", "1950-01-06"]),
    ("Embassy’s 725, December 17, 2 p.m.", ["1949-12-17T14:00"]),
    ("December 12—2:43 p.m.", ["1949-12-12T14:43"]),
]


@pytest.mark.parametrize(("words", "edtf"), FOLLOWING)
def test_what_an_earlier_date_lends(words: str, edtf: list[str]) -> None:
    assert [date for _, date in found(words)] == edtf


RANGES = [
    ("May 3–5, 1948", "1948-05-03/1948-05-05"),
    ("3–5 May 1948", "1948-05-03/1948-05-05"),
    ("from January 5 to February 3, 1948", "1948-01-05/1948-02-03"),
    ("December 28 to January 3, 1949", "1948-12-28/1949-01-03"),
    ("from 1945 to 1947", "1945/1947"),
    ("in 1945–1947", "1945/1947"),
    ("between March and May 1949", "1949-03/1949-05"),
    ("between 3 and 5 May 1949", "1949-05-03/1949-05-05"),
    ("22 Feb-1 March 49", "1949-02-22/1949-03-01"),
    ("the 10th to the 12th of May, 1949", "1949-05-10/1949-05-12"),
    ("March 9 and/or 10, 1949", "1949-03-09/1949-03-10"),
]


@pytest.mark.parametrize(("words", "edtf"), RANGES)
def test_ranges(words: str, edtf: str) -> None:
    assert [date for _, date in found(words)] == [edtf]


NONE = [
    "the 38th Parallel", "the 7th Fleet", "On the 38th Parallel fire ceased", "the 20th Congress",
    "In the 19th and early 20th centuries", "1950 tons of rice", "Deptel 1945", "May I add",
    "they march at dawn", "an august body", "we may, 3 of us", "instant approval", "$1,950,000",
    "file 862.85/61", "paragraph 3 a", "that day", "the 14th Division", "as it happened later",
    "the United Nations", "6–1862", "room 1950", "12345Z", "993456Z",
    "Mr. Noon spoke", "ready at end of the 3d, 4th, and 5th months",
    "POINTS REMAIN VALID AND MAY BE USED",
]  # fmt: skip


@pytest.mark.parametrize("words", NONE)
def test_no_date(words: str) -> None:
    assert found(words) == []


LANGUAGES = [
    ("3 января 1950 г.", "ru", "1950-01-03"),
    ("телеграмма от 26 декабря", "ru", "1949-12-26"),
    ("вчера", "ru", "1950-01-02"),
    ("1950年1月3日", "zh", "1950-01-03"),
    ("一九五〇年一月三日晚十一时", "zh", "1950-01-03T23:00"),
    ("十二月二十五日", "zh", "1949-12-25"),
    ("昨日", "zh", "1950-01-02"),
    ("le 3 janvier 1950", "fr", "1950-01-03"),
    ("1er décembre 1949", "fr", "1949-12-01"),
    ("hier", "fr", "1950-01-02"),
    ("am 3. Januar 1950", "de", "1950-01-03"),
    ("gestern", "de", "1950-01-02"),
    ("3 de enero de 1950", "es", "1950-01-03"),
]


@pytest.mark.parametrize(("words", "language", "edtf"), LANGUAGES)
def test_languages(words: str, language: str, edtf: str) -> None:
    assert [date for _, date in found(words, language=language)] == [edtf]


def test_relative_words_count_only_in_their_language() -> None:
    assert found("Mr. Morgen and M. Hier", language="en") == []
    assert found("hier", language="en") == []


OLD_STYLE = [
    ("January 3/16, 1918", "1918-01-16"),
    ("3/16 January 1918", "1918-01-16"),
    ("February 20/March 5, 1917", "1917-03-05"),
    ("January 29 / February 11, 1917", "1917-02-11"),
]


@pytest.mark.parametrize(("words", "edtf"), OLD_STYLE)
def test_old_style(words: str, edtf: str) -> None:
    span = parse_date(words)
    assert span is not None
    assert (span.edtf, span.calendar) == (edtf, "julian")


def test_a_night_between_two_days_is_no_old_style() -> None:
    span = parse_date("July 16/17, 1955")
    assert span is not None
    assert (span.edtf, span.calendar) == ("1955-07-16/1955-07-17", "")


SLASHES = [
    ("10/24/50", None, "1950-10-24"),
    ("24/10/50", None, "1950-10-24"),
    ("3/1/1950", True, "1950-01-03"),
    ("3/1/1950", False, "1950-03-01"),
    ("3/1/1950", None, "1950-01-03"),  # the day of writing tells
    ("6/5/1950", None, "[1950-05-06,1950-06-05]"),  # nothing tells
    ("5/5/1950", None, "1950-05-05"),
]


@pytest.mark.parametrize(("words", "day_first", "edtf"), SLASHES)
def test_slashes(words: str, day_first: bool | None, edtf: str) -> None:
    assert [date for _, date in found(words, day_first=day_first)] == [edtf]


def test_weekday_that_does_not_fit_is_told() -> None:
    [mention] = find_dates("Friday, January 3, 1950", context())
    assert mention.rule == "weekday-mismatch"
    assert mention.confidence < 0.7


def test_parts_of_a_day_narrow_it() -> None:
    [mention] = find_dates("yesterday evening", context())
    assert (mention.date.earliest, mention.date.latest) == ("1950-01-02T17:00", "1950-01-02T23:59")


def test_a_meeting_past_midnight() -> None:
    [mention] = find_dates("June 1, 1960, 10 p.m.–1 a.m.", context())
    assert mention.date.edtf == "1960-06-01T22:00/1960-06-02T01:00"


def test_greenwich_time_has_no_offset_of_the_place() -> None:
    at = context(place="Seoul", offset=540)
    [zulu] = find_dates("June 1, 1960, 2200Z", at)
    [local] = find_dates("June 1, 1960, 10 p.m.", at)
    assert (zulu.date.place, zulu.date.offset) == ("", 0)
    assert (local.date.place, local.date.offset) == ("Seoul", 540)


def test_without_an_anchor_only_what_is_said_is_found() -> None:
    assert [one.quote for one in find_dates("the 14th, yesterday, May 3, 1950", DateContext())] == [
        "May 3, 1950"
    ]


SINGLE = [
    ("1950-01-03", "1950-01-03"),
    ("1950-01~", "1950-01~"),
    ("1950-01/1950-02", "1950-01/1950-02"),
    ("195X", "195X"),
    ("../1950", "../1950"),
    ("1950", "1950"),
    ("[1950?]", "1950?"),
    ("January 02, 1950", "1950-01-02"),
    ("Washington, May 3, 1950—11 a. m.", "1950-05-03T11:00"),
    ("4 a.m., 3 January 1950", "1950-01-03T04:00"),
    ("3 January 1950, 4 a.m.", "1950-01-03T04:00"),
    ("Tuesday, 3 January 1950", "1950-01-03"),
    ("circa 1948", "1948~"),
]


@pytest.mark.parametrize(("words", "edtf"), SINGLE)
def test_single_date(words: str, edtf: str) -> None:
    span = parse_date(words)
    assert span is not None
    assert span.edtf == edtf


@pytest.mark.parametrize("words", ["", "  ", "undated", "[Undated.]", "n.d.", "no date", "Moscow"])
def test_no_single_date(words: str) -> None:
    assert parse_date(words) is None


@given(st.dates(), st.sampled_from(["%B %d, %Y", "%d %B %Y", "%Y-%m-%d", "%b. %d, %Y"]))
def test_every_day_reads_back(day: object, form: str) -> None:
    from_words = day.strftime(form)  # type: ignore[attr-defined]
    if not 1500 <= day.year <= 2049:  # type: ignore[attr-defined]
        return
    span = parse_date(from_words)
    assert span is not None
    assert span.day == str(day)


PIECES = "the 14th of|January| 3|, |1950|–|[|]|last |Friday|11:00 p.m.| yesterday|2400 hours"
MORE = "31|/|/50|\n|年|月|日|十|days| ago|three|this |year| and |noon|Z|99|0|May"


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(f"{PIECES}|{MORE}".split("|")), max_size=14))
def test_any_words_hold_the_contract(pieces: list[str]) -> None:
    found("".join(pieces))


DICE = random.Random(1)
WORDS = ("January", "3", "the", "14th", "of", "Friday", "p.m.", "11", ",", "1950", "[", "]", "–")
HOSTILE = {
    "months": "January " * 125_000,
    "figures": "1 " * 500_000,
    "list": "3, " * 333_000,
    "brackets": "[" * 1_000_000,
    "ordinals": "the 14th of the " * 62_500,
    "hours": "12:00 a.m.–" * 76_000,
    "slashes": "1/" * 500_000,
    "chinese months": "三月" * 166_000,
    "two scripts": "1月3日 May 3, " * 50_000,
    "chinese years": "1950年" * 140_000,
    "relative": "last Friday yesterday " * 45_000,
    "one word": "a" * 1_000_000,
    "blanks": " " * 1_000_000,
    "between": "between " * 125_000,
    "random": " ".join(DICE.choice(WORDS) for _ in range(220_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_megabyte_is_read_in_two_seconds(name: str) -> None:
    taken = []
    for _ in range(3):  # the best of three, for machines with other work to do
        start = time.process_time()
        find_dates(HOSTILE[name], context())
        taken.append(time.process_time() - start)
        if taken[-1] < 2:
            return
    pytest.fail(f"took {min(taken):.1f} s")


def test_the_span_is_the_records_own_struct() -> None:
    span = parse_date("January 1950")
    assert span == DateSpan(
        edtf="1950-01",
        earliest="1950-01-01T00:00",
        latest="1950-01-31T23:59",
        quote="January 1950",
        rule="month-year",
        confidence=span.confidence if span else 0,
    )
