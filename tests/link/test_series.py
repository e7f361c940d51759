"""Numbers that posts count on: their days, other numbers of one telegram; who took part."""

from __future__ import annotations

import pytest

from regesta.link.decide import certainty, weights
from regesta.link.numbers import bare
from regesta.link.series import Series
from regesta.link.spoken import attending, repeats
from regesta.model import Mention


def counted(*entries: tuple[int, int]) -> Series:
    series = Series()
    for day, number in entries:
        series.add(day, number)
    return series


@pytest.mark.parametrize(
    ("number", "when", "days"),
    [
        (305, 20, (10, 14)),  # between two that are known
        (320, 20, (14, 20)),  # higher than the last one before it is cited
        (900, 100, (0, 0)),  # too far ahead
        (100, 20, (0, 0)),  # lower than all that are known
        (305, 5, (0, 0)),  # nothing is known before it is cited
    ],
)
def test_a_number_lies_between_its_neighbours_in_time(
    number: int, when: int, days: tuple[int, int]
) -> None:
    assert counted((10, 302), (14, 310)).around(number, when) == days


def test_numbers_begin_anew_with_a_year() -> None:
    series = counted((10, 900), (14, 910), (20, 3), (24, 9))
    assert series.around(905, 26) == (10, 14)
    assert series.around(5, 26) == (20, 24)


@pytest.mark.parametrize(
    ("number", "key"), [("63.1–60", "63-1-60"), ("081600Z", "81600"), ("0302", "302"), ("0", "0")]
)
def test_numbers_are_compared_bare(number: str, key: str) -> None:
    assert bare(number) == key


def numbered(body: str, quote: str, series: str = "") -> Mention:
    start = body.index(quote)
    return Mention(
        start=start,
        end=start + len(quote),
        quote=quote,
        kind="numbered",
        rule="test",
        series=series,
    )


@pytest.mark.parametrize(
    ("body", "first", "second", "series", "same"),
    [
        ("Deptel 168 to Calcutta 39.", "Deptel 168", "Calcutta 39", "", True),
        ("Embtel 64, rptd Tokyo 12.", "Embtel 64", "Tokyo 12", "", True),
        ("JCS 947 (252147Z)", "JCS 947", "252147Z", "DTG", True),
        ("Embtels 302 and 305", "Embtels 302", "305", "", False),
        ("Embtel 302. Deptel 41", "Embtel 302", "Deptel 41", "", False),
    ],
)
def test_a_repeated_telegram_has_several_numbers(
    body: str, first: str, second: str, series: str, same: bool
) -> None:
    one, other = numbered(body, first), numbered(body, second, series=series)
    assert repeats(body, one, other) is same


def test_those_who_took_part_stand_before_the_talk() -> None:
    body = (
        "Memorandum of Conversation\nSUBJECT\nLetter of Mr. Ilmar\nPARTICIPANTS\nMr. Hask\n"
        + "The talk turned at once to the river, the dam and the money that neither side had, "
        + "and Mr. Veit was named in it only as somebody who had been asked to write about it all."
    )
    told = attending("Memorandum of Conversation", body)
    assert "Hask" in told
    assert "Ilmar" not in told
    assert "Veit" not in told


def test_certainty_rises_with_the_share() -> None:
    stated = weights().stated
    assert stated[0] == (0.0, 0.0)
    assert stated[-1] == (1.0, 1.0)
    values = [certainty(n / 50, stated) for n in range(51)]
    assert values == sorted(values)
    assert values[-1] == 1.0
