"""What AtoM, Omeka and Tropy export: descriptions with their hierarchy, items with their text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from regesta.errors import Refusal
from regesta.model import Collection, Record
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of

ATOM = """legacyId,parentId,identifier,title,levelOfDescription,repository,scopeAndContent,\
language,subjectAccessPoints,nameAccessPoints,eventDates,eventStartDates,eventEndDates,eventActors
1,,F 1,Coal Board,Fonds,Kelmar Archive,All papers,ru,,,,,,
2,1,F 1/2,Letters,Series,,,,,,,,,
3,2,F 1/2/7,Letter about the coal,Item,Kelmar Archive,"On coal, and iron",ru,Coal|Iron,\
"Ko, Lin|Coal Board",early May 1953|1960,1953-05-01,1953-05-10,"Orsk, Tal"
4,2,,,Item,,,,,,,,,
5,99,F 9,Loose,Item,,,,,,,,,
"""
OMEKA = """o:id,dcterms:title,dcterms:creator,bibo:recipient,dcterms:date,dcterms:subject,\
extracttext:extracted_text,o:is_public
12,Letter about the coal,"Orsk, Tal",Lin Ko,1953-05-04,Coal|Iron,"The coal came.

Orsk",1
13,,x,,,,,1
"""
CLASSIC = """Item Id,Dublin Core:Title,Dublin Core:Bibliographic Citation,Dublin Core:Date,\
Item Type Metadata:Text,tags
7,Letter,"Annals, 1960",1953-05-04,The coal came.,"coal,iron"
"""
ITEMS = [
    {
        "@context": "https://k.example/api-context", "@id": "https://k.example/api/items/12",
        "@type": ["o:Item", "bibo:Letter"], "o:id": 12, "o:title": "Letter about the coal",
        "dcterms:title": [{"type": "literal", "property_id": 1, "@value": "Letter about the coal"}],
        "dcterms:creator": [{"type": "resource", "@id": "x", "display_title": "Orsk, Tal"}],
        "dcterms:subject": [{"@id": "https://s.example/1", "o:label": "Coal"}],
        "dcterms:date": [{"type": "numeric:timestamp", "@value": "1953-05-04"}],
        "bibo:content": [{"@value": "The coal came."}],
    },
    {"o:id": 13, "dcterms:title": []},
]  # fmt: skip
TROPY = {
    "@context": {"@version": 1.1, "@vocab": "https://tropy.org/v1/tropy#"},
    "@graph": [
        {
            "@type": "Item", "title": "Letter", "creator": "Orsk, Tal", "date": "1953-05-04",
            "archive": "Kelmar Archive", "box": "3", "folder": "17", "tag": ["coal", "iron"],
            "photo": [
                {"@type": "Photo", "path": "p1.jpg",
                 "note": [{"@type": "Note", "text": {"@value": "The coal came."}}]},
                {"@type": "Photo", "path": "p2.jpg"},
            ],
        }
    ],
}  # fmt: skip


def items(folder: Path, content: str, name: str) -> list[Item]:
    (folder / name).write_text(content, encoding="utf-8")
    source = source_of(folder / name, name)
    assert isinstance(source, Source)
    return list(read_source(source))


def test_atom_gives_collections_and_their_items(tmp_path: Path) -> None:
    fonds, series, letter, nameless, loose = items(tmp_path, ATOM, "a.csv")
    assert isinstance(fonds, Collection)
    assert isinstance(series, Collection)
    assert (series.parent, series.kind, fonds.description) == (fonds.id, "series", "All papers")
    assert isinstance(letter, Record)
    assert [one.entity for one in letter.collections] == [fonds.id, series.id]
    assert (letter.file, letter.archive, letter.fonds) == (
        "F 1/2/7", "Kelmar Archive", "Coal Board",
    )  # fmt: skip
    assert (letter.stated.date, letter.stated.date_machine) == (
        "early May 1953", "1953-05-01/1953-05-10",
    )  # fmt: skip
    assert [one.name for one in letter.topics] == ["Coal", "Iron"]
    assert ([one.name for one in letter.people], [one.name for one in letter.organisations]) == (
        ["Ko, Lin"], ["Coal Board"],
    )  # fmt: skip
    assert isinstance(nameless, Refusal)
    assert nameless.place == "row 4"
    assert isinstance(loose, Record)
    assert letter.provenance[0].reader == "atom"


@pytest.mark.parametrize(
    ("content", "name"), [(OMEKA, "a.csv"), (json.dumps(ITEMS), "a.json"),
                          ("\n".join(map(json.dumps, ITEMS)), "a.jsonl")],
)  # fmt: skip
def test_omeka_s_gives_items_with_their_text(tmp_path: Path, content: str, name: str) -> None:
    letter, refusal = items(tmp_path, content, name)
    assert isinstance(letter, Record)
    assert letter.id.endswith("item-12")
    assert (letter.title, letter.stated.date_machine) == ("Letter about the coal", "1953-05-04")
    assert letter.topics[0].name == "Coal"
    assert letter.texts[0].body.startswith("The coal came.")
    names = [one.name for one in (*letter.senders, *letter.contributors, *letter.recipients)]
    assert names == (["Orsk, Tal", "Lin Ko"] if name == "a.csv" else ["Orsk, Tal"])
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "The record has no title."


def test_omeka_classic_gives_items_with_their_text(tmp_path: Path) -> None:
    (letter,) = items(tmp_path, CLASSIC, "a.csv")
    assert isinstance(letter, Record)
    assert (letter.texts[0].body, letter.source.raw) == ("The coal came.", "Annals, 1960")
    assert [one.name for one in letter.topics] == ["coal", "iron"]


def test_tropy_gives_items_with_notes_and_pictures(tmp_path: Path) -> None:
    (letter,) = items(tmp_path, json.dumps(TROPY), "a.json")
    assert isinstance(letter, Record)
    assert (letter.archive, letter.fonds, letter.file) == ("Kelmar Archive", "3", "17")
    assert letter.texts[0].body == "The coal came."
    assert [one.image for one in letter.facsimiles] == ["p1.jpg", "p2.jpg"]


@pytest.mark.parametrize("content", [ATOM, OMEKA, CLASSIC])
def test_tables_that_are_cut_off_tell_the_row(tmp_path: Path, content: str) -> None:
    found = items(tmp_path, content[: content.index("Letter") + 9], "a.csv")
    assert isinstance(found[-1], Refusal)
    assert found[-1].place.startswith("row")
