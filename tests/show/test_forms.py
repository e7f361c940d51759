"""A record's other forms: each read back by its own reader, or by what reads that form."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

import iiif_prezi3
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree, html
from pyld import jsonld
from starlette.testclient import TestClient

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.model import Agent, Block, Note, Record, SourceCitation, Stated, Text
from regesta.read.reader import HEAD_BYTES, Source
from regesta.read.registry import read_source
from regesta.show.export.iiif import Scan, manifest
from regesta.show.export.jsonld import json_ld
from regesta.show.export.markdown import markdown_file
from regesta.show.record_forms import FORMS
from regesta.show.site.app import create_app

SCHEMA = "https://schema.org/"
TERMS = "http://purl.org/dc/terms/"
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPhfDwAChAGAZ4lZ4gAAAABJRU5ErkJggg=="
)


def read_back(content: bytes, folder: Path, name: str) -> Record:
    path = folder / name
    path.write_bytes(content)
    (item,) = read_source(
        Source(name=name, path=path, sha256="0" * 64, head=content[:HEAD_BYTES], size=len(content))
    )
    assert isinstance(item, Record), item
    return item


@pytest.mark.parametrize("ending", FORMS)
def test_every_form_is_there_and_told_on_the_page(site: TestClient, ending: str) -> None:
    answer = site.get(f"/record/300104.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == (
        FORMS[ending].media
        if not FORMS[ending].media.startswith("text/")
        else "; ".join(FORMS[ending].media.split("; "))
    )
    assert site.get(
        f"/record/300104.{ending}", headers={"If-None-Match": answer.headers["etag"]}
    ).status_code == 304  # fmt: skip
    assert f'href="/record/300104.{ending}"' in site.get("/record/300104").text


# --- Markdown ---------------------------------------------------------------------------


def _told(record: Record) -> dict[str, Any]:
    return {
        "title": record.title,
        "texts": [(one.role, one.language, one.body) for one in record.texts],
        "notes": [
            [(one.label, one.body, one.anchor) for one in text.notes] for text in record.texts
        ],
        "senders": [one.name for one in record.senders],
        "recipients": [one.name for one in record.recipients],
        "summary": record.summary,
        "topics": [one.name for one in record.topics],
        "collections": [one.name for one in record.collections],
        "source": record.source.raw,
        "rights": record.rights,
        "classification": record.classification,
        "languages": record.languages,
        "numbers": record.numbers,
        "url": record.url,
    }


def test_markdown_reads_back_whole(example: Path, tmp_path: Path) -> None:
    with Archive.open(example) as archive:
        for record in archive.iter_records():
            again = read_back(markdown_file(record).encode(), tmp_path, "record.md")
            assert _told(again) == _told(record), record.id
            assert again.record_id == record.id
            if record.date:
                assert again.stated.date_machine == record.date.edtf


_SIGNS = st.text(st.sampled_from("ab *_`\\[]^()#>-+1.:!|~éя中"), min_size=1, max_size=25).map(
    lambda text: " ".join(f"x {text} y".split())
)


@settings(max_examples=120, deadline=None)
@example(lines=["x 1(1) y"], note="x a y", anchor=3)
@given(lines=st.lists(_SIGNS, min_size=1, max_size=4), note=_SIGNS, anchor=st.integers(1, 20))
def test_signs_of_markdown_stay_words(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], note: str, anchor: int
) -> None:
    body = "\n".join(lines)
    place = min(anchor, len(lines[0]))
    while body[place - 1] == " ":
        place -= 1
    text = Text(
        body=body, language="en", notes=(Note(id="n1", label="1", body=note, anchor=place),)
    )
    record = Record(id="r", title="T", texts=(text,))
    again = read_back(markdown_file(record).encode(), tmp_path_factory.getbasetemp(), "any.md")
    assert again.texts[0].body == body
    assert [(one.body, one.anchor) for one in again.texts[0].notes] == [(note, place)]


@pytest.mark.parametrize("opening", ["# x", "- x", "> x", "1. x", "2) x", "+ x", "---", "= x"])
def test_lines_that_open_like_markup_stay_lines(tmp_path: Path, opening: str) -> None:
    text = Text(body=f"{opening}\nsecond", language="en",
                blocks=(Block(kind="paragraph", start=0, end=len(opening) + 7),))  # fmt: skip
    record = Record(id="r", title="T", texts=(text,))
    assert read_back(markdown_file(record).encode(), tmp_path, "r.md").texts[0].body == text.body


# --- JSON-LD ----------------------------------------------------------------------------


def _expanded(node: dict[str, Any]) -> dict[str, Any]:
    def no_host(address: str, options: Any) -> Any:
        raise AssertionError(f"{address} was asked for")

    plain = msgspec.json.decode(msgspec.json.encode(node))
    (made,) = jsonld.expand(plain, {"documentLoader": no_host})
    return cast(dict[str, Any], made)


def test_json_ld_expands_without_any_host(site: TestClient, example: Path) -> None:
    found = _expanded(site.get("/record/300104.jsonld").json())
    assert found["@id"] == "http://testserver/record/300104"
    assert found["@type"] == [f"{SCHEMA}ArchiveComponent", f"{SCHEMA}Message"]
    assert found[f"{SCHEMA}sender"][0][f"{SCHEMA}name"] == [{"@value": "Shen Wenbo"}]
    assert found[f"{SCHEMA}recipient"][0][f"{SCHEMA}name"] == [{"@value": "Lu Jianming"}]
    assert found[f"{TERMS}date"] == [
        {"@value": "1951-02-06", "@type": "http://id.loc.gov/datatypes/edtf/EDTF"}
    ]
    with Archive.open(example) as archive:
        for record in archive.iter_records():
            every = _expanded(json_ld(record, "https://a.example", archive.title))
            assert all(key.startswith(("@", SCHEMA, TERMS)) for key in every)
            targets = {one.target for one in record.references if one.target}
            cited = {one["@id"] for one in every.get(f"{TERMS}references", ())}
            assert len(cited) == len(targets)


# --- IIIF -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("scanned")
    sources = folder / "sources"
    sources.mkdir()
    (sources / "p1.png").write_bytes(DOT)
    (sources / "letter.md").write_text(
        "---\nid: L1\ntitle: Letter, A. Orsk to B. Ruvo, 3 May 1951\ndate: 1951-05-03\n"
        "from: A. Orsk\nto: B. Ruvo\narchive: State Archive\nfolder: 7\nsummary: On coal.\n"
        "rights: Free to use.\nfacsimiles: [p1.png, 'https://far.example/p2.jpg']\n---\nText.\n",
        encoding="utf-8",
    )
    build(folder, jobs=1)
    with TestClient(create_app(folder)) as client:
        yield client


def test_a_manifest_is_one_of_iiif_3_and_our_reader_reads_it(
    scanned: TestClient, tmp_path: Path
) -> None:
    answer = scanned.get("/record/L1.manifest.json")
    made = iiif_prezi3.Manifest(**answer.json())
    assert "presentation/3" in answer.headers["content-type"]
    canvases = made.items
    assert [(one.width, one.height) for one in canvases] == [(1, 1), (1000, 1414)]
    image = canvases[0].items[0].items[0].body.id
    assert scanned.get(str(image)).content == DOT
    again = read_back(answer.content, tmp_path, "manifest.json")
    assert again.title == "Letter, A. Orsk to B. Ruvo, 3 May 1951"
    assert [one.name for one in again.senders] == ["A. Orsk"]
    assert [one.name for one in again.recipients] == ["B. Ruvo"]
    assert (again.archive, again.file) == ("State Archive", "7")
    assert again.summary == "On coal."
    assert again.rights == "Free to use."
    assert again.stated.date == "1951-05-03"
    assert [one.image for one in again.facsimiles] == [image, "https://far.example/p2.jpg"]


def test_all_manifests_are_a_collection(scanned: TestClient, site: TestClient) -> None:
    answer = scanned.get("/iiif/collection.json").json()
    made = iiif_prezi3.Collection(**answer)
    assert [str(one.id) for one in made.items] == ["http://testserver/record/L1.manifest.json"]
    assert scanned.get("/record/L1.manifest.json").status_code == 200
    assert site.get("/record/300104.manifest.json").status_code == 404


def test_rights_are_an_address_that_iiif_allows() -> None:
    term = "http://rightsstatements.org/vocab/NoC-US/1.0/"
    scans = [Scan(address="https://a.example/1.jpg")]
    for given_term, kept in ((term, term), (term.replace("http:", "https:"), term), ("CC", None)):
        record = Record(id="r", title="T", rights_term=given_term)
        made = manifest(record, scans, "https://a.example", "A")
        assert made.get("rights") == kept
        iiif_prezi3.Manifest(**made)


# --- unAPI, and what Zotero makes of a page ----------------------------------------------

# The fields that Zotero's RIS translator fills, by the type that `TY` names.
ZOTERO_TYPES = {"PCOMM": "letter", "MANSCPT": "manuscript"}
ZOTERO_FIELDS = {
    "TI": "title", "AU": "author", "A2": "recipient", "DA": "date", "DB": "archive",
    "AN": "archiveLocation", "LA": "language", "AB": "abstractNote", "UR": "url",
    "M3": "letterType", "DP": "libraryCatalog",
}  # fmt: skip
# It takes the first of these that the server has.
ZOTERO_PREFERS = ["rdf_zotero", "rdf_bibliontology", "mods", "marc", "unimarc", "ris", "bibtex"]


def xpath(element: etree._Element, path: str) -> list[str]:
    return cast(list[str], element.xpath(path))


def zotero_saves(client: TestClient, path: str) -> dict[str, Any]:
    """Do as Zotero's unAPI translator does with a page, and as its RIS translator does then."""
    page = html.fromstring(client.get(path).text)
    (server,) = xpath(page, '//link[@rel="unapi-server"]/@href')
    (id,) = xpath(page, '//abbr[@class="unapi-id"]/@title')
    offered = xpath(etree.fromstring(client.get(server).content), "//format/@name")
    form = next(one for one in ZOTERO_PREFERS if one in offered)
    assert form == "ris"
    lines = client.get(f"{server}?id={id}&format={form}").text.splitlines()
    item: dict[str, Any] = {"author": [], "recipient": []}
    for line in lines:
        tag, _, value = line.partition("  - ")
        if tag == "TY":
            item["itemType"] = ZOTERO_TYPES[value]
        field = ZOTERO_FIELDS.get(tag)
        if field in {"author", "recipient"}:
            item[field].append(value)
        elif field:
            item.setdefault(field, value)
    return item


