"""The search page: its histogram, lists to take along, like records, other spellings, feed."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from lxml import etree, html
from starlette.testclient import TestClient

from regesta.search.index import FacetCount, Query
from regesta.show.site.search_histogram import histogram


def _page(text: str) -> Any:
    return html.fromstring(text)


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("csv", "text/csv", b"id,title,date"),
        ("ris", "application/x-research-info-systems", b"TY  - "),
        ("bibtex", "application/x-bibtex", b"@"),
        ("jsonl", "application/x-ndjson", b'{"id":'),
    ],
)
def test_lists_to_take_along(site: TestClient, form: str, kind: str, begins: bytes) -> None:
    page = _page(site.get("/search", params={"q": "treaty", "since": "1951"}).text)
    (link,) = page.xpath(f"//p[@class='lists']/a[starts-with(@href, '/search.{form}?')]/@href")
    answer = site.get(link)
    assert answer.headers["content-type"].startswith(kind)
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)


def test_a_list_holds_what_the_page_does(site: TestClient) -> None:
    asked = {"q": "treaty", "sort": "date", "f.genre": "telegram"}
    results = site.get("/search.json", params=asked).json()
    rows = list(csv.DictReader(io.StringIO(site.get("/search.csv", params=asked).text)))
    lines = site.get("/search.jsonl", params=asked).text.splitlines()
    ids = [hit["id"] for hit in results["hits"]]
    assert [row["id"] for row in rows] == [json.loads(line)["id"] for line in lines] == ids
    assert len(ids) == results["total"] > 1
    assert all(row["url"].startswith("http") and row["passage"] for row in rows)


def test_wrong_lists(site: TestClient) -> None:
    assert site.get("/search.exe?q=treaty").status_code == 404
    answer = site.get("/search.csv", params={"q": '"open'})
    assert answer.status_code == 400
    assert "not closed" in answer.text


def test_like_one(site: TestClient) -> None:
    page = _page(site.get("/search?q=treaty").text)
    links = page.xpath("//p[@class='more-like']/a/@href")
    assert links[0].startswith("/like/")
    like = _page(site.get(links[0]).text)
    found = like.xpath("//ol[@class='hits']//h3/a/@href")
    assert found
    assert links[0].replace("/like/", "/record/") not in found
    listed = site.get(links[0], headers={"accept": "application/json"}).json()
    assert len(listed) == len(found)
    assert site.get("/like/nowhere").status_code == 404


def test_offers_another_spelling(site: TestClient) -> None:
    page = _page(site.get("/search?q=treatty").text)
    (link,) = page.xpath("//p[@class='instead']/a")
    assert (link.text, link.get("href")) == ("treaty", "/search?q=treaty")
    assert not _page(site.get("/search?q=treaty").text).xpath("//p[@class='instead']")


def test_says_what_is_not_searched(hostile: TestClient) -> None:
    page = _page(hostile.get("/search?q=first").text)
    (said,) = page.xpath("//details[starts-with(@class, 'explained')]//a[@href='/refused']")
    assert said.text == "1 source could not be read and is not searched."


def test_no_switch_for_what_is_not_there(site: TestClient) -> None:
    page = _page(site.get("/search?q=treaty&meaning=1").text)
    assert not page.xpath("//input[@type='checkbox'][@name='meaning']")


def test_feed_holds_the_whole_query(site: TestClient) -> None:
    page = _page(site.get("/search?q=treaty&since=1951-02&words=author").text)
    (feed,) = page.xpath("//link[@type='application/atom+xml']/@href")
    root: Any = etree.fromstring(site.get(feed).content)
    (self_,) = root.xpath("*[local-name()='link'][@rel='self']/@href")
    assert self_.endswith("/search.atom?q=treaty&since=1951-02&words=author")
    ids = root.xpath("*[local-name()='entry']/*[local-name()='id']/text()")
    results = site.get("/search.json?q=treaty&since=1951-02&words=author").json()
    assert len(ids) == min(20, results["total"])


def _counts(**values: int) -> list[FacetCount]:
    return [FacetCount(value=value[1:].replace("_", "-"), count=n) for value, n in values.items()]


@pytest.mark.parametrize(
    ("query", "years", "months", "units"),
    [
        (Query(), _counts(_1950=1), [], None),
        (Query(), [], [], None),
        (Query(), _counts(_1900=1, _1905=2), [], ("1900", "1905", 6)),
        (Query(), _counts(_1950=3), _counts(_1950_02=1, _1950_11=2), ("1950-02", "1950-11", 10)),
        (Query(), _counts(_1950=3), _counts(_1950_02=1), None),
        (Query(since="1950-03", until="1950-06"), _counts(_1949=1, _1950=9),
         _counts(_1950_02=1, _1950_03=1, _1950_06=2, _1950_09=3), ("1950-03", "1950-06", 4)),
        (Query(until="1904"), _counts(_1900=1, _1904=1, _1905=2), [], ("1900", "1904", 5)),
        (Query(), _counts(_1500=1, _1950=2), [], None),
    ],
)  # fmt: skip
def test_histogram(
    query: Query,
    years: list[FacetCount],
    months: list[FacetCount],
    units: tuple[str, str, int] | None,
) -> None:
    drawn = histogram(query, {"year": years, "month": months})
    if units is None:
        assert drawn is None
        return
    assert drawn is not None
    assert (drawn.units[0], drawn.units[-1], len(drawn.units)) == units
    assert f"since={units[0]}&amp;until={units[0]}" in drawn.picture


def test_histogram_on_the_page(site: TestClient) -> None:
    page = _page(site.get("/search?q=telegram").text)
    (box,) = page.xpath("//div[@class='brush']")
    units = box.get("data-units").split()
    assert units == sorted(units)
    bars = box.xpath(".//a")
    assert bars
    narrowed = _page(site.get(bars[0].get("href")).text)
    assert len(narrowed.xpath("//div[@class='chips']//li")) >= 2
