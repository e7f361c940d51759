"""Every date in a text, read in the record's own context: the one grammar of dates.

The words are found by `dates_tokens`, put together by `dates_join`, worked out by
`dates_resolve`; EDTF itself is read by `dates_edtf`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from msgspec import Struct

from regesta.model import DateMention, DateSpan
from regesta.understand.calendars import DAY_END, Span, read_stamp, stamp
from regesta.understand.dates_edtf import edtf_span
from regesta.understand.dates_join import join
from regesta.understand.dates_resolve import resolve
from regesta.understand.dates_scan import scan
from regesta.understand.dates_setting import Resolved, Setting, setting_words
from regesta.understand.dates_tokens import Token

__all__ = ["DateContext", "edtf_span", "find_dates", "holds_date", "parse_date"]

# How far, in characters, an elliptic date reaches back for what it leaves out.
REACH = 240
# A letter or diary may be written on for so long.
MOST_DAYS_OF_WRITING = 60
_LINKS = frozenset((" and ", " or ", " to ", " through ", "–", "-", "—", ", "))
_LINE_ENDS = (".\n", "\n", ":\n")
_UNDATED = re.compile(
    r"\A\W*(?:undated|n\. ?d\.|no date|date not (?:indicated|known))\W*\Z", re.IGNORECASE
)


class DateContext(Struct, frozen=True, kw_only=True):
    """What a date in a text is read by.

    `anchor` is the date of the record (None while not known), `place` where it was told,
    `offset` that place's minutes east of UTC, `language` the text's (BCP 47). `day_first`
    says how 3/1/1950 is read, None where the archive does not say.
    """

    anchor: DateSpan | None = None
    place: str = ""
    offset: int | None = None
    language: str = "en"
    day_first: bool | None = None


def find_dates(
    text: str, context: DateContext, index: int = 0, note: str = ""
) -> list[DateMention]:
    """Return every date in a text in order of place, none overlapping.

    What the context cannot complete ("the 14th" in an undated paper) is left out. `index`
    and `note` say which text of its record it is, and which note of that text.

    >>> [found.date.edtf for found in find_dates("on 3 January 1950", DateContext())]
    ['1950-01-03']
    """
    tokens = scan(text, context.language)
    if not tokens:
        return []
    anchor = _anchor(context.anchor)
    mentions: list[DateMention] = []
    last: date | None = None
    last_end, grain = -REACH, ""
    complete = Setting(anchor, None, False, "", 0, False, context.day_first)
    joined = join(text, tokens)
    for token, following in zip(joined, [*joined[1:], None], strict=True):
        _share_year(text, token, following)
        if token.weekday >= 0 and mentions and mentions[-1].rule == "weekday":
            token.local = "beside" if text[last_end : token.start] in _LINKS else token.local
        if token.rule == "weekday-short" and not token.day and not token.side:
            continue
        setting = complete
        if not token.year:
            between = text[last_end : token.start] if token.start - last_end < REACH else "\n"
            near = "\n" not in between and (grain != "year" or ". " not in between)
            tense, own = 0, False
            if _asks(token, anchor, last):
                tense, own = setting_words(text, token.start, token.end)
            setting = Setting(anchor, last, near, grain, tense, own, context.day_first)
        found = resolve(token, setting)
        if found is None:
            continue
        when = _span(text, token, found, context)
        mentions.append(
            DateMention(
                start=token.start,
                end=token.end,
                quote=when.quote,
                rule=when.rule,
                confidence=when.confidence,
                text=index,
                note=note,
                date=when,
            )
        )
        if anchor and token.year and token.day and _stands_alone(text, token):
            anchor = _entry(anchor, found.span)  # what follows was written on that day
            complete = Setting(anchor, None, False, "", 0, False, context.day_first)
        if token.rule != "time" and not _named_by(text, token):
            last, last_end, grain = found.span[0].date(), token.end, _grain(found.span)
    return mentions


def _share_year(text: str, token: Token, following: Token | None) -> None:
    """Give "June" its year in "June and July 1957"."""
    if not following or token.year or not token.month or token.weekday >= 0:
        return
    between = text[token.end : following.start]
    if following.year and following.month and between in _LINKS and not following.year_to:
        token.year = following.year - (token.month > following.month)


def _stands_alone(text: str, token: Token) -> bool:
    """Tell a date that has a line for itself: the head of an entry of a diary or long letter."""
    before = token.start == 0 or text[token.start - 1] == "\n"
    return before and text.startswith(_LINE_ENDS, token.end)


def _entry(anchor: datetime, span: Span) -> datetime:
    """Return the day of an entry; of another time than the record's it dates something else."""
    if span[0].date() == anchor.date():
        return anchor
    return span[0] if abs((span[0] - anchor).days) <= MOST_DAYS_OF_WRITING else anchor


