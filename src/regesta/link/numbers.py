"""The numbers under which a record can be cited: those it bears, and those it opens with.

A telegram opens with its number ("645. USUN for Lodge"), an older one has it on a line of
its own ("No. 624"), a paper of a council bears its series ("NSC 5514", "JCSM–215–67").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from regesta.model import Record, Text

Numbers = tuple[tuple[str, str], ...]

_LINES = 10
_WIDTH = 160
_REACH = 400
_TAIL = 320
_OPENS = re.compile(
    r"(?:No\.? ?)?(?P<series>(?:[A-Z][A-Za-z/–-]+\.? ){0,2})"
    r"(?P<number>[A-Z]{0,3}[-–]?\d{1,7})Z?[.,:] ?(?=\S|$)"  # or a group of day and time
)
_ALONE = re.compile(
    r"\[?(?:No\.|Nr\.|N°|Number|Telegram|Despatch|Airgram)?\]? ?(?P<number>\d{1,6})\.?"
)
_SERIES = re.compile(
    r"(?:Enclosure to |Annex to )?"
    r"(?P<series>[A-Z][A-Za-z.]{0,8}(?: (?:Document|Memorandum|Paper))?)"
    r"(?: No\. |[ –-])(?P<number>\d+(?:[./–-]\d+)*)\b[^.]{0,60}"
)
_TOLD = re.compile(r"\b(?:[Nn]umber|[Nn]o\.|[Nn]r\.?) ?(?P<number>\d{1,6})\.?$")
_ALSO = re.compile(r"(?:^|\. |, )(?:No\.|(?P<series>[A-Z]{2,5})) (?P<number>\d{1,6})(?=[. ])")
# "National Security Action Memorandum No. 124" is cited as NSAM 124.
_TITLED = re.compile(
    r"(?P<words>(?:[A-Z][a-z]+ ){2,5})(?:No\. |Number )?"
    r"(?P<number>\d{1,4}(?:[/–-]\d+)*)\b(?! [A-Z]|,)"
)
# "Record of Action No. 2427, Taken at the … Meeting of the National Security Council"
_ACTION = re.compile(r"\bActions? No\. (?P<number>\d+)\b(?=.*(?:National Security Council|NSC))")
_GROUP = re.compile(r"(\d{5,6})Z")  # day and hour in Greenwich time, as "252147Z"
# A telegram's last line: "Sent Department 2149, repeated information Taipei 242."
_SENT = re.compile(
    r"\n(?:[^.;\n]{0,60}[.;] ?)?sent (?:to )?dep(?:artmen)?t\b[^\n]{0,200}$"
    r"|\n(?:repeated|rptd|rpt)(?: info(?:rmation)?)?(?: to)? [^\n]{0,120}$",
    re.IGNORECASE | re.MULTILINE,
)
_TO_POST = re.compile(r"\b[A-Z][A-Za-z]+ (?P<number>\d{1,5})\b(?! [ap]\. ?m)")
# What follows speaks of other papers, and does not number this one.
_OF_OTHERS = re.compile(r"(?:references?|refs?)\b", re.IGNORECASE)
_REFERRING = re.compile(r"\b(?:[Rr]e(?:fs?|ferences?)?|REFS?|RE)\b")
_SUBJECT = re.compile(r"(?:subject|subj|re)\s*:?", re.IGNORECASE)
_TREATED = re.compile(r"\b(?:on|of|to|in|for|re|regarding|concerning) $", re.IGNORECASE)
_MARKS = frozenset((
    "secret", "top", "confidential", "restricted", "urgent", "niact", "priority", "us", "plain",
    "immediate", "official", "use", "only", "limited", "unclassified",
))  # fmt: skip
_SKIPPED = ("heading", "dateline", "signed", "closer", "row", "table")
_MONTHS = frozenset((
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec",
))  # fmt: skip
_NOT_SERIES = _MONTHS | frozenset((
    "part", "section", "article", "chapter", "annex", "tab", "page", "washington", "paris",
    "london", "geneva", "subject", "lot", "item", "fy",
))  # fmt: skip
# Words that begin a sentence and no number: "On February 21, …", "At 2:28 p.m. …".
_NO_NUMBER = _MONTHS | frozenset((
    "on", "in", "at", "by", "from", "during", "between", "since", "until", "after", "before",
    "your", "our", "my", "about", "some", "over", "only", "item", "article", "the",
))  # fmt: skip


def own_numbers(record: Record) -> Numbers:
    """Return the (series, number) pairs a record bears; series in lower case, number bare."""
    found = {
        (one.series.casefold().replace(".", ""), bare(one.number)): None
        for one in record.numbers
        if one.series.casefold() != "file"
        and len(one.number) > 1
        and not _is_treated(one.series, record.title)
    }
    for match in _TITLED.finditer(record.title):
        initials = "".join(word[0] for word in match["words"].split() if word[0].isupper())
        found[initials.casefold(), bare(match["number"])] = None
    if action := _ACTION.search(record.title):
        found["nsc action", bare(action["number"])] = None
    if record.texts:
        found.update(dict.fromkeys(_of_text(record.texts[0])))
        found.update(dict.fromkeys(_of_addressees(record.texts[0].body)))
    return tuple(found)


def _is_treated(series: str, title: str) -> bool:
    """Tell whether a title only speaks of a paper: "Comments on NSC 49"."""
    at = title.find(series) if series else -1
    return at >= 0 and bool(_TREATED.search(title[:at]))


def bare(number: str) -> str:
    """Return a number as it is compared: one sort of hyphen, no noughts, no hour's letter.

    >>> bare("63.1–60"), bare("081600Z"), bare("0302")
    ('63-1-60', '81600', '302')
    """
    if group := _GROUP.fullmatch(number):
        number = group[1]
    return number.replace("–", "-").strip(" .").replace(".", "-").lstrip("0") or number


def _of_text(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the numbers of the first lines of a text, until its first real paragraph."""
    lines = _first_lines(text)
    for before, words in zip(("", *lines), lines, strict=False):
        if _OF_OTHERS.match(words):
            return
        if _SUBJECT.fullmatch(before):
            continue
        whole = len(words) < _WIDTH
        if whole and (match := _ALONE.fullmatch(words)):
            yield "telegram", bare(match["number"])
        elif whole and (match := _SERIES.fullmatch(words)) and _is_series(match["series"]):
            yield _series(match["series"]), bare(match["number"])
        elif match := _OPENS.match(words):
            if _numbers(match) and not _is_paragraph(text.body, match):
                yield from _opened_by(words, match)
            return
        elif whole and (match := _TOLD.search(words)):
            yield "telegram", bare(match["number"])
        if not whole:
            return


