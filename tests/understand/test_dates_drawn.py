"""Elliptic and relative dates as they were met in a random draw from real volumes.

Three hundred were drawn and read; these cases, in words of our own, stand for the kinds that
were met, each with the day of writing and what the words mean on it.
"""

from __future__ import annotations

import pytest

from regesta.model import Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.dates import DateContext, edtf_span, find_dates
from regesta.understand.pipeline import understand

# Written on, words, quoted part, EDTF. 17 October 1951 was a Wednesday, 19 October a Friday.
DRAWN = [
    # days counted from the day of writing
    ("1951-10-17", "He told me today that the fleet stays.", "today", "1951-10-17"),
    ("1951-10-17", "I saw the Premier yesterday on wheat.", "yesterday", "1951-10-16"),
    ("1951-10-17", "The paper goes to them tomorrow night.", "tomorrow night", "1951-10-18"),
    ("1951-10-17", "At the reception last night he was silent.", "last night", "1951-10-16"),
    ("1951-10-17", "A note came last evening by hand.", "last evening", "1951-10-16"),
    ("1951-10-17", "The Cabinet agreed this morning.", "this morning", "1951-10-17"),
    ("1951-10-17", "He leaves this afternoon for the coast.", "this afternoon", "1951-10-17"),
    ("1951-10-17", "They met at noon today.", "noon today", "1951-10-17T12:00"),
    ("1951-10-17", "received at 12:30 p.m. today", "12:30 p.m. today", "1951-10-17T12:30"),
    ("1951-10-17", "conference tomorrow at ten o’clock", "tomorrow at ten o’clock",
     "1951-10-18T10:00"),
    ("1951-10-17", "The Council has this date approved the paper.", "this date", "1951-10-17"),
    # weekdays: the side that the words tell
    ("1951-10-19", "The mission arrived on Monday and rests.", "Monday", "1951-10-15"),
    ("1951-10-19", "We lunched with the Minister on Sunday.", "Sunday", "1951-10-14"),
    ("1951-10-17", "He will answer on Friday.", "Friday", "1951-10-19"),
    ("1951-10-17", "I hope to be in the capital by Saturday.", "Saturday", "1951-10-20"),
    ("1951-10-17", "He was here last Tuesday.", "last Tuesday", "1951-10-16"),
    ("1951-10-17", "They sail next Sunday.", "next Sunday", "1951-10-21"),
    ("1951-10-17", "The review ends this Friday.", "this Friday", "1951-10-19"),
    ("1951-10-17", "at the previous Saturday morning’s meeting", "previous Saturday morning",
     "1951-10-13"),
    # weekdays: the nearest where the words tell none, or speak of both
    ("1951-10-17", "He is going to the lakes to give a speech on Saturday.", "Saturday",
     "1951-10-20"),
    ("1951-10-16", "Later this week (probably on Thursday) the figures go out.", "Thursday",
     "1951-10-18"),
    ("1951-10-19", "We should wait, since he was seeing the Premier on Saturday.", "Saturday",
     "1951-10-20"),
    ("1951-10-17", "In your statement to the Thursday meeting you should keep to this.",
     "Thursday", "1951-10-18"),
    ("1951-10-19", "Comments on Wednesday’s paper", "Wednesday", "1951-10-17"),
    ("1951-10-18", "He waited. On Saturday the Counselor, with two aides, called on him.",
     "Saturday", "1951-10-13"),
    ("1951-10-18", "He waits. On Saturday the Counselor will call on him.", "Saturday",
     "1951-10-20"),
    ("1951-10-15", "We may ask the leaders on Friday or Saturday.", "Saturday", "1951-10-20"),
    ("1951-10-18", "No meeting since Wednesday. Could we get the text?", "Wednesday",
     "1951-10-17"),
    ("1951-10-18", "What he needs is time through Monday if he is to win.", "Monday",
     "1951-10-22"),
    ("1951-10-20", "He means to arrive in the U.S. on Thursday with the general.", "Thursday",
     "1951-10-25"),
    ("1951-10-21", "Reports say that bands are crossing from Yunze and Friday’s raid tells so.",
     "Friday", "1951-10-19"),
    ("1951-10-17", "He will proceed to the coast Sunday.", "Sunday", "1951-10-21"),
    # a part of the day that has not come yet
    ("1951-10-19T15:00", "He had been dropping hints Friday night at the club.", "Friday night",
     "1951-10-12"),
    ("1951-10-19T22:00", "He was dropping hints Friday night at the club.", "Friday night",
     "1951-10-19"),
    # weeks, months, years, seasons
    ("1951-10-17", "Talks begin next week.", "next week", "1951-10-22/1951-10-28"),
    ("1951-10-17", "The paper of last week stands.", "last week", "1951-10-08/1951-10-14"),
    ("1951-10-17", "He said so last month in Geneva.", "last month", "1951-09"),
    ("1951-10-17", "We hope to sign this month.", "this month", "1951-10"),
    ("1951-10-17", "Last year they bought no wheat.", "Last year", "1950"),
    ("1951-10-17", "The loan falls due next year.", "next year", "1952"),
    ("1951-10-17", "On his return last summer he spoke.", "last summer", "1951-22"),
    ("1951-05-17", "On his return last summer he spoke.", "last summer", "1950-22"),
    ("1951-10-17", "It has been in force since last autumn.", "last autumn", "1950-23"),
    # lengths that end or begin with the day of writing
    ("1951-10-17", "over the past week little has changed", "past week",
     "1951-10-10~/1951-10-17~"),
    ("1951-10-17", "there were two incidents this last month", "last month",
     "1951-09-17~/1951-10-17~"),
    ("1951-10-17", "what we have done within last year is plain", "last year",
     "1950-10-17~/1951-10-17~"),
    ("1951-12-31", "success over the coming year", "coming year", "1951-12-31~/1952-12-30~"),
    # counted
    ("1951-10-17", "he told us two weeks ago", "two weeks ago", "1951-10-03~"),
    ("1951-10-17", "the démarche of 10 days ago", "10 days ago", "1951-10-07"),
    ("1951-10-17", "more than six months ago", "six months ago", "1951-04~"),
    ("1951-10-17", "a year ago nobody thought so", "a year ago", "1950~"),
    # counted from the date spoken of before
    ("1951-10-17", "Of 8 October. He wrote again that day to the bank.", "that day",
     "1951-10-08"),
    ("1951-10-17", "On 8 October they met; the same afternoon they signed.", "same afternoon",
     "1951-10-08"),
    ("1951-10-17", "the note of October 8 reports the talk of the previous day", "previous day",
     "1951-10-07"),
    ("1951-10-17", "Met on October 8. The following day he left.", "following day",
     "1951-10-09"),
    ("1951-10-17", "He would come on 13 November if this date suits.", "this date", "1951-11-13"),
    # days without a month, months without a year
    ("1951-10-17", "our talk on the 14th was short", "14th", "1951-10-14"),
    ("1951-10-17", "He returned by air, coming in on the afternoon of the 13th.",
     "afternoon of the 13th", "1951-10-13"),
    ("1951-10-17", "your despatch of the 3d instant", "3d instant", "1951-10-03"),
    ("1951-10-17", "letters of the 28th ultimo", "28th ultimo", "1951-09-28"),
    ("1951-10-17", "talks of September 25, 27, and 28", "28", "1951-09-28"),
    ("1951-10-17", "in June and July 1949 and since", "June", "1949-06"),
    ("1951-02-17", "approved by the meeting last September", "last September", "1950-09"),
    ("1951-12-31", "they decide on January 9", "January 9", "1952-01-09"),
    ("1951-04-10", "He is pressing them to mend our October 28 paper.", "October 28",
     "1950-10-28"),
    ("1951-01-10", "their note of December 20", "December 20", "1950-12-20"),
]  # fmt: skip


