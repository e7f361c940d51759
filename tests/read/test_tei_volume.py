"""Editions: documents, collections, what broken and hostile files come to."""

from __future__ import annotations

import hashlib
from pathlib import Path

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


def items(folder: Path, content: str | bytes) -> list[Item]:
    """Read a volume written to a folder."""
    path = folder / "lake1950v1.xml"
    data = content if isinstance(content, bytes) else content.encode()
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


def records(found: list[Item]) -> list[Record]:
    return [item for item in found if isinstance(item, Record)]


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
