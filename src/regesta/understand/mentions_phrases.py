"""What stands around a word for a document: its owner before; date and correspondents after."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import month_name, monthrange
from collections.abc import Iterator, Sequence

from msgspec import Struct

from regesta.model import DateMention, DateSpan
from regesta.understand.mentions_words import words

_LEFT = 84
_MOST_WORDS = 7
_MOST_PLAIN = 4
_CLOSING = (",", ";", ":", ")", "”", "?", "!", "]", "—")
_ABBREVIATED = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Dr|Gen|Adm|Col|Amb|Sec|Lt|Maj|Sen|Gov|Prof|Dept|Emb)\.$"
)
_SENTENCE = re.compile(r"[.;:!?)\n]|(?<!\d{4}),")
# Words that no name or adjective of a document goes across.
_BARRIER = frozenset((
    "of", "in", "to", "and", "for", "by", "on", "with", "from", "at", "is", "was", "were",
    "are", "be", "been", "has", "have", "had", "will", "would", "should", "could", "may",
    "might", "must", "that", "which", "who", "whom", "as", "than", "or", "but", "if", "when",
    "where", "while", "since", "because", "not", "do", "does", "did", "can", "shall", "before",
    "after", "until", "under", "over", "upon", "about", "into", "through", "between", "against",
    "during", "without", "see", "re", "per", "via", "i", "we", "they", "he", "she", "sent", "gave",
    "give", "gives", "made", "make", "wrote", "told", "took", "saw", "got", "get", "held",
    "began", "brought", "found", "put", "said", "says", "send", "ask", "so", "there", "then",
))  # fmt: skip

_SINGULAR = frozenset(("that", "this", "a", "an", "another", "each", "every"))
_DAYS = frozenset((
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
))  # fmt: skip
_ACTORS = frozenset(("i", "we", "he", "she", "they", "you", "who"))
# Capitalised words before a noun that tell what sort of paper it is, not whose.
_SORTS = frozenset((
    "talking", "progress", "position", "background", "policy", "draft", "final", "joint", "secret",
    "top", "confidential", "eyes", "only", "following", "re", "ref", "reference", "special",
    "informal", "oral", "annual", "weekly", "daily", "monthly", "interim", "status", "verbal",
    "private", "personal", "official", "urgent", "immediate", "priority", "staff", "working",
    "summary", "study", "issues", "discussion", "briefing", "information", "action", "decision",
    "first", "second", "third", "fourth", "full", "new", "circular", "in", "on", "at", "for", "as",
    "if", "when", "while", "although", "since", "after", "before", "our", "by", "from", "to",
    "please", "also", "both", "no", "such", "all", "these", "regarding", "concerning", "see",
    "subject", "tab", "memorandum", "telegram", "report", "revised", "general", "basic",
))  # fmt: skip

_WORD = r"(?:(?:Mr|Mrs|Dr|Gen|Adm|Col|Amb|Lt|Maj|Sen|Gov|St|Messrs|[A-Z])\.|[A-Z][\w’'&–-]*)"
_LINK = r"(?: of(?: the)?| for(?: the)?| in(?: the)?| at(?: the)?| and| de| to the| von| al)?"
_NAME = rf"(?:the |an? )?{_WORD}(?:{_LINK} [(]?{_WORD}[)]?){{0,7}}"
_PERSON = r"(?:me|us|you|him|her|them)\b"
_FROM = re.compile(rf",? ?(?:sent |received |signed )?(?:from|by) (?P<name>{_NAME}|{_PERSON})")
_TO = re.compile(rf",? ?(?:sent |addressed |which I sent )?(?:to|for) (?P<name>{_NAME}|{_PERSON})")
_OF = re.compile(rf" (?:of|by) (?P<name>(?:Comrade )?{_NAME})(?=,? ?(?:of|dated|on)\b)")
_WITH = re.compile(rf",? ?(?:with|between) (?P<name>{_NAME}(?:,? and {_NAME})?|{_PERSON})")
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


class Dates:
    """The dates found in one text, to be asked what stands at a place.

    `anchor` is the first day of the record and `latest` its last (ISO, "" while not known):
    "the January letter" is read by the one, what is still to come by the other.
    """

    def __init__(self, found: Sequence[DateMention], anchor: str = "", latest: str = "") -> None:
        self.anchor = anchor
        self.latest = latest or anchor
        self.found = sorted(found, key=lambda one: (one.start, -one.end))
        self.starts = [one.start for one in self.found]
        self.ends = {one.end: one for one in self.found}

    def after(self, body: str, end: int) -> DateMention | None:
        """Return the date that follows the words ending at `end` ("of March 5", ", dated …")."""
        index = bisect_left(self.starts, end)
        if index < len(self.found):
            one = self.found[index]
            if one.start - end <= 16 and _GAP.fullmatch(body, end, one.start):
                return one
            if (
                one.start - end <= _CLAUSE_REACH
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

    def before(self, start: int, reach: int) -> DateMention | None:
        """Return the last date that ends in the `reach` characters before `start`."""
        index = bisect_left(self.starts, start) - 1
        if index >= 0 and start - reach <= self.found[index].end <= start:
            return self.found[index]
        return None


class Before(Struct, frozen=True):
    """What stands before a word for a document; `start` is where the whole phrase begins."""

    start: int
    owner: str = ""
    sender: str = ""
    lead: str = ""
    adjunct: str = ""
    date: DateSpan | None = None


class After(Struct, frozen=True):
    """What stands after it; `end` is where the whole phrase ends."""

    end: int
    sender: str = ""
    recipient: str = ""
    date: DateSpan | None = None
    party: str = ""


def before(  # noqa: PLR0912, PLR0915 - one step a word
    body: str, at: int, dates: Dates, *, plural: bool = False
) -> Before:
    """Read backwards from a word for a document: owner, sender, adjectives, a date.

    Before a `plural` noun "that" is the conjunction ("told that two papers …").

    >>> before("in my second letter", 13, Dates(())).owner
    'mine'
    """
    led = _at_once(body, at, plural=plural)
    if led is not None:
        return led
    table = words()
    left = body[max(0, at - _LEFT) : at]
    cut = left.rfind("\n") + 1
    offset = at - len(left) + cut
    left = left[cut:]
    tokens = left.rsplit(None, _MOST_WORDS)[-_MOST_WORDS:]
    behind = len(left)
    dated = dates.before(at, 40)
    if dated is not None and _SENTENCE.search(body, dated.end - 1, at):
        dated = None
    start, plain, lead, adjunct = at, 0, "", ""
    month: DateSpan | None = None
    for index in range(len(tokens) - 1, -1, -1):
        word = tokens[index]
        behind = left.rfind(word, 0, behind)
        place = offset + behind
        if dated is not None and dated.start <= place < dated.end:
            start = dated.start
            continue
        if word[-1].isdigit() or word[0].isdigit():
            break
        bare = word.lstrip("(“\"'[‘")
        inside = len(word) - len(bare)
        low = bare.casefold().rstrip(".")
        if word.endswith(_CLOSING) or (word.endswith(".") and not _ABBREVIATED.match(word)):
            break
        if bare.endswith(("’s", "'s", "s’", "s'")) and len(bare) > 3:
            begin, name = _owner_name(body, place + inside, bare)
            day = dated.date if dated is not None and dated.start >= begin else None
            return Before(begin, "", name, lead, adjunct, day or month)
        owner = table.owners.get(low)
        if plural and low in _SINGULAR:
            break
        if low == "said" and tokens[index - 1 : index] not in (["the"], ["The"], ["this"]):
            break  # a verb: "Wang said instructions …"
        if owner in ("mine", "yours", "theirs", "open"):
            start = place + inside
            if owner != "open" or low in ("that", "those"):
                lead = lead or ("known" if owner == "open" else "")
            return Before(start, owner, "", lead, adjunct, _within(dated, start) or month)
        if owner is not None:
            lead = lead or owner
            start = place + inside
        elif low in _BARRIER or (low[-2:] == "ed" and index and _acts(tokens[index - 1])):
            break
        elif low in _DAYS:
            start = place + inside
        elif bare[:1].isupper() and month is None and dates.month(bare):
            month = dates.month(bare)
            start = place + inside
        elif bare[:1].isupper():
            adjunct = f"{bare} {adjunct}".strip()
            start = place + inside
        else:
            plain += 1
            if plain > _MOST_PLAIN:
                break
        if inside:
            break
    return Before(start, "", "", lead, adjunct, _within(dated, start) or month)


_SHORTEST_WAY = 16


def _at_once(body: str, at: int, *, plural: bool) -> Before | None:
    """Return what stands before a noun where the word just before it says all: "the report"."""
    begin = body.rfind(" ", max(0, at - _SHORTEST_WAY), at - 1) + 1
    if not begin or body[at - 1 : at] != " ":
        return None
    word = body[begin : at - 1]
    low = word.casefold()
    owner = words().owners.get(low)
    if owner in ("mine", "yours", "theirs", "open"):
        if plural and low in _SINGULAR:
            return Before(at)
        return Before(begin, owner, "", "known" if low in ("that", "those") else "")
    # small letters alone: "May" is no verb
    return Before(at) if owner is None and word in _BARRIER else None


def _acts(word: str) -> bool:
    """Tell whether a word before one in -ed is who did it: "Wang proposed", "I suggested"."""
    return (word[:1].isupper() and word.isalpha()) or word.casefold() in _ACTORS


def sender_told(adjunct: str) -> str:
    """Return whose paper the capitalised words before a noun tell it is, "" for its sort alone.

    >>> sender_told("Soviet"), sender_told("Talking"), sender_told("Re Embassy")
    ('Soviet', '', 'Embassy')
    """
    kept = adjunct.split()
    while kept and kept[0].casefold() in _SORTS:
        del kept[0]
    while kept and kept[-1].casefold() in _SORTS:
        del kept[-1]
    return " ".join(kept)


def _within(dated: DateMention | None, start: int) -> DateSpan | None:
    return dated.date if dated is not None and dated.start >= start else None


def _owner_name(body: str, at: int, bare: str) -> tuple[int, str]:
    """Return where a possessive's name begins, and the name: "the Secretary of State's"."""
    own = re.sub(r"(?:’s|'s|’|')$", "", bare)
    left = body[max(0, at - 40) : at]
    left = left[left.rfind("\n") + 1 :]
    chain = re.search(r"(?:(?:[A-Z][\w.–-]* )(?:(?:of|for|de|von|in) (?:the )?)?)+$", left)
    if chain is None or not own[:1].isupper():
        return at, own
    name = f"{chain[0]}{own}"
    return at - len(chain[0]), name