def test_zotero_saves_a_telegram_whole(site: TestClient, scanned: TestClient) -> None:
    item = zotero_saves(site, "/record/300104")
    assert item["itemType"] == "letter"
    assert item["author"] == ["Shen Wenbo"]
    assert item["recipient"] == ["Lu Jianming"]
    assert item["date"] == "1951/02/06"
    assert item["letterType"] == "telegram"
    assert item["archive"] == "The Novograd Talks, 1951"
    assert item["libraryCatalog"] == "The Novograd Talks, 1951"
    assert item["abstractNote"].startswith("Gromadin will not go")
    letter = zotero_saves(scanned, "/record/L1")
    assert (letter["archive"], letter["archiveLocation"]) == ("State Archive", "7")
    treaty = zotero_saves(site, "/record/300116")
    assert treaty["itemType"] == "manuscript"


# What its translator of embedded metadata, which comes where unAPI is not asked for, takes from
# the tags of Highwire; of their names only the end counts.
HIGHWIRE = {
    "citation_title": "title", "citation_publication_date": "date", "citation_public_url": "url",
    "citation_language": "language",
}  # fmt: skip


def zotero_embeds(client: TestClient, path: str) -> dict[str, Any]:
    """Do as Zotero's translator of embedded metadata does with the tags of a page."""
    page = html.fromstring(client.get(path).text)
    tags = [
        (one.get("name") or one.get("property") or "", one.get("content") or "")
        for one in page.iter("meta")
    ]
    item: dict[str, Any] = {"creators": [], "attachments": []}
    # Statements with a known prefix make the type; a type of Zotero's own is taken as it is.
    item["itemType"] = next(value for name, value in tags if name.lower() == "dc.type")
    for name, value in tags:
        if field := HIGHWIRE.get(name):
            item[field] = " ".join(value.split())
        elif name == "citation_author":
            names = re.split(r"\s*;\s*", value)
            apart = re.split(r"\s*,\s*", value)
            if len(names) == 1 and len(apart) > 1 and " " in apart[0] and " " in apart[1]:
                names = apart
            item["creators"] += names
        elif name == "citation_pdf_url":
            item["attachments"].append(value)
    return item


