"""A text without markup made into a `Text`: its blocks, their kinds, its body.

Only what is clear is marked: a dateline near the head or foot, a form of address, a
complimentary close, a signature. Everything else is a paragraph.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from typing import NamedTuple

from regesta.model import Block, Note, Text
from regesta.model.record import BlockKind, TextRole
from regesta.read.decoding import squeeze
from regesta.read.tables import load

_BLANK = " \t\u00a0\u3000"
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_CHINESE_DATE = re.compile(
    r"[一二三四五六七八九〇○零十\d]{2,4}\s*年\s*[一二三四五六七八九十\d]{1,3}\s*月.{0,20}"
)
# A heading or a line of its own: how far from head or foot its kind is still clear.
_HEAD_BLOCKS = 8
_FOOT_BLOCKS = 6
_LONGEST_TOLD = 120
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


class Part(NamedTuple):
    """A block before its place is known: its text, kind ("" = to be told) and level."""

    text: str
    kind: BlockKind | None = None
    level: int = 0


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text.

    Blank lines part paragraphs. Inside such a chunk every line is a paragraph of its own,
    unless the chunk was wrapped by hand or by a printer: then its lines are joined.
    """
    found: list[str] = []
    held: list[str] = []
    for line in text.split("\n"):
        words = squeeze(line)
        if words:
            held.append(words)
        elif held and not line.strip(_BLANK):  # a page feed alone parts nothing
            found += [join_lines(held)] if is_wrapped(held) else held
            held = []
    return found + ([join_lines(held)] if is_wrapped(held) else held)


def even_paragraphs(text: str) -> list[str]:
    """The same of a text whose lines are even already (see `even_lines`)."""
    found: list[str] = []
    held: list[str] = []
    for line in text.split("\n"):
        if line:
            held.append(line)
        elif held:
            found += [_joined(held)] if is_wrapped(held) else held
            held = []
    return found + ([_joined(held)] if is_wrapped(held) else held)


def _joined(lines: Sequence[str]) -> str:
    return unicodedata.normalize("NFC", join_lines(lines))


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether these lines are one wrapped paragraph: all but the last of about the same length."""
    if len(lines) < 2:
        return False
    longest = max(map(len, lines))
    if not (40 <= longest <= 110 or (longest >= 20 and _CJK.search(lines[0]))):
        return False
    return min(map(len, lines[:-1])) >= longest * 0.72


def join_lines(lines: Sequence[str]) -> str:
    """Wrapped lines as one: a space between words, none in Chinese or after a line's hyphen."""
    joined = lines[0]
    for line in lines[1:]:
        if joined.endswith("\u00ad"):
            joined = joined[:-1] + line
        elif re.search(r"\w-$", joined) or (_CJK.match(joined[-1]) and _CJK.match(line)):
            joined += line
        else:
            joined += " " + line
    return joined


def make_text(
    parts: Iterable[Part | str],
    *,
    role: TextRole = "transcription",
    language: str = "",
    translator: str = "",
    label: str = "",
    notes: Sequence[Note] = (),
) -> Text:
    """The `Text` of these blocks in order; empty ones are left out, all is NFC."""
    words: list[str] = []
    stated: list[BlockKind | None] = []
    levels: list[int] = []
    for part in parts:
        text, kind, level = (part, None, 0) if isinstance(part, str) else part
        if text := _one_block(text, kind):
            words.append(text)
            stated.append(kind)
            levels.append(level)
    return Text(
        body="\n".join(words),
        role=role,
        language=language,
        translator=translator,
        label=label,
        blocks=_spans(words, block_kinds(words, stated), levels),
        notes=tuple(notes),
    )


def make_even_text(
    text: str, *, role: TextRole = "transcription", language: str = "", translator: str = ""
) -> Text:
    """The same of a plain text whose lines are even already (see `even_lines`)."""
    words = even_paragraphs(text)
    kinds = block_kinds(words, [None] * len(words))
    return Text(
        body="\n".join(words),
        role=role,
        language=language,
        translator=translator,
        blocks=_spans(words, kinds, repeat(0)),
    )


def _spans(
    words: Sequence[str], kinds: Sequence[BlockKind], levels: Iterable[int]
) -> tuple[Block, ...]:
    """The blocks, each behind the one before it and a line end."""
    blocks: list[Block] = []
    start = 0
    for text, kind, level in zip(words, kinds, levels, strict=False):
        end = start + len(text)
        blocks.append(Block(kind=kind, start=start, end=end, level=level))
        start = end + 1
    return tuple(blocks)


