"""Sentences of the machine in the second language of the interface: none is forgotten."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from regesta.errors import QueryError
from regesta.link.evidence import _SAID
from regesta.search.grammar import parse
from regesta.show.sentences import in_words


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("Same number, same post, a day earlier.", "Dieselbe Nummer, derselbe Posten, einen Tag "
         "früher."),
        ("Sent to the same post, 12 days later.", "An denselben Posten gesandt, 12 Tage später."),
        ("Named before as Embtel 302, January 5.", "Davor genannt als Embtel 302, January 5."),
        ("“{x}” stands in no record.", "„{x}“ steht in keinem Eintrag."),
        ("place:Ost means Osten; Ostrava and 3 more.", "place:Ost meint Osten; Ostrava und 3 "
         "weitere."),
        ("Nobody taught us this, same number.", "Nobody taught us this, same number."),
        ("", ""),
    ],
)  # fmt: skip
def test_in_words(english: str, german: str) -> None:
    assert in_words(english, "de") == german
    assert in_words(english, "en") == english


@pytest.mark.parametrize("clause", _SAID.values())
def test_every_reason_has_its_words(clause: str) -> None:
    sentence = f"{clause[0].upper()}{clause[1:]}, the same day."
    assert in_words(sentence, "de") != sentence


@pytest.mark.parametrize(
    "query",
    [
        "(a", "a)", '"a', '""', "()", "a and", "or b", "not", "not not a", "near(a)", "nigh(a b)",
        "from:", "nofield:a", "fromm:a", "=a*", "a*b", "a*", "ab~9", "has:nothing", "date:x",
        "date:1951..1950", "from:(to:a)", "-", "(" * 20 + "a" + ")" * 20,
        " ".join(f"w{n}" for n in range(60)), " ".join(f"word{n}*" for n in range(20)),
    ],
)  # fmt: skip
def test_every_fault_of_a_query_is_told(site: TestClient, query: str) -> None:
    try:
        parse(query)
        said = site.get("/search.json", params={"q": query})
        if said.status_code == 200:
            pytest.skip("this is a query after all")
        message, way_out = said.json()["error"], said.json()["way_out"]
    except QueryError as error:
        message, way_out = error.message, error.way_out
    assert in_words(message, "de") != message
    assert in_words(way_out, "de") != way_out
    page = site.get("/search", params={"q": query}, headers={"accept-language": "de"})
    assert page.status_code == 400


def test_what_was_searched_is_told_in_german(site: TestClient) -> None:
    german = {"accept-language": "de"}
    text = site.get("/search", params={"q": "zeppelin"}, headers=german).text
    assert "steht in keinem Eintrag" in text
    text = site.get("/search", params={"q": "Lu Jianming"}, headers=german).text
    assert "wurde auch in diesen Formen gesucht" in text
    text = site.get("/record/dver1951v02/d3", headers=german).text
    assert "Kein Eintrag dieses Archivs passt" in text
    assert "No record of this archive" not in text
