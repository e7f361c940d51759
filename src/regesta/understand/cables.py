"""Documents named by a number: "Embtel 302", "Warsaw's 130", "State 339227", "NSC 5818/1"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from regesta.model import Mention
from regesta.understand.figures import number_starts
from regesta.understand.mentions_phrases import Dates, after, before
from regesta.understand.mentions_words import post_named, words

_NUMBER = re.compile(r"\d+(?:[/–-]\d+)*[A-Z]{0,2}\b")
_LEFT = 64
_CARRIED = 160
# What makes a number a count, a day or an hour.
_NOT_A_NUMBER = re.compile(
    r"\s?(?:st|nd|rd|th|[ap]\. ?m|percent|per cent|hours?|days?|million|billion|thousand|miles|men"
    r"|tons|years|percentage|minutes|times|members|countries|points|items|Congress)\b|\s?%|[,.:]\d",
)
_NO = frozenset(("no", "nos", "nr", "nrs", "number", "numbers", "num", "n°", "#", "serial"))
# The words between the numbers of a list: "Embtels 302 and 305", "1702, July 10; 1805, July 25".
_NEXT = re.compile(
    r"\)?(?:,|;|,? and|,? &|;? and|,? or|/)\s?(?:[Nn]os?\.\s?)?(?P<number>\d{1,7}(?:/\d+)?)\b"
)
_RANGE = re.compile(r"(?P<first>\d{1,6})[-–](?P<last>\d{1,6})")
_MOST_OF_A_RANGE = 12
_SHORTENED = frozenset(("tel", "tels", "msg", "msgs", "memo", "memos"))
_YEARS = re.compile(r"1[89]\d\d(?:[-–/]\d+)?")
_SPREAD = frozenset(("telegram", "despatch", "airgram"))
_CORRECTED = re.compile(r" ?\[(?P<number>\d{1,6})\]")
_REPEATED = re.compile(
    r",? ?[(\[]?(?:and )?(?:[Rr]e?p(?:ea)?te?d|[Rr]epeated|[Rr]pt|(?:also )?[Ss]ent|[Ii]nfo)\b\.?"
    r"(?: (?:info(?:rmation)?|to|also|as))*"
    r"(?:,? (?:and )?(?:[A-Z][A-Za-z]* ){1,2}(?:as )?\d{1,7}\b(?! (?:to|of) \d))+"
    r"|,? ?[(\[]?(?:(?:[A-Z][A-Za-z]* )?\d{1,7} to [A-Z][A-Za-z]+(?: [A-Z][a-z]+)?,? ?)+"
)


class _Named(Struct, frozen=True):
    """What the words before a number make of it."""

    start: int
    rule: str
    genre: str
    series: str = ""
    owner: str = ""
    sender: str = ""


def find_cables(body: str, dates: Dates) -> Iterator[Mention]:
    """Yield the documents of a text that are named by a number, in reading order.

    A list gives one mention a number ("Embtels 302 and 305"), a range one a number up to
    twelve; the words "repeated Taipei 231" belong to the number before them.
    """
    done = 0
    last: _Named | None = None
    reached = 0
    for start in number_starts(body):
        if start < done or start < reached:
            continue
        near = last is not None and start - done < _CARRIED
        if not (near or _may_number(body, start)):
            continue
        match = _NUMBER.match(body, start)
        if match is None:
            continue
        reached = match.end()
        named = _named(body, start, match.group(), dates)
        if named is None and near and last is not None:
            named = _carried(body, match, last, dates)
        if named is None or _NOT_A_NUMBER.match(body, match.end()):
            continue
        if _is_day(body, match.end(), match.group()):
            continue
        last = named
        for mention in _numbers(body, named, match, dates):
            done = mention.end
            yield mention


_LONGEST = 40


class _Leads(dict[str, bool]):
    """Whether a word may make the number behind it a document's, worked out once a word.

    A dict is asked without a call; it starts anew when it has grown large.
    """

    def __missing__(self, printed: str) -> bool:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        self[printed] = answer = _leads(printed.rsplit(None, 1)[-1] if printed.split() else "")
        return answer


_MOST_KNOWN = 65_536
_LEADS = _Leads()


def _may_number(body: str, start: int) -> bool:
    """Tell by the word before a number alone whether it may be a document's."""
    if start < 2:
        return False
    previous = body[start - 1]
    if previous == " ":
        return _LEADS[body[body.rfind(" ", max(0, start - _LONGEST), start - 1) + 1 : start - 1]]
    return previous in "\u00a0-–#°"


