"""Entries of an edition's lists: names in natural order, offices with their dates, terms."""

from __future__ import annotations

import pytest
from lxml import etree

from regesta.model import Role
from regesta.read.tei_lists import read_list
from regesta.read.tei_people import natural_name, read_roles, split_given


@pytest.mark.parametrize(
    ("entry", "name", "others"),
    [
        ("Reed, Ada B.", "Ada B. Reed", ()),
        ("Reed, Ada B.,", "Ada B. Reed", ()),
        ("Reed, Adam, Jr.", "Adam Reed, Jr.", ()),
        ("Reed, General Adam B., USA", "Adam B. Reed, USA", ()),
        ("Reed, Lt. Gen. Adam", "Adam Reed", ()),
        ("Reed, Adam, F.", "Adam F. Reed", ()),
        ("Reed, Sir Adam Paul", "Sir Adam Paul Reed", ()),
        ("Reed, Adam Paul, “Polly,”", "Adam Paul Reed", ("Polly Reed",)),
        ("Li Bo-wen", "Li Bo-wen", ()),
        ("Li Bo-wen (Li Ming)", "Li Bo-wen", ("Li Ming",)),
        ("Reed, Representative Ada C., (R–Alder)", "Ada C. Reed", ()),
        ("Reed, Adam (Lord)", "Adam Reed", ()),
        ("Otto II", "Otto II", ()),
        ("", "", ()),
    ],
)
def test_natural_names(entry: str, name: str, others: tuple[str, ...]) -> None:
    assert natural_name(entry) == (name, others)


@pytest.mark.parametrize(
    ("description", "roles"),
    [
        (
            "Ambassador to the Lake League until March 1951; thereafter Under Secretary",
            [
                ("Ambassador to the Lake League", "Lake League", "", "1951-03"),
                ("Under Secretary", "", "1951-03", ""),
            ],
        ),
        ("Consul General in Alder from May 3, 1949", [
            ("Consul General in Alder", "Alder", "1949-05-03", "")]),
        ("Minister of Ferries, August 1955–April 1957", [
            ("Minister of Ferries", "", "1955-08", "1957-04")]),
        ("Premier, February 4–October 2, 1965", [("Premier", "", "1965-02-04", "1965-10-02")]),
        ("member of the Council, 1951-1953", [("member of the Council", "", "1951", "1953")]),
        ("Chairman of the Board, 1952.", [("Chairman of the Board", "", "1952", "1952")]),
        ("Director from March 1978 until January 1981", [
            ("Director", "", "1978-03", "1981-01")]),
        ("see Li Bo-wen", []),
        ("", []),
    ],
)  # fmt: skip
def test_roles(description: str, roles: list[tuple[str, str, str, str]]) -> None:
    wanted = tuple(Role(title=t, post=p, since=s, until=u) for t, p, s, u in roles)
    assert read_roles(description) == wanted


@pytest.mark.parametrize(
    ("surname", "rest", "split"),
    [
        ("Majid", "General Habib, Chief of Staff", ("Majid, General Habib", "Chief of Staff")),
        (
            "Otto",
            "Crown Prince, brother of the King",
            ("Otto", "Crown Prince, brother of the King"),
        ),
        ("Reed, Ada", "Premier, retired", ("Reed, Ada", "Premier, retired")),
        ("Diem", "see Li Bo-wen", ("Diem", "see Li Bo-wen")),
    ],
)
def test_given_names_behind_the_name(surname: str, rest: str, split: tuple[str, str]) -> None:
    assert split_given(surname, rest) == split


def test_the_printed_lists() -> None:
    xml = """<list xmlns="http://www.tei-c.org/ns/1.0"><head>Persons</head>
    <item>Note: only some.</item>
    <item><hi rend="strong"><persName xml:id="p_R1">Reed, Ada</persName>,</hi> Premier</item>
    <item><persName xml:id="p_Q1">Quill</persName>, see <persName
    corresp="#p_R1">Ada Reed</persName>
    </item>
    <item><hi><term xml:id="t_FB1">FB</term>,</hi> Ferry Board, Ministry of Water</item>
    <item><term xml:id="t_X">niact</term>, night action</item>
    <item><term xml:id="t_Y">MinF</term>, Minister of Ferries, Board</item></list>"""
    found = list(read_list(etree.fromstring(xml), "v"))
    assert [(each.id, each.kind, each.name) for each in found] == [
        ("v/p_R1", "person", "Ada Reed"),
        ("v/p_Q1", "person", "Quill"),
        ("v/t_FB1", "organisation", "FB"),
        ("v/t_X", "term", "niact"),
        ("v/t_Y", "term", "MinF"),
    ]
    assert [(form.system, form.name) for form in found[0].names] == [("inverted", "Reed, Ada")]
    assert found[0].description == "Premier"
    assert found[1].same_as == ("v/p_R1",)
    assert found[2].names[0].name == "Ferry Board, Ministry of Water"


def test_structured_lists() -> None:
    xml = """<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="r">
    <persName><surname>Reed</surname><forename>Ada</forename></persName>
    <persName xml:lang="ru" type="alias">Ада Рид</persName>
    <birth when="1901"/><death when="1977-06-02"/><note>Premier</note>
    <idno>https://example.org/7</idno></person></listPerson>"""
    (person,) = read_list(etree.fromstring(xml), "v")
    assert (person.name, person.born, person.died) == ("Ada Reed", "1901", "1977-06-02")
    assert person.names[0].language == "ru"
    assert person.same_as == ("https://example.org/7",)
    xml = """<listPlace xmlns="http://www.tei-c.org/ns/1.0"><place xml:id="a">
    <placeName>Alder</placeName><location><geo>54.3 10.1</geo></location></place></listPlace>"""
    (place,) = read_list(etree.fromstring(xml), "v")
    assert (place.kind, place.latitude, place.longitude) == ("place", 54.3, 10.1)