def _of_addressees(body: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers that a telegram's last lines give it for each of its addressees."""
    tail = body[-_TAIL:]
    if "ep" in tail and (sent := _SENT.search(tail)):
        for match in _TO_POST.finditer(sent[0]):
            yield "telegram", bare(match["number"])


def _first_lines(text: Text) -> list[str]:
    lines: list[str] = []
    for block in text.blocks:
        if block.kind in _SKIPPED:
            continue
        words = text.body[block.start : min(block.end, block.start + _REACH)]
        lines += [line.strip()[:_WIDTH] for line in words.split("\n")]
        if len(lines) >= _LINES:
            break
    return lines[:_LINES]


def _numbers(match: re.Match[str]) -> bool:
    """Tell whether a number opens a paragraph: "645. …", and not "On February 21, …"."""
    return _NO_NUMBER.isdisjoint(match["series"].casefold().replace(".", "").split())


def _opened_by(words: str, match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield the number that opens a paragraph, and the others that stand by it."""
    yield _opened(match)
    further = _OPENS.match(words, match.end())
    if further and words[match.end() - 2] == "," and _numbers(further):
        yield _opened(further)
    yield from _also(_REFERRING.split(words[match.end() :], maxsplit=1)[0])


def _also(words: str) -> Iterator[tuple[str, str]]:
    """Yield the second number of a telegram: "1649. … CX 63132. No. 14 from Rusk."."""
    for match in _ALSO.finditer(words):
        yield (match["series"] or "telegram").casefold(), bare(match["number"])


def _is_series(series: str) -> bool:
    first = series.split(" ", 1)[0].rstrip(".")
    return first.casefold() not in _NOT_SERIES


def _series(words: str) -> str:
    return words.casefold().replace(".", "").removesuffix(" document").removesuffix(" memorandum")


def _is_paragraph(body: str, match: re.Match[str]) -> bool:
    """Tell whether "1." begins the first of numbered paragraphs."""
    number = match["number"]
    if match["series"] or not number.isdigit() or len(number) > 2:
        return False
    return f"\n{int(number) + 1}. " in body


def _opened(match: re.Match[str]) -> tuple[str, str]:
    kept = [word for word in match["series"].casefold().rstrip(". ").split() if word not in _MARKS]
    number = match["number"].replace("–", "-")
    letters = re.fullmatch(r"([A-Z]+)-?(\d+)", number)
    if letters:
        kept, number = [letters[1].casefold()], letters[2]
    return " ".join(kept) if kept and kept != ["no"] else "telegram", bare(number)
