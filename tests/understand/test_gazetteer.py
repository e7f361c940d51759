"""Places, posts and clocks."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from regesta.understand.gazetteer import (
    capital,
    find_place,
    gazetteer,
    offset_at,
    place_entities,
    post_of,
)


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Port Arthur", "lushun"),
        ("Lüshunkou", "lushun"),
        ("旅順", "lushun"),
        ("旅顺", "lushun"),
        ("Порт-Артур", "lushun"),
        ("Lushun [Port Arthur]", "lushun"),
        ("Dairen", "dalian"),
        ("Dalny", "dalian"),
        ("Peiping", "beijing"),
        ("Pei-p’ing", "beijing"),
        ("Saigon", "saigon"),
        ("Ho Chi Minh City", "saigon"),
        ("Petrograd", "st-petersburg"),
        ("Leningrad", "st-petersburg"),
        ("Constantinople", "istanbul"),
        ("Batavia", "jakarta"),
        ("Djakarta", "jakarta"),
        ("Léopoldville", "leopoldville"),
        ("Geneva, Switzerland", "geneva"),
        ("Chungking", "chongqing"),
    ],
)
def test_a_place_is_found_by_the_names_of_its_time(name: str, identifier: str) -> None:
    place = find_place(name)
    assert place is not None
    assert place.id == identifier


def test_no_place_is_none() -> None:
    assert find_place("Atlantis") is None


@pytest.mark.parametrize(
    ("words", "day", "post"),
    [
        ("Embassy in Korea", "1955-01-01", "seoul"),
        ("Embassy in Korea", "1951-01-01", "pusan"),
        ("the Embassy at Seoul", "", "seoul"),
        ("Embassy in the Republic of China", "1958-01-01", "taipei"),
        ("the Ambassador in China (Gauss)", "1943-05-01", "chongqing"),
        ("the Embassy in the Soviet Union", "1942-01-01", "kuibyshev"),
        ("Consulate General in Hong Kong", "", "hong-kong"),
        ("the Legation in Rumania", "1947-01-01", "bucharest"),
        ("American Embassy, Tehran", "", "tehran"),
        ("Moscow", "", "moscow"),
        ("USUN", "", "usun"),
        ("Mission at the United Nations", "", "usun"),
        ("Department", "", "department"),
        ("State", "", "department"),
        ("the Department of State", "", "department"),
        ("nowhere at all", "", ""),
    ],
)
def test_the_post_that_words_name(words: str, day: str, post: str) -> None:
    assert post_of(words, day) == post


@pytest.mark.parametrize(
    ("place", "minute", "offset"),
    [
        ("Department", "1958-07-03T04:00", -240),
        ("Department", "1958-01-03T04:00", -300),
        ("moscow", "1958-01-03T04:00", 180),
        ("Tokyo", "1960-05-01", 540),
        ("Seoul", "1958-03-03T04:00", 510),
        ("usun", "1970-01-01T00:00", -300),
        ("no such place", "1958-01-03T04:00", None),
    ],
)
def test_the_clocks_of_a_place(place: str, minute: str, offset: int | None) -> None:
    assert offset_at(place, minute) == offset


def test_a_place_knows_its_name_of_a_day() -> None:
    place = find_place("Istanbul")
    assert place is not None
    assert place.name_at("1920-01-01") == "Constantinople"
    assert place.name_at("1950-01-01") == "Istanbul"


def test_every_row_of_the_table_is_sound() -> None:
    table = gazetteer()
    for place in table.places.values():
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180
        assert ZoneInfo(place.zone)
        assert len(place.country) == 2
    seats = {seat for seats in table.capitals.values() for seat, _, _ in seats}
    assert seats <= table.places.keys()
    assert {place for _, place in table.missions.values()} <= table.places.keys()
    assert len(table.places) >= 400


def test_capitals_move() -> None:
    assert capital("China", "1948-01-01") == "nanjing"
    assert capital("China", "1950-06-01") == "taipei"
    assert capital("Utopia") == ""


def test_places_are_entities_too() -> None:
    entities = {entity.id: entity for entity in place_entities()}
    assert entities["seoul"].kind == "place"
    assert entities["seoul"].latitude == pytest.approx(37.57)