def found(words: str, anchor: str) -> dict[str, str]:
    mentions = find_dates(words, DateContext(anchor=edtf_span(anchor)))
    return {mention.quote: mention.date.edtf for mention in mentions}


@pytest.mark.parametrize(("anchor", "words", "quote", "edtf"), DRAWN)
def test_drawn(anchor: str, words: str, quote: str, edtf: str) -> None:
    assert found(words, anchor).get(quote) == edtf, found(words, anchor)


@pytest.mark.parametrize(
    "words",
    ["paragraphs 13c and 13d of the armistice", "the visit in the last week of September"],
)
def test_what_is_no_such_date(words: str) -> None:
    quotes = found(words, "1951-10-17")
    assert "13d" not in quotes
    assert not any("week" in quote for quote in quotes)


def test_an_entry_of_a_long_letter_has_its_own_day() -> None:
    words = "I begin today.\nMay 8, 1951.\nThis morning he called.\nMay 9, 1951\nHe left today."
    mentions = find_dates(words, DateContext(anchor=edtf_span("1951-05-07")))
    relative = [m.date.edtf for m in mentions if m.rule == "relative-day"]
    assert relative == ["1951-05-07", "1951-05-08", "1951-05-09"]


def test_a_date_of_another_time_on_a_line_is_no_entry() -> None:
    words = "Annex\n3 May 1936\nHe said so yesterday."
    mentions = find_dates(words, DateContext(anchor=edtf_span("1951-05-07")))
    assert mentions[-1].date.edtf == "1951-05-06"


def test_tonight_is_told_by_the_clocks_of_the_writer() -> None:
    text = Text(body="Washington, August 16, 1951, 0245Z.\nHe flies tonight.", language="en")
    record = understand(Record(id="1", texts=(text,)), Context(authority=Authority([])))
    assert record.date is not None
    assert record.date.edtf == "1951-08-16T02:45Z"
    days = [one.date.edtf for one in record.annotations if one.quote == "tonight"]  # type: ignore[union-attr]
    assert days == ["1951-08-15"]
