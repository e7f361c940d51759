"""The site as files: whole, all links relative and leading somewhere, searched in the browser."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from regesta.errors import WrongUse
from regesta.keep.decisions import append_decision
from regesta.model import Decision
from regesta.show.addresses import record_address
from regesta.show.cli import main
from regesta.show.site.app import create_app
from regesta.show.site.language import LANGUAGES
from regesta.show.still.files import file_of, in_language, relative, relink
from regesta.show.still.finder import facet_shard, shard_of, words_of
from regesta.show.still.write import write_site


@pytest.fixture(scope="module")
def out(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("still") / "site"
    write_site(example, folder, languages=LANGUAGES)
    return folder


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("/record/v1/d2", "record/v1/d2.html"),
        ("/record/v1/d2.json", "record/v1/d2.json"),
        ("/people?page=2&sort=name", "people/sort-name/page-2.html"),
        ("/search?q=x", "search.html"),
        ("/static/regesta.css?v=1", "static/regesta.css"),
        ("/record/a%3Ab%20c", "record/a~3ab c.html"),
        ("/record/../../etc", "record/etc.html"),
        ("/entity/%E5%91%A8", "entity/周.html"),
        ("/de", "de/index.html"),
        ("/de/", "de/index.html"),
        ("/de/search?q=x", "de/search.html"),
        ("/de/people?page=2", "de/people/page-2.html"),
    ],
)
def test_file_of(address: str, file: str) -> None:
    assert file_of(address) == file


@given(st.lists(st.text(min_size=1, max_size=300), min_size=1, max_size=3, unique=True))
def test_every_id_has_a_file_inside(ids: list[str]) -> None:
    for one in ids:
        file = file_of(record_address(one))
        assert file.startswith("record")
        assert ".." not in file.split("/")
        assert all(len(step.encode()) < 255 for step in file.split("/"))


@pytest.mark.parametrize(
    ("page", "address", "link"),
    [
        ("index.html", "/record/v1/d2#p3", "record/v1/d2.html#p3"),
        ("record/v1/d2.html", "/", "../../index.html"),
        ("record/v1/d2.html", "/record/v1/d3#p2", "../../record/v1/d3.html#p2"),
        ("entity/x.html", "/search?q=%22x%22", "../search.html?q=%22x%22"),
    ],
)
def test_relative(page: str, address: str, link: str) -> None:
    assert relative(page, address) == link


@pytest.mark.parametrize(
    ("address", "language", "meant"),
    [
        ("/people", "en", "/people"),
        ("/people", "de", "/de/people"),
        ("/", "de", "/de/"),
        ("/de/people", "en", "/de/people"),
        ("/en/people?page=2", "de", "/people?page=2"),
        ("/en", "de", "/"),
        ("/record/1.json", "de", "/record/1.json"),
        ("/static/regesta.css?v=1", "de", "/static/regesta.css?v=1"),
        ("/record/de/1#p2", "de", "/de/record/de/1#p2"),
    ],
)
def test_in_language(address: str, language: str, meant: str) -> None:
    assert in_language(address, language, "en") == meant


def test_relink_leaves_texts_alone() -> None:
    seen: list[str] = []
    text = '<p title="a&quot;b">href="/x" <a class="y" href="/people?a=1&amp;page=2">p</a></p>'
    made = relink("index.html", text, seen.append)
    assert 'href="/x"' in made
    assert seen == ["/people?a=1&page=2"]


def test_a_page_is_a_page_whatever_its_id_ends_with(out: Path) -> None:
    for name in ("letters/marlowe-1951-02-25.xml", "letters/marlowe-1951-03-04.xml"):
        for folder in ("", "de/"):
            page = (out / f"{folder}record/{name}.html").read_text(encoding="utf-8")
            assert page.startswith("<!doctype html>")
        assert not (out / "record" / name).exists()
        data = json.loads((out / f"record/{name}.json").read_text(encoding="utf-8"))
        assert data["id"] == name


def test_every_link_leads_to_a_file(out: Path) -> None:
    lost: list[tuple[str, str]] = []
    names: dict[Path, set[str]] = {}
    count = 0
    for path in out.rglob("*.html"):
        page = html.document_fromstring(path.read_bytes())
        for _, kind, link, _ in page.iterlinks():  # type: ignore[attr-defined]
            if kind not in ("href", "src", "action") or link.startswith(("http", "mailto:")):
                continue
            count += 1
            whole, _, fragment = link.partition("#")
            target = (path.parent / unquote(whole.partition("?")[0])).resolve() if whole else path
            if link.startswith("/") or not target.is_file():
                lost.append((path.relative_to(out).as_posix(), link))
            elif fragment and target.suffix == ".html":
                if target not in names:
                    there = html.document_fromstring(target.read_bytes())
                    names[target] = {str(one) for one in _found(there, "//@id")}
                if unquote(fragment) not in names[target]:
                    lost.append((path.relative_to(out).as_posix(), link))
    assert not lost
    assert count > 2000
    assert not [path for path in out.rglob("*.html") if b"archive.invalid" in path.read_bytes()]


def _found(page: Any, path: str) -> list[Any]:
    return list(page.xpath(path))


def test_each_language_has_its_pages_and_leads_to_the_other(out: Path) -> None:
    own = {path.relative_to(out / "de") for path in (out / "de").rglob("*.html")}
    mains = {path.relative_to(out) for path in out.rglob("*.html")}
    others = {path for path in mains if path.parts[0] != "de"} - own
    assert own <= mains
    # What moved leads on in the main language alone.
    assert all(b'http-equiv="refresh"' in (out / path).read_bytes() for path in others)
    page = html.document_fromstring((out / "de" / "record" / "300101.html").read_bytes())
    assert page.get("lang") == "de"
    assert _found(page, "//footer//a[@hreflang='en']/@href") == ["../../record/300101.html"]
    assert "../../record/300101.json" in _found(page, "//a/@href")
    assert not list((out / "de").rglob("*.json"))


def test_many_workers_write_the_same(example: Path, out: Path, tmp_path: Path) -> None:
    write_site(example, tmp_path / "out", languages=LANGUAGES, jobs=2)
    mine = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*")}
    assert mine == {path.relative_to(out) for path in out.rglob("*")}
    for name in mine:
        if (out / name).is_file():
            assert (tmp_path / "out" / name).read_bytes() == (out / name).read_bytes(), name


def test_what_moved_leads_on(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(example, folder)
    decision = Decision(
        id="1", when="2026-01-01T00:00:00Z", who="editor", verdict="merge", about="record",
        subject="old/1", value="300101",
    )  # fmt: skip
    append_decision(folder, decision)
    with TestClient(create_app(folder)) as client:
        answer = client.get("/record/old/1.json", follow_redirects=False)
        assert answer.status_code == 301
        assert answer.headers["location"] == "/record/300101.json"
        assert client.get("/record/old/2").status_code == 404
    write_site(folder, tmp_path / "out")
    page = html.document_fromstring((tmp_path / "out" / "record" / "old" / "1.html").read_bytes())
    assert _found(page, "//meta[@http-equiv='refresh']/@content") == [
        "0; url=../../record/300101.html"
    ]
    assert _found(page, "//a/@href") == ["../../record/300101.html"]


def test_an_address_makes_canonical_links_and_a_map(example: Path, tmp_path: Path) -> None:
    main(["site", str(example), str(tmp_path / "out"), "--address", "https://talks.example/"])
    page = (tmp_path / "out" / "record" / "300101.html").read_text(encoding="utf-8")
    assert 'rel="canonical" href="https://talks.example/record/300101.html"' in page
    assert "hreflang" not in page
    listed = (tmp_path / "out" / "sitemap-0.txt").read_text(encoding="utf-8").split()
    assert "https://talks.example/record/300101.html" in listed
    assert "sitemap-0.txt" in (tmp_path / "out" / "robots.txt").read_text(encoding="utf-8")


def test_only_a_site_of_ours_is_replaced(example: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(WrongUse):
        write_site(example, tmp_path)
    assert (tmp_path / "mine.txt").read_text() == "keep"
    write_site(example, tmp_path / "out")
    (tmp_path / "out" / "old.html").write_text("old")
    write_site(example, tmp_path / "out")
    assert not (tmp_path / "out" / "old.html").exists()


def test_restricted_records_are_not_written(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(example, folder)
    with (folder / "regesta.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[[restricted]]\nrecord = "300104"\n')
    main(["build", str(folder), "--jobs", "1", "--json"])
    write_site(folder, tmp_path / "out")
    assert (tmp_path / "out" / "record" / "300102.html").is_file()
    assert not (tmp_path / "out" / "record" / "300104.html").exists()
    rows = (tmp_path / "out" / "find" / "d-0.js").read_text(encoding="utf-8")
    assert "300102" in rows
    assert "300104" not in rows


def _shard(out: Path, name: str) -> dict[str, list[int]]:
    text = (out / "find" / f"{name}.js").read_text(encoding="utf-8")
    found = re.fullmatch(r'regesta\("[^"]+",(.*)\);\n', text, re.S)
    assert found
    loaded: dict[str, list[int]] = json.loads(found[1])
    return loaded


def test_names_in_every_form_and_facets_are_indexed(out: Path) -> None:
    rows = _shard(out, "values")
    assert {"genre", "sender", "year", "place"} <= set(rows)
    counted = _shard(out, "v-0")["genre"]
    assert counted
    assert all(rows["genre"][value] for values in counted for value in values)  # type: ignore[attr-defined]
    for word in ("jianming", "chien", "ming", "陆"):
        assert _shard(out, shard_of(word))[word], word
    assert _shard(out, facet_shard("genre", "telegram"))["telegram"]
    assert words_of("Telegrams of Lù Chien-ming") == {"telegram", "of", "lu", "chien", "ming"}


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("Lu Chien-ming railway", "Lu Jianming"),
        ("陆建明", "Lu Jianming"),
        ("Шэнь governors", "Telegram, Shen Wenbo to State Council, 5 a.m."),
        ("treaties ratified", "Radio Speech"),
    ],
)
def test_a_search_from_a_folder(out: Path, browser: Any, query: str, title: str) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto((out / "index.html").as_uri())
    page.get_by_role("searchbox").fill(query)
    page.get_by_role("button", name="Search").click()
    page.locator(".hits li").first.wait_for(timeout=10_000)
    texts = page.locator(".hits h3").all_inner_texts()
    assert any(title in one for one in texts), texts
    page.locator(".hits a").first.click()
    assert page.locator("h1").inner_text()
    assert not faults
    page.close()


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore")
def test_what_was_searched_is_marked_in_the_record(out: Path, browser: Any) -> None:
    page = browser.new_page()
    page.goto((out / "search.html").as_uri() + "?q=wheat+offer")
    page.locator(".hits a").first.wait_for(timeout=10_000)
    page.locator(".hits a").first.click()
    places = page.locator("mark.hit")
    assert places.count() > 1
    assert page.locator(".within li a").count() == places.count()
    assert {one.lower()[:5] for one in places.all_inner_texts()} <= {"wheat", "offer"}
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("document.activeElement.id") == "hit-1"
    page.locator(".within .hint a").click()
    assert places.count() == 0
    page.close()


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore")
def test_filters_dates_and_barriers_of_the_search_page(out: Path, browser: Any) -> None:
    page = browser.new_page()
    address = (out / "search.html").as_uri()
    page.goto(f"{address}?f.genre=telegram&since=1951-02-01&until=1951-02-02")
    page.locator(".hits li").first.wait_for(timeout=10_000)
    days = set(page.locator(".hits .when").all_inner_texts())
    assert days
    assert all("February 1951" in one and "telegram" in one for one in days)
    facet = page.locator(".facets a:not([aria-current])").first
    facet.wait_for(timeout=10_000)
    count = int(facet.locator(".count").inner_text())
    facet.click()
    page.locator(".hits li").first.wait_for(timeout=10_000)
    assert page.locator(".chips li").count() == 2
    assert page.locator(".hits li").count() == min(count, 20)
    page.goto((out / "de" / "search.html").as_uri() + "?f.genre=telegram&since=1951-02-01")
    page.locator(".hits li").first.wait_for(timeout=10_000)
    assert "Februar 1951" in page.locator(".hits .when").first.inner_text()
    page.locator(".hits a").first.click()
    assert page.locator("html").get_attribute("lang") == "de"
    page.goto(f"{address}?q=nosuchwordatall")
    page.get_by_text("Nothing found").wait_for(timeout=10_000)
    axe = os.environ.get("AXE_PATH", "")
    if axe:
        page.goto(f"{address}?q=treaty")
        page.locator(".hits li").first.wait_for(timeout=10_000)
        page.evaluate(Path(axe).read_text(encoding="utf-8"))
        found = page.evaluate("axe.run().then(found => found.violations.map(one => one.id))")
        assert found == []
    page.close()


def test_the_script_is_small(out: Path) -> None:
    assert (out / "static" / "finder.js").stat().st_size < 12_000