def _one_block(text: str, kind: BlockKind | None) -> str:
    """The block's text on one line, NFC; the tabs between a row's cells stay."""
    text = unicodedata.normalize("NFC", text)
    if "\n" in text:
        text = text.replace("\n", " ")
    if kind == "row":
        return "\t".join(squeeze(cell) for cell in text.split("\t")).rstrip("\t")
    return squeeze(text)


def block_kinds(words: Sequence[str], stated: Sequence[BlockKind | None]) -> list[BlockKind]:
    """The kind of each block: as stated, else told from its words and its place."""
    kinds: list[BlockKind] = []
    foot = len(words) - _FOOT_BLOCKS
    for index, (text, kind) in enumerate(zip(words, stated, strict=True)):
        near_head, near_foot = index < _HEAD_BLOCKS, index >= foot
        if kind is not None:
            kinds.append(kind)
        elif len(text) <= _LONGEST_TOLD and (near_head or near_foot):
            after_closer = bool(kinds) and kinds[-1] == "closer"
            kinds.append(_kind_of(text, near_head, near_foot, after_closer, first=index == 0))
        else:
            kinds.append("paragraph")
    return kinds


def _kind_of(
    text: str, near_head: bool, near_foot: bool, after_closer: bool, *, first: bool
) -> BlockKind:
    folded = text.casefold()
    if _is_dateline(text, folded):
        return "dateline"
    if near_head and _is_salute(text, folded, first=first):
        return "salute"
    if near_foot and _is_closer(folded):
        return "closer"
    named = after_closer and len(text) <= 80 and not text.endswith((":", ";"))
    signed = named or folded.startswith(_words("signed", "openings"))
    return "signed" if near_foot and signed else "paragraph"


def _is_closer(folded: str) -> bool:
    """ "Yours sincerely," and its like, alone or before a name on the same short line."""
    return len(folded) <= 80 and folded.startswith(_words("closer", "forms"))


def _is_salute(text: str, folded: str, *, first: bool) -> bool:
    """ "Dear Comrade A:", "Excellency,", "Central Committee:" (the last only as first block)."""
    if len(text) > 80 or text.endswith("."):
        return False
    if first and len(text) <= 60 and text.endswith((":", "：")):
        return True
    if not text.endswith((":", ",", "!", "：", "，", "！")):
        return False
    openings = _words("salute", "openings")
    found = next((form for form in openings if folded.startswith(form)), "")
    return bool(found) and not folded[len(found) : len(found) + 1].isalpha()


def _is_dateline(text: str, folded: str) -> bool:
    """ "Moscow, January 3, 1950, 4 a.m.", "3 January 1950", "1950年1月3日": nothing but that."""
    if len(text) > 100 or not (_YEAR.search(text) or "年" in text):
        return False
    if any(month in folded for month in _words("dates", "months")):
        return bool(_dateline_pattern().fullmatch(folded.replace("—", "-").replace("–", "-")))
    return "年" in text and bool(_CHINESE_DATE.fullmatch(text))


@cache
def _words(table: str, key: str) -> tuple[str, ...]:
    """The forms of a table of `blocks.toml`, longest first."""
    found: list[str] = load("blocks")[table][key]
    return tuple(sorted(found, key=len, reverse=True))


@cache
def _dateline_pattern() -> re.Pattern[str]:
    """Place (optional), day and month with year, time (optional): lower case, plain hyphens."""
    month = "|".join(re.escape(form) for form in _words("dates", "months"))
    day = r"(?:the )?\d{1,2}(?:st|nd|rd|th)?(?: day)?(?: of)?"
    year = r"(?:1[5-9]|20)\d\d(?: ?г\.?| года)?"
    date = rf"(?:{day} (?:{month}),? {year}|(?:{month}) {day},? {year}|(?:{month}),? {year})"
    place = r"(?:(?!\d)[^\W\d_][\w.'\u2019 -]{1,40}, ?){0,2}"
    weekday = r"(?:\w{3,9}day, )?"
    time = r"(?:[ ,-]{1,4}(?:at )?(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]\.? ?m\.?)?|noon|midnight))?"
    return re.compile(rf"{place}{weekday}{date}{time}\.?")
