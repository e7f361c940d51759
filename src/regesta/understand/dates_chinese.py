"""Chinese dates: 1950年1月3日, 一九五〇年一月三日, 一月三日晚十一时."""

from __future__ import annotations

import re

from regesta.understand.dates_tokens import Token

_DIGITS = {"〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
           "八": 8, "九": 9, "元": 1}  # fmt: skip
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(?:(?P<year>\d{{4}}|[一二三四五六七八九〇○零]{{4}})\s?年)?\s?"
    rf"(?:(?P<month>{_NUMBER})\s?月(?:份|(?:\s?(?P<day>{_NUMBER})\s?[日号號])?))?"
    rf"(?:\s?(?P<part>凌晨|早晨|上午|中午|下午|晚上|晚|夜)?\s?(?P<hour>{_NUMBER})\s?[时時点點]"
    rf"(?:\s?(?P<minute>{_NUMBER}|半)\s?分?)?)?"
)
_SIGN = re.compile(r"[年月]")
_LATE = frozenset(("下午", "晚上", "晚", "夜"))


def has_chinese(text: str) -> bool:
    """Tell whether a text can hold a Chinese date at all."""
    return not text.isascii() and ("年" in text or "月" in text)


def read_chinese(text: str) -> list[Token]:
    """Return the Chinese dates of a text; a month or a year at least must be named."""
    tokens: list[Token] = []
    reached = 0
    for sign in _SIGN.finditer(text):
        if sign.start() < reached:
            continue
        start = _begin(text, sign.start(), reached)
        match = _DATE.match(text, start)
        if match is None or match.end() <= sign.start() or not (match["year"] or match["month"]):
            continue
        token = _token(match)
        if token is not None:
            tokens.append(token)
            reached = match.end()
    return tokens


def _begin(text: str, place: int, reached: int) -> int:
    """Return where the number before a sign begins."""
    start = place
    while start > reached and place - start < 6 and (text[start - 1] in _NUMERALS):
        start -= 1
    while start < place and text[start] == " ":
        start += 1
    return start


_NUMERALS = frozenset("0123456789一二三四五六七八九十〇○零 ")


def _token(match: re.Match[str]) -> Token | None:
    token = Token(match.start(), match.end(), "chinese")
    token.year = _figure(match["year"])
    token.month = _figure(match["month"])
    token.day = _figure(match["day"])
    if token.month > 12 or token.day > 31 or (token.year and token.year < 1000):
        return None
    if match["hour"] and token.day:
        hour = _figure(match["hour"])
        hour += 12 if match["part"] in _LATE and hour < 12 else 0
        minute = 30 if match["minute"] == "半" else _figure(match["minute"])
        if hour < 24 and minute < 60:
            token.clock = hour * 60 + minute
    return token


def _figure(written: str | None) -> int:
    """Read 3, 三, 十三, 二十三, 一九五〇; 0 where nothing is written."""
    if not written:
        return 0
    if written.isdecimal():
        return int(written)
    if "十" in written:
        tens, _, ones = written.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    return int("".join(str(_DIGITS.get(sign, 0)) for sign in written))
