"""The site: every page answers, every link resolves, nothing of a source becomes markup."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.show.contract_types import CONTRACT_VERSION
from regesta.show.site.app import create_app

PAGES = [
    "/", "/search", "/search?q=telegram", "/dates", "/dates/1950", "/dates/1950-01",
    "/dates/1950-01-03", "/dates/undated", "/collections", "/collection/c/1", "/people",
    "/people?sort=name", "/people?q=script", "/organisations", "/places", "/terms", "/topics",
    "/entity/p/1", "/wanted", "/wanted/w/1", "/exchanges", "/exchange/bad/1", "/exchange/w/1",
    "/agreements", "/directives", "/correspondence", "/unresolved", "/refused", "/help",
    "/about", "/record/bad/1", "/record/bad/2", "/record/bad/3",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_answers_and_escapes(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    scripts = [script.get("src") or script.get("type") or "" for script in page.iter("script")]
    assert all(one.startswith("/static/") or one == "application/ld+json" for one in scripts)
    assert "49" not in found(page, "//h1//text()")
    assert not page.xpath("//*[starts-with(@href, 'javascript')]")
    assert not page.xpath("//*[@style]")
    assert len(list(page.iter("h1"))) == 1
    assert page.xpath("//main[@id='content']")
    names = found(page, "//@id")
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/record/none", 404), ("/entity/none", 404), ("/collection/none", 404),
        ("/wanted/none", 404), ("/exchange/none", 404), ("/dates/19x0", 404), ("/dates/2999", 404),
        ("/nowhere", 404), ("/people?page=9", 404), ("/search?page=0", 404),
        ("/search?page=99999999999999999999", 404), ("/search?q=%22open", 400),
        ("/search?q=nofield:x", 400), ("/record/", 404), ("/static/none.css", 404),
    ],
)  # fmt: skip
def test_wrong_address_is_told_kindly(hostile: TestClient, path: str, status: int) -> None:
    answer = hostile.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert html.fromstring(answer.text).xpath("//main//a")


def test_only_reading(hostile: TestClient) -> None:
    assert hostile.post("/search").status_code == 405
    assert hostile.head("/").status_code == 200


def test_headers(hostile: TestClient) -> None:
    for path in ("/", "/nowhere", "/search.json?q=x", "/static/regesta.css"):
        policy = hostile.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_fault_is_ours(example: Path) -> None:
    class Broken:
        def reading(self) -> None:
            raise ZeroDivisionError("secret")

    app = create_app(example)
    app.state.library = Broken()
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/help")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_no_archive_is_told(tmp_path: Path) -> None:
    with TestClient(create_app(tmp_path)) as client:
        answer = client.get("/")
    assert answer.status_code == 404
    assert "regesta build" in answer.text


def test_record_in_every_form(hostile: TestClient) -> None:
    record = hostile.get("/record/bad/1.json").json()
    assert record["contract"] == CONTRACT_VERSION
    assert record["id"] == "bad/1"
    as_asked = hostile.get("/record/bad/1", headers={"accept": "application/json"}).json()
    assert as_asked == record
    assert hostile.get("/record/bad/1.ris").text.startswith("TY  - PCOMM\r\n")
    assert hostile.get("/record/bad/1.bib").text.startswith("@misc{bad-1,")
    assert hostile.get("/record/bad/1.csl.json").json()[0]["title"] == record["title"]
    assert "周恩来" in hostile.get("/record/bad/1.txt").text


@pytest.mark.parametrize(
    "path",
    [
        "/", "/search", "/people", "/collections", "/wanted", "/exchanges", "/unresolved",
        "/refused", "/entity/p/1", "/wanted/w/1", "/exchange/bad/1", "/dates/1950",
        "/collection/c/1", "/nowhere", "/record/none", "/search?q=%22open",
    ],
)  # fmt: skip
def test_same_address_as_json(hostile: TestClient, path: str) -> None:
    answer = hostile.get(path, headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/json"
    assert isinstance(answer.json(), dict | list)
    if answer.status_code >= 400:
        assert set(answer.json()) >= {"error"}


def test_search_json(site: TestClient) -> None:
    results = site.get("/search.json", params={"q": "treaty"}).json()
    assert set(results) >= {"total", "took_ms", "hits", "facets"}
    assert set(results["hits"][0]) >= {"id", "title", "date", "score", "snippet"}
    assert isinstance(site.get("/suggest.json", params={"q": "Sh"}).json(), list)


def test_filters_combine_and_go(site: TestClient) -> None:
    page = html.fromstring(site.get("/search?q=treaty").text)
    first = found(page, "//aside[@class='facets']//li/a/@href")[0]
    narrowed = html.fromstring(site.get(first).text)
    chip = found(narrowed, "//div[@class='chips']//li/a/@href")
    assert chip == ["/search?q=treaty"]


def test_query_error_marks_its_column(site: TestClient) -> None:
    page = html.fromstring(site.get("/search", params={"q": 'abc "open'}).text)
    assert page.xpath("//pre[@class='query']/mark")


def test_long_query_is_capped(site: TestClient) -> None:
    answer = site.get("/search", params={"q": "word " * 2000})
    assert answer.status_code in {200, 400}
    assert "longer than" in answer.text


def test_every_link_leads_somewhere(site: TestClient) -> None:
    """Follow every link of the example, but from one search no further into searches."""
    pages: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = site.get(path)
        assert answer.status_code == 200, path
        pages[path] = set()
        if "html" not in answer.headers["content-type"]:
            continue
        page = html.fromstring(answer.text)
        pages[path] = set(found(page, "//@id"))
        for target, fragment in _links(page, path):
            wanted.append((path, target, fragment))
            if target not in pages and not (path.startswith("/search") and "search" in target):
                waiting.append(target)
    lost = [one for one in wanted if one[2] and one[1] in pages and one[2] not in pages[one[1]]]
    assert not lost
    assert len(pages) > 100


def found(page: html.HtmlElement, path: str) -> list[str]:
    """What an XPath for attributes or texts finds."""
    values = page.xpath(path)
    assert isinstance(values, list)
    return [str(value) for value in values]


def _links(page: html.HtmlElement, path: str) -> Iterator[tuple[str, str]]:
    for href in found(page, "//a/@href"):
        if not href.startswith(("http", "mailto:")):
            target, _, fragment = urljoin(path, href).partition("#")
            yield target, fragment


def test_linked_data_and_metas(site: TestClient) -> None:
    page = html.fromstring(site.get("/record/300101").text)
    metas = {meta.get("name"): meta.get("content") for meta in page.iter("meta")}
    assert (metas["citation_title"] or "").startswith("Telegram, Shen Wenbo")
    assert metas["DC.date"] == "1951-02-01T22:00".partition("T")[0]
    linked = json.loads("".join(found(page, "//script[@type='application/ld+json']/text()")))
    assert linked["@context"][0] == "https://schema.org"
    assert page.xpath("//link[@rel='canonical']/@href") == ["http://testserver/record/300101"]


def test_rebuild_is_followed(example: Path) -> None:
    app = create_app(example)
    with TestClient(app) as client:
        assert client.get("/").status_code == 200
        before = app.state.library.reading()
        pointer = example / ".regesta" / "current"
        build = example / ".regesta" / pointer.read_text().strip()
        second = build.with_name("build-999")
        second.symlink_to(build, target_is_directory=True)
        kept = pointer.read_text()
        try:
            pointer.write_text("build-999\n")
            assert client.get("/").status_code == 200
            assert app.state.library.reading() is not before
        finally:
            pointer.write_text(kept)
            second.unlink()
