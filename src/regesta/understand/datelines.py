"""The date of the record itself, with the place it was told in.

Asked in this order: the dateline, what the source states, the title, the first and last
short lines of the text. A later witness may make an earlier one more exact; where it
contradicts it, the record keeps the earlier and is flagged.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from msgspec.structs import replace

from regesta.model import DECIDED, DateSpan, Flag, Record, Text
from regesta.understand.calendars import read_stamp, stamp
from regesta.understand.dates import DateContext, edtf_span, find_dates, holds_date, parse_date
from regesta.understand.gazetteer import find_place, offset_at

# A receipt note says when a paper arrived, not when it was written.
_RECEIVED = re.compile(
    r"[\[(;,–—. ]*\b(?:received|rec['’]d|recd|arrived)\b.*"
    r"|[\[(;.–—] *(?:transmitted|released|circulated|printed|approved|declassified|read (?:by|in)|"
    r"filed|for release)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_WITHHELD = re.compile(r"\[[^\[\]]{0,60}not declassified\]", re.IGNORECASE)
_UNDATED = re.compile(
    r"\b(?:undated|n\. ?d\.|no date|date not (?:indicated|known|given)|not dated|"
    r"without date)(?!\w)",
    re.IGNORECASE,
)
# A State Department decimal file number ends with its date: 611.93/1-1558 is January 15, 1958.
_FILE_DATE = re.compile(r"\d{3}[\w.()–-]*/(\d{1,2})[–-](\d{1,2})(\d\d)\b")
_VOLUME_YEARS = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:[-–](\d{4}|\d\d)(?!\d))?")
_PLACE = re.compile(r"(?P<place>[^\d\[\](),;:—–]{2,60})")
_IN_PLACE = re.compile(
    r"[\[(]*\s*(?P<place>[^\d\[\]();:—–,]{2,50}?)"
    r"\s*[,.]*\s*[\])]*\s*[,.]*\s*(?:[^\d\[\]();:—–]{2,40}?,\s*)?\[?$"
)
LONGEST_LINE = 1_000
_SHORT = 90
# Only the form of a date is asked by it, never its year.
_ANY_YEAR = DateContext(anchor=edtf_span("1950-07-01"))


class Witness(NamedTuple):
    """One place of the record that tells its date."""

    name: str
    words: str
    date: DateSpan | None
    place: str = ""
    undated: bool = False


def date_record(record: Record) -> Record:
    """Return the record with its date, place and, where its witnesses disagree, a flag."""
    context = DateContext(
        anchor=_hint(record),
        language=record.texts[0].language if record.texts else "en",
    )
    witnesses = list(_witnesses(record, context))
    chosen, flags = _settle(witnesses)
    place = (
        record.place
        or next((one.place for one in witnesses if one.place), "")
        or record.stated.place
    )
    if record.date is not None and record.date.rule == DECIDED:  # no witness is asked
        return replace(record, date=_placed(record.date, place), place=place)
    if chosen is None:
        return replace(record, place=place, flags=record.flags + tuple(flags))
    return replace(
        record,
        date=_placed(chosen, place),
        place=place,
        flags=record.flags + tuple(flags),
    )


def _placed(span: DateSpan, place: str) -> DateSpan:
    """Tell the date in its place; a time in Greenwich time keeps its own offset."""
    if span.offset is not None and span.edtf.rstrip("?~%").endswith("Z"):
        return span
    offset = offset_at(place, span.earliest) if place else None
    return replace(span, place=place, offset=offset)


def _witnesses(record: Record, context: DateContext) -> Iterator[Witness]:
    text = record.texts[0] if record.texts else Text(body="")
    lines = [
        text.body[block.start : block.end] for block in text.blocks if block.kind == "dateline"
    ]
    if not lines and record.stated.dateline:
        lines = [record.stated.dateline]
    found = [_dateline(line, context) for line in lines]
    dated = [one for one in found if one.date is not None]
    yield from dated[:1] or found[:1]
    yield from _stated(record, context)
    title = _title(record, context)
    if title is not None:
        yield title
    if not dated:
        yield from _edges(text, context)


def _dateline(line: str, context: DateContext) -> Witness:
    words = " ".join(line[:LONGEST_LINE].split())
    own = _RECEIVED.sub("", _WITHHELD.sub("", words))
    mentions = find_dates(own, context)
    whole = [one for one in mentions if one.rule != "time"]
    if not whole:
        return Witness(
            "dateline", words, None, _place_of(own, len(own)), bool(_UNDATED.search(own))
        )
    first = whole[0]
    return Witness(
        "dateline", words, _several([one.date for one in whole]), _place_of(own, first.start)
    )


def _several(dates: list[DateSpan]) -> DateSpan:
    """Return the date of a dateline; of a paper written or held on several days, all of them."""
    first, last = dates[0], max(dates, key=_latest)
    complete = [one for one in dates if one.rule in ("month-day-year", "day-month-year")]
    if len(complete) < len(dates) or len(dates) < 2 or last.latest[:10] <= first.latest[:10]:
        return first
    if int(last.latest[:4]) - int(first.earliest[:4]) > 1:
        return first
    edtf = f"{first.earliest[:10]}/{last.latest[:10]}"
    return replace(
        first,
        edtf=edtf,
        earliest=first.earliest[:10] + "T00:00",
        latest=last.latest[:10] + "T23:59",
        quote=f"{first.quote}; {last.quote}",
        rule="several-days",
    )


def _latest(span: DateSpan) -> str:
    return span.latest


def _place_of(words: str, end: int) -> str:
    """Return the place that stands before the date: "Washington" of "[Washington,] May 3"."""
    before = _UNDATED.sub("", words[:end]).strip(" ,[]().—–-")
    first = re.split(r"\s*[,\];(—–]\s*", before, maxsplit=1)[0].strip(' .[]“”"')
    if not first or any(letter.isdigit() for letter in first) or len(first) > 50:
        return ""
    return first if first[0].isupper() or not first[0].isascii() else ""


def _stated(record: Record, context: DateContext) -> Iterator[Witness]:
    """Yield the date the source states, in words and for machines.

    Where the two contradict each other the print comes first: it outweighs its encoding.
    """
    printed = record.stated.date
    within = (record.stated.dateline, record.stated.head or record.title)
    # A date cut out of the dateline or title says nothing that these do not say better.
    words = None if any(printed in one for one in within) else parse_date(printed, context)
    if words is not None:
        yield Witness("stated date", printed, words)
    machine = edtf_span(record.stated.date_machine) if record.stated.date_machine else None
    if machine is not None:
        yield Witness("machine date", printed or machine.edtf, replace(machine, rule="machine"))


def _title(record: Record, context: DateContext) -> Witness | None:
    """Read the date a title ends with, or else the only one it holds."""
    title = (record.stated.head or record.title)[:LONGEST_LINE]
    if not holds_date(title, context.language):
        return None
    mentions = [
        one for one in find_dates(title, context) if one.rule not in ("time", "year", "decade")
    ]
    if not mentions:
        return None
    ending = [one for one in mentions if title[one.end :].strip(" .)]") == "" and one.start]
    led = [one for one in mentions if title[: one.start].rstrip().endswith((",", "(", "["))]
    best = (led or ending or mentions)[0]
    sure = best in ending or best in led
    before = title[: best.start].rstrip(" ,(")
    place = before.rsplit(",", 1)[-1].strip() if "," in before else ""
    known = find_place(place) if place and len(place) < 40 else None
    name = "title" if sure else "title-inside"
    return Witness(name, title, best.date, place if known else "")


def _edges(text: Text, context: DateContext) -> Iterator[Witness]:
    """Read the short lines at the head and the foot of a text that are mostly a date."""
    body = text.body
    head = body[:600].split("\n")[:8]
    foot = (
        [line for line in body[-500:].split("\n") if line.strip()][-4:] if len(body) > 200 else []
    )
    for name, lines in (("opening", head), ("closing", list(reversed(foot)))):
        for line in lines:
            if not 5 < len(line.strip()) <= _SHORT:
                continue
            whole = _mostly_date(line.strip(), context)
            if whole is not None:
                yield Witness(name, line.strip(), whole[0], whole[1])
                break


def _mostly_date(line: str, context: DateContext) -> tuple[DateSpan, str] | None:
    own = _RECEIVED.sub("", line)
    found = [one for one in find_dates(own, context) if one.date.day]
    if len(found) != 1 or found[0].rule in (
        "time",
        "relative-day",
        "weekday",
        "anaphor",
        "ordinal",
    ):
        return None
    left = own[: found[0].start].strip(" ,.[]()—–-/")
    right = own[found[0].end :].strip(" ,.[]()—–-/")
    if len(right) > 4 or len(left.split()) > 4:
        return None
    return found[0].date, _place_of(own, found[0].start)


def _settle(witnesses: list[Witness]) -> tuple[DateSpan | None, list[Flag]]:
    """Choose the date; flag what contradicts it."""
    flags: list[Flag] = []
    chosen: DateSpan | None = None
    source = ""
    for one in witnesses:
        if one.undated and chosen is None:
            flags.append(Flag(kind="undated", message=f"The dateline says: {one.words}"))
        if one.date is None:
            continue
        if one.date.rule == "weekday-mismatch":
            flags.append(
                Flag(kind="weekday-mismatch", message=f"No such weekday: {one.date.quote}")
            )
        if chosen is None:
            chosen, source = one.date, one.name
        elif not _clash(chosen, one.date):
            if _narrower(one.date, chosen):
                chosen = replace(one.date, quote=one.date.quote or chosen.quote)
        elif one.name != "title-inside":
            flags.append(
                Flag(
                    kind="date-contradiction",
                    message=f"The {one.name} has {one.date.edtf} ({one.words[:120]}), "
                    f"the {source} {chosen.edtf} ({chosen.quote[:120]}).",
                )
            )
    if chosen is not None and any(flag.kind == "date-contradiction" for flag in flags):
        chosen = replace(chosen, confidence=min(chosen.confidence, 0.8))
    return chosen, flags


def _clash(first: DateSpan, second: DateSpan) -> bool:
    """Tell whether two dates have no day in common."""
    return first.latest[:10] < second.earliest[:10] or second.latest[:10] < first.earliest[:10]


def _narrower(first: DateSpan, second: DateSpan) -> bool:
    inside = second.earliest <= first.earliest and first.latest <= second.latest
    return inside and (first.earliest, first.latest) != (second.earliest, second.latest)


def _hint(record: Record) -> DateSpan | None:
    """Return what else tells the year of a dateline that has none: file number, volume."""
    if record.stated.date_machine and (machine := edtf_span(record.stated.date_machine)):
        return machine
    for words in (record.source.raw, record.title):
        match = _FILE_DATE.search(words) if words else None
        if match:
            month, day, year = int(match[1]), int(match[2]), 1900 + int(match[3])
            dated = edtf_span(f"{year}-{month:02}-{day:02}")
            if dated is not None:
                return dated
    if record.stated.date:
        stated = parse_date(record.stated.date)
        if stated is not None:
            return stated
    return _volume_year(record)


def _volume_year(record: Record) -> DateSpan | None:
    """Return the year of a volume of one year; of several, the one the text speaks of most."""
    years = _VOLUME_YEARS.search(record.volume)
    if years is None:
        return None
    if not years[2]:
        return edtf_span(years[1])
    first = int(years[1])
    last = int(years[2]) if len(years[2]) == 4 else first // 100 * 100 + int(years[2])
    if not record.texts or not _dateless(record):
        return None
    spoken = Counter(
        one.date.earliest[:4]
        for one in find_dates(record.texts[0].body, DateContext())
        if first <= int(one.date.earliest[:4]) <= last and one.date.day
    )
    return edtf_span(spoken.most_common(1)[0][0]) if spoken else None


def _dateless(record: Record) -> bool:
    """Tell a dateline or title that names a month and no year, the only ones that need a hint."""
    for words in (record.stated.dateline, record.stated.head or record.title):
        mentions = find_dates(words, _ANY_YEAR) if words else []
        if any(one.rule in ("month-day", "day-month") for one in mentions):
            return True
    return False


def at_home(date: DateSpan | None, place: str) -> DateSpan | None:
    """Return the minute of a date told in Greenwich time as the clocks of `place` showed it.

    "Tonight" in a telegram of 0245Z from Washington is the evening of the day before. A date
    without a minute, or of a place that is not known, is returned as it is.
    """
    if date is None or not date.edtf.endswith("Z") or not date.minute or not place:
        return date
    offset = offset_at(place, date.minute)
    if not offset:
        return date
    local = stamp(read_stamp(date.minute) + timedelta(minutes=offset))
    return replace(date, earliest=local, latest=local)
