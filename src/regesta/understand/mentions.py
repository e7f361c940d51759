"""The words by which a record speaks of other documents; nothing is resolved here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import attrgetter

from msgspec.structs import replace

from regesta.model import DateMention, EntityMention, Mark, Mention, Record, Text
from regesta.understand.cables import find_cables
from regesta.understand.context import Context
from regesta.understand.mentions_dates import Dates
from regesta.understand.mentions_files import without_files
from regesta.understand.references import find_references

_DOCUMENT = re.compile(r"ocuments? (?:No\. )?(?P<number>\d{1,4}[A-Z]?)\b")
_SIDE = re.compile(r"\b(?P<side>ante|post|supra|infra)\b(?:, pp?\. ?(?P<page>\d+))?", re.I)
_SEE = ("ee ", "ee also ")


def find_mentions(record: Record, context: Context) -> list[Mention]:
    """Return what the record says of other documents, in reading order, text by text.

    Dates are those among the record's annotations. Footnotes give only numbered mentions,
    pointers of the edition and the links of the source. `context` is not asked today: the
    forms are the same everywhere.
    """
    dated: dict[tuple[int, str], list[DateMention]] = {}
    persons: dict[int, list[tuple[int, str]]] = {}
    for one in record.annotations:
        if isinstance(one, DateMention):
            dated.setdefault((one.text, one.note), []).append(one)
        elif isinstance(one, EntityMention) and one.kind == "person" and not one.note:
            persons.setdefault(one.text, []).append((one.end, one.quote))
    anchor = record.date.earliest[:10] if record.date else ""
    latest = record.date.latest[:10] if record.date else ""
    found: list[Mention] = []
    for index, text in enumerate(record.texts):
        dates = Dates(dated.get((index, ""), ()), anchor, latest, persons.get(index, ()))
        said = _of_text(text, index, dates)
        found += [one for one in said if not _is_itself(one, record)]
        linked: dict[str, list[Mark]] = {}
        for mark in text.marks:
            if mark.note and mark.kind == "reference":
                linked.setdefault(mark.note, []).append(mark)
        for note in text.notes:
            dates = Dates(dated.get((index, note.id), ()), anchor)
            for mention in _of_note(note.body, dates, linked.get(note.id, ())):
                found.append(replace(mention, text=index, note=note.id))
    return found


_HEAD = 300


def _is_itself(mention: Mention, record: Record) -> bool:
    """Tell whether the words name the record itself: "this letter", or its number at its head."""
    if mention.kind == "numbered":
        return (
            mention.start < _HEAD
            and mention.date is None
            and bool(mention.series)
            and mention.quote.startswith(mention.series)
            and _is_line(record.texts[mention.text].body, mention.start, mention.end)
            and any(_same(one.number, mention.number) for one in record.numbers)
        )
    return (
        mention.order == "known"
        and mention.genre == record.genre
        and mention.date is None
        and mention.quote[:5].casefold() == "this "
    )


def _is_line(body: str, start: int, end: int) -> bool:
    return body[max(0, start - 1) : start] in ("", "\n") and body[end : end + 1] in ("", "\n")


def _same(one: str, other: str) -> bool:
    return one.replace("–", "-").lstrip("0") == other.replace("–", "-").lstrip("0")


def _of_text(text: Text, index: int, dates: Dates) -> list[Mention]:
    """Return the mentions of one text's body."""
    body = text.body
    cables = [replace(one, text=index) if index else one for one in find_cables(body, dates)]
    links = [_link(body, mark) for mark in text.marks if mark.kind == "reference" and not mark.note]
    pointers = _unlinked(_pointers(body), links)
    taken = sorted((one.start, one.end) for one in (*cables, *pointers, *links))
    nouns = [
        replace(one, text=index) if index else one for one in find_references(body, dates, taken)
    ]
    cables, nouns = _on_papers(body, cables, nouns)
    if pointers or links:
        shown = [*pointers, *links]
        nouns = [one for one in nouns if one.kind != "genre" or not _is_shown(body, one, shown)]
    said = _outside(text, [*cables, *pointers, *nouns])
    return sorted([*said, *links], key=_PLACE)


_PLACE = attrgetter("start", "end")
# Blocks that name the document itself and its writers, not others.
_OWN_BLOCKS = frozenset(("heading", "dateline", "signed", "closer", "salute", "address"))


