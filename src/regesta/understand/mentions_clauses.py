"""Clauses that tell who wrote a document, to whom, and what it is called.

Before it: "Minister Han handed me a memorandum". After it: "the letter which you sent me",
"the paper entitled “…”, dated May 5". They are read on to what they tell, and are no part of
the words that name the document.
"""

from __future__ import annotations

import re

from msgspec import Struct

_WORD = r"(?:(?:Mr|Mrs|Dr|Gen|Adm|Col|Amb|Lt|Maj|Sen|Gov|St)\.|[A-Z][\w’'&–-]*)"
_NAME = rf"(?:the |an? )?{_WORD}(?:(?: of(?: the)?| for| and| de| von| al)? {_WORD}){{0,5}}"
_WHOM = rf"(?:(?: to)? (?P<whom>me|us|you|him|them)\b| to (?P<to>{_NAME})| (?P<told>{_NAME}))?"
_SOON = r"(?: (?:had|has|have|just|recently|also|already|earlier|then|thus|yesterday|today))*"
_WROTE = (
    "sent|gave|given|handed|wrote|written|addressed|delivered|submitted|presented|left|forwarded"
    "|transmitted|prepared|drafted|dictated|showed|shown|conveyed|carried|made"
)
_WRITES = "sending|giving|writing|submitting|forwarding|transmitting|preparing|drafting|reporting"
_BY = re.compile(
    rf",? (?:(?:which|that) )?(?:(?:was|were|had been|has been) )?(?:just |recently )?"
    rf"(?:{_WROTE}|communicated|read|signed)(?:(?: to)? (?P<whom>me|us|you|him|them)\b"
    rf"| to (?P<to>{_NAME}))? by (?P<who>{_NAME}|me|you)"
)
_WHICH = re.compile(
    rf"(?:,? (?:which|that))? (?P<who>{_NAME}|I|[Ww]e|you){_SOON} (?P<verb>{_WROTE}|received)\b"
    rf"{_WHOM}"
)
_HELD = re.compile(
    rf"(?:,? (?:which|that))? (?P<who>{_NAME}|I|[Ww]e|you|he|she){_SOON} (?:had|held)"
    rf"(?: today| yesterday| this morning)? with (?P<whom>{_NAME}|me|you|us)"
)
_ENTITLED = re.compile(
    r",? ?(?:"
    r"(?:entitled|captioned|titled|headed|on|re|subject:?|concerning|regarding)?,? ?"
    r"[“\"][^”\"\n]{2,150}[”\"],?"
    r"|(?:entitled|captioned|titled|headed) [A-Z][\w’'-]*(?: (?:[A-Z][\w’'-]*|of|the|and|for|in|on"
    r"|to|an?|with|s)){1,14},?"
    r"|(?:on )?(?:the )?same subject,?"
    r"|\((?:at )?(?:Tab|Attachment|Enclosure|Appendix|Annex) ?[A-Z0-9]*\)"
    r"|\((?:copy )?(?:attached|enclosed)\))"
)
_AND_DATED = re.compile(r",? and(?= dated\b)")
_ACTED = re.compile(
    rf"(?P<who>{_NAME}|\bI|\b[Ww]e|\byou|\bYou){_SOON}(?: (?:am|are|is|was|were))?"
    rf" (?P<verb>{_WROTE}|{_WRITES}|received|had|held|having)"
    rf"(?: from (?P<source>{_NAME}))?{_WHOM}(?: with)?"
    r"(?: a copy of| copies of| copy of| the text of)? $"
)
_LAST_WORDS = frozenset(
    (*_WROTE.split("|"), *_WRITES.split("|"), "received", "had", "held", "of", "with")
)
_FIRST_WORDS = frozenset((
    *_WROTE.split("|"), "communicated", "read", "signed", "which", "that", "was", "just",
    "recently", "he", "she", "we", "you",
))  # fmt: skip
_NOBODY = frozenset(("him", "them", "he", "she", "He", "She", "They", "It", "This", "That", "In",
    "On", "At", "By", "After", "Before", "When", "While", "Since", "As", "And", "But", "If", "For",
))  # fmt: skip
_REACH, _FAR = 90, 8
_ENDS = re.compile(r"[;:,]$|[a-z]{4}\.$")
_OFFICE = re.compile(
    r"\b(?:Secretary|Assistant|Director|Officer|Minister|Adviser|Advisor|Coordinator|Deputy"
    r"|Representative|Commissioner|Ambassador|Embassy|Consul|General|Consulate|Legation|Mission"
    r"|Chargé|State|President|Delegation|Office|Bureau|Division|Chief|Committee|Agent|Administrator|Agency)$"
)
_CUT = re.compile(
    r" (?:of|on|in|for|at|dated) (?:the )?(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December|White House)\b"
)
_JOINT = re.compile(r" (?:for|at|to)(?: the)? ")


