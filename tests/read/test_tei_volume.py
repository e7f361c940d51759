"""Editions: documents, collections, what broken and hostile files come to."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from regesta.errors import CannotRead, Refusal
from regesta.model import Collection, Record
from regesta.read.reader import Item, Source
from regesta.read.tei import READER

VOLUME = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xmlns:frus="http://history.state.gov/frus/ns/1.0"
     xml:id="lake1950v1">
<teiHeader><fileDesc><titleStmt><title type="complete">Papers of the Lake League</title>
<editor>Ada Reed</editor></titleStmt><publicationStmt><publisher>Harbour Press</publisher>
<pubPlace>Port Alder</pubPlace><date>1971</date></publicationStmt>
<sourceDesc><p>Print</p></sourceDesc></fileDesc></teiHeader>
<text><body><pb n="1" facs="0001"/><div type="compilation" xml:id="comp1"><head>Ferries</head>
<div type="chapter" xml:id="ch1"><head>The first talks</head>
<div type="document" xml:id="d1" n="1">
<head>1. Telegram From the Legation to the Ministry<note n="1" type="source" xml:id="d1fn1">Source:
Ministry, Box 4. Secret.</note></head>
<opener><dateline><placeName>Alder</placeName>, <date when="1950-01-03T16:00:00">January 3, 1950,
4 p.m.</date></dateline></opener>
<p>302. Your <ref target="#d2">telegram 17</ref> is <pb n="2" facs="0002"/>clear.</p>
<closer><signed><persName corresp="#p_R1">Reed</persName></signed></closer>
<frus:attachment><head>Enclosure</head><p>Fares in crowns.</p></frus:attachment></div>
<div type="document" xml:id="d2" n="2"><head>2. Editorial Note</head><p>On fares.</p></div>
</div></div></body></text></TEI>
"""


def read_bytes(folder: Path, data: bytes) -> list[Item]:
    """Read a volume written to a folder."""
    path = folder / "lake1950v1.xml"
    path.write_bytes(data)
    source = Source(
        name=path.name,
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        head=data[:65536],
        size=len(data),
    )
    assert READER.looks_like(source)
    return list(READER.read(source))


def items(folder: Path, content: str) -> list[Item]:
    return read_bytes(folder, content.encode())


def records(found: list[Item]) -> list[Record]:
    return [item for item in found if isinstance(item, Record)]


def refusals(found: list[Item]) -> list[Refusal]:
    return [item for item in found if isinstance(item, Refusal)]


def test_documents_and_attachments_are_records_in_their_order(tmp_path: Path) -> None:
    found = records(items(tmp_path, VOLUME))
    assert [record.id for record in found] == [
        "lake1950v1/d1",
        "lake1950v1/d1-a1",
        "lake1950v1/d2",
    ]
    assert [record.sequence for record in found] == [1, 2, 3]
    first, attachment, _ = found
    assert attachment.parent == first.id
    assert "Fares in crowns" not in first.texts[0].body


def test_what_the_document_states(tmp_path: Path) -> None:
    record = records(items(tmp_path, VOLUME))[0]
    assert record.title == "Telegram From the Legation to the Ministry"
    assert record.stated.head == "1. Telegram From the Legation to the Ministry"
    assert record.stated.number == "1"
    assert record.stated.dateline == "Alder, January 3, 1950, 4 p.m."
    assert record.stated.date_machine == "1950-01-03T16:00:00"
    assert record.stated.place == "Alder"
    assert record.source.raw == "Source: Ministry, Box 4. Secret."


def test_collections_come_from_outer_to_inner(tmp_path: Path) -> None:
    found = items(tmp_path, VOLUME)
    assert [(item.id, item.parent) for item in found if isinstance(item, Collection)] == [
        ("lake1950v1", ""),
        ("lake1950v1/comp1", "lake1950v1"),
        ("lake1950v1/ch1", "lake1950v1/comp1"),
    ]
    assert [each.name for each in records(found)[0].collections] == [
        "Papers of the Lake League",
        "Ferries",
        "The first talks",
    ]


# --- broken, cut and hostile files ---------------------------------------------------------

BROKEN = VOLUME.replace("<p>302. Your", "<p>302. <hi>Your")


