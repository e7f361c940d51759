"""Documents named by a number: "Embtel 302", "Warsaw's 130", "State 339227", "NSC 5818/1"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from regesta.model import Mention
from regesta.understand.cables_words import CAPTIONS, NO, bare_word, form_of, may_number
from regesta.understand.figures import number_starts
from regesta.understand.mentions_dates import Dates
from regesta.understand.mentions_phrases import after, before, sender_told
from regesta.understand.mentions_words import post_named, words

# A group of day and minute may stand behind the number: "641/030521Z".
_NUMBER = re.compile(r"\d+(?:[/–-](?!\d{6}Z)\d+)*[A-Z]{0,2}\b")
_LEFT = 64
_CARRIED = 160
# What makes a number a count, a day or an hour.
_NOT_A_NUMBER = re.compile(
    r"\s?(?:st|nd|rd|th|[ap]\. ?m|percent|per cent|hours?|days?|million|billion|thousand|miles|men"
    r"|tons|years|percentage|minutes|times|members|countries|points|items|Congress)\b|\s?%|[,.:]\d",
)
# The words between the numbers of a list: "Embtels 302 and 305", "1702, July 10; 1805, July 25".
_NEXT = re.compile(
    r"\)?(?:,|;|,? and|,? &|;? and|,? or|/)\s?(?:[Nn]os?\.\s?)?(?P<number>\d{1,7}(?:/\d+)?)\b"
)
_RANGE = re.compile(r"(?P<first>\d{1,6})[-–](?P<last>\d{1,6})")
_MOST_OF_A_RANGE = 12
_SHORTENED = frozenset(("tel", "tels", "msg", "msgs", "memo", "memos"))
_YEARS = re.compile(r"1[89]\d\d(?:[-–/]\d+)?")
_WIRED = frozenset(("telegram", "despatch", "airgram", "message"))
_NEVER_NUMBERED = frozenset(("document", "separate"))
_NO_DATES = Dates(())
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
    recipient: str = ""


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
        if not (near or may_number(body, start)):
            continue
        match = _NUMBER.match(body, start)
        if match is None:
            continue
        reached = match.end()
        named = _named(body, start, match.group(), dates)
        if named is not None and last is not None and last.recipient:
            named = _addressed_too(body, done, named, last)
        if named is None and near and last is not None:
            named = _carried(body, match, last, dates)
        if named is None or _NOT_A_NUMBER.match(body, match.end()):
            continue
        if _is_day(body, match.end(), match.group()) and not (
            named.rule == "owner's number" and _DAY_BEHIND.match(body, match.end())
        ):
            continue
        last = named
        for mention in _numbers(body, named, match, dates):
            done = mention.end
            yield mention


def _carried(body: str, match: re.Match[str], last: _Named, dates: Dates) -> _Named | None:
    """Return a further number of a list that other words part: "999, June 23 …; 995, June 22"."""
    start, end = match.span()
    dated = dates.after(body, end)
    if len(match.group()) < 2 or dated is None or body[end : end + 2] != ", ":
        return None
    if not body[max(0, start - 8) : start].rstrip().endswith((",", ";", "and", "to", "in")):
        return None
    return replace(last, start=start)


_DAY_BEHIND = re.compile(r" [A-Z][a-z]+\.? \d{1,2}\b")  # "Ankara’s 1 July 2"
_LISTED = frozenset((", ", " and ", ", and ", "; ", " & "))


def _addressed_too(body: str, done: int, named: _Named, last: _Named) -> _Named:
    """Read "Deptel Ottawa 394, London 6002": the second too went to the post it names."""
    if named.rule == "post and number" and body[done : named.start] in _LISTED:
        return replace(last, start=named.start, recipient=named.owner)
    return named


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
    if previous == "A":
        return _airgram(body, start, dates)
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
    if word.rstrip(".").casefold() in NO:
        with_no = True
        if not tokens:
            return None
        word = tokens.pop()
    index = left.rfind(word) + position
    while tokens and word.strip("(.,").casefold() in CAPTIONS and _may_be_marked(tokens[-1]):
        word = tokens.pop()
        index = left.rfind(word, 0, index - position) + position
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
    led = before(body, at, _NO_DATES)
    return _Named(led.start, "series", genre, left[1], led.owner, led.sender)


def _may_be_marked(word: str) -> bool:
    """Tell whether a mark behind this word is one of handling: "Deptel Niact", "your Nodis"."""
    low = bare_word(word).casefold()
    owner = words().owners.get(low)
    return low in CAPTIONS or owner in ("mine", "yours") or bool(form_of(low))


def _airgram(body: str, start: int, dates: Dates) -> _Named | None:
    """Return "Department’s A696", "your A69": an airgram written without its hyphen."""
    last = body[max(0, start - 24) : start - 1].rsplit(None, 1)[-1:]
    if body[start - 2 : start - 1] != " " or not last:
        return None
    word = last[0]
    owner = words().owners.get(word.casefold())
    if not (word.endswith(("’s", "'s")) or owner in ("mine", "yours") or word == "airgram"):
        return None
    led = before(body, start - 1, dates)
    return _Named(led.start, "series", "airgram", "A", led.owner, led.sender)


_WITHHELD = re.compile(r"\[[^\]\n]{0,40}(?:indicator|telegram|cable|designator)[^\]\n]{0,40}\]$")


def _withheld(body: str, end: int) -> _Named | None:
    """Return "[telegram indicator not declassified] 746": a number whose series is withheld."""
    bracket = _WITHHELD.search(body, max(0, end - 100), end)
    return _Named(bracket.start(), "series withheld", "telegram") if bracket else None


def _by_word(  # noqa: PLR0911, PLR0912 - a ladder of forms, each its own answer
    body: str, index: int, printed: str, number: str, with_no: bool,
    tokens: list[str], dates: Dates,
) -> _Named | None:  # fmt: skip
    """Return what one word before a number makes of it."""
    table = words()
    bare = bare_word(printed)
    if not bare or (printed[-1] in ",:;)" and printed[-1] != ","):
        return None
    at = index + printed.rfind(bare)
    low = bare.casefold()
    if low in table.months:
        return None
    form = form_of(low)
    if form:
        word = table.forms[form]
        return _Named(at, "cable form", word.genre, "", form, "")
    if low in table.nouns and printed.endswith(".") and low not in _SHORTENED:
        return None  # the number begins a sentence
    if low in table.nouns and table.nouns[low] not in _NEVER_NUMBERED:
        if table.nouns[low] not in _WIRED and not with_no and _YEARS.fullmatch(number):
            return None  # "our paper 1962"
        led = before(body, at, dates)
        series = _spelled(f"{led.adjunct} {bare}") if led.adjunct else ""
        if series:
            return _Named(led.start, "series", table.series[series], series, led.owner, led.sender)
        told = led.sender or sender_told(led.adjunct)
        return _Named(led.start, "numbered noun", table.nouns[low], "", led.owner, told)
    if printed.endswith(","):
        return None
    if table.owners.get(low) in ("mine", "yours"):
        return _Named(at, "owner's number", "", "", table.owners[low])
    if bare.endswith(("’s", "'s", "’", "'")):
        return _possessive(body, at, bare)
    if bare in table.series and len(bare) > 1:
        led = before(body, at, _NO_DATES)
        return _Named(led.start, "series", table.series[bare], bare, led.owner, led.sender)
    if low.replace(".", "") in table.not_documents or not bare[0].isupper():
        return None
    if tokens and not _YEARS.fullmatch(number) and not post_named(bare):
        owner = table.owners.get(tokens[-1].strip("(“.").casefold())
        if owner in ("mine", "yours"):  # "my Smilax 3"
            begin = body.rfind(tokens[-1].strip("(“."), 0, at)
            return _Named(begin, "owner's number", "telegram", bare, owner)
    return _by_name(body, at, bare, number, with_no, tokens)


def _spelled(name: str) -> str:
    """Return the series that the last words of a name spell out: "NSAM", "NIE", or "".

    >>> _spelled("National Security Action Memorandum"), _spelled("Joint Memorandum")
    ('NSAM', '')
    """
    initials = "".join(word[0] for word in name.split() if word[0].isupper())
    for size in (5, 4, 3):
        if len(initials) >= size and initials[-size:] in words().series:
            return initials[-size:]
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
        return _by_post(body, at - len(first) - 1, two, tokens[:-1])
    if bare in ("Action", "Actions") and first in ("NSC", "Council"):
        return _Named(at - len(first) - 1, "series", "", "NSC Action")
    coded = bare.isupper() and (len(bare) > 1 or bare not in "AI") and len(number) > 1
    if coded and len(number) > (5 if len(bare) < 4 else 6):
        return _Named(at, "coded series", "message", bare)
    if post_named(bare):
        return _by_post(body, at, bare, tokens)
    joint = re.split(r"[–/-]", bare, maxsplit=1)[0]
    if joint != bare and post_named(joint):  # "State–Defense 658"
        return _by_post(body, at, joint, tokens)
    if coded and (len(bare) > 1 or len(number) > 3):
        return _Named(at, "coded series", "message", bare)
    if (with_no and len(number) > 1) or (number[0] == "0" and len(number) > 3):
        return _Named(at, "name and number", "", "", bare)
    cited = tokens and tokens[-1].strip("(.:").casefold() in ("re", "ref", "reference", "reftel")
    if len(number) > 2 and cited:
        return _Named(at, "name and number", "", "", bare)
    return None


def _by_post(body: str, at: int, post: str, tokens: list[str]) -> _Named:
    """Return "Saigon 679", or "Deptel to Saigon 679", which Saigon did not send but received."""
    left = [bare_word(token) for token in tokens[-2:]]
    form = form_of(left[-1].casefold()) if left else ""
    if form and words().forms[form].source == "department":
        return _Named(
            body.rfind(left[-1], 0, at), "cable form", words().forms[form].genre, "", form, "", post
        )
    if not left or left[-1] != "to":
        return _Named(at, "post and number", "", "", post)
    form = form_of(left[0].casefold()) if len(left) > 1 else ""
    if not form:
        return _Named(at, "number to a post", "telegram", "", "", "", post)
    return _Named(
        body.rfind(left[0], 0, at), "cable form", words().forms[form].genre, "", form, "", post
    )


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
        right = after(body, end, dates, clauses=False)
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
            recipient=right.recipient or named.recipient,
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
