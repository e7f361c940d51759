"""The words by which records speak of one another: what is found, and what is not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regesta.model import Block, DateSpan, Mark, Mention, Note, Record, Stated, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.dates import DateContext, find_dates
from regesta.understand.mentions import find_mentions
from regesta.understand.mentions_phrases import sender_told
from regesta.understand.pipeline import understand

WRITTEN = DateSpan(edtf="1958-06-05", earliest="1958-06-05T00:00", latest="1958-06-05T23:59")
CONTEXT = Context(authority=Authority())


def mentions(body: str) -> list[Mention]:
    record = Record(
        id="one",
        date=WRITTEN,
        texts=(Text(body=body, language="en"),),
        annotations=tuple(find_dates(body, DateContext(anchor=WRITTEN))),
    )
    return find_mentions(record, CONTEXT)


# words, then for each numbered document: quote, genre, series, number, owner
NUMBERED = [
    ("See Embtel 302.", [("Embtel 302", "telegram", "", "302", "embtel")]),
    ("EMBTEL 302 refers.", [("EMBTEL 302", "telegram", "", "302", "embtel")]),
    ("Legtel 44", [("Legtel 44", "telegram", "", "44", "legtel")]),
    ("(Contel 366)", [("Contel 366", "telegram", "", "366", "contel")]),
    ("reDeptel 4779 we agree", [("reDeptel 4779", "telegram", "", "4779", "deptel")]),
    ("Urtel 417 is noted", [("Urtel 417", "telegram", "", "417", "urtel")]),
    ("as in mytel 3013", [("mytel 3013", "telegram", "", "3013", "mytel")]),
    ("Embdes 157 has it", [("Embdes 157", "despatch", "", "157", "embdes")]),
    ("see Embtels 302 and 305.", [
        ("Embtels 302", "telegram", "", "302", "embtel"),
        ("305", "telegram", "", "305", "embtel")]),
    ("Embtels 1702, July 10; 1805, July 25", [
        ("Embtels 1702, July 10", "telegram", "", "1702", "embtel"),
        ("1805, July 25", "telegram", "", "1805", "embtel")]),
    ("Embtels 302-304", [
        ("Embtels 302-304", "telegram", "", no, "embtel") for no in ("302", "303", "304")]),
    ("Toeca 12 and Ecato 9", [
        ("Toeca 12", "telegram", "Toeca", "12", ""), ("Ecato 9", "telegram", "Ecato", "9", "")]),
    ("Polto 934", [("Polto 934", "telegram", "Polto", "934", "")]),
    ("the Department's 1841", [("Department's 1841", "", "", "1841", "Department")]),
    ("Embassy’s 2429, December 16, 3 p.m., says", [
        ("Embassy’s 2429, December 16, 3 p.m.", "", "", "2429", "Embassy")]),
    ("Ref State 339227.", [("State 339227", "", "", "339227", "State")]),
    ("in Moscow's 130", [("Moscow's 130", "", "", "130", "Moscow")]),
    ("see New Delhi's 44", [("New Delhi's 44", "", "", "44", "New Delhi")]),
    ("Paris tel 5950", [("Paris tel 5950", "telegram", "", "5950", "")]),
    ("Reference Tel Aviv 6153.", [("Tel Aviv 6153", "", "", "6153", "Tel Aviv")]),
    ("CA-1234 was sent", [("CA-1234", "airgram", "CA", "1234", "")]),
    ("Your A–123 came", [("Your A–123", "airgram", "A", "123", "yours")]),
    ("my 302", [("my 302", "", "", "302", "mine")]),
    ("Your 614, 738", [("Your 614", "", "", "614", "yours"), ("738", "", "", "738", "yours")]),
    ("Your 76, April 10, 7 p. m.", [("Your 76, April 10, 7 p. m.", "", "", "76", "yours")]),
    ("under NSC 5818/1", [("NSC 5818/1", "report", "NSC", "5818/1", "")]),
    ("in JCSM-768-62", [("JCSM-768-62", "report", "JCSM", "768-62", "")]),
    ("NIE 11–8–66 holds", [("NIE 11–8–66", "report", "NIE", "11–8–66", "")]),
    ("despatch No. 44", [("despatch No. 44", "despatch", "", "44", "")]),
    ("Deptel 285 repeated information Taipei 231 USUN 236.", [
        ("Deptel 285 repeated information Taipei 231 USUN 236", "telegram", "", "285", "deptel")]),
    ("my 187 [1807], September 26", [("my 187 [1807], September 26", "", "", "1807", "mine")]),
    ("Re: [telegram indicator not declassified] 746", [
        ("[telegram indicator not declassified] 746", "telegram", "", "746", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), NUMBERED, ids=lambda one: str(one)[:40])
def test_numbered(body: str, expected: list[tuple[str, str, str, str, str]]) -> None:
    found = [
        (one.quote, one.genre, one.series, one.number, one.owner)
        for one in mentions(body)
        if one.kind == "numbered"
    ]
    assert found == expected


NO_DOCUMENT = [
    "On 5 March they met.", "Article 51 of the Charter", "in May 1958", "Room 302", "Boeing 707",
    "some 300 men", "paragraph 3", "about 302 million", "Resolution 242", "He is 47 years old.",
    "$300 million", "at 3 p.m.", "Geneva 1954", "the 17th parallel", "will report tomorrow",
    "No. 5 is missing", "pages 12 and 13", "Public Law 480", "FY 1958", "Section 302", "RG 218",
]  # fmt: skip


@pytest.mark.parametrize("body", NO_DOCUMENT)
def test_numbers_of_other_things(body: str) -> None:
    assert [one for one in mentions(body) if one.kind == "numbered"] == []


# words → quote, kind, genre, owner, order, sender, recipient, day
NAMED = [
    ("I have your letter of the 3rd.",
     ("your letter of the 3rd", "dated", "letter", "yours", "", "", "", "1958-06-03")),
    ("My telegram of 11:00 p.m. yesterday has come.",
     ("My telegram of 11:00 p.m. yesterday", "dated", "telegram", "mine", "", "", "",
      "1958-06-04")),
    ("as said in the memorandum of December 20, 1957.",
     ("the memorandum of December 20, 1957", "dated", "memorandum", "", "", "", "",
      "1957-12-20")),
    ("He recalled his talk with Under Secretary Vell.",
     ("his talk with Under Secretary Vell", "relative", "conversation", "theirs", "", "",
      "Under Secretary Vell", "")),
    ("See the letter from Premier Ilmar to me.",
     ("the letter from Premier Ilmar to me", "genre", "letter", "", "", "Premier Ilmar", "me", "")),
    ("in Ilmar’s message", ("Ilmar’s message", "genre", "message", "", "", "Ilmar", "", "")),
    ("I return the enclosed memorandum.",
     ("the enclosed memorandum", "relative", "memorandum", "", "attached", "", "", "")),
    ("mentioned in the preceding telegram",
     ("the preceding telegram", "relative", "telegram", "", "before", "", "", "")),
    ("My immediately following telegram has the text.",
     ("My immediately following telegram", "relative", "telegram", "mine", "after", "", "", "")),
    ("points in reftel", ("reftel", "relative", "telegram", "reftel", "", "", "", "")),
    ("the June 2 memorandum", ("the June 2 memorandum", "dated", "memorandum", "", "", "", "",
                               "1958-06-02")),
    ("our conversation of June 2", ("our conversation of June 2", "dated", "conversation", "mine",
                                    "", "", "", "1958-06-02")),
    ("the memorandum which you handed to me on June 2",
     ("the memorandum which you handed to me on June 2", "dated", "memorandum", "", "", "you", "me",
      "1958-06-02")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), NAMED, ids=lambda one: str(one)[:40])
def test_named(body: str, expected: tuple[str, ...]) -> None:
    found = [
        (
            one.quote, one.kind, one.genre, one.owner, one.order, one.sender, one.recipient,
            one.date.day if one.date else "",
        )
        for one in mentions(body)
    ]  # fmt: skip
    assert expected in found


def test_a_report_on_a_paper_is_the_report() -> None:
    (one,) = mentions("the Progress Report, dated March 6, 1957, on NSC 5514")
    assert (one.kind, one.genre, one.number) == ("dated", "report", "5514")
    assert one.quote.endswith("NSC 5514")


@pytest.mark.parametrize("body", ["We spoke for ten minutes.", "I plan a meeting.", "in reply to"])
def test_nouns_that_name_no_document(body: str) -> None:
    assert mentions(body) == []


def test_heading_and_signature_cite_nothing() -> None:
    body = "Letter From Ilmar to Vell\nI thank you for your letter.\nMemorandum writer"
    blocks = (
        Block(kind="heading", start=0, end=25),
        Block(kind="paragraph", start=26, end=54),
        Block(kind="signed", start=55, end=len(body)),
    )
    record = Record(id="one", date=WRITTEN, texts=(Text(body=body, blocks=blocks),))
    assert [one.quote for one in find_mentions(record, CONTEXT)] == ["your letter"]


def test_pointers_and_links_of_notes() -> None:
    note = Note(id="fn1", label="1", body="See Document 178; also ante, p. 14.", anchor=3)
    mark = Mark(kind="reference", start=4, end=16, target="vol/d178", note="fn1")
    record = Record(id="vol/d9", texts=(Text(body="one", notes=(note,), marks=(mark,)),))
    found = [
        (one.quote, one.target, one.edition, one.note) for one in find_mentions(record, CONTEXT)
    ]
    assert found == [("Document 178", "vol/d178", "", "fn1"), ("ante, p. 14", "", "p. 14", "fn1")]


@given(st.text(alphabet="Embtel's 0123,;-–()[]my your letter of No. May\n", max_size=200))
@settings(max_examples=150, deadline=None)
def test_every_mention_is_its_own_words(body: str) -> None:
    for one in mentions(body):
        assert 0 <= one.start < one.end <= len(body)
        assert one.quote == body[one.start : one.end]


@pytest.mark.parametrize(
    "hostile",
    ["1, " * 300_000, "A" * 1_000_000, "my " * 330_000, "Embtel 1 and " * 80_000, "’s 1" * 250_000,
     "letter from A of the " * 48_000, "the of " * 140_000 + "letter", "telegram, " * 100_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_hostile_megabyte_ends_soon(hostile: str) -> None:
    record = Record(id="one", date=WRITTEN, texts=(Text(body=hostile, language="en"),))
    before = time.process_time()
    find_mentions(record, CONTEXT)
    assert time.process_time() - before < 2.0


def said(line: str) -> list[tuple[str, str]]:
    head = "Telegram, Orlan Veit to State Chancery, 3 February 1951"
    record = Record(
        id="x", title=head, stated=Stated(head=head),
        texts=(Text(body=line, blocks=(Block(kind="paragraph", start=0, end=len(line)),)),),
    )  # fmt: skip
    found = understand(record, Context(authority=Authority())).mentions
    return [(one.quote, one.date.edtf if one.date else one.number) for one in found]


@pytest.mark.parametrize(
    "line",
    [
        "Veit proposed next meeting Saturday, November 8.",
        "I suggested Saturday meetings.",
        "Reply before the talk of 8 February.",
        "They were told that four papers are to come.",
        "The meeting should be told of it.",
        "The Arlen Talks began in snow.",
        "He asked for our paper within the week; I await your reply.",
        "I cannot put it in a telegram, and the papers say nothing.",
        "The treaty and a paper of its own.",
        "This telegram goes by courier.",
        "We opened the talks. 108 days had passed.",
        "The Treasury’s proposal stands, as does my estimate.",
        "He will speak at the upcoming meeting with Arlen.",
        "TO WASHDC PRIORITY 7170",
        "MEMORANDUM",
        "The position of Korea 1962-1970 was told.",
    ],
)
def test_what_is_to_come_and_any_one_are_no_documents(line: str) -> None:
    assert said(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Your telegrams of 1 February and of 5 a.m. yesterday are here.",
            [
                ("Your telegrams of 1 February", "1951-02-01"),
                ("5 a.m. yesterday", "1951-02-02T05:00"),
            ],
        ),
        (
            "My letters of January 3 and 5 tell it.",
            [
                ("My letters of January 3 and 5", "1951-01-03"),
                ("My letters of January 3 and 5", "1951-01-05"),
            ],
        ),
        ("Deptels 129, 131 and 138", [("Deptels 129", "129"), ("131", "131"), ("138", "138")]),
        (
            "Veit’s telegram of the 24th foretold it.",
            [("Veit’s telegram of the 24th", "1951-01-24")],
        ),
        (
            "He read the telegram of Comrade Orlan Veit of 24 January.",
            [("the telegram of Comrade Orlan Veit of 24 January", "1951-01-24")],
        ),
        (
            "Have you an answer to the memorandum of 9 January?",
            [("the memorandum of 9 January", "1951-01-09")],
        ),
        (
            "He asked for a meeting in his note of the 18th.",
            [("his note of the 18th", "1951-01-18")],
        ),
        ("Yours of January 6 crossed it.", [("Yours of January 6", "1951-01-06")]),
        (
            "The draft treaty that you sent on the 19th is approved.",
            [("The draft treaty that you sent on the 19th", "1951-01-19")],
        ),
        ("I transmit a copy of a memorandum.", [("a memorandum", "")]),
    ],
)
def test_several_in_one_phrase_and_whose_the_date_is(
    line: str, expected: list[tuple[str, str]]
) -> None:
    assert said(line) == expected


@pytest.mark.parametrize(
    ("adjunct", "sender"),
    [
        ("Talking", ""),
        ("Re Arlen Embassy", "Arlen Embassy"),
        ("Top Secret", ""),
        ("Soviet Draft", "Soviet"),
    ],
)
def test_a_sort_of_paper_is_no_sender(adjunct: str, sender: str) -> None:
    assert sender_told(adjunct) == sender