def test_zotero_reads_the_tags_of_a_page(site: TestClient) -> None:
    item = zotero_embeds(site, "/record/300104")
    assert item == {
        "itemType": "letter",
        "title": "Telegram, Shen Wenbo to Lu Jianming, 6 February 1951",
        "creators": ["Shen Wenbo"],
        "date": "1951/02/06",
        "url": "https://archive.example.org/document/300104",
        "language": "Chinese",
        "attachments": ["http://testserver/record/300104.pdf"],
    }
    assert site.get("/record/300104.pdf").headers["content-type"] == "application/pdf"
    assert zotero_embeds(site, "/record/300116")["itemType"] == "manuscript"


def test_unapi_answers_as_its_specification_has_it(site: TestClient) -> None:
    every = site.get("/unapi")
    assert every.headers["content-type"].startswith("application/xml")
    of_one = site.get("/unapi?id=300104")
    assert of_one.status_code == 300
    assert etree.fromstring(of_one.content).get("id") == "300104"
    assert site.get("/unapi?id=none&format=ris").status_code == 404
    assert site.get("/unapi?id=300104&format=marc").status_code == 406
    path = "dver1951v02/d3"
    page = html.fromstring(site.get(f"/record/{path}").text)
    (id,) = xpath(page, '//abbr[@class="unapi-id"]/@title')
    assert unquote(id) == path
    assert site.get(f"/unapi?id={quote(path)}&format=bibtex").text.startswith("@")


