"""What other systems export comes in: reference managers, lists of letters, finding aids, IIIF."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regesta.errors import Refusal
from regesta.model import Collection, Entity, Record
from regesta.read.bibtex import plain
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

RIS = """TY  - PCOMM
ID  - k-17
TI  - Letter about the coal
AU  - Orsk, Tal
A2  - Lin Ko
DA  - 1953/05/04/
AV  - Kelmar Archive
CN  - Box 3
KW  - Coal
L1  - files/17/scan.pdf
L4  - files/17/page1.jpg
ER  -

TY  - JOUR
AU  - Ruvo, Ana
TI  - Coal and iron
T2  - Annals
VL  - 3
SP  - 7
EP  - 9
PY  - 1960
ER  -
"""
BIBTEX = r"""% made by hand
@string{kel = "Kelmar"}
@comment{nothing @misc{no, title={No}}}
@letter{orsk1953,
  author = {Orsk, Tal and {Coal Board and Sons}},
  recipient = {Ko, Lin},
  title = {{Letter} on B{\"u}cher \& "coal" -- no. {3}},
  date = {1953-05-04},
  library = kel # { Archive},
  file = {Scan:files/1/a b.pdf:application/pdf;:files/1/p.png:image/png},
}
@article{ruvo, title = "Coal {"}and{"} iron", journal = {Annals}, year = 1960, month = may,
  pages = {7--9}}
@book{ruvo, author = {Ruvo, Ana}}
"""
CSL = [
    {
        "id": "http://zotero.org/users/1/items/AB",
        "type": "personal_communication",
        "title": "Letter about the coal",
        "genre": "letter",
        "author": [{"family": "Orsk", "given": "Tal"}, {"literal": "Coal Board"}],
        "recipient": [{"literal": "Lin Ko"}],
        "issued": {"date-parts": [["1953", 5, 4]]},
        "archive": "Kelmar Archive",
        "archive_location": "Box 3",
        "keyword": "Coal; Iron",
    },
    {"id": 2, "type": "book", "author": [{"family": "Ruvo"}], "issued": {"raw": "about 1960"}},
]
CMIF = """<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>
<sourceDesc><bibl xml:id="b1" type="print">Letters of Orsk, Kelmar 1970</bibl></sourceDesc>
</fileDesc><profileDesc>
<correspDesc key="3" source="#b1" ref="https://kelmar.example/3"><correspAction type="sent">
<persName ref="https://viaf.org/viaf/7">Tal Orsk</persName><placeName>Kelmar</placeName>
<date when="1953-05-04"/></correspAction><correspAction type="received">
<persName>Lin Ko</persName></correspAction></correspDesc>
<correspDesc source="#b1"><correspAction type="sent">
<persName ref="https://viaf.org/viaf/7">Tal Orsk</persName>
<date notBefore="1953-05" notAfter="1953-06"/></correspAction></correspDesc>
<correspDesc><note>lost</note></correspDesc>
</profileDesc></teiHeader><text><body><p/></body></text></TEI>"""
EAD = """<ead xmlns="http://ead3.archivists.org/schema/"><archdesc level="fonds"><did>
<unittitle>Coal Board</unittitle><unitid>F 9</unitid><repository>Kelmar Archive</repository></did>
<scopecontent><head>Scope</head><p>Papers of the board.</p></scopecontent>
<dsc><c01 level="series" id="s1"><did><unittitle>Letters</unittitle>
<unitdate>1950-1955</unitdate></did>
<c02 level="item" id="i1"><did><unittitle>Letter to Lin Ko</unittitle><unitid>F 9/1</unitid>
<unitdate normal="1953-05-04">4 May 1953</unitdate></did></c02>
<c02 level="file"><did><unittitle>Drafts</unittitle></did></c02></c01></dsc></archdesc></ead>"""
IIIF = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "id": "https://kelmar.example/m.json",
    "type": "Manifest",
    "label": {"en": ["Letter book"]},
    "metadata": [{"label": {"en": ["Date"]}, "value": {"none": ["<b>1953</b>-05-04"]}}],
    "items": [
        {
            "type": "Canvas",
            "label": {"none": ["1r"]},
            "items": [{"items": [{"body": {"id": "https://kelmar.example/1.jpg"}}]}],
        }
    ],
}


def items(folder: Path, content: str, name: str) -> list[Item]:
    path = folder / name
    path.write_text(content, "utf-8")
    source = source_of(path, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def records(found: list[Item]) -> list[Record]:
    return [one for one in found if isinstance(one, Record)]


def refusals(found: list[Item]) -> list[Refusal]:
    return [one for one in found if isinstance(one, Refusal)]


@pytest.mark.parametrize(
    ("name", "content", "reader"),
    [
        ("a.ris", RIS, "ris"),
        ("a.bib", BIBTEX, "bibtex"),
        ("a.json", json.dumps(CSL), "csl-json"),
    ],
)
def test_a_letter_of_a_reference_manager(
    tmp_path: Path, name: str, content: str, reader: str
) -> None:
    letter = records(items(tmp_path, content, name))[0]
    assert letter.senders[0].name == "Orsk, Tal"
    assert letter.recipients[0].name in {"Lin Ko", "Ko, Lin"}
    assert letter.stated.date_machine == "1953-05-04"
    assert letter.archive == "Kelmar Archive"
    assert (letter.texts, letter.provenance[0].reader) == ((), reader)
    assert letter.id.startswith(f"{name}/")


def test_ris_keeps_attachments_and_where_it_was_printed(tmp_path: Path) -> None:
    letter, article = records(items(tmp_path, RIS, "a.ris"))
    assert (letter.id, letter.file, letter.topics[0].name) == ("a.ris/k-17", "Box 3", "Coal")
    assert [one.image for one in letter.facsimiles] == ["files/17/page1.jpg"]
    assert [flag.message for flag in letter.flags] == [
        "The item names an attachment: files/17/scan.pdf"
    ]
    assert article.source.raw == "Annals, vol. 3, 7–9"
    assert article.contributors[0].name == "Ruvo, Ana"


def test_ris_that_is_cut_off_is_told_and_read(tmp_path: Path) -> None:
    found = items(tmp_path, RIS.rpartition("SP")[0], "a.ris")
    assert len(records(found)) == 2
    assert [one.place for one in refusals(found)] == ["line 14"]


def test_bibtex(tmp_path: Path) -> None:
    found = items(tmp_path, BIBTEX, "a.bib")
    letter, article = records(found)
    assert letter.title == 'Letter on Bücher & "coal" – no. 3'
    assert [agent.name for agent in letter.senders] == ["Orsk, Tal", "Coal Board and Sons"]
    assert [one.image for one in letter.facsimiles] == ["files/1/p.png"]
    assert "files/1/a b.pdf" in letter.flags[0].message
    assert (article.id, article.stated.date) == ("a.bib/ruvo", "1960-05")
    assert article.source.raw == "Annals, 7–9"
    assert [one.reason for one in refusals(found)] == ["The item has no title."]


def test_a_bibtex_entry_that_is_never_closed_costs_the_others_nothing(tmp_path: Path) -> None:
    content = "@misc{a, title = {One {two}\n\n@misc{b,\n title = {Two}\n}\n"
    found = items(tmp_path, content, "a.bib")
    assert [one.place for one in refusals(found)] == ["line 1"]
    assert [one.title for one in records(found)] == ["Two"]


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"G{\"o}del", "Gödel"),
        (r"\'{e}t\'e", "été"),
        (r"\v{S}koda, {\L}\'od\'z", "Škoda, Łódź"),
        (r"Stra{\ss}e 50\% \{x\}", "Straße 50% {x}"),
        ("no tex", "no tex"),
    ],
)
def test_tex_in_names(tex: str, words: str) -> None:
    assert plain(tex) == words


def test_csl(tmp_path: Path) -> None:
    found = items(tmp_path, json.dumps(CSL), "a.json")
    (letter,) = records(found)
    assert (letter.id, letter.genre or letter.stated.genre) == (
        "a.json/http-zotero.org-users-1-items-AB", "letter",
    )  # fmt: skip
    assert [topic.name for topic in letter.topics] == ["Coal", "Iron"]
    assert [one.place for one in refusals(found)] == ["2"]


def test_cmif_gives_letters_without_text(tmp_path: Path) -> None:
    found = items(tmp_path, CMIF, "c.xml")
    first, second = records(found)
    assert (first.title, first.url) == ("Tal Orsk → Lin Ko, 1953-05-04", "https://kelmar.example/3")
    assert (first.stated.place, first.source.raw) == ("Kelmar", "Letters of Orsk, Kelmar 1970")
    assert second.stated.date_machine == "1953-05/1953-06"
    (entity,) = [one for one in found if isinstance(one, Entity)]
    assert entity.same_as == ("https://viaf.org/viaf/7",)
    assert first.senders[0].entity == second.senders[0].entity == entity.id
    assert [one.place for one in refusals(found)] == ["letter 3"]


def test_a_finding_aid_is_collections_and_items(tmp_path: Path) -> None:
    found = items(tmp_path, EAD, "aid.xml")
    collections = [one for one in found if isinstance(one, Collection)]
    assert [(one.id, one.parent, one.kind) for one in collections] == [
        ("aid", "", "fonds"),
        ("aid/s1", "aid", "series"),
        ("aid/c-4", "aid/s1", "file"),
    ]
    assert collections[0].description == "Papers of the board."
    (item,) = records(found)
    assert (item.title, item.file, item.archive) == ("Letter to Lin Ko", "F 9/1", "Kelmar Archive")
    assert item.stated.date_machine == "1953-05-04"
    assert [one.entity for one in item.collections] == ["aid", "aid/s1"]


def test_a_manifest_is_pages(tmp_path: Path) -> None:
    (found,) = records(items(tmp_path, json.dumps(IIIF), "m.json"))
    assert (found.title, found.stated.date) == ("Letter book", "1953-05-04")
    assert [(p.image, p.page) for p in found.facsimiles] == [("https://kelmar.example/1.jpg", "1r")]


def test_a_manifest_of_version_2(tmp_path: Path) -> None:
    manifest = {
        "@context": "http://iiif.io/api/presentation/2/context.json",
        "@id": "https://kelmar.example/2.json",
        "@type": "sc:Manifest",
        "label": "Letter book",
        "sequences": [
            {
                "canvases": [
                    {
                        "label": "2",
                        "images": [{"resource": {"@id": "https://kelmar.example/2.jpg"}}],
                    }
                ]
            }
        ],
    }
    (found,) = records(items(tmp_path, json.dumps(manifest), "m.json"))
    assert [(p.image, p.page) for p in found.facsimiles] == [("https://kelmar.example/2.jpg", "2")]


def test_json_tables_as_list_and_as_lines(tmp_path: Path) -> None:
    rows = [
        {"id": "t-1", "title": "One", "date": "1953", "text": "Coal.\n\nIron.", "topics": ["a"]},
        {"title": "", "date": "1954"},
    ]
    for name, content in (
        ("a.json", json.dumps(rows, indent=1)),
        ("b.json", json.dumps({"documents": rows})),
        ("c.jsonl", "\n".join(map(json.dumps, rows))),
    ):
        found = items(tmp_path, content, name)
        (one,) = records(found)
        assert (one.id, one.texts[0].body) == ("t-1", "Coal.\nIron.")
        assert [r.place for r in refusals(found)] == ["row 2"]
    found = items(tmp_path, '{"title": "a", "date": "1", "text": "b"}\n{"title": \n', "d.jsonl")
    assert (len(records(found)), [r.place for r in refusals(found)]) == (1, ["line 2"])


BOMB = '<!DOCTYPE ead [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("deep.json", '{"title":' + "[" * 200_000),
        ("spaces.json", '[{"title": "a", "date": "1", "text": "b"}' + " " * 5_000_000),
        ("bomb.xml", BOMB + EAD.replace("Letters", "&b;")),
        ("cut.xml", EAD[: len(EAD) // 2]),
        ("cut-c.xml", CMIF[: len(CMIF) // 5]),
        ("none.xml", '<ead xmlns="x"><control/></ead>'),
        ("open.bib", "@misc{a, title = " + "{" * 100_000),
        (
            "own.jsonl",
            '{"contract":1,"id":"a","texts":[{"body":"x","blocks":[{"start":9}]}]}\n' * 3,
        ),
        ("later.jsonl", '{"contract":2,"id":"a"}\n'),
    ],
)
def test_broken_files_are_refused_in_words(tmp_path: Path, name: str, content: str) -> None:
    found = items(tmp_path, content, name)
    assert found
    for one in found:
        assert isinstance(one, Refusal)
        assert "failed on this file" not in one.reason, one


_STARTS = [RIS, BIBTEX, json.dumps(CSL), CMIF, EAD, json.dumps(IIIF), '{"contract":1,"id":"a"}']


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(_STARTS), st.data())
def test_no_damage_ends_a_reader(
    tmp_path_factory: pytest.TempPathFactory, content: str, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(content)))
    put = data.draw(
        st.sampled_from(["", "\x00", "}", "{", "<", '"', "\\", "é", "\n\n", "[[", "=,"])
    )
    rest = data.draw(st.integers(cut, min(len(content), cut + 40)))
    found = items(tmp_path_factory.getbasetemp(), content[:cut] + put + content[rest:], "any")
    for one in found:
        assert not (isinstance(one, Refusal) and "failed on this file" in one.reason), one
