"""The dossier: what was chosen, in order, with what lay between; as a page and a Word file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.show import extras
from regesta.show.dossier import MOST_RECORDS, gather
from regesta.show.export import docx as word_files
from regesta.show.wording import wording

CHOSEN = ["dver1951v02/d3", "300101", "300104"]
SITE = "https://example.org"


@pytest.fixture(scope="module")
def opened(example: Path) -> Iterator[Archive]:
    with Archive.open(example) as archive:
        yield archive


def test_records_stand_in_the_order_of_their_dates(opened: Archive) -> None:
    dossier = gather(opened, CHOSEN, SITE)
    assert [record.id for record in dossier.records] == ["300101", "300104", "dver1951v02/d3"]
    assert len(dossier.citations) == 3


def test_the_chronology_tells_what_lay_between(opened: Archive) -> None:
    moments = gather(opened, CHOSEN, SITE).moments
    assert [one.sort for one in moments] == sorted(one.sort for one in moments)
    assert sum(one.chosen for one in moments) == 3
    between = [one.title for one in moments if not one.chosen]
    assert "Telegram, State Council to Shen Wenbo, 3 February 1951" in between
    days = [one.sort for one in moments]
    first, last = (next(o.sort for o in seq if o.chosen) for seq in (moments, moments[::-1]))
    assert days[0] >= first
    assert days[-1] <= last


def test_a_person_stands_once_with_the_records_that_name_them(opened: Archive) -> None:
    persons = gather(opened, CHOSEN, SITE).persons
    assert len({one.id for one in persons}) == len({one.name for one in persons}) == len(persons)
    assert persons[0].records >= persons[-1].records


def test_unknown_ids_are_told_and_too_many_are_cut(opened: Archive) -> None:
    dossier = gather(opened, ["300101", "nope", "300101"], SITE)
    assert dossier.missing == ("nope",)
    assert len(dossier.records) == 1
    assert len(gather(opened, [f"x{n}" for n in range(500)], SITE).missing) == MOST_RECORDS


def address(ids: list[str], **more: str) -> str:
    return "/dossier?" + urlencode([("id", id) for id in ids] + list(more.items()))


def test_the_page(site: TestClient) -> None:
    answer = site.get(address([*CHOSEN, "nope"]))
    assert answer.status_code == 200
    page = html.fromstring(answer.text)
    ids = [each.get("id") for each in page.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert len(page.findall(".//article")) == 3
    assert "nope" in answer.text
    links = {each.get("data-leave", ""): each.get("href", "") for each in page.iter("a")}
    assert "300104" not in links["300104"]
    assert "300101" in links["300104"]
    articles = [each.get("href", "") for part in page.iter("article") for each in part.iter("a")]
    inner = {link[1:] for link in articles if link.startswith("#")}
    assert inner
    assert inner <= set(ids)


def test_an_empty_dossier_says_how_to_begin(site: TestClient) -> None:
    assert "Keep" in site.get("/dossier").text
    assert site.get("/dossier?form=docx").headers["content-type"].startswith("text/html")


def test_the_word_file(site: TestClient) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    answer = site.get(address(CHOSEN, form="docx"))
    assert answer.status_code == 200
    document = docx.Document(io.BytesIO(answer.content))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Telegram, Shen Wenbo to Lu Jianming, 6 February 1951" in words
    assert "That is not a treaty alone; that is a loan." in words
    italic = [run.text for each in document.paragraphs for run in each.runs if run.italic]
    assert "[Port Regent]" in italic
    assert len(document.tables[0].rows) >= 5


def test_without_the_library_the_way_out_is_told(
    opened: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    with pytest.raises(WrongUse, match="not installed") as caught:
        word_files.dossier_docx(gather(opened, CHOSEN, SITE), "Ours", wording())
    assert "regesta[docx]" in caught.value.way_out


def test_the_printed_form_holds_every_script(site: TestClient) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    ids = "id=300101&id=300104&id=papers/rezvin-to-gromadin-1951-02-27.md&id=dver1951v02/d3"
    answer = site.get(f"/dossier?{ids}&form=pdf")
    assert answer.headers["content-type"] == "application/pdf"
    document = pdfium.PdfDocument(answer.content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    said = " ".join(" ".join(pages).split())
    for words in ("Chronology", "(not held)", "陆主席", "Соглашение", "Persons named", "Citations"):
        assert words in said, words


def test_a_page_that_is_taken_along_needs_nothing_else(site: TestClient) -> None:
    answer = site.get("/dossier?id=300101&id=dver1951v02/d3&form=html")
    assert 'filename="dossier.html"' in answer.headers["content-disposition"]
    page: Any = html.fromstring(answer.content)
    assert page.xpath("//style")
    assert not page.xpath("//script | //link[@rel='stylesheet'] | //img")
    links = [str(one) for one in page.xpath("//@href | //@action")]
    assert len(links) > 10
    assert all(one.startswith(("http://testserver/", "#")) for one in links)