def test_previews_and_search_engines_are_told(site: TestClient, scanned: TestClient) -> None:
    page = html.fromstring(site.get("/record/300104").text)
    told = {one.get("property"): one.get("content") for one in page.iter("meta")}
    assert told["og:title"] == "Telegram, Shen Wenbo to Lu Jianming, 6 February 1951"
    assert told["og:url"] == "http://testserver/record/300104"
    assert (told["og:description"] or "").startswith("Gromadin will not go")
    names = [(one.get("name"), one.get("content")) for one in page.iter("meta")]
    types = [content for name, content in names if name == "DC.type"]
    assert types == ["letter", "telegram"]
    assert ("DC.contributor", "Lu Jianming") in names
    assert ("citation_pdf_url", "http://testserver/record/300104.pdf") in names
    pictured = html.fromstring(scanned.get("/record/L1").text)
    images = [one.get("content") for one in pictured.iter("meta")
              if one.get("property") == "og:image"]  # fmt: skip
    assert images == ["http://testserver/facsimile/L1/1.png"]
    assert any("IIIF" in (link.text or "") for link in pictured.iter("a"))


def test_hostile_records_have_every_form(hostile: TestClient) -> None:
    for ending in FORMS:
        assert hostile.get(f"/record/bad/1.{ending}").status_code == 200, ending
    text = hostile.get("/record/bad/1").text
    assert "<script>alert" not in text


def test_agents_are_what_they_are() -> None:
    record = Record(
        id="r",
        genre="note",
        stated=Stated(head="Note"),
        source=SourceCitation(raw="Box 1"),
        senders=(Agent(name="the Embassy", kind="organisation", entity="emb"),),
    )
    node = json_ld(record, "https://a.example")
    assert node["sender"] == [
        {"@type": "Organization", "name": "the Embassy", "@id": "https://a.example/entity/emb"}
    ]
    assert node["name"] == "Note"
