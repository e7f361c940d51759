"""OAI-PMH: every verb and fault, by the schema; a client library takes all, deletions included."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import oaipmh_scythe
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from starlette.testclient import TestClient
from tests.making.official import official_schema

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.published import FILE_NAME, Published, compare, read_published
from regesta.show.services import oai
from regesta.show.services.oai_request import OaiError, Wish, token_of, understand_request
from regesta.show.site.app import create_app

SPACES = {
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "mods": "http://www.loc.gov/mods/v3",
    "tei": "http://www.tei-c.org/ns/1.0",
}
SCHEMAS = Path(__file__).parent / "schemas"
ENVELOPE = etree.XMLSchema(etree.parse(SCHEMAS / "oai-pmh.xsd"))
DUBLIN_CORE = etree.XMLSchema(etree.parse(SCHEMAS / "oai_dc.xsd"))
TELEGRAM = "oai:regesta.invalid:300104"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists come in many parts, as in a large archive."""
    monkeypatch.setattr(oai, "MOST_RECORDS", 7)
    monkeypatch.setattr(oai, "MOST_HEADERS", 9)
    monkeypatch.setattr(oai, "MOST_SETS", 3)


def ask(client: TestClient, query: str) -> etree._Element:
    """Ask, and demand an answer as the schema has it."""
    answer = client.get(f"/oai?{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    root = etree.fromstring(answer.content)
    ENVELOPE.assertValid(root)
    return root


def found(root: etree._Element, path: str) -> list[Any]:
    said: Any = root.xpath(path, namespaces=SPACES)
    return list(said)


def every_part(client: TestClient, verb: str, query: str) -> Iterator[etree._Element]:
    root = ask(client, f"verb={verb}&{query}")
    while True:
        yield root
        token = root.findtext(".//oai:resumptionToken", namespaces=SPACES)
        if not token:
            return
        root = ask(client, f"verb={verb}&resumptionToken={quote(token)}")


def test_identify(site: TestClient) -> None:
    root = ask(site, "verb=Identify")
    assert found(root, "//oai:deletedRecord/text()") == ["persistent"]
    assert found(root, "//oai:granularity/text()") == ["YYYY-MM-DDThh:mm:ssZ"]
    assert found(root, "//oai:baseURL/text()") == ["http://testserver/oai"]


def test_a_form_may_be_sent_instead(site: TestClient) -> None:
    answer = site.post("/oai", data={"verb": "Identify"})
    assert found(etree.fromstring(answer.content), "//oai:Identify")
    assert site.post("/oai", content=b"x" * 20_000).status_code == 413


@pytest.mark.parametrize("form", ["oai_dc", "mods", "tei"])
def test_every_record_is_listed_once_in_every_form(
    site: TestClient, example: Path, form: str
) -> None:
    roots = list(every_part(site, "ListRecords", f"metadataPrefix={form}"))
    names = [one for root in roots for one in found(root, "//oai:header/oai:identifier/text()")]
    with Archive.open(example) as archive:
        assert sorted(names) == sorted(f"oai:regesta.invalid:{id}" for id in archive.ids())
    assert len(roots) == 6
    sizes = found(roots[0], "//oai:resumptionToken/@completeListSize")
    assert sizes == [str(len(names))]
    assert found(roots[-1], "//oai:resumptionToken/@cursor") == ["35"]
    roots_of = {"oai_dc": "dc", "mods": "mods", "tei": "TEI"}
    for root in roots:
        for metadata in found(root, "//oai:metadata"):
            assert etree.QName(metadata[0]).localname == roots_of[form]


def test_dublin_core_is_valid(site: TestClient) -> None:
    for root in every_part(site, "ListRecords", "metadataPrefix=oai_dc"):
        for metadata in found(root, "//oai:metadata"):
            DUBLIN_CORE.assertValid(etree.fromstring(etree.tostring(metadata[0])))


@pytest.mark.parametrize(("form", "name"), [("oai_dc", "oai_dc.xsd"), ("mods", "mods-3-4.xsd")])
def test_metadata_are_valid_by_the_official_schemas(
    site: TestClient, hostile: TestClient, form: str, name: str
) -> None:
    schema = official_schema(name)
    count = 0
    for client in (site, hostile):
        for root in every_part(client, "ListRecords", f"metadataPrefix={form}"):
            for metadata in found(root, "//oai:metadata"):
                one = etree.fromstring(etree.tostring(metadata[0]))
                if form == "mods":  # all that is used of 3.8 stands in the older version too
                    assert one.get("version") == "3.8"
                    one.set("version", "3.4")
                    for term in found(one, "//mods:languageTerm[@authority='rfc5646']"):
                        term.set("authority", "rfc4646")  # which RFC 5646 took the place of
                schema.assertValid(one)
                count += 1
    assert count > 40


def test_a_telegram_in_dublin_core(site: TestClient) -> None:
    root = ask(site, f"verb=GetRecord&metadataPrefix=oai_dc&identifier={TELEGRAM}")
    assert found(root, "//dc:title/text()") == [
        "Telegram, Shen Wenbo to Lu Jianming, 6 February 1951"
    ]
    assert found(root, "//dc:creator/text()") == ["Shen Wenbo"]
    assert "Lu Jianming" in found(root, "//dc:contributor/text()")
    assert found(root, "//dc:date/text()") == ["1951-02-06"]
    assert "http://testserver/record/300104" in found(root, "//dc:identifier/text()")


def test_a_telegram_in_mods(site: TestClient) -> None:
    root = ask(site, f"verb=GetRecord&metadataPrefix=mods&identifier={TELEGRAM}")
    (mods,) = found(root, "//mods:mods")
    roles = {
        (name.findtext("mods:namePart", namespaces=SPACES), role)
        for name in mods.iterfind("mods:name", SPACES)
        for role in found(name, ".//mods:roleTerm/text()")
    }
    assert {("Shen Wenbo", "author"), ("Lu Jianming", "addressee")} <= roles
    assert found(mods, "mods:originInfo/mods:dateCreated/text()") == ["1951-02-06"]
    assert found(mods, "mods:location/mods:url/text()") == ["http://testserver/record/300104"]
    assert not [one for one in mods.iter() if not (one.text or len(one))]


def test_tei_holds_the_text(site: TestClient) -> None:
    root = ask(site, f"verb=GetRecord&metadataPrefix=tei&identifier={TELEGRAM}")
    assert "陆主席" in "".join(found(root, "//tei:text")[0].itertext())


def test_sets_are_the_collections_and_hold_what_is_in_their_parts(site: TestClient) -> None:
    parts = list(every_part(site, "ListSets", ""))
    names = [one for root in parts for one in found(root, "//oai:setSpec/text()")]
    assert len(parts) == 2
    assert names[0] == "dver1951v02"
    counts = {
        name: sum(
            len(found(root, "//oai:header"))
            for root in every_part(site, "ListIdentifiers", f"metadataPrefix=oai_dc&set={name}")
        )
        for name in names
    }
    assert counts["dver1951v02"] == 13
    chapters = [name for name in names if name.count(":") == 2]
    assert len(chapters) == 2
    assert sum(counts[name] for name in chapters) == 13


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Harvest", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=a", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=mods", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=2026-02-03T10:00Z", "badArgument"),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-03T10:00:00Z",
            "badArgument",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-02&until=2026-02-01",
            "badArgument",
        ),
        ("verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x", "badArgument"),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=" + "A" * 5000, "badResumptionToken"),
        ("verb=ListSets&resumptionToken=W10", "badResumptionToken"),
        ("verb=ListRecords&metadataPrefix=marc21", "cannotDisseminateFormat"),
        (f"verb=GetRecord&metadataPrefix=marc21&identifier={TELEGRAM}", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=mods&identifier=300104", "idDoesNotExist"),
        (
            "verb=GetRecord&metadataPrefix=mods&identifier=oai:regesta.invalid:0",
            "idDoesNotExist",
        ),
        ("verb=ListMetadataFormats&identifier=oai:other.example:300104", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1990-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=nowhere", "noRecordsMatch"),
    ],
)
def test_faults_have_the_codes_of_the_protocol(site: TestClient, query: str, code: str) -> None:
    answer = site.get(f"/oai?{query}")
    root = etree.fromstring(answer.content)
    ENVELOPE.assertValid(root)
    assert found(root, "//oai:error/@code") == [code]
    if code in {"badVerb", "badArgument"}:
        assert not found(root, "//oai:request/@*")