def _outside(text: Text, found: list[Mention]) -> list[Mention]:
    """Return the mentions that do not stand in the heading, dateline or signature."""
    own = [(block.start, block.end) for block in text.blocks if block.kind in _OWN_BLOCKS]
    if not own:
        return found
    return [one for one in found if not any(start <= one.start < end for start, end in own)]


_ON = re.compile(r",? (?:on|regarding|concerning|re|to|of) $")


def _on_papers(
    body: str, cables: list[Mention], nouns: list[Mention]
) -> tuple[list[Mention], list[Mention]]:
    """Join "Progress Report … on" with "NSC 5514": the report is meant, not the paper."""
    ends = {one.end: place for place, one in enumerate(nouns) if one.genre in _ON_PAPERS}
    if not ends:
        return cables, nouns
    kept: list[Mention] = []
    for cable in cables:
        place = _reported(body, cable, ends) if cable.series else None
        if place is None:
            kept.append(cable)
            continue
        noun = nouns[place]
        nouns[place] = replace(
            noun, end=cable.end, quote=body[noun.start : cable.end], number=cable.number,
            series=cable.series, date=noun.date or cable.date,
            kind="dated" if noun.date or cable.date else noun.kind,
        )  # fmt: skip
    return kept, nouns


_ON_PAPERS = frozenset(("report", "study", "memorandum", "paper"))


def _reported(body: str, cable: Mention, ends: dict[int, int]) -> int | None:
    """Return which noun ends just before the words "on NSC 5514"."""
    joined = _ON.search(body, max(0, cable.start - 14), cable.start)
    return ends.get(joined.start()) if joined else None


def _of_note(body: str, dates: Dates, marks: Sequence[Mark]) -> list[Mention]:
    """Return what a footnote points to: its links, pointers and numbered documents.

    A pointer in words ("Document 178") that is also a link counts once, as the link.
    """
    told = [*without_files(body, find_cables(body, dates)), *_pointers(body)]
    if marks:
        links = [_link(body, mark) for mark in marks]
        told = [*links, *_unlinked(told, links)]
    return sorted(told, key=_PLACE) if len(told) > 1 else told


def _unlinked(found: Iterable[Mention], links: list[Mention]) -> list[Mention]:
    """Return the mentions that are not also links of the source."""
    if not links:
        return list(found)
    spans = sorted([(link.start, link.end) for link in links])
    starts = [start for start, _ in spans]
    reached = [0, *accumulate([end for _, end in spans], max)]
    # Of the links that begin before its end, one reaches beyond its start.
    return [one for one in found if reached[bisect_left(starts, one.end)] <= one.start]


_SHOWN = re.compile(r"[^.;\n]{0,48}?[,(] ?(?:[Ss]ee )?$")


def _is_shown(body: str, noun: Mention, pointers: list[Mention]) -> bool:
    """Tell whether a pointer says which document a noun means: "for the report, see Document 5"."""
    return any(
        noun.end < one.start <= noun.end + 60 and _SHOWN.fullmatch(body, noun.end, one.start)
        for one in pointers
    )


def _pointers(body: str) -> Iterator[Mention]:
    """Yield the pointers of an edition: "see Document 178", "ante, p. 14", "supra", "infra"."""
    for match in _DOCUMENT.finditer(body) if "ocument" in body else ():
        if match.start() and body[match.start() - 1] in "Dd":
            number = match["number"]
            yield _pointer(body, match.start() - 1, match.end(), f"document {number}", number)
    if "upra" in body or "nfra" in body or "nte, p" in body or "ost, p" in body:
        for match in _SIDE.finditer(body):
            side, page = match["side"].casefold(), match["page"]
            if page or side in ("supra", "infra"):
                edition = f"p. {page}" if page else side
                yield _pointer(body, match.start(), match.end(), edition, "")


def _pointer(body: str, start: int, end: int, edition: str, number: str) -> Mention:
    if body.endswith(_SEE, 0, start):
        at = start - (4 if body.endswith(_SEE[0], 0, start) else 9)
        start = at if at >= 0 and body[at] in "Ss" else start
    return Mention(
        start=start, end=end, quote=body[start:end], kind="pointer",
        rule="pointer of the edition", number=number, edition=edition,
    )  # fmt: skip


def _link(body: str, mark: Mark) -> Mention:
    """Return the mention that a link of the source makes, with its target."""
    return Mention(
        start=mark.start, end=mark.end, quote=body[mark.start : mark.end], kind="pointer",
        rule="attached part" if mark.value == "part" else "link of the source",
        target=mark.target,
    )  # fmt: skip
