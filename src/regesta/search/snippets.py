"""The passage that shows why a record was found: chosen, cut, escaped, with <mark>."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from msgspec import Struct

from regesta.search.analysis import (
    LANGUAGES,
    PLAIN,
    SIGNS,
    has_signs,
    simplify_text,
    squeeze,
    terms_of,
)
from regesta.search.documents import PART, Part

# Code points of a passage: enough to judge by, little enough to skim twenty of.
WIDTH = 320
WIDTH_SIGNS = 140
MOST_MATCHES = 100
# What is looked for of a long query: what tells most.
MOST_SOUGHT = 12
# A word that has no term in common with the query costs a look; so many are looked at.
MOST_LOOKS = 4_000
_BLANK = re.compile(r"\s+")
_LETTERS = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_BARE = str.maketrans(
    dict(
        zip(
            "àáâãäåāăąçćčďèéêëēėęěğìíîïīıłńňñòóôõöøōőřśšşťùúûüūůűýÿžźżÀÁÂÃÄÅÇČÈÉÊËÌÍÎÏÑÒÓÔÕÖØŠÙÚÛÜÝŽ",
            "aaaaaaaaacccdeeeeeeeegiiiiiilnnnooooooooorsssstuuuuuuuyyzzzAAAAAACCEEEEIIIINOOOOOOSUUUUYZ",
            strict=False,
        )
    )
)


class Sought(Struct, frozen=True):
    """A word or a row of words that the query looks for.

    `words` has, for each, its beginning and the terms it may come to in any language (none
    for a beginning alone); `weight` says how much it tells.
    """

    words: tuple[tuple[str, frozenset[str]], ...]
    weight: float = 1.0


class Snippet(Struct, frozen=True):
    """A passage: HTML, and where it stands."""

    html: str
    text: int = 0
    page: str = ""
    note: str = ""
    offset: int = 0


def make_snippet(
    content: str,
    parts: Sequence[Part],
    sought: Sequence[Sought],
    added: Sequence[tuple[int, int]] | None = None,
) -> Snippet:
    """Return the best passage of the stored text of a record.

    Without a match in it (the title or a field matched), it is the beginning. Where `added`,
    the spans of the editors' additions, is given, matches in them and in notes do not count.
    """
    wanted = telling(sought)
    matches = find_matches(content, wanted)
    if added is not None:
        matches = _author_matches(matches, parts, added, len(content))
    start, end, at = _window(content, matches, wanted)
    start, end = trim_passage(content, start, end, at)
    marks = [(a, b) for a, b, _ in matches if a >= start and b <= end]
    html = html_passage(content, start, end, marks)
    return _placed(html, at, parts)


def passage_snippet(content: str, parts: Sequence[Part], start: int, end: int) -> Snippet:
    """Return a passage of the stored text of a record as it stands, for a match by meaning."""
    return _placed(html_passage(content, start, end, []), start, parts)


def _author_matches(
    matches: list[tuple[int, int, int]],
    parts: Sequence[Part],
    added: Sequence[tuple[int, int]],
    length: int,
) -> list[tuple[int, int, int]]:
    end = next((part.start for part in parts if part.note or part.text < 0), length)
    starts = [start for start, _ in added]

    def outside(at: int) -> bool:
        before = bisect_right(starts, at)
        return at < end and not (before and at < added[before - 1][1])

    return [match for match in matches if outside(match[0])]


def telling(sought: Sequence[Sought]) -> Sequence[Sought]:
    """Leave out words that nearly every record has, unless they are all that is sought."""
    most_telling = [item for item in sought if item.weight] or sought
    return sorted(most_telling, key=lambda item: -item.weight)[:MOST_SOUGHT]


def mark_words(text: str, sought: Sequence[Sought]) -> str:
    """Return a short text whole, escaped, with <mark> around what was sought."""
    matches = find_matches(text, telling(sought))
    return html_passage(text, 0, len(text), [(start, end) for start, end, _ in matches])


def find_matches(
    content: str, sought: Sequence[Sought], most: int = MOST_MATCHES
) -> list[tuple[int, int, int]]:
    """Return the matches as (start, end, which of `sought`), in order; of each at most `most`."""
    if not sought:
        return []
    # Letter by letter where there is one: the whole of a long text would cost many times more.
    squeezed, cuts = squeeze(bare_letters(content))
    lowered = squeezed.lower()
    if len(lowered) != len(squeezed):  # a capital that is two signs when small
        lowered = squeezed
    starts = [start for start, _ in cuts]
    found: list[tuple[int, int, int]] = []
    for which, item in enumerate(sought):
        if has_signs(item.words[0][0]):
            found.extend((a, b, which) for a, b in _find_signs(content, item))
            continue
        for start, end in _find_words(squeezed, lowered, item, most):
            found.append((_back(start, cuts, starts), _back_end(end, cuts, starts), which))
    found.sort()
    return found


def bare_letters(content: str) -> str:
    """Return a text of the same length with Latin letters without their accents."""
    return content if content.isascii() else _LETTERS.sub(_bare_letter, content)


def _bare_letter(match: re.Match[str]) -> str:
    return match[0].translate(_BARE)


def _back(at: int, cuts: list[tuple[int, int]], starts: list[int]) -> int:
    passed = bisect_right(starts, at)
    return at + (cuts[passed - 1][1] if passed else 0)


def _back_end(at: int, cuts: list[tuple[int, int]], starts: list[int]) -> int:
    return _back(at - 1, cuts, starts) + 1


def _find_signs(content: str, item: Sought) -> Iterator[tuple[int, int]]:
    folded = simplify_text(content)
    if len(folded) != len(content):
        folded = content
    needle = item.words[0][0]
    at = folded.find(needle)
    while at >= 0:
        yield at, at + len(needle)
        at = folded.find(needle, at + len(needle))


def _find_words(squeezed: str, lowered: str, item: Sought, most: int) -> Iterator[tuple[int, int]]:
    matches = 0
    for looks, match in enumerate(_pattern(item.words).finditer(lowered)):
        if looks >= MOST_LOOKS or matches >= most:
            return
        for group, (_, terms) in enumerate(item.words, 1):
            if terms and not terms & _terms(squeezed[slice(*match.span(group))]):
                break
        else:
            matches += 1
            yield match.span()


@lru_cache(maxsize=512)
def _pattern(words: tuple[tuple[str, frozenset[str]], ...]) -> re.Pattern[str]:
    # Begins with a literal, which is looked for at the speed of memory; then its left edge.
    first, *others = (re.escape(word) for word, _ in words)
    rest = "".join(f"[\\W_]{{1,4}}({word}\\w*)" for word in others)
    return re.compile(f"({first}(?<=\\b{first})\\w*){rest}")


@lru_cache(maxsize=65_536)
def _terms(word: str) -> frozenset[str]:
    """Return the terms of one word in every language that has stems, and its form as such."""
    return frozenset(
        term
        for language in LANGUAGES
        if language != SIGNS and len(terms := terms_of(word, language)) == 1
        for term in (terms[0], *((f"={terms[0]}",) if language == PLAIN else ()))
    )


def _window(
    content: str, matches: list[tuple[int, int, int]], sought: Sequence[Sought]
) -> tuple[int, int, int]:
    """Return the bounds of the passage with the most that was sought, and where that begins."""
    width = WIDTH_SIGNS if has_signs(content[:200]) else WIDTH
    if not matches:
        return 0, min(len(content), width), 0
    best, best_pair = (-1.0, 0), (0, 0)
    first = 0
    weight = 0.0
    inside = [0] * len(sought)
    for last, (_, end, which) in enumerate(matches):
        inside[which] += 1
        weight += sought[which].weight if inside[which] == 1 else 0.0
        while end - matches[first][0] > width * 3 // 4 and first < last:
            gone = matches[first][2]
            inside[gone] -= 1
            weight -= sought[gone].weight if not inside[gone] else 0.0
            first += 1
        score = (round(weight, 6), last - first)
        if score > best:
            best, best_pair = score, (first, last)
    at, end = matches[best_pair[0]][0], matches[best_pair[1]][1]
    start = max(0, at - max(0, width - (end - at)) // 3)
    return start, min(len(content), start + width), at


def trim_passage(content: str, start: int, end: int, at: int) -> tuple[int, int]:
    """Keep to the part of the stored text that `at` is in, and to whole words."""
    before = content.rfind(PART, start, at)
    after = content.find(PART, at, end)
    start = before + 1 if before >= 0 else start
    end = after if after >= 0 else end
    if start > 0 and before < 0:
        blank = _BLANK.search(content, start, min(end, start + 30))
        start = blank.end() if blank else start
    if end < len(content) and after < 0:
        blank_at = max(content.rfind(sign, max(start, end - 30), end) for sign in " \n")
        end = blank_at if blank_at > start else end
    return start, end


def html_passage(content: str, start: int, end: int, marks: list[tuple[int, int]]) -> str:
    """Return a passage escaped, with <mark> around `marks`, and "…" where more stands."""
    pieces = ["… " if start > 0 and content[start - 1] != PART else ""]
    at = start
    for a, b in marks:
        if a < at:
            continue
        pieces.append(escape(content[at:a]))
        pieces.append(f"<mark>{escape(content[a:b])}</mark>")
        at = b
    pieces.append(escape(content[at:end]))
    if end < len(content) and content[end] != PART:
        pieces.append(" …")
    return _BLANK.sub(" ", "".join(pieces)).strip()


def _placed(html: str, at: int, parts: Sequence[Part]) -> Snippet:
    if not parts:
        return Snippet(html)
    here = parts[max(0, bisect_right([part.start for part in parts], at) - 1)]
    first = next(part.start for part in parts if part.text == here.text and part.note == here.note)
    return Snippet(html, here.text, here.page, here.note, at - first)
