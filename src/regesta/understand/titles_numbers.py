"""The numbers a document bears: its own, and that of the file it lies in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from regesta.model import DocumentNumber, Record

_IN_TITLE = re.compile(
    r"\b(?P<series>Telegram|Cable|Airgram|Despatch|Dispatch|Circular(?: Telegram| Airgram)?|"
    r"Instruction|Memorandum|"
    r"Note|Letter|Radiogram|Message|Report|Estimate|Directive|Telegramme|Minutes|NIE|SNIE|NSC|"
    r"NSAM|NSDM|NSSM|PD|PRM)"
    r"s?,? (?:No\. ?|Nr\. ?|№ ?|# ?)?(?P<number>[A-Z]{0,5}(?:[A-Z/–-]{1,8})?\d[\d/–-]*[A-Za-z]?)"
    r"(?:/(?P<second>[A-Za-z]+) (?P<second_number>\d+))?(?=[\s,.:;)]|$)"
)
_FILE = re.compile(
    r"^(?:File No\. ?|Lot File No\. ?|Central Files,? )?"
    r"(?P<number>\d{3}[A-Za-z]?(?:\.[\dA-Za-z.]+)?(?: [A-Z][\w .()–-]{0,40})?/[\dl\w.½–-]+)"
)
_OWN = re.compile(
    r"(?:No\.? ?)?(?P<series>(?:[A-Z][a-z]{2,8} )?)(?P<number>[A-Z]{0,2}[-–]?\d{1,7})\. (?=\S)"
)
_LINE = re.compile(
    r"(?:\[?(?P<series>Telegram|Despatch|Airgram|Circular)\]? ?)?(?:No\.|Nr\.|N°|"
    r"№) ?(?P<number>[A-Z]{0,2}[-–]?\d{1,6})\.?$",
    re.IGNORECASE,
)
_KINDS = ("paragraph", "opener", "label", "item", "address")
_MARKED = re.compile(
    r"(?:(?:top )?secret|confidential|restricted|priority|urgent|niact|us urgent|plain|eyes only|"
    r"[;,. ])+",
    re.IGNORECASE,
)


def numbers_of(record: Record, genre: str) -> tuple[DocumentNumber, ...]:
    """Return the numbers of a record: those it has, its title's, its file's, its text's own."""
    found = dict.fromkeys((one.series, one.number) for one in record.numbers)
    found.update(dict.fromkeys(_from_title(record.title)))
    found.update(dict.fromkeys(_from_file(record.source.raw)))
    found.update(dict.fromkeys(_from_text(record, genre)))
    return tuple(DocumentNumber(series=series, number=number) for series, number in found)


@lru_cache(maxsize=4096)
def _from_title(title: str) -> tuple[tuple[str, str], ...]:
    return tuple(_numbers_in(title[:240]))


def _numbers_in(title: str) -> Iterator[tuple[str, str]]:
    for match in _IN_TITLE.finditer(title):
        if "," in match[0] and re.fullmatch(r"(?:1[6-9]|20)\d\d", match["number"]):
            continue  # "Report, 1950": a year
        yield (
            match["series"].lower().replace("dispatch", "despatch"),
            match["number"].replace("–", "-"),
        )
        if match["second"]:
            yield match["second"].lower(), match["second_number"]


def _from_file(source: str) -> Iterator[tuple[str, str]]:
    match = _FILE.match(source)
    if match:
        yield "file", match["number"].strip(" ,.")


def _from_text(record: Record, genre: str) -> Iterator[tuple[str, str]]:
    """Read "302. For ..." at the head of a telegram, "No. 624" on a line of its own."""
    if not record.texts:
        return
    text = record.texts[0]
    lines = 0
    for block in text.blocks:
        if block.kind not in _KINDS:
            continue
        words = text.body[block.start : min(block.end, block.start + 60)].strip()
        lines += 1
        line = _LINE.match(words)
        if line and block.end - block.start < 40:
            yield (line["series"] or genre or "number").lower(), line["number"].replace("–", "-")
            return
        own = _OWN.match(words)
        if (
            own
            and block.kind == "paragraph"
            and genre in ("telegram", "cable", "despatch", "airgram", "message")
        ):
            if len(own["number"]) > 1 or not text.body.find("\n2. ", block.end) > 0:
                yield own["series"].strip().lower() or genre, own["number"].replace("–", "-")
            return
        if lines > 4 or (block.kind == "paragraph" and not _MARKED.fullmatch(words)):
            return
