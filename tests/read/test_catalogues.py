"""Dublin Core, MODS, EAD and TEI, as plain files and as answers of OAI-PMH."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from tests.making.official import official_schema

from regesta.errors import Refusal
from regesta.model import Collection, Record
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

DC = (
    '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>Letter about the coal</dc:title><dc:creator>Orsk, Tal</dc:creator>"
    "<dcterms:created>1953-05-04</dcterms:created><dc:type>Text</dc:type><dc:type>Letter</dc:type>"
    "<dc:subject>Coal</dc:subject><dc:subject>Iron</dc:subject><dc:language>rus</dc:language>"
    "<dc:identifier>Box 3, 17</dc:identifier><dc:identifier>https://k.example/17</dc:identifier>"
    "<dc:source>Kelmar Archive, box 3</dc:source><dc:rights>Free</dc:rights></oai_dc:dc>"
)
MODS = (
    '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo type="alternative"><title>X</title>'
    "</titleInfo><titleInfo><nonSort>The</nonSort><title>coal</title><subTitle>a letter</subTitle>"
    '</titleInfo><name type="personal"><namePart type="family">Orsk</namePart>'
    '<namePart type="given">Tal</namePart><namePart type="date">1901-</namePart><role>'
    '<roleTerm type="code">aut</roleTerm></role></name><name><namePart>Lin Ko</namePart><role>'
    "<roleTerm>Addressee</roleTerm></role></name><originInfo><place><placeTerm>Kelmar</placeTerm>"
    '</place><dateCreated>early May 1953</dateCreated><dateCreated encoding="w3cdtf" point="start"'
    '>1953-05-01</dateCreated><dateCreated encoding="w3cdtf" point="end">1953-05-10</dateCreated>'
    '</originInfo><language><languageTerm type="code">rus</languageTerm></language><abstract>On '
    "coal.</abstract><subject><topic>Coal</topic><geographic>Lirna</geographic>"
    '<name type="corporate"><namePart>Coal Board</namePart></name></subject><location>'
    "<physicalLocation>Kelmar Archive</physicalLocation><shelfLocator>3/17</shelfLocator>"
    '<url>https://k.example/17</url></location><relatedItem type="host"><titleInfo><title>Papers'
    "</title></titleInfo></relatedItem><genre>letter</genre></mods>"
)
EAD = (
    '<ead xmlns="urn:isbn:1-931666-22-9"><archdesc level="fonds"><did><unittitle>Coal Board'
    "</unittitle><repository>Kelmar Archive</repository></did><dsc><c01 level='series'><did>"
    "<unittitle>Letters</unittitle></did><c02 level='item'><did><unittitle>Letter 1</unittitle>"
    "<unitdate normal='1953-05-04'>4 May 1953</unitdate></did></c02></c01></dsc></archdesc></ead>"
)
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>L</title>'
    "</titleStmt></fileDesc><profileDesc><correspDesc><correspAction type='sent'><persName>Orsk"
    "</persName></correspAction></correspDesc></profileDesc></teiHeader><text><body><p>Coal.</p>"
    "</body></text></TEI>"
)


def answer(*records: str) -> str:
    return (
        '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>'
        f"{''.join(records)}</ListRecords></OAI-PMH>"
    )


def record_of(ident: str, metadata: str) -> str:
    return (
        f"<record><header><identifier>{ident}</identifier></header>"
        f"<metadata>{metadata}</metadata></record>"
    )


def items(folder: Path, content: str, name: str = "a.xml") -> list[Item]:
    (folder / name).write_text(content, encoding="utf-8")
    source = source_of(folder / name, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def only(found: list[Item]) -> Record:
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def test_the_description_read_here_is_one_of_mods() -> None:
    official_schema("mods-3-4.xsd").assertValid(etree.fromstring(MODS))


def test_dublin_core_alone(tmp_path: Path) -> None:
    record = only(items(tmp_path, DC))
    assert (record.title, record.stated.date_machine) == ("Letter about the coal", "1953-05-04")
    assert (record.stated.genre, record.languages, record.file) == ("Letter", ("ru",), "Box 3, 17")
    assert [topic.name for topic in record.topics] == ["Coal", "Iron"]
    assert (record.url, record.rights) == ("https://k.example/17", "Free")
    assert record.source.raw == "Kelmar Archive, box 3"
    assert [one.name for one in record.contributors] == ["Orsk, Tal"]
    assert record.provenance[0].reader == "dublin-core"


def test_mods_alone_and_in_a_collection(tmp_path: Path) -> None:
    record = only(items(tmp_path, MODS))
    assert record.title == "The coal: a letter"
    assert [one.name for one in (*record.senders, *record.recipients)] == ["Orsk, Tal", "Lin Ko"]
    assert (record.stated.date, record.stated.date_machine, record.stated.place) == (
        "early May 1953", "1953-05-01/1953-05-10", "Kelmar",
    )  # fmt: skip
    assert (record.archive, record.file) == ("Kelmar Archive", "3/17")
    assert [one.name for one in (*record.places, *record.organisations, *record.collections)] == [
        "Lirna", "Coal Board", "Papers",
    ]  # fmt: skip
    many = (
        f'<modsCollection xmlns="http://www.loc.gov/mods/v3">{MODS}{MODS}<mods/></modsCollection>'
    )
    first, second, third = items(tmp_path, many)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.id != second.id
    assert isinstance(third, Refusal)


def test_an_answer_gives_what_each_record_holds(tmp_path: Path) -> None:
    deleted = '<record><header status="deleted"><identifier>oai:k:0</identifier></header></record>'
    found = items(
        tmp_path,
        answer(
            deleted, record_of("oai:k:1", DC), record_of("oai:k:2", MODS),
            record_of("oai:k:3", EAD), record_of("oai:k:4", TEI),
            record_of("oai:k:5", "<marc xmlns='x'/>"), record_of("oai:k:6", ""),
        ),
    )  # fmt: skip
    records = [one for one in found if isinstance(one, Record)]
    assert [one.title for one in records] == [
        "Letter about the coal", "The coal: a letter", "Letter 1", "L",
    ]  # fmt: skip
    assert [one.id for one in records][:2] == ["oai:k:1", "oai:k:2"]
    assert records[3].texts[0].body == "Coal."
    assert [one.title for one in found if isinstance(one, Collection)] == ["Coal Board", "Letters"]
    refused = [one for one in found if isinstance(one, Refusal)]
    assert [(one.place, "are not read" in one.reason) for one in refused] == [
        ("oai:k:5", True), ("oai:k:6", False),
    ]  # fmt: skip
    assert {one.provenance[0].place for one in records} == {f"oai:k:{n}" for n in (1, 2, 3, 4)}
    assert {one.provenance[0].reader for one in records} == {"oai-pmh"}


def test_ead_2002_alone(tmp_path: Path) -> None:
    top, series, item = items(tmp_path, EAD)
    assert isinstance(series, Collection)
    assert isinstance(top, Collection)
    assert isinstance(item, Record)
    assert (series.parent, item.archive) == (top.id, "Kelmar Archive")
    assert [one.name for one in item.collections] == ["Coal Board", "Letters"]


def test_ead_3_takes_dates_apart(tmp_path: Path) -> None:
    aid = (
        '<ead xmlns="http://ead3.archivists.org/schema/"><archdesc level="fonds"><did><unittitle>'
        "Coal</unittitle><unitdatestructured><daterange><fromdate standarddate='1950'>1950"
        "</fromdate><todate standarddate='1960'>1960</todate></daterange></unitdatestructured>"
        "</did><dsc><c level='item'><did><unittitle>Letter of <persname><part>Orsk</part>"
        "</persname></unittitle><unitdatestructured><datesingle standarddate='1953-05-04'>"
        "4 May 1953</datesingle></unitdatestructured></did></c></dsc></archdesc></ead>"
    )
    fonds, letter = items(tmp_path, aid)
    assert isinstance(fonds, Collection)
    assert isinstance(letter, Record)
    assert (fonds.title, letter.title) == ("Coal, 1950–1960", "Letter of Orsk")
    assert (letter.stated.date, letter.stated.date_machine) == ("4 May 1953", "1953-05-04")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch"/>'
         "</OAI-PMH>", "noRecordsMatch"),
        (answer(record_of("oai:k:1", DC))[:200], "broken"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + answer(record_of("x", DC)), "entities"),
        (DC.replace("<dc:title>", "<dc:title><!-- ").replace("</dc:title>", " --></dc:title>"),
         "no title"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + MODS, "entities"),
        (EAD.replace("archdesc", "other"), "archdesc"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(tmp_path: Path, content: str, said: str) -> None:
    (found,) = items(tmp_path, content)
    assert isinstance(found, Refusal)
    assert said in found.reason


def test_an_answer_that_breaks_off_gives_what_stands_before(tmp_path: Path) -> None:
    whole = answer(record_of("oai:k:1", DC), record_of("oai:k:2", DC))
    record, refusal = items(tmp_path, whole[: whole.rindex("<dc:subject>")])
    assert isinstance(record, Record)
    assert isinstance(refusal, Refusal)
    assert "1 records before it were read" in refusal.reason