def test_an_archive_without_collections_has_no_sets(hostile: TestClient, tmp_path: Path) -> None:
    _notes(tmp_path, 1)
    build(tmp_path, jobs=1)
    with TestClient(create_app(tmp_path)) as client:
        assert found(ask(client, "verb=ListSets"), "//oai:error/@code") == ["noSetHierarchy"]
        query = "verb=ListRecords&metadataPrefix=oai_dc&set=a"
        assert found(ask(client, query), "//oai:error/@code") == ["noSetHierarchy"]
    for form in ("oai_dc", "mods", "tei"):
        assert list(every_part(hostile, "ListRecords", f"metadataPrefix={form}"))


def test_a_token_goes_on_after_a_rebuild(tmp_path: Path) -> None:
    """What was not listed yet is; what is new or changed comes at the end; nothing twice."""
    sources = _notes(tmp_path, 20)
    build(tmp_path, jobs=1)
    _age(tmp_path)
    with TestClient(create_app(tmp_path)) as client:
        first = ask(client, "verb=ListIdentifiers&metadataPrefix=oai_dc")
        (sources / "n15.md").write_text("---\ntitle: Note 15\n---\nAnother text.\n")
        (sources / "n17.md").unlink()
        build(tmp_path, jobs=1)
        (token,) = found(first, "//oai:resumptionToken/text()")
        rest = list(every_part(client, "ListIdentifiers", f"resumptionToken={token}"))
    names = [name for root in [first, *rest] for name in found(root, "//oai:identifier/text()")]
    assert len(names) == len(set(names)) == 20
    assert [one[-6:] for one in names[-2:]] == ["n15.md", "n17.md"]
    assert found(rest[-1], "//oai:header[@status='deleted']/oai:identifier/text()") == names[-1:]