_ON_SIGNS = frozenset((" ", ",", "("))


def after(body: str, end: int, dates: Dates, *, with_party: bool = False) -> After:
    """Read on from the words ending at `end`: date, sender, addressee, in any order.

    >>> after("letter from Premier Han to me", 6, Dates(())).sender
    'Premier Han'
    """
    if body[end : end + 1] not in _ON_SIGNS:
        return After(end)
    sender = recipient = party = ""
    day: DateSpan | None = None
    for _ in range(5):
        if day is None:
            dated = dates.after(body, end)
            if dated is not None:
                day, end = dated.date, dated.end
                continue
            # of a talk it may as well be a day to come
            told = None if with_party else dates.day(body, end)
            if told is not None:
                day, end = told
                continue
        head = body[end : end + 2].lstrip(", ")
        if not head or head[0] not in "fbtwsaro":
            break
        match = None
        if head[0] == "o":
            match = None if sender or day else _OF.match(body, end)
            if match is None or dates.after(body, match.end()) is None:
                break
            sender, end = match["name"], match.end()
            continue
        if not sender and (match := _FROM.match(body, end)):
            sender = match["name"]
        elif not recipient and (match := _TO.match(body, end)):
            recipient = match["name"]
        elif with_party and not party and (match := _WITH.match(body, end)):
            party = match["name"]
        if match is None:
            break
        end = _trimmed(body, match.start("name"), match.end())
    return After(end, _clean(sender), _clean(recipient), day, _clean(party))


def _trimmed(body: str, start: int, end: int) -> int:
    """Return the end without the full stop of a sentence."""
    while (
        end > start
        and body[end - 1] in ".,’'–-"
        and not re.search(r"\b[A-Z]\.$|\b(?:Mr|Dr|Gen)\.$", body[max(start, end - 5) : end])
    ):
        end -= 1
    return end


def _clean(name: str) -> str:
    return name.strip(" .,").removeprefix("the ")