def _leads(printed: str) -> bool:
    """Tell whether any of the rules takes a number behind this word for a document's."""
    table = words()
    bare = printed.lstrip("(“\"'[").rstrip(",.:")
    low = bare.casefold()
    if printed.endswith("]") or low in _NO:
        return True
    if not bare or printed[-1] in ":;)" or low in table.months:
        return False
    if _form(low) or low in table.nouns:
        return True
    if printed.endswith(","):
        return False
    if table.owners.get(low) in ("mine", "yours") or bare in table.series:
        return True
    return bare[0].isupper() and low.replace(".", "") not in table.not_documents


def _carried(body: str, match: re.Match[str], last: _Named, dates: Dates) -> _Named | None:
    """Return a further number of a list that other words part: "999, June 23 …; 995, June 22"."""
    start, end = match.span()
    dated = dates.after(body, end)
    if len(match.group()) < 2 or dated is None or body[end : end + 2] != ", ":
        return None
    if not body[max(0, start - 8) : start].rstrip().endswith((",", ";", "and", "to", "in")):
        return None
    return replace(last, start=start)


def _is_day(body: str, end: int, number: str) -> bool:
    """Tell whether the number is the day of a month that follows it."""
    if len(number) > 2:
        return False
    word = body[end : end + 12].lstrip(" \u00a0").split(" ", 1)[0].rstrip(".,;)").casefold()
    return word in words().months


def _named(  # noqa: PLR0911 - a ladder of forms, each its own answer
    body: str, start: int, number: str, dates: Dates
) -> _Named | None:
    """Return what the words before a number say it is the number of, or None."""
    if start < 2:
        return None
    previous = body[start - 1]
    if previous in "-–":
        return _hyphened(body, start)
    if previous not in " \u00a0#°":
        return None
    left = body[max(0, start - _LEFT) : start]
    left = left[left.rfind("\n") + 1 :]
    tokens = left.split()
    if not tokens:
        return None
    where = len(left) + max(0, start - len(left)) - start  # offset of `left` is start - len(left)
    position = start - len(left) + where
    word = tokens.pop()
    with_no = False
    if word.rstrip(".").casefold() in _NO:
        with_no = True
        if not tokens:
            return None
        word = tokens.pop()
    index = left.rfind(word) + position
    if word.endswith("]"):
        return _withheld(body, index + len(word))
    return _by_word(body, index, word, number, with_no, tokens, dates)


def _hyphened(body: str, start: int) -> _Named | None:
    """Return the series of "A-123", "JCSM–768"."""
    left = re.search(r"(?<![\w-])([A-Z][A-Za-z.]{0,5})[-–]$", body[max(0, start - 9) : start])
    if left is None:
        return None
    genre = words().series.get(left[1])
    if genre is None:
        return None
    at = start - len(left[0])
    led = before(body, at, Dates(()))
    return _Named(led.start, "series", genre, left[1], led.owner, led.sender)


_WITHHELD = re.compile(r"\[[^\]\n]{0,40}(?:indicator|telegram|cable|designator)[^\]\n]{0,40}\]$")


def _withheld(body: str, end: int) -> _Named | None:
    """Return "[telegram indicator not declassified] 746": a number whose series is withheld."""
    bracket = _WITHHELD.search(body, max(0, end - 100), end)
    return _Named(bracket.start(), "series withheld", "telegram") if bracket else None


def _by_word(  # noqa: PLR0911 - a ladder of forms, each its own answer
    body: str, index: int, printed: str, number: str, with_no: bool,
    tokens: list[str], dates: Dates,
) -> _Named | None:  # fmt: skip
    """Return what one word before a number makes of it."""
    table = words()
    bare = printed.lstrip("(“\"'[").rstrip(",.:")
    if not bare or (printed[-1] in ",:;)" and printed[-1] != ","):
        return None
    at = index + printed.find(bare)
    low = bare.casefold()
    if low in table.months:
        return None
    form = _form(low)
    if form:
        word = table.forms[form]
        return _Named(at, "cable form", word.genre, "", form, "")
    if low in table.nouns and printed.endswith(".") and low not in _SHORTENED:
        return None  # the number begins a sentence
    if low in table.nouns and table.nouns[low] != "document":
        led = before(body, at, dates)
        return _Named(
            led.start, "numbered noun", table.nouns[low], "", led.owner, led.sender or led.adjunct
        )
    if printed.endswith(","):
        return None
    if table.owners.get(low) in ("mine", "yours"):
        return _Named(at, "owner's number", "", "", table.owners[low])
    if bare.endswith(("’s", "'s", "’", "'")):
        return _possessive(body, at, bare)
    if bare in table.series and len(bare) > 1:
        led = before(body, at, dates)
        return _Named(led.start, "series", table.series[bare], bare, led.owner, led.sender)
    if low.replace(".", "") in table.not_documents or not bare[0].isupper():
        return None
    return _by_name(body, at, bare, number, with_no, tokens)


