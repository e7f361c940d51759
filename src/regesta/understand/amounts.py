"""Sums of money and quantities, with currency or unit, magnitude and range."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from regesta.model import Amount, Record
from regesta.understand.figures import MOST_HITS, number_starts
from regesta.understand.triggers import WORDS

NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
RANGE = r"\s?(?:to|or|–|—|-)\s?"
APPROXIMATE = re.compile(
    r"\b(?:about|some|approximately|approx\.|nearly|almost|around|roughly|circa|an estimated|"
    r"estimated at|in the neighborhood of|of the order of|more than|over|less than|up to|"
    r"at least)\s+(?:US)?$",
    re.I,
)
SIGNS = ("US$", "U.S.$", "NT$", "HK$", "Can$", "$", "£", "€", "¥")
SCALES = ("hundred ", "thousand ", "million ", "billion ", "million-")
_SCALES = WORDS.add(lambda: dict.fromkeys(SCALES))
SCALE_END = re.compile(r"(?:(?:hundred|thousand|million|billion)[\s-])+$")
FIRST = re.compile(r"[^\W\d_]+|%")
# A number, perhaps a range, and the word behind it: what most numbers fail is tried first.
NUMBER_AND_WORD = re.compile(
    rf"(?<![A-Za-z0-9$£€¥.,/-]){NUMBER}(?:{RANGE}{NUMBER})?[\s-]?(?P<word>[^\W\d_]+|%)"
)
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
    unit: re.Pattern[str]
    firsts: frozenset[str]
    signs: frozenset[str]


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
    symbol, scale, unit = _any(symbols), _any(magnitudes), _any(units)
    magnitude = rf"(?:[\s-]?(?P<magnitude>{scale})(?![a-zа-я])(?:(?<=[сн])\.)?)"
    money = (
        rf"(?P<symbol>{symbol})\s?(?P<low>{NUMBER})"
        rf"(?:{RANGE}(?:{symbol})?\s?(?P<high>{NUMBER}))?{magnitude}?"
    )
    counted = (
        rf"(?P<low>{NUMBER})(?:{RANGE}(?P<high>{NUMBER}))?{magnitude}?"
        rf"[\s-]?(?P<unit>{unit})(?![A-Za-z])"
    )
    # What can stand first behind a number: the first word of a unit, or a magnitude.
    firsts = {match[0] for word in (*units, *magnitudes) if (match := FIRST.match(word))}
    return Rules(
        symbols, units, magnitudes, data["words"], re.compile(money), re.compile(counted),
        re.compile(rf"(?P<unit>{unit})(?![A-Za-z])"), frozenset(firsts),
        frozenset(symbol[-1] for symbol in symbols),
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
    found: dict[int, Amount] = {}
    for amount in (*_money(body, index), *_counted(body, index), *_spelled(body, index)):
        known = found.get(amount.start)
        if known is None or known.end < amount.end:
            found[amount.start] = amount
    yield from (found[start] for start in sorted(found))


def _places(body: str, literals: Iterable[str]) -> Iterator[int]:
    """Yield where each of a few literals ends; for few, plain searching is the fastest."""
    for literal in literals:
        place = body.find(literal)
        while place >= 0:
            yield place + len(literal)
            place = body.find(literal, place + 1)


def _money(body: str, index: int) -> Iterator[Amount]:
    """Sums with a sign before the number: "US$1.5–2 billion"."""
    table = rules()
    for place in islice(_places(body, table.signs), MOST_HITS):
        sign = next(sign for sign in SIGNS if body.endswith(sign, 0, place))
        if match := table.money.match(body, place - len(sign)):
            unit = table.symbols[match["symbol"]]
            yield _amount(match, unit, "currency symbol", body, index)


def _counted(body: str, index: int) -> Iterator[Amount]:
    """Sums and quantities with the unit behind the number: "3,000 tons", "1.2 亿卢布"."""
    table = rules()
    reached = 0
    for start in number_starts(body):
        near = NUMBER_AND_WORD.match(body, start) if start >= reached else None
        if near is None:
            continue
        reached = near.end()
        word = near["word"]
        if word not in table.firsts and word[0] not in table.firsts:
            continue
        if match := table.counted.match(body, near.start()):
            yield _amount(match, table.units[match["unit"]], "number and unit", body, index)


def _amount(match: re.Match[str], unit: str, rule: str, body: str, index: int) -> Amount:
    low, high = _number(match["low"]), match["high"] and _number(match["high"])
    scale = rules().magnitudes[match["magnitude"]] if match["magnitude"] else 1
    return Amount(
        start=match.start(),
        end=match.end(),
        quote=match[0],
        rule=rule,
        confidence=CONFIDENCE,
        text=index,
        value=low * scale,
        unit=unit,
        upper=high * scale if high else None,
        approximate=_approximate(body, match.start()),
    )


def _number(words: str) -> float:
    return float(words.replace(",", ""))


def _approximate(body: str, start: int) -> bool:
    return APPROXIMATE.search(body, max(0, start - WORD_REACH), start) is not None


def _spelled(body: str, index: int) -> Iterator[Amount]:
    """Amounts whose number is written in words: "two hundred thousand tons"."""
    table = rules()
    for _, place, _ in WORDS.hits(body).get(_SCALES, ()):
        unit = table.unit.match(body, place)
        left = body[max(0, place - WORD_REACH * 2) : place]
        scale = SCALE_END.search(left) if unit else None
        if unit is None or scale is None:
            continue
        value, length = _words_before(left[: scale.start()])
        if not length:
            continue
        for word in re.split(r"[\s-]+", scale[0].strip(" -")):
            value *= table.magnitudes[word]
        start = place - len(scale[0]) - length
        yield Amount(
            start=start,
            end=unit.end(),
            quote=body[start : unit.end()],
            rule="number in words",
            confidence=CONFIDENCE_WORDS,
            text=index,
            value=float(value),
            unit=table.units[unit["unit"]],
            approximate=_approximate(body, start),
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
