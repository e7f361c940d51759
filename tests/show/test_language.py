"""The second language of the interface is whole, and chosen by address, cookie or browser."""

import string
from typing import Any

import pytest
from lxml import html
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from regesta.show.dates import say_edtf
from regesta.show.site.language import LANGUAGES, preferred
from regesta.show.wording import wording


def _parse(text: str) -> Any:
    return html.document_fromstring(text)


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_the_catalogue_is_whole(language: str) -> None:
    ours, theirs = wording().catalogue, wording(language).catalogue
    assert set(ours.flat) == set(theirs.flat)
    assert {key: len(one) for key, one in ours.lists.items()} == {
        key: len(one) for key, one in theirs.lists.items()
    }
    clock = {"date.am", "date.pm"}
    differ = [
        key
        for key in ours.flat
        if key not in clock and _fields(ours.flat[key]) != _fields(theirs.flat[key])
    ]
    assert differ == []


@pytest.mark.parametrize(
    ("edtf", "said"),
    [
        ("1951-02-01T22:00", "1. Februar 1951, 22 Uhr"),
        ("1951-02-01T04:30", "1. Februar 1951, 4:30 Uhr"),
        ("1951-03", "März 1951"),
    ],
)
def test_dates_in_german(edtf: str, said: str) -> None:
    assert say_edtf(edtf, wording("de")) == said


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"), ("de", "de"), ("de-AT,de;q=0.9,en;q=0.8", "de"), ("en-GB,de;q=0.9", "en"),
        ("fr,ru;q=0.8", "en"), ("fr;q=x, de;q=0.1", "de"), ("*;q=nan", "en"),
    ],
)  # fmt: skip
def test_preferred(asked: str, language: str) -> None:
    assert preferred(Headers({"accept-language": asked})) == language


def test_the_site_speaks_german(site: TestClient) -> None:
    german = {"accept-language": "de"}
    page = _parse(site.get("/people", headers=german).text)
    assert page.get("lang") == "de"
    assert page.findtext(".//h1") == "Personen"
    assert "Nicht gefunden" in site.get("/nowhere", headers=german).text
    assert "keinen Eintrag" in site.get("/record/none", headers=german).text
    assert _parse(site.get("/people").text).get("lang") == "en"


def test_a_choice_is_kept(site: TestClient) -> None:
    answer = site.get("/search?q=treaty&lang=de", headers={"accept-language": "en"})
    assert "Accept-Language" in answer.headers["vary"]
    kept = answer.cookies["lang"]
    site.cookies.clear()
    assert kept == "de"
    assert 'lang="de"' in site.get("/", headers={"cookie": "lang=de"}).text
    assert 'lang="en"' in site.get("/?lang=xx", headers={"cookie": "lang=%%%"}).text
    page = _parse(answer.text)
    (form,) = page.find_class("languages")
    assert [one.get("value") for one in form.iter("input")] == ["treaty"]
    assert [one.get("value") for one in form.iter("button")] == ["en"]