def _asks(token: Token, anchor: datetime | None, last: date | None) -> bool:
    """Tell whether the words around can help: a date without year, month or side.

    A day and month that lie shortly before the writing are meant whatever the words say.
    """
    if token.rule == "chinese":
        return False
    if token.day and token.month and anchor and (last is None or last.year == anchor.year):
        days = (token.month - anchor.month) * 30 + token.day - anchor.day
        if -95 <= days <= 0:
            return False
    return token.weekday >= 0 or token.day > 0 or token.month > 0


def _grain(span: Span) -> str:
    days = (span[1] - span[0]).days
    return "day" if days < 15 else "month" if days < 93 else "year"


def _named_by(text: str, token: Token) -> bool:
    """Tell a year that only names a thing ("the agreement of 1954") from one spoken of."""
    return token.rule == "year" and text[max(0, token.start - 3) : token.start].endswith(
        ("of ", "(", "the ")
    )


@lru_cache(maxsize=4096)
def holds_date(words: str, language: str) -> bool:
    """Tell whether `find_dates` can find anything in a title or the like, whatever the context."""
    return bool(scan(words, language))


def parse_date(text: str, context: DateContext | None = None) -> DateSpan | None:
    """Read one date out of a dateline, a front matter value, a column: the fullest it holds.

    Takes ISO, EDTF, and every form that `find_dates` knows; None where there is none, or
    where the words say that there is none ("undated").
    """
    context = context or DateContext()
    stripped = text.strip()
    if not stripped or _UNDATED.match(stripped):
        return None
    known = edtf_span(stripped)
    if known is not None:
        return DateSpan(
            edtf=known.edtf, earliest=known.earliest, latest=known.latest, quote=stripped,
            place=context.place,
            offset=context.offset if known.offset is None else known.offset,
            rule=known.rule,
        )  # fmt: skip
    # A text that is nothing but a year needs no word before it to be one.
    mentions = find_dates(stripped, context) or find_dates(f"in {stripped}", context)
    if not mentions:
        return None
    return min(mentions, key=_width).date


def _width(mention: DateMention) -> tuple[bool, float, int]:
    first, last = read_stamp(mention.date.earliest), read_stamp(mention.date.latest)
    return mention.rule == "time", max((last - first).days, 0), mention.start


def _anchor(span: DateSpan | None) -> datetime | None:
    """Return the moment that relative dates count from.

    Of a record of several days it is the last; of a month or year, its middle.
    """
    if span is None:
        return None
    first, last = read_stamp(span.earliest), read_stamp(span.latest)
    if (last - first).days > 400:
        return None
    if (last - first).days > 31:
        return first + (last - first) / 2
    return last if last - first > DAY_END else first


def _span(text: str, token: Token, found: Resolved, context: DateContext) -> DateSpan:
    zulu = token.zone == "Z"
    return DateSpan(
        edtf=found.edtf,
        earliest=stamp(found.span[0]),
        latest=stamp(found.span[1]),
        place="" if zulu else context.place,
        offset=0 if zulu else context.offset,
        quote=text[token.start : token.end],
        calendar="julian" if token.julian else "",
        rule=found.rule,
        confidence=found.confidence,
    )