def test_a_broken_document_costs_that_document(tmp_path: Path) -> None:
    found = items(tmp_path, BROKEN)
    assert [record.id for record in records(found)] == ["lake1950v1/d2"]
    assert [each.name for each in records(found)[0].collections][1:] == [
        "Ferries",
        "The first talks",
    ]
    (refusal,) = refusals(found)
    assert refusal.place.startswith("d1, line ")
    assert "broken" in refusal.reason


def test_documents_before_the_cut_are_kept(tmp_path: Path) -> None:
    found = items(tmp_path, VOLUME[: VOLUME.index("On fares.")])
    assert [record.id for record in records(found)] == ["lake1950v1/d1", "lake1950v1/d1-a1"]
    (refusal,) = refusals(found)
    assert refusal.place.startswith("d2, line ")
    assert "breaks off" in refusal.reason


def test_a_missing_closing_tag_costs_one_document(tmp_path: Path) -> None:
    broken = VOLUME.replace("</frus:attachment></div>", "</frus:attachment>")
    found = items(tmp_path, broken)
    assert [record.id for record in records(found)] == ["lake1950v1/d2"]
    assert refusals(found)[0].place.startswith("d1, ")


def test_a_break_outside_the_documents_is_told_too(tmp_path: Path) -> None:
    found = items(tmp_path, VOLUME.replace("</body>", "<back></body>"))
    assert len(records(found)) == 3
    assert refusals(found)[0].place.startswith("line ")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE TEI [<!ENTITY a "ha">]>',
        '<!DOCTYPE TEI [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "http://example.invalid/x.dtd"> %p;]>',
        "<!DOCTYPE TEI [" + " " * 70_000 + '<!ENTITY a "ha">]>',
    ],
)
def test_entities_are_refused(tmp_path: Path, declaration: str) -> None:
    hostile = VOLUME.replace("<TEI ", declaration + "<TEI ", 1).replace("On fares.", "&a;")
    with pytest.raises(CannotRead, match="entit"):
        read_bytes(tmp_path, hostile.encode())


def test_a_harmless_document_type_is_read(tmp_path: Path) -> None:
    declared = VOLUME.replace("<TEI ", '<!DOCTYPE TEI SYSTEM "tei.dtd"><TEI ', 1)
    assert len(records(items(tmp_path, declared))) == 3


def test_a_file_that_breaks_at_once_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="broken"):
        read_bytes(tmp_path, b'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader></TEI>')


def test_deep_nesting_costs_one_document(tmp_path: Path) -> None:
    deep = VOLUME.replace("On fares.", "<hi>" * 5000 + "x" + "</hi>" * 5000)
    found = items(tmp_path, deep)
    assert [record.id for record in records(found)] == ["lake1950v1/d1", "lake1950v1/d1-a1"]
    assert len(refusals(found)) == 1


def test_two_documents_with_one_id_are_both_kept(tmp_path: Path) -> None:
    found = records(items(tmp_path, VOLUME.replace('xml:id="d2"', 'xml:id="d1"')))
    assert [record.id for record in found][2] == "lake1950v1/d1-2"
    assert found[2].flags[0].kind == "duplicate-id"


def test_the_page_on_which_a_document_begins(tmp_path: Path) -> None:
    first, attachment, second = records(items(tmp_path, VOLUME))
    assert [page.number for page in first.texts[0].pages] == ["1", "2"]
    assert [page.number for page in attachment.texts[0].pages] == ["2"]
    assert [page.number for page in second.texts[0].pages] == ["2"]
    assert [each.image for each in first.facsimiles] == ["0001", "0002"]
    body = first.texts[0].body
    assert body[first.texts[0].pages[1].offset :].startswith("clear.")


# --- the real volumes ------------------------------------------------------------------------

VOLUMES = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "frus"
SAMPLE = ("frus1958-60v19", "frus1961-63v07-09mSupp", "frus1943China")


@pytest.mark.corpus
@pytest.mark.parametrize("name", SAMPLE)
def test_every_document_of_a_real_volume_is_a_record(name: str) -> None:
    path = VOLUMES / f"{name}.xml"
    if not path.is_file():
        pytest.skip("the real volumes are not beside the checkout")
    data = path.read_bytes()
    source = Source(name=path.name, path=path, sha256="", head=data[:65536], size=len(data))
    found = list(READER.read(source))
    documents = [record for record in records(found) if not record.parent]
    assert len(documents) == len(re.findall(rb'<div [^>]*type="document"', data))
    assert not refusals(found)
    assert all(record.title for record in documents)
