"""Who wrote a document and to whom, as clauses and titles about it tell."""

from __future__ import annotations

import pytest

from regesta.model import DateSpan, EntityMention, Mention, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.dates import DateContext, find_dates
from regesta.understand.mentions import find_mentions
from regesta.understand.mentions_clauses import plain_name

WRITTEN = DateSpan(edtf="1958-06-05", earliest="1958-06-05T00:00", latest="1958-06-05T23:59")


def mentions(body: str, *persons: str) -> list[Mention]:
    named = [
        EntityMention(
            start=body.index(name), end=body.index(name) + len(name), quote=name, rule="name",
            kind="person", confidence=0.9,
        )
        for name in persons
    ]  # fmt: skip
    dates = find_dates(body, DateContext(anchor=WRITTEN))
    record = Record(
        id="one",
        date=WRITTEN,
        texts=(Text(body=body, language="en"),),
        annotations=(*dates, *named),
    )
    return find_mentions(record, Context(authority=Authority()))


# words → genre, sender, recipient, day of the first mention
TOLD = [
    ("Minister Ilmar handed me a memorandum.", ("memorandum", "Minister Ilmar", "me", "")),
    ("I sent to Premier Vell a letter.", ("letter", "me", "Premier Vell", "")),
    ("I am sending you a separate message.", ("message", "me", "you", "")),
    ("We received from Arlen a letter on it.", ("letter", "Arlen", "me", "")),
    ("the note given him by Minister Ilmar", ("note", "Minister Ilmar", "", "")),
    ("the letter which you sent me", ("letter", "you", "me", "")),
    ("the report Secretary Dorn had prepared", ("report", "Secretary Dorn", "", "")),
    ("Secretary Dorn had a talk with Ilmar.", ("conversation", "Secretary Dorn", "Ilmar", "")),
    ("the memo of conv. he had with Ilmar", ("memorandum-of-conversation", "", "Ilmar", "")),
    ("the letter from DeVoss, of May 3, to Arlen", ("letter", "DeVoss", "Arlen", "1958-05-03")),
    ("his letter of May 3, 1958, to the Chairman", ("letter", "", "Chairman", "1958-05-03")),
    ("the paper entitled “Two Roads to Novograd”, dated May 3, 1958",
     ("paper", "", "", "1958-05-03")),
    ("a memorandum entitled Harbours of the North and dated May 3",
     ("memorandum", "", "", "1958-05-03")),
    ("the memorandum, same subject, dated May 3", ("memorandum", "", "", "1958-05-03")),
    ("his reply (Tab A) to Premier Vell", ("reply", "", "Premier Vell", "")),
    ("letters to the Marshal, dated May 3", ("letter", "", "Marshal", "1958-05-03")),
    ("talk with Ilmar and me on May 3", ("conversation", "", "Ilmar and me", "1958-05-03")),
    ("talk with Ilmar at the White House", ("conversation", "", "Ilmar", "")),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), TOLD, ids=lambda one: str(one)[:40])
def test_who_wrote_to_whom(body: str, expected: tuple[str, ...]) -> None:
    one = mentions(body)[0]
    day = one.date.day if one.date else ""
    assert (one.genre, one.sender, one.recipient, day) == expected


def test_his_letter_is_from_the_one_named_last_in_the_sentence() -> None:
    body = "Dorn left. Ilmar said that his letter of May 3 had come."
    assert [one.sender for one in mentions(body, "Dorn", "Ilmar")] == ["Ilmar"]
    assert [one.sender for one in mentions(body, "Dorn")] == [""]
    office = "Ilmar told the President that his memorandum was read."
    assert [one.sender for one in mentions(office, "Ilmar")] == ["President"]


@pytest.mark.parametrize(
    ("body", "genre", "quote"),
    [
        (
            "The text is being telegraphed separately.",
            "telegram",
            "is being telegraphed separately",
        ),
        ("I shall write you separately.", "message", "shall write you separately"),
    ],
)
def test_what_is_sent_separately_follows_from_the_writer(body: str, genre: str, quote: str) -> None:
    (one,) = mentions(body)
    assert (one.genre, one.quote, one.order, one.sender) == (genre, quote, "after", "me")
    assert mentions("They dined separately.") == []


@pytest.mark.parametrize(
    "body",
    [
        "Wang said instructions were clear.",
        "I note from the talks little hope.",
        "our paper of good will",
    ],
)
def test_verbs_are_no_documents(body: str) -> None:
    assert not any(
        one.genre in ("note", "instruction") or one.kind == "numbered" for one in mentions(body)
    )


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Premier Ilmar at the White House)", "Premier Ilmar"),
        ("Arlen for Premier Vell", "Arlen"),
        ("Ilmar and Vell of March", "Ilmar and Vell"),
        (
            "the Assistant Secretary for Northern Affairs",
            "Assistant Secretary for Northern Affairs",
        ),
        ("Ambassador at Large Dorn", "Ambassador at Large Dorn"),
    ],
)
def test_plain_names(name: str, plain: str) -> None:
    assert plain_name(name) == plain


# words → series, number, owner, sender, recipient of each numbered document
NUMBERED = [
    ("Deptel to Kabul 357", [("", "357", "deptel", "", "Kabul")]),
    ("(to Karachi 162)", [("", "162", "", "", "Karachi")]),
    ("Deptel Ottawa 394, London 6002", [
        ("", "394", "deptel", "", "Ottawa"), ("", "6002", "deptel", "", "London")]),
    ("Embtel Niact 302 tells", [("", "302", "embtel", "", "")]),
    ("Deptel Eyes Only 5881", [("", "5881", "deptel", "", "")]),
    ("your Nodis 2024", [("", "2024", "yours", "", "")]),
    ("outlined in my Lantern 3", [("Lantern", "3", "mine", "", "")]),
    ("asked him—Embtel 428—to go", [("", "428", "embtel", "", "")]),
    ("Department’s A696 says", [("A", "696", "", "Department", "")]),
    ("Reference Department telegram 398", [("", "398", "", "Department", "")]),
    ("CINCFAR’s UK 977142", [("UK", "977142", "", "", "")]),
    ("Reur C 56246", [("C", "56246", "", "", "")]),
    ("State–Defense 658", [("", "658", "State", "", "")]),
    ("Embtel 641/030521Z May", [("", "641", "embtel", "", "")]),
    ("National Security Action Memorandum No. 273", [("NSAM", "273", "", "", "")]),
    ("NSC Action No. 1311", [("NSC Action", "1311", "", "", "")]),
    ("Ankara’s 1 July 2", [("", "1", "Ankara", "", "")]),
    ("our Principles Paper 1957", []),
    ("Veit sent it. Reference Embassy’s telegram 814", [("", "814", "", "Embassy", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), NUMBERED, ids=lambda one: str(one)[:40])
def test_numbers_with_posts_marks_and_series(
    body: str, expected: list[tuple[str, str, str, str, str]]
) -> None:
    found = [
        (one.series, one.number, one.owner, one.sender, one.recipient)
        for one in mentions(body)
        if one.kind == "numbered"
    ]
    assert found == expected


def test_a_title_may_stand_between_a_number_and_its_day() -> None:
    (one,) = mentions("NIE 11–8–66, “Harbours of the North,” dated 3 May 1958")
    assert one.date is not None
    assert (one.number, one.date.day) == ("11–8–66", "1958-05-03")
