import time

import pytest

from regesta.model import Record, Text
from regesta.understand.amounts import find_amounts

CASES = [
    # words, quote, value, unit, upper, approximate
    ("a loan of $300 million.", "$300 million", 300e6, "USD", None, False),
    ("we bought 3,000 tons", "3,000 tons", 3000, "ton", None, False),
    ("about 350,000 rubles", "350,000 rubles", 350_000, "SUR", None, True),
    ("350,000 to 400,000 rubles", "350,000 to 400,000 rubles", 350_000, "SUR", 400_000, False),
    ("US$1.5–2 billion", "US$1.5–2 billion", 1.5e9, "USD", 2e9, False),
    ("some £12,500 a year", "£12,500", 12_500, "GBP", None, True),
    ("a gift of 120 million crowns", "120 million crowns", 120e6, "crown", None, False),
    ("two hundred thousand tons", "two hundred thousand tons", 200_000, "ton", None, False),
    ("twenty-five million dollars", "twenty-five million dollars", 25e6, "USD", None, False),
    ("贷款1.2亿卢布", "1.2亿卢布", 120e6, "SUR", None, False),
    ("300 млн. рублей", "300 млн. рублей", 300e6, "SUR", None, False),
    ("raised by 5 percent", "5 percent", 5, "percent", None, False),
    ("up to 40 miles inland", "40 miles", 40, "mile", None, True),
]


def amounts(words: str) -> list[tuple[str, float, str, float | None, bool]]:
    found = find_amounts(Record(id="x", texts=(Text(body=words),)))
    assert all(words[one.start : one.end] == one.quote for one in found)
    return [(one.quote, one.value, one.unit, one.upper, one.approximate) for one in found]


@pytest.mark.parametrize(("words", "quote", "value", "unit", "upper", "about"), CASES)
def test_amount(
    words: str, quote: str, value: float, unit: str, upper: float | None, about: bool
) -> None:
    assert amounts(words) == [(quote, value, unit, upper, about)]


@pytest.mark.parametrize(
    "words", ["telegram 302 from the men in Seoul", "in 1950 tons were lost of it", "the $ sign"]
)
def test_a_number_without_its_unit_is_no_amount(words: str) -> None:
    assert [one for one in amounts(words) if one[2] != "ton"] == []


def test_hostile_text_ends_soon() -> None:
    body = "$1,111,111" * 50_000 + " 1 million" * 30_000
    begun = time.perf_counter()
    find_amounts(Record(id="x", texts=(Text(body=body[:1_000_000]),)))
    assert time.perf_counter() - begun < 5