class Acted(Struct, frozen=True):
    """Who wrote a document and to whom, as a clause tells; `end` is where the clause ends."""

    sender: str = ""
    recipient: str = ""
    end: int = 0


def skipped(body: str, end: int) -> int:
    """Return where the title, tab or other filler ends that stands here; `end` where none does.

    >>> skipped("paper entitled “Two Ways”, dated May 5", 5)
    26
    """
    if body[end : end + 3].lstrip(" ,")[:1] not in '“"(ecthsoar' or end >= len(body):
        return end
    match = _ENTITLED.match(body, end)
    if match is None or match.end() <= end:
        match = _AND_DATED.match(body, end)
        return match.end() if match else end
    along = _AND_DATED.match(body, match.end())
    return along.end() if along else match.end()


def told_after(body: str, end: int, *, spoken: bool) -> Acted | None:
    """Return what a clause after a document tells: "which you sent me", "handed him by Han".

    Of what was `spoken` it tells who met whom.
    """
    stop = body.find(" ", end + 1, end + 24)
    first = body[end:stop].lstrip(" ,")
    if stop < 0 or not first or not (first in _FIRST_WORDS or first[0].isupper()):
        return None
    if spoken:
        match = _HELD.match(body, end)
        return _of(match) if match else None
    match = _BY.match(body, end) or _WHICH.match(body, end)
    return _of(match) if match else None


def told_before(body: str, start: int, *, spoken: bool) -> Acted | None:
    """Return what the words before a document tell: "Han handed me", "I sent to Minister Han"."""
    if body[start - 1 : start] != " ":
        return None
    left = body[max(0, start - _REACH) : start]
    words = left[left.rfind("\n") + 1 :].split(" ")
    # Most nouns have no such verb before them: one look at all the words tells.
    if _LAST_WORDS.isdisjoint(words[-_FAR:]):
        return None
    verb = len(words) - 1
    while words[verb] not in _LAST_WORDS:
        verb -= 1
    if any(_ENDS.search(word) for word in words[verb:]):
        return None
    match = _ACTED.search(" ".join(words[max(0, verb - _FAR) :]))
    if match is None or (match["verb"] in ("had", "held", "having")) is not spoken:
        return None
    return _of(match)


def _of(match: re.Match[str]) -> Acted:
    groups = match.groupdict()
    who = groups.get("who") or ""
    whom = groups.get("whom") or groups.get("to") or groups.get("told") or ""
    who = "me" if who in ("I", "we", "We", "us") else who.lower() if who == "You" else who
    whom = "" if whom in _NOBODY else whom
    who = "" if who in _NOBODY else who
    if groups.get("verb") == "received":
        who, whom = groups.get("source") or whom, who
    return Acted(sender=plain_name(who), recipient=plain_name(whom), end=match.end())


def plain_name(name: str) -> str:
    """Return a name without what only seems part of it: a month, a place of meeting, an addressee.

    >>> plain_name("Premier Han at the White House)"), plain_name("Han for Minister Okoro")
    ('Premier Han', 'Han')
    """
    name = name.strip(" .,")
    if name.endswith(")") and "(" not in name:
        name = name[:-1]
    cut = _CUT.search(name)
    if cut:
        name = name[: cut.start()]
    for match in _JOINT.finditer(name):
        if not _OFFICE.search(name[: match.start()]):
            name = name[: match.start()]
            break
    return name.removeprefix("the ").strip(" .,")
