"""Agreements, directives, exchanges as charts, feeds, and jumps to the place of a hit."""

from __future__ import annotations

from typing import Any

from lxml import etree, html
from starlette.testclient import TestClient

from regesta.search.index import COUNTED
from regesta.show.wording import wording

ATOM = "{http://www.w3.org/2005/Atom}"
TREATY = "/agreement/treaty-of-friendship-and-mutual-aid-1951"


def _parse(text: str) -> Any:
    return html.document_fromstring(text)


def test_an_agreement_from_proposal_to_ratification(site: TestClient) -> None:
    listed = _parse(site.get("/agreements").text)
    assert TREATY in listed.xpath("//table//a/@href")
    page = _parse(site.get(TREATY).text)
    stages = [cell.text_content() for cell in page.xpath("//table[@class='told']//td[2]")]
    assert stages[0].startswith("proposed")
    assert any(one.startswith("ratified") for one in stages)
    dots = page.xpath("//*[local-name()='svg'][@class='life']//*[local-name()='a']/@href")
    assert set(dots) <= set(page.xpath("//section//a/@href"))
    assert len(dots) > 5
    story = site.get(f"{TREATY}.json").json()
    assert {one["stage"] for one in story["stages"]} >= {"proposed", "signed", "ratified"}
    assert site.get("/agreement/none").status_code == 404


def test_a_record_leads_to_its_agreements(site: TestClient) -> None:
    page = _parse(site.get("/record/300101").text)
    assert TREATY in page.xpath("//div[@class='body']//a[@class='agreement']/@href")
    told = site.get("/record/300101.json").json()["agreements"]
    assert "agreement/treaty-of-friendship-and-mutual-aid-1951" in {
        one["agreement"] for one in told
    }


def test_directives_in_three_orders(site: TestClient) -> None:
    rows = {
        sort: site.get(f"/directives?sort={sort}", headers={"accept": "application/json"}).json()
        for sort in ("", "sender", "actor", "nonsense")
    }
    assert rows[""] == rows["nonsense"]
    assert [one["actor"] for one in rows["actor"]] == sorted(one["actor"] for one in rows[""])
    assert site.get("/directives?sort=actor").text.count('aria-sort="ascending"') == 1


def test_an_exchange_as_a_chart(site: TestClient) -> None:
    page = _parse(site.get("/exchange/dver1951v02/d1").text)
    chart = page.xpath("//*[local-name()='svg'][@class='sequence']")[0]
    messages = chart.xpath(".//*[local-name()='a']/@href")
    assert len(messages) == len(page.xpath("//ol[@class='conversation']/li"))
    assert set(page.xpath("//ol[@class='conversation']/li/@class")) == {"ours", "theirs"}


def test_vague_mentions_step_back(hostile: TestClient) -> None:
    page = _parse(hostile.get("/record/bad/1").text)
    assert len(page.xpath("//section[h2/@id='references']/ol/li")) == 3
    assert len(page.xpath("//details[@class='vague']//li")) == 1
    as_json = {"accept": "application/json"}
    assert hostile.get("/unresolved", headers=as_json).json() == []
    assert len(hostile.get("/unresolved?vague=1", headers=as_json).json()) == 1


def test_a_search_as_a_feed(site: TestClient) -> None:
    answer = site.get("/search.atom", params={"q": "treaty"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{ATOM}entry")
    assert entries
    assert all(one.findtext(f"{ATOM}id", "").startswith("http") for one in entries)
    assert site.get("/search.atom", params={"q": '"open'}).status_code == 400


def test_a_hit_leads_to_its_paragraph(site: TestClient) -> None:
    page = _parse(site.get("/search", params={"q": "governors"}).text)
    (jump, *_) = page.xpath("//a[@class='jump']/@href")
    answer = site.get(jump, follow_redirects=False)
    target, _, fragment = answer.headers["location"].partition("#")
    place = _parse(site.get(target).text).get_element_by_id(fragment)
    assert "governors" in place.text_content()
    for wrong in ("x", "9-9", "0-99999999999", "0-1&note=none"):
        assert site.get(f"{target}?at={wrong}").status_code == 200


def test_who_wrote_most_to_whom(site: TestClient) -> None:
    answer = site.get("/correspondence", headers={"accept": "application/json"}).json()
    counts = [one["documents"] for one in answer]
    assert counts == sorted(counts, reverse=True)
    page = _parse(site.get("/correspondence").text)
    for row in page.xpath("//tbody/tr[td/a[contains(@href, 'search')]]")[:5]:
        address, shown = row.xpath("td[last()]/a/@href")[0], row.xpath("td[last()]/a/text()")[0]
        found = site.get(address.replace("/search", "/search.json")).json()["total"]
        assert str(found) == shown.strip()
    one = site.get("/correspondence?year=1951", headers={"accept": "application/json"}).json()
    assert [pair for pair in answer if pair in one] == one


def test_the_author_alone_and_the_most_cited(site: TestClient) -> None:
    """Words of editors' brackets are not the author's; the choice stays in every link."""
    everyone = site.get("/search.json", params={"q": '"we think it wiser"'}).json()["total"]
    author = site.get("/search.json", params={"q": '"we think it wiser"', "words": "author"}).json()
    assert author["total"] < everyone
    page = _parse(site.get("/search?q=treaty&words=author&sort=cited").text)
    assert page.xpath("//input[@name='words'][@checked]")
    links = page.xpath("//aside[@class='facets']//li/a/@href")
    assert links
    assert all("words=author" in link and "sort=cited" in link for link in links)


def test_every_facet_has_its_word() -> None:
    assert [one for one in COUNTED if not wording().has(f"facet.{one}")] == []
