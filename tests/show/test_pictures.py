"""Pictures that are doors: the map, the network, the calendar; each with its table behind it."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from regesta.keep.entries import PairCount
from regesta.keep.sendings import Party, Sending
from regesta.model import Entity, NameForm
from regesta.show.site import calendar
from regesta.show.site.arcs import Box, label_at, place_label
from regesta.show.site.chart import chart
from regesta.show.site.land import TURN, View, land, view_of
from regesta.show.site.layout import spread, without_bands
from regesta.show.site.network import MOST_POINTS, busiest, network, star
from regesta.show.site.ways import Ways
from regesta.show.wording import wording

WORDS = wording("en")
PLACES = st.lists(st.tuples(st.floats(-180, 180), st.floats(-55, 75)), min_size=1, max_size=12)


def _parse(text: str) -> Any:
    return html.document_fromstring(text)


@given(PLACES)
@settings(max_examples=60)
def test_every_place_lies_in_its_view(places: list[tuple[float, float]]) -> None:
    view = view_of(places)
    assert view.east - view.west <= TURN + 1e-6
    for longitude, latitude in places:
        x, y = view.at(longitude, latitude)
        assert -1e-6 <= x <= view.width + 1e-6
        assert -1e-6 <= y <= view.height + 1e-6


@pytest.mark.parametrize(
    ("places", "cut"),
    [
        ([(116.4, 39.9), (-77.0, 38.9), (37.6, 55.8)], -150.0),  # across Europe, not the Pacific
        ([(139.7, 35.7), (-122.4, 37.8)], 0.0),  # across the Pacific
    ],
)
def test_a_view_is_cut_where_nothing_lies(places: list[tuple[float, float]], cut: float) -> None:
    view = view_of(places)
    assert (cut - view.west) % TURN > view.east - view.west


@pytest.mark.parametrize(
    ("longitude", "latitude", "is_land"),
    [(116.4, 39.9, True), (-77.0, 38.9, True), (25.0, 60.0, False), (-30.0, 40.0, False),
     (179.0, 67.5, True), (150.0, 20.0, False)],
)  # fmt: skip
def test_land_is_where_land_is(longitude: float, latitude: float, is_land: bool) -> None:
    view = View(west=longitude - 5, east=longitude + 5, south=latitude - 4, north=latitude + 4)
    at = view.at(longitude, latitude)
    inside = False
    for ring in re.findall(r"M[^z]+z", land(view)):
        points: list[tuple[float, float]] = []
        for kind, x, y in re.findall(r"([Ml])(-?\d+) (-?\d+)", ring):
            last = points[-1] if kind == "l" else (0.0, 0.0)
            points.append((last[0] + float(x), last[1] + float(y)))
        for (x1, y1), (x2, y2) in pairwise([*points, points[0]]):
            if (y1 > at[1]) != (y2 > at[1]) and at[0] < x1 + (at[1] - y1) / (y2 - y1) * (x2 - x1):
                inside = not inside
    assert inside is is_land


def _sending(id: str, day: str, place: str, to: str) -> Sending:
    return Sending(id, day, place, (Party("A"),), (Party(to),) if to else ())


SENDINGS = [
    _sending("a", "1945-02-01", "Peiping", "the Embassy in the Soviet Union"),
    _sending("b", "1951-02-01", "Peking", "Moscow"),
    _sending("c", "1951-03-01", "Moscow", ""),
    _sending("d", "1951-03-02", "Outpost", "Moscow"),
    _sending("e", "1951-03-02", "", "nobody that is known"),
]
OUTPOST = Entity(
    id="own/1", kind="place", name="The Outpost", names=(NameForm(name="Outpost"),),
    latitude=70.0, longitude=100.0,
)  # fmt: skip


def test_ways_by_place_and_year() -> None:
    ways = Ways(SENDINGS, [OUTPOST])
    found = [(one.source, one.target, one.count) for one in ways.ways()]
    assert found == [("beijing", "moscow", 2), ("own/1", "moscow", 1)]
    assert [one.count for one in ways.ways("1945")] == [1]
    assert ways.ways("1951", "own/1")[0].source == "own/1"
    assert ways.between("beijing", "moscow", "1951") == ["b"]
    assert ways.between("", "moscow") == ["a", "b", "d"]
    assert ways.unplaced == 1
    assert ways.written() == {"beijing": 2, "moscow": 1, "own/1": 1}


def test_a_recipient_sits_where_it_writes_from() -> None:
    def sent(id: str, place: str, by: str, to: str) -> Sending:
        return Sending(id, "1951-02-01", place, (Party(by),), (Party(to),))

    told = [
        sent("a", "Outpost", "The Watch", ""),
        sent("b", "Outpost", "The Watch", ""),
        sent("c", "Moscow", "Rover", "the Watch"),
        sent("d", "Outpost", "Rover", "Rover"),
        sent("e", "Moscow", "Once", "Once"),
    ]
    ways = Ways(told, [OUTPOST])
    # Who writes from here and there, or once only, sits nowhere that we know.
    assert [(one.source, one.target, one.count) for one in ways.ways()] == [("moscow", "own/1", 1)]


def test_a_place_bears_its_name_of_the_year() -> None:
    ways = Ways(SENDINGS)
    beijing = ways.places["beijing"]
    assert ways.name(beijing, "1945", "en") == "Peiping"
    assert ways.name(beijing, "1951", "en") == "Peking"
    assert ways.name(beijing, "1951", "de") == "Peking"
    assert ways.name(beijing, "1990", "en") == "Beijing"


def test_the_map_is_made_of_links_and_stands_as_a_table() -> None:
    made = chart(Ways(SENDINGS, [OUTPOST]), "1951", WORDS)
    assert made is not None
    page = _parse(made.picture)
    arcs = page.xpath("//a[@class='arc']/@href")
    assert sorted(arcs) == sorted(one.address for one in made.journeys)
    assert page.xpath("//a[@class='spot']/@href") == [one.address for one in made.spots]
    assert "Peking → Moscow: 1 record" in page.xpath("//a/@aria-label")
    assert {one.name for one in made.spots} == {"Peking", "Moscow", "The Outpost"}
    assert chart(Ways(SENDINGS), "1900", WORDS) is None


def test_the_map_of_a_place_counts_what_has_to_do_with_it() -> None:
    made = chart(Ways(SENDINGS, [OUTPOST]), "", WORDS, "own/1")
    assert made is not None
    assert {(one.place.id, one.written, one.received) for one in made.spots} == {
        ("own/1", 1, 0), ("moscow", 0, 1),
    }  # fmt: skip


def test_labels_do_not_hide_one_another() -> None:
    taken: list[Box] = []
    found = [place_label(500, 300, 5, f"Name {n}", taken, 1000, 600) for n in range(9)]
    boxes = [one.box for one in found if one is not None]
    assert 2 <= len(boxes) <= 4
    assert not any(a.meets(b) for n, a in enumerate(boxes) for b in boxes[n + 1 :])
    assert place_label(999, 1, 5, "long name at a corner" * 9, [], 1000, 600) is None
    assert label_at(10, 20, "start", "ab").box.left == 10


@given(
    st.integers(1, 24).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.lists(
                st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0, 1)),
                max_size=40,
            ),
        )
    )
)
@settings(max_examples=15, deadline=None)
def test_every_point_of_a_network_stays_in_the_picture(
    given_: tuple[int, list[tuple[int, int, float]]],
) -> None:
    count, ties = given_
    sizes = [(90.0, 40.0)] * count
    at = spread(count, ties, sizes, 1000, 640)
    assert len(at) == count
    assert all(45 <= x <= 955 and 20 <= y <= 620 for x, y in at)
    assert at == spread(count, ties, sizes, 1000, 640)


def _pair(sender: str, recipient: str, documents: int) -> PairCount:
    return PairCount(
        sender=sender.title(), sender_id=sender, recipient=recipient.title(),
        recipient_id=recipient, documents=documents,
    )  # fmt: skip


PAIRS = [_pair("ann", "bo", 9), _pair("bo", "ann", 4), _pair("bo", "cy", 2), _pair("dee", "cy", 1)]


def test_a_network_of_links() -> None:
    made = network(busiest(PAIRS), "1951", WORDS)
    assert made is not None
    page = _parse(made.picture)
    assert len(page.xpath("//a[@class='arc']")) == 4
    assert page.xpath("//a[@class='spot']/@href")[0] == "/entity/bo"
    assert "/search?f.recipient=Bo&f.sender=Ann&since=1951&until=1951" in page.xpath("//a/@href")
    assert [pair.documents for pair, _ in made.ties] == [9, 4, 2, 1]
    assert network(busiest(PAIRS[:1]), "", WORDS) is None


def test_a_network_holds_the_busiest_alone() -> None:
    many = [_pair(f"p{n}", "hub", 200 - n) for n in range(60)]
    chosen = busiest([*many, _pair("", "hub", 999), _pair("hub", "hub", 999)])
    assert len(chosen) == MOST_POINTS - 1
    assert chosen[0] == many[0]


def test_a_star_around_one() -> None:
    made = star(PAIRS[:3], "bo", WORDS)
    assert made is not None
    page = _parse(made.picture)
    assert set(page.xpath("//a[@class='spot']/@href")) == {
        "/entity/ann",
        "/entity/bo",
        "/entity/cy",
    }
    assert star(PAIRS[:2], "ann", WORDS) is None


def test_the_calendar_of_a_year_and_of_all() -> None:
    made = calendar.days("1952", {"1952-02-29": 3, "1952-03": 5, "1953-01-01": 1}, WORDS)
    assert made is not None
    page = _parse(made.picture)
    assert page.xpath("//a/@href") == ["/dates/1952-02", "/dates/1952-02-29"]
    assert made.rows == (
        ("1952-02", "February 1952", 3, "/dates/1952-02"),
        ("1952-02-29", "29 February 1952", 3, "/dates/1952-02-29"),
    )
    assert len(page.xpath("//rect")) == 366
    whole = calendar.years({"1952-02": 100, "1954-12": 1}, WORDS)
    assert whole is not None
    shades = _parse(whole.picture).xpath("//a[rect]/@class")
    assert shades == ["s5", "s1"]
    assert calendar.days("1951", {"1951": 3}, WORDS) is None
    assert calendar.years({}, WORDS) is None


@pytest.mark.parametrize("path", ["/map", "/network", "/dates", "/dates/1951", "/map?year=1951"])
def test_what_a_picture_shows_stands_in_a_table_too(site: TestClient, path: str) -> None:
    page = _parse(site.get(path).text)
    drawn = set(page.xpath("//*[local-name()='svg']//a/@href"))
    assert drawn
    assert drawn <= set(page.xpath("//main//table//a/@href | //main//ul[@class='grid']//a/@href"))
    assert page.xpath("//*[local-name()='svg'][@role='group']/@aria-label")
    for address in sorted(drawn)[:12]:
        assert site.get(address).status_code == 200, address


def test_the_messages_behind_a_line_are_as_many_as_it_says(site: TestClient) -> None:
    told = site.get("/map", headers={"Accept": "application/json"}).json()
    assert told["places"]
    for one in told["places"]:
        found = site.get(one["address"], headers={"Accept": "application/json"}).json()
        assert len(found) == min(50, one["written"] or one["received"])
    for one in told["ways"]:
        found = site.get(one["address"], headers={"Accept": "application/json"}).json()
        assert len(found) == min(50, one["count"])
    assert site.get("/messages").status_code == 404
    assert site.get("/messages?from=nowhere").status_code == 404


def test_a_place_that_wrote_only_to_itself_has_no_map(site: TestClient) -> None:
    assert 'class="map"' not in site.get("/entity/novograd").text
    assert 'class="map"' in site.get("/entity/arnhaven").text


def test_no_empty_band_is_left_in_a_network() -> None:
    sizes = [(40.0, 20.0)] * 3
    points, height = without_bands([(0, 10), (0, 500), (0, 60)], sizes, 30.0)
    assert points == [(0, 10), (0, 110), (0, 60)]
    assert height == 120


def test_who_is_known_by_a_name_alone_is_drawn_and_opens_the_letters(site: TestClient) -> None:
    page = site.get("/network").text
    assert 'class="spot given"' in page
    links = re.findall(r'href="(/letters\?[^"]*)"', page)
    assert links
    assert all(site.get(unescape(one)).status_code == 200 for one in set(links))


def test_letters_the_other_way_are_of_the_same_year(site: TestClient) -> None:
    for year in ("", "&year=1951"):
        page = site.get(f"/letters?from=Edith+Marlowe&to=Thomas+Harrow{year}").text
        back = re.findall(r'<p><a href="(/letters\?[^"]*)"', page)
        assert len(back) == 1
        assert site.get(unescape(back[0])).status_code == 200
    assert site.get("/letters?from=Edith+Marlowe&to=Thomas+Harrow&year=1950").status_code == 404
