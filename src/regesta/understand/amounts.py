"""Sums of money and quantities, with currency or unit, magnitude and range."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from regesta.model import Amount, Record
from regesta.understand.triggers import Triggers

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
RANGE = r"\s?(?:to|or|–|—|-)\s?"
APPROXIMATE = re.compile(
    r"\b(?:about|some|approximately|approx\.|nearly|almost|around|roughly|circa|an estimated|"
    r"estimated at|in the neighborhood of|of the order of|more than|over|less than|up to|"
    r"at least)\s+(?:US)?$",
    re.I,
)
# A unit can only close an amount when a figure or a magnitude stands right before it.
COUNTED_END = re.compile(r"(?:\d|\d[\s-]|[\s-](?:[a-zа-я]+\.?|[万萬亿億])[\s-]?|[万萬亿億]\s?)$")
SCALE_END = re.compile(r"(?:(?:hundred|thousand|million|billion)[\s-])+$")
WORD_REACH = 32
CONFIDENCE = 0.95
CONFIDENCE_WORDS = 0.85


class Rules(NamedTuple):
    """The patterns and tables that the data file is made into."""

    symbols: dict[str, str]
    units: dict[str, str]
    magnitudes: dict[str, int]
    words: dict[str, int]
    money: re.Pattern[str]
    counted: re.Pattern[str]
    signs: Triggers
    names: Triggers


@cache
def rules() -> Rules:
    """Read the table of units once."""
    data = tomllib.loads((files(__package__) / "data" / "units.toml").read_text("utf-8"))
    units = {
        word: unit
        for table in (data["currencies"], data["quantities"])
        for unit, words in table.items()
        for word in words
    }
    symbols, magnitudes = data["symbols"], data["magnitudes"]
    symbol, scale = _any(symbols), _any(magnitudes)
    magnitude = rf"(?:[\s-]?(?P<magnitude>{scale})(?![a-zа-я])(?:(?<=[сн])\.)?)"
    money = (
        rf"(?P<symbol>{symbol})\s?(?P<low>{NUMBER})"
        rf"(?:{RANGE}(?:{symbol})?\s?(?P<high>{NUMBER}))?{magnitude}?"
    )
    counted = (
        rf"(?<![A-Za-z0-9$£€¥.,/-])(?P<low>{NUMBER})(?:{RANGE}(?P<high>{NUMBER}))?"
        rf"{magnitude}?[\s-]?$"
    )
    return Rules(
        symbols, units, magnitudes, data["words"],
        re.compile(money), re.compile(counted), Triggers(symbols), Triggers(units),
    )  # fmt: skip


@cache
def currencies() -> frozenset[str]:
    """The units that are money."""
    data = tomllib.loads((files(__package__) / "data" / "units.toml").read_text("utf-8"))
    return frozenset(data["currencies"]) | frozenset(data["symbols"].values())


def _any(words: Mapping[str, object]) -> str:
    """An alternation of literal words, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def find_amounts(record: Record) -> list[Amount]:
    """Return the amounts in the record's texts, in order.

    "$300 million" is 300,000,000 USD; "3,000 tons" 3,000 of ton; "350,000 to 400,000
    rubles" a range; "four million dollars" is read from words.
    """
    return [
        amount for index, text in enumerate(record.texts) for amount in _in_text(text.body, index)
    ]


def _in_text(body: str, index: int) -> Iterator[Amount]:
    table = rules()
    found: dict[int, Amount] = {}
    for place in table.signs.places(body):
        if (match := table.money.match(body, place)) and not _inside(place, found):
            unit = table.symbols[match["symbol"]]
            found[place] = _amount(match, match.end(), unit, body, index)
    for start, end in table.names.spans(body):
        if (counted := _counted(body, start, end, index)) and not _inside(counted.start, found):
            known = found.get(counted.start)
            if known is None or known.end < counted.end:
                found[counted.start] = counted
    yield from (found[start] for start in sorted(found))


def _inside(place: int, found: dict[int, Amount]) -> bool:
    """Tell whether an amount found before already holds this place ("US$" holds "$")."""
    return any(
        place - back in found and found[place - back].end > place for back in range(1, WORD_REACH)
    )


def _counted(body: str, start: int, end: int, index: int) -> Amount | None:
    """The amount that ends in the unit at `start`: number before it, in figures or words."""
    if body[end : end + 1].isascii() and body[end : end + 1].isalpha():
        return None
    before = body[start - 1 : start]
    if before.isalpha() and before.isascii():
        return None
    left = body[max(0, start - WORD_REACH * 2) : start]
    unit = rules().units[body[start:end]]
    match = COUNTED_END.search(left) and rules().counted.search(left)
    if match:
        shift = start - len(left)
        return _amount(match, end, unit, body, index, shift)
    return _spelled(left, start, end, unit, body, index)


def _amount(
    match: re.Match[str], end: int, unit: str, body: str, index: int, shift: int = 0
) -> Amount:
    low, high = _number(match["low"]), match["high"] and _number(match["high"])
    scale = rules().magnitudes[match["magnitude"]] if match["magnitude"] else 1
    start = match.start() + shift
    return Amount(
        start=start,
        end=end,
        quote=body[start:end],
        rule="currency symbol" if "symbol" in match.groupdict() else "number and unit",
        confidence=CONFIDENCE,
        text=index,
        value=low * scale,
        unit=unit,
        upper=high * scale if high else None,
        approximate=_approximate(body, start),
    )


def _number(words: str) -> float:
    return float(words.replace(",", ""))


def _approximate(body: str, start: int) -> bool:
    return APPROXIMATE.search(body, max(0, start - WORD_REACH), start) is not None


def _spelled(left: str, start: int, end: int, unit: str, body: str, index: int) -> Amount | None:
    """An amount whose number is written in words: "two hundred thousand tons"."""
    scale = SCALE_END.search(left)
    if scale is None:
        return None
    value, length = _words_before(left[: scale.start()])
    if not length:
        return None
    for word in re.split(r"[\s-]+", scale[0].strip(" -")):
        value *= rules().magnitudes[word]
    first = start - len(scale[0]) - length
    return Amount(
        start=first,
        end=end,
        quote=body[first:end],
        rule="number in words",
        confidence=CONFIDENCE_WORDS,
        text=index,
        value=float(value),
        unit=unit,
        approximate=_approximate(body, first),
    )


def _words_before(left: str) -> tuple[int, int]:
    """The number told by the words at the end of `left`, and how many characters they take."""
    match = re.search(r"((?:[a-z]+[ -])?[a-z]+) $", left)
    if match is None:
        return 0, 0
    words = re.split(r"[ -]", match[1])
    values = [rules().words.get(word) for word in words]
    if len(values) == 2 and values[0] and values[1] and values[0] % 10 == 0 > values[1] - 10:
        return values[0] + values[1], len(match[1]) + 1
    return (values[-1] or 0), (len(words[-1]) + 1 if values[-1] else 0)
