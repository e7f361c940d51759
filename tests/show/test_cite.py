"""Dates for people, and records as citations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regesta.model import Agent, DateSpan, Record, SourceCitation, Stated
from regesta.show.cite import bibtex, chicago_note, csl_json, ris
from regesta.show.dates import say_american, say_date, say_edtf
from regesta.show.wording import wording

DAY = DateSpan(edtf="1950-01-03T04:00", earliest="1950-01-03T04:00", latest="1950-01-03T04:00")
LETTER = Record(
    id="vol/d7",
    title="Telegram, Shen Wenbo to State Council",
    genre="telegram",
    date=DAY,
    senders=(Agent(name="the Envoy (Shen)", person="Shen Wenbo"),),
    recipients=(Agent(name="State Council", kind="organisation"),),
    source=SourceCitation(raw="State Archive, fond 3, 50% & more."),
    record_id="300101",
    languages=("zh",),
)
HERE = "https://archive.example/record/vol/d7"


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1950", "1950"),
        ("1950-01", "January 1950"),
        ("1950-01-03", "3 January 1950"),
        ("1950-01-03T04:00", "3 January 1950, 4 a.m."),
        ("1950-01-03T16:05", "3 January 1950, 4:05 p.m."),
        ("1950-01-03T12:00", "3 January 1950, noon"),
        ("1950-01-03T00:00", "3 January 1950, midnight"),
        ("1950-01-03T00:30", "3 January 1950, 12:30 a.m."),
        ("1950-01~", "about January 1950"),
        ("1950-01-03?", "perhaps 3 January 1950"),
        ("1950%", "perhaps about 1950"),
        ("195X", "1950s"),
        ("1950-XX-03", "1950"),
        ("1950-21", "spring 1950"),
        ("1950-01-02/1950-01-05", "2 January 1950 – 5 January 1950"),
        ("../1950", "before 1950"),
        ("1950/..", "from 1950"),
        ("no date", "no date"),
        ("", ""),
    ],
)
def test_say_edtf(edtf: str, said: str) -> None:
    assert say_edtf(edtf) == said


@given(st.text(max_size=30))
def test_say_edtf_takes_anything(edtf: str) -> None:
    assert isinstance(say_edtf(edtf), str)
    assert isinstance(say_american(edtf), str)


def test_no_date_says_nothing() -> None:
    assert say_date(None) == ""


def test_chicago_note() -> None:
    assert chicago_note(LETTER, HERE, "The Archive") == (
        "“Telegram, Shen Wenbo to State Council,” January 3, 1950, State Archive, fond 3, "
        f"50% & more, The Archive, record 300101, {HERE}."
    )
    bare = Record(id="x", title="Note, 3 January 1950", date=DAY, stated=Stated(number="9"))
    assert "January 3" not in chicago_note(bare, HERE)


def test_bibtex_is_escaped_and_keyed() -> None:
    entry = bibtex(LETTER, HERE)
    assert entry.startswith("@misc{vol-d7,\n")
    assert "author = {{Shen Wenbo}}" in entry
    assert r"50\% \& more" in entry
    assert entry.count("{") - entry.count(r"\{") == entry.count("}") - entry.count(r"\}")


def test_ris_lines() -> None:
    lines = ris(LETTER, HERE, "The Archive").split("\r\n")
    assert lines[0] == "TY  - PCOMM"
    assert "AU  - Shen Wenbo" in lines
    assert "DA  - 1950/01/03" in lines
    assert lines[-2:] == ["ER  - ", ""]


def test_csl_json() -> None:
    item = csl_json(LETTER, HERE, "The Archive")
    assert item["type"] == "personal_communication"
    assert item["author"] == [{"literal": "Shen Wenbo"}]
    assert item["issued"] == {"date-parts": [[1950, 1, 3]]}
    assert item["URL"] == HERE


def test_wording_counts_and_passes_unknown_words_through() -> None:
    words = wording()
    assert words.count("count.records", 1) == "1 record"
    assert words.count("count.records", 1200) == "1,200 records"
    assert words.say("relation.answers") == "answers"
    assert words.say("relation.of another kind") == "of another kind"
    assert words.language_name("zh-Hans") == "Chinese"
    assert words.language_name("qqx") == "qqx"
    assert words.country_name("US") == "United States"
    assert words.country_name("Q9") == "Q9"


@pytest.mark.parametrize(
    ("facet", "value", "english", "german"),
    [
        ("language", "sv", "Swedish", "Schwedisch"),
        ("genre", "memorandum-of-conversation", "memorandum of conversation",
         "Gesprächsaufzeichnung"),
        ("genre", "peace treaty", "peace treaty", "Friedensvertrag"),
        ("genre", "shopping-list", "shopping list", "shopping list"),
        ("decade", "1950s", "1950s", "1950er Jahre"),
        ("references", "absent", "not held", "nicht vorhanden"),
        ("place", "US", "US", "US"),
    ],
)  # fmt: skip
def test_values_of_facets_have_names(facet: str, value: str, english: str, german: str) -> None:
    assert wording("en").facet_value(facet, value) == english
    assert wording("de").facet_value(facet, value) == german
