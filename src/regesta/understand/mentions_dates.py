"""The dates found in one text, to be asked which one stands beside the words for a document."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import month_name, monthrange
from collections.abc import Iterator, Sequence

from regesta.model import DateMention, DateSpan

_MONTH_NUMBERS = {name: number for number, name in enumerate(month_name) if name}
_GAP = re.compile(
    r",? ?(?:of|dated|on|for|sent|dated as of|in|under date of|at|held|\(|datelined|written)?"
    r" ?(?:the )?$"
)


_CLAUSE_REACH = 90
# "which you handed to me on", "received through the Ambassador on", "in New York on"
_CLAUSE = re.compile(
    r",? ?(?:which |that )?(?:(?:was|were|had been|has been|we|I|you|he) )*(?:had |have )?"
    r"(?:received|transmitted|delivered|handed|sent|dated|given|made|held|forwarded|presented"
    r"|conveyed|approved|signed|issued|addressed|in|at|to|from|with)\b[^.;:()\n]{0,64}?"
    r" (?:on|of|dated|under date of) (?:the )?"
)

# "asked for a meeting in his note of the 18th": the day is the note's.
_ANOTHER = re.compile(
    r"\b(?:telegram|cable|message|despatch|dispatch|airgram|letter|note|memorandum|memo|report"
    r"|paper)s?\b"
)
_NTH = re.compile(r" of (?P<words>the (?P<day>\d{1,2})(?:st|nd|rd|th))\b(?! of\b)")
_FURTHER = re.compile(
    r"(?:,|,? and|,? &|;)(?: (?:that|those))?(?: (?:of|dated|from|on))?(?: the)? "
)


_WHOSE_REACH = 240
_STOP = re.compile(r"[.?!][”\"]? (?=[A-Z“])(?<!Mr\. )(?<!Dr\. )(?<!Gen\. )(?<!Mrs\. )|\n")
_OFFICE = re.compile(
    r"\b(?:President|Secretary|Prime Minister|Foreign Minister|Ambassador|Under Secretary|King"
    r"|Shah|Chancellor|Premier|Generalissimo|Chairman|Minister|Senator|General|Admiral)\b"
    r"(?: (?!of\b)[A-Z][a-z]+)?"
)


class Dates:
    """The dates found in one text, to be asked what stands at a place.

    `anchor` is the first day of the record and `latest` its last (ISO, "" while not known):
    "the January letter" is read by the one, what is still to come by the other. `persons` are
    the places and names of persons in the same text, to be asked who "his" letter is from.
    """

    def __init__(
        self,
        found: Sequence[DateMention],
        anchor: str = "",
        latest: str = "",
        persons: Sequence[tuple[int, str]] = (),
    ) -> None:
        self.persons = persons
        self.anchor = anchor
        self.latest = latest or anchor
        self.found = sorted(found, key=lambda one: (one.start, -one.end))
        self.starts = [one.start for one in self.found]
        self.ends = {one.end: one for one in self.found}

    def after(self, body: str, end: int, *, clause: bool = True) -> DateMention | None:
        """Return the date that follows the words ending at `end` ("of March 5", ", dated …").

        With `clause` also behind a clause ("which was handed to me on March 5").
        """
        index = bisect_left(self.starts, end)
        if index < len(self.found):
            one = self.found[index]
            if one.start - end <= 16 and _GAP.fullmatch(body, end, one.start):
                return one
            if (
                clause
                and one.start - end <= _CLAUSE_REACH
                and _CLAUSE.fullmatch(body, end, one.start)
                and not _ANOTHER.search(body, end, one.start)
            ):
                return one
        return None

    def day(self, body: str, end: int) -> tuple[DateSpan, int] | None:
        """Return "of the 24th", the last such day up to the record's, and where the words end.

        For those that the reader of dates leaves out, since a noun could follow ("the 24th
        session"); after a document it is a day.
        """
        if not (self.anchor and body.startswith(" of the ", end)):
            return None
        match = _NTH.match(body, end)
        number = int(match["day"]) if match else 0
        if match is None or not 1 <= number <= 31 or len(self.anchor) < 10:
            return None
        year, month = int(self.anchor[:4]), int(self.anchor[5:7])
        if number > int(self.anchor[8:10]):
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if number > monthrange(year, month)[1]:
            return None
        day = f"{year:04}-{month:02}-{number:02}"
        return DateSpan(
            edtf=day, earliest=f"{day}T00:00", latest=f"{day}T23:59", quote=match["words"],
            rule="day of the month",
        ), match.end()  # fmt: skip

    def further(self, body: str, end: int) -> Iterator[DateMention]:
        """Yield the dates of a list after its first: "of March 3 and of 5 a.m. yesterday"."""
        index = bisect_left(self.starts, end)
        while index < len(self.found) and _FURTHER.fullmatch(body, end, self.found[index].start):
            yield self.found[index]
            end = self.found[index].end
            index += 1

    def past(self, date: DateSpan) -> bool:
        """Tell whether a day is not later than the record's, as far as that is known."""
        return not self.latest or date.earliest[:10] <= self.latest

    def month(self, word: str) -> DateSpan | None:
        """Return the last month of this name up to the record's, None for other words."""
        number = _MONTH_NUMBERS.get(word)
        if number is None or len(self.anchor) < 7:
            return None
        year = int(self.anchor[:4]) - (number > int(self.anchor[5:7]))
        stem = f"{year}-{number:02}"
        last = monthrange(year, number)[1]
        return DateSpan(
            edtf=stem, earliest=f"{stem}-01T00:00", latest=f"{stem}-{last}T23:59", quote=word,
            rule="month before the noun",
        )  # fmt: skip

    def person(self, body: str, start: int) -> str:
        """Return who was named last before a place in its sentence: whose "his" letter is.

        A person of the record's annotations, or an office ("the President"); "" for nobody.
        """
        floor = max(0, start - _WHOSE_REACH)
        left = body[floor:start]
        cut = [match.end() for match in _STOP.finditer(left)]
        floor += cut[-1] if cut else 0
        name, end = "", 0
        index = bisect_left(self.persons, (start,)) - 1
        if index >= 0 and self.persons[index][0] >= floor:
            end, name = self.persons[index]
        for match in _OFFICE.finditer(body, max(floor, end), start):
            name = match[0]
        return name

    def before(self, start: int, reach: int) -> DateMention | None:
        """Return the last date that ends in the `reach` characters before `start`."""
        index = bisect_left(self.starts, start) - 1
        if index >= 0 and start - reach <= self.found[index].end <= start:
            return self.found[index]
        return None