def test_a_client_library_takes_all(
    serve: Callable[[Path], str], example: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(example, folder)
    _age(folder)
    address = serve(folder)
    scythe: Any = oaipmh_scythe.Scythe(f"{address}/oai")
    with scythe as client:
        records = list(client.list_records(metadata_prefix="oai_dc"))
        assert len(records) == 41
        assert not any(one.deleted for one in records)
        for record in records:
            again = client.get_record(record.header.identifier, "oai_dc")
            assert again.metadata == record.metadata
        assert {one.setSpec for one in client.list_sets()} >= {"dver1951v02"}
        assert {one.metadataPrefix for one in client.list_metadata_formats()} == {
            "oai_dc", "mods", "tei",
        }  # fmt: skip
        assert client.identify().deletedRecord == "persistent"
        (taken,) = (one for one in folder.rglob("marlowe-1951-03-04.xml") if one.is_file())
        taken.unlink()
        build(folder, jobs=1)
        since = (datetime.now(UTC)).strftime("%Y-%m-%d")
        later = list(client.list_records(metadata_prefix="oai_dc", from_=since))
        gone = [one for one in later if one.deleted]
        assert [one.header.identifier.rpartition("/")[2] for one in gone] == [
            "marlowe-1951-03-04.xml"
        ]
        assert len(later) < 41
        assert len(list(client.list_identifiers(metadata_prefix="mods"))) == 41


def test_what_was_open_and_is_restricted_is_gone_and_what_never_was_open_is_not_told(
    tmp_path: Path,
) -> None:
    _notes(tmp_path, 3)
    _restrict(tmp_path, "n00.md")
    build(tmp_path, jobs=1)
    assert list(read_published(tmp_path)) == ["n01.md", "n02.md"]
    _restrict(tmp_path, "n00.md", "n01.md")
    build(tmp_path, jobs=1)
    with TestClient(create_app(tmp_path)) as client:
        parts = list(every_part(client, "ListRecords", "metadataPrefix=tei"))
        text = b"".join(etree.tostring(root) for root in parts)
        gone = [
            name
            for root in parts
            for name in found(root, "//oai:header[@status='deleted']/oai:identifier/text()")
        ]
        assert gone == ["oai:regesta.invalid:n01.md"]
        assert b"n00" not in text
        asked = ask(client, "verb=GetRecord&metadataPrefix=tei&identifier=" + gone[0])
        assert found(asked, "//oai:header/@status") == ["deleted"]
        assert not found(asked, "//oai:metadata")


def test_a_rebuild_of_the_same_changes_no_datestamp(tmp_path: Path) -> None:
    _notes(tmp_path, 3)
    build(tmp_path, jobs=1)
    _age(tmp_path)
    before = (tmp_path / FILE_NAME).read_bytes()
    build(tmp_path, jobs=1, anew=True)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_what_is_noted_of_records() -> None:
    first = compare({}, {"a": "1", "b": "2"}, {"a": ("c",)}, "2026-01-01T00:00:00Z")
    later = compare(first, {"a": "1", "d": "4"}, {"a": ("c",)}, "2026-02-01T00:00:00Z")
    assert later["a"] == first["a"]
    assert later["b"] == Published(record="b", when="2026-02-01T00:00:00Z", gone=True)
    assert later["d"].when == "2026-02-01T00:00:00Z"
    moved = compare(later, {"a": "1", "b": "2"}, {"a": ("e",)}, "2026-03-01T00:00:00Z")
    assert moved["a"].when == moved["b"].when == moved["d"].when == "2026-03-01T00:00:00Z"
    assert not moved["b"].gone


def test_broken_lines_are_left_out(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b'{"record":"a","when":"w"}\nbroken\n{"x":1}\n\xff\n')
    assert list(read_published(tmp_path)) == ["a"]


@settings(max_examples=150, deadline=None)
@given(st.builds(Wish, verb=st.just("ListRecords"), form=st.text(max_size=5),
                 record=st.text(st.characters(codec="utf-8"), max_size=20),
                 set=st.text(max_size=5), given=st.integers(0, 10**9)))  # fmt: skip
def test_tokens_come_back_as_they_were(wish: Wish) -> None:
    token = token_of(wish)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", token)
    asked = understand_request([("verb", "ListRecords"), ("resumptionToken", token)])
    assert asked.wish == wish


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_no_token_breaks_anything(token: str) -> None:
    with pytest.raises(OaiError, match="token"):
        understand_request([("verb", "ListRecords"), ("resumptionToken", token)])


def _notes(folder: Path, many: int) -> Path:
    sources = folder / "sources"
    sources.mkdir()
    for number in range(many):
        (sources / f"n{number:02}.md").write_text(f"---\ntitle: Note {number}\n---\nA note.\n")
    return sources


def _restrict(folder: Path, *ids: str) -> None:
    lines = [f'[[restricted]]\nrecord = "{id}"\nwhy = "Closed."\n' for id in ids]
    (folder / "regesta.toml").write_text("".join(lines))


def _age(folder: Path) -> None:
    """Make all datestamps lie in the past, as if the build had been made then."""
    path = folder / FILE_NAME
    aged = re.sub(rb'"when":"[^"]*"', b'"when":"2020-01-01T00:00:00Z"', path.read_bytes())
    path.write_bytes(aged)
