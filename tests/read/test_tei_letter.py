"""Single letters: what the header says becomes the record's."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.errors import CannotRead, Refusal
from regesta.model import Agent, Entity, Facsimile, Record
from regesta.read.reader import Item, Source
from regesta.read.tei import READER

LETTER = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<titleStmt><title>Ada Reed to Li Bo-wen, 3 January 1950</title>
<respStmt><resp>translator</resp><name>Mara Holt</name></respStmt></titleStmt>
<publicationStmt><publisher>Harbour Press</publisher>
<idno type="URI">https://example.org/letters/7</idno>
<availability><licence>CC BY 4.0</licence></availability></publicationStmt>
<sourceDesc><msDesc><msIdentifier><settlement>Alder</settlement>
<repository>Lake Archive</repository><collection>Ferries</collection><idno>Box 4/12</idno>
</msIdentifier></msDesc></sourceDesc></fileDesc>
<profileDesc><langUsage><language ident="en">English</language></langUsage>
<correspDesc><correspAction type="sent"><persName ref="#r">Ada Reed</persName>
<orgName>Ministry of Ferries</orgName><placeName>Alder</placeName>
<date when="1950-01-03">3 January 1950</date></correspAction>
<correspAction type="received"><persName ref="https://example.org/li">Li Bo-wen</persName>
</correspAction></correspDesc>
<particDesc><listPerson><person xml:id="r"><persName>Reed, Ada</persName></person></listPerson>
</particDesc>
<textClass><keywords><term>fares</term></keywords></textClass></profileDesc></teiHeader>
<facsimile><surface xml:id="f1" n="1"><graphic url="a.jpg"/></surface>
<surface xml:id="f2"><graphic url="b.jpg"/></surface></facsimile>
<text><body><div type="letter"><pb n="1" facs="#f1"/><opener><dateline>Alder, 3 Jan.</dateline>
<salute>Sir,</salute></opener><p>The fares <supplied>are</supplied> due,
says <persName ref="#r">Reed</persName>.</p><pb n="2" facs="#f2"/><closer><signed>A. R.</signed>
</closer></div></body></text></TEI>
"""


def read(folder: Path, content: str, name: str = "letters/Reed 7.xml") -> list[Item]:
    path = folder / "letter.xml"
    data = content.encode()
    path.write_bytes(data)
    source = Source(name=name, path=path, sha256="0", head=data[:65536], size=len(data))
    assert READER.looks_like(source)
    return list(READER.read(source))


def test_a_letter(tmp_path: Path) -> None:
    entity, record = read(tmp_path, LETTER)
    assert isinstance(record, Record)
    assert isinstance(entity, Entity)
    assert entity.name == "Ada Reed"
    assert entity.id == f"{record.id}/r"
    assert record.id.startswith("letters/reed-7")
    assert record.title == "Ada Reed to Li Bo-wen, 3 January 1950"
    assert record.senders == (
        Agent(name="Ada Reed", role="from", entity=entity.id),
        Agent(name="Ministry of Ferries", role="from", kind="organisation"),
    )
    assert record.recipients == (
        Agent(name="Li Bo-wen", role="to", entity="https://example.org/li"),
    )
    assert record.contributors == (Agent(name="Mara Holt", role="translator"),)
    assert (record.stated.date, record.stated.date_machine, record.stated.place) == (
        "3 January 1950",
        "1950-01-03",
        "Alder",
    )
    assert record.stated.dateline == "Alder, 3 Jan."
    assert (record.archive, record.fonds, record.file) == ("Lake Archive", "Ferries", "Box 4/12")
    assert record.source.raw == "Alder, Lake Archive, Ferries, Box 4/12"
    assert record.rights == "CC BY 4.0"
    assert record.languages == ("en",)
    assert record.url == "https://example.org/letters/7"
    assert [each.name for each in record.topics] == ["fares"]
    assert record.facsimiles == (
        Facsimile(image="a.jpg", page="1"),
        Facsimile(image="b.jpg", page="2"),
    )
    text = record.texts[0]
    assert text.body == "Alder, 3 Jan.\nSir,\nThe fares are due, says Reed.\nA. R."
    assert [mark.target for mark in text.marks if mark.kind == "person"] == [entity.id]


def test_versions_are_texts_of_their_own(tmp_path: Path) -> None:
    body = (
        '<body><div type="original" xml:lang="ru"><p>Да</p></div>'
        '<div type="translation" xml:lang="en"><p>Yes, <name type="person">Reed</name></p></div>'
        "</body>"
    )
    start, end = LETTER.index("<body>"), LETTER.index("</body>") + len("</body>")
    record = read(tmp_path, LETTER[:start] + body + LETTER[end:])[-1]
    assert isinstance(record, Record)
    assert [(text.role, text.language, text.body) for text in record.texts] == [
        ("original", "ru", "Да"),
        ("translation", "en", "Yes, Reed"),
    ]
    assert record.texts[1].marks[0].text == 1


def test_a_corpus_is_read_letter_by_letter(tmp_path: Path) -> None:
    corpus = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{LETTER}{LETTER}</teiCorpus>'
    found = [item for item in read(tmp_path, corpus, "all.xml") if isinstance(item, Record)]
    assert [record.id for record in found] == ["all.xml/letter1", "all.xml/letter2"]
    assert [record.sequence for record in found] == [1, 2]


def test_a_cut_corpus_keeps_the_letters_before_the_cut(tmp_path: Path) -> None:
    corpus = f'<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">{LETTER}{LETTER[:900]}'
    found = read(tmp_path, corpus, "all.xml")
    assert [item.id for item in found if isinstance(item, Record)] == ["all.xml/letter1"]
    assert isinstance(found[-1], Refusal)


def test_a_broken_letter_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="broken"):
        read(tmp_path, LETTER[:-9])


def test_a_bare_text_is_a_record_too(tmp_path: Path) -> None:
    bare = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title>'
        "<author>Ada Reed</author></titleStmt></fileDesc></teiHeader>"
        "<text><body><p>Words.</p></body></text></TEI>"
    )
    (record,) = read(tmp_path, bare, "bare.xml")
    assert isinstance(record, Record)
    assert (record.id, record.title, record.texts[0].body) == ("bare.xml", "T", "Words.")
    assert record.senders == (Agent(name="Ada Reed", role="author"),)
