"""Registers: found by words, and taken along whole as CSV and JSON."""

from __future__ import annotations

import csv
import io

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.show.site.lists import holding

REGISTERS = [
    "/people", "/organisations", "/places", "/topics", "/agreements", "/exchanges", "/wanted",
    "/unresolved", "/directives", "/correspondence", "/refused",
]  # fmt: skip


@pytest.mark.parametrize("path", REGISTERS)
def test_a_register_is_taken_along_whole(site: TestClient, path: str) -> None:
    as_json = site.get(f"{path}?form=json").json()
    table = site.get(f"{path}?form=csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert f'filename="{path[1:]}.csv"' in table.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert len(rows) - 1 == len(as_json)
    assert all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize(
    ("path", "asked", "held"),
    [
        ("/people", "gromadin", "Gromadin"),
        ("/people", "Lu Chien-ming", "Lu Jianming"),
        ("/wanted", "telegram 204", "Telegram 204 from Peiling"),
        ("/directives", "reply", "reply"),
        ("/correspondence", "embassy yunze", "Embassy in Yunze"),
        ("/topics", "treat", "Treaties"),
    ],
)
def test_entries_are_found_by_their_words(
    site: TestClient, path: str, asked: str, held: str
) -> None:
    rows = site.get(path, params={"q": asked, "form": "json"}).json()
    everything = site.get(path, params={"form": "json"}).json()
    assert 0 < len(rows) < len(everything)
    assert held in site.get(path, params={"q": asked}).text


def test_wanted_documents_are_found_by_what_cites_them(site: TestClient) -> None:
    """Which documents on wheat are cited and missing? Their titles do not say wheat."""
    found = site.get("/wanted", params={"q": "wheat", "form": "json"}).json()
    assert found
    assert not any("wheat" in one["title"].lower() for one in found)
    assert len(found) < len(site.get("/wanted?form=json").json())


def test_nothing_found_is_said(site: TestClient) -> None:
    page = html.fromstring(site.get("/wanted", params={"q": 'zzzz "open'}).text)
    said = [
        "".join(map(str, each.itertext()))
        for each in page.iter("p")
        if each.get("class") == "nothing"
    ]
    assert "zzzz" in said[0]


def test_the_order_stays_when_a_register_is_searched(site: TestClient) -> None:
    page = html.fromstring(site.get("/directives?sort=actor&q=reply").text)
    hidden = {
        each.get("name"): each.get("value")
        for form in page.iter("form")
        for each in form.iter("input")
        if "find" in form.get("class", "").split() and each.get("type") == "hidden"
    }
    assert hidden == {"sort": "actor"}


def test_holding_folds_marks_and_case() -> None:
    assert holding(["Hòa Bình", "Đà Nẵng"], str, "hoa") == ["Hòa Bình"]
    assert holding(["Zhou Enlai"], str, "ENLAI zhou") == ["Zhou Enlai"]