def _form(low: str) -> str:
    """Return the cable form of a word: "embtels", "reembtel", "re-urtel" too, or ""."""
    forms = words().forms
    for word in (low, low.removeprefix("re").lstrip("-–")):
        for form in (word, word.removesuffix("s")):
            if form in forms and forms[form].genre:
                return form
    return ""


_NAME_BEFORE = re.compile(r"(?:(?:[A-Z][\w.]+|de|the|of|for) ){1,4}$")


def _possessive(body: str, at: int, bare: str) -> _Named | None:
    """Return "Warsaw's 130", "the Department's 1841", "New Delhi's 44"."""
    name = re.sub(r"[’']s?$", "", bare)
    if not name[:1].isupper() or name.casefold() in words().not_documents:
        return None
    left = _NAME_BEFORE.search(body[max(0, at - 40) : at])
    if left:
        whole = f"{left[0]}{name}"
        if not whole.startswith(("the ", "of ", "for ", "de ")) and post_named(whole):
            return _Named(at - len(left[0]), "owner's number", "", "", whole)
    return _Named(at, "owner's number", "", "", name)


def _by_name(  # noqa: PLR0911 - a ladder of forms, each its own answer
    body: str, at: int, bare: str, number: str, with_no: bool, tokens: list[str]
) -> _Named | None:
    """Return "Saigon 679", "State 339227", "LINC 4510", "Mission No. 247"."""
    if not with_no and _YEARS.fullmatch(number):
        return None
    first = tokens[-1].lstrip("([“") if tokens else ""
    if first[:1].isupper() and first[-1:].isalpha() and post_named(f"{first} {bare}"):
        two = f"{first} {bare}"
        return _Named(at - len(first) - 1, "post and number", "", "", two)
    if post_named(bare):
        return _Named(at, "post and number", "", "", bare)
    if bare.isupper() and len(bare) > 1 and len(number) > 1:
        return _Named(at, "coded series", "message", bare)
    if (with_no and len(number) > 1) or (number[0] == "0" and len(number) > 3):
        return _Named(at, "name and number", "", "", bare)
    cited = tokens and tokens[-1].strip("(.:").casefold() in ("re", "ref", "reference", "reftel")
    if len(number) > 2 and cited:
        return _Named(at, "name and number", "", "", bare)
    return None


def _numbers(body: str, named: _Named, match: re.Match[str], dates: Dates) -> Iterator[Mention]:
    """Yield a mention for the number, and one for each further number of its list."""
    start, number, end = named.start, match.group(), match.end()
    spread = _RANGE.fullmatch(number) if named.genre in _SPREAD else None
    if spread:
        yield from _spread(body, named, spread, end)
        return
    while True:
        corrected = _CORRECTED.match(body, end)
        if corrected:  # the editors' number, in brackets after the one as sent
            number, end = corrected["number"], corrected.end()
        right = after(body, end, dates)
        repeated = _REPEATED.match(body, right.end)
        stop = repeated.end() if repeated else right.end
        yield Mention(
            start=start,
            end=stop,
            quote=body[start:stop],
            kind="numbered",
            rule=named.rule,
            genre=named.genre,
            number=number,
            series=named.series,
            owner=named.owner,
            sender=right.sender or named.sender,
            recipient=right.recipient,
            date=right.date,
        )
        following = _NEXT.match(body, stop)
        if following is None or _NOT_A_NUMBER.match(body, following.end()):
            return
        number, end = following["number"], following.end()
        if _is_day(body, end, number) or (right.date is None and _is_time(body, end)):
            return
        start = following.start("number")


def _is_time(body: str, end: int) -> bool:
    return body[end : end + 6].lstrip().startswith(("a.", "p.", "a m", "p m"))


def _spread(body: str, named: _Named, spread: re.Match[str], end: int) -> Iterator[Mention]:
    """Yield a mention for each number of a range: "Embtels 302-305"."""
    first, last = int(spread["first"]), int(spread["last"])
    if last < first:  # "1702-5": the last figures alone
        last = int(spread["first"][: -len(spread["last"])] + spread["last"])
    if not first <= last <= first + _MOST_OF_A_RANGE:
        last = first
    for number in range(first, last + 1):
        yield Mention(
            start=named.start, end=end, quote=body[named.start : end], kind="numbered",
            rule="range", genre=named.genre, number=str(number), series=named.series,
            owner=named.owner, sender=named.sender,
        )  # fmt: skip
