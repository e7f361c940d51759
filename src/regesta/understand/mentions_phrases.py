"""What stands around a word for a document: its owner before; date and correspondents after."""

from __future__ import annotations

import re

from msgspec import Struct

from regesta.model import DateMention, DateSpan
from regesta.understand.mentions_clauses import plain_name, skipped, told_after
from regesta.understand.mentions_dates import Dates
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

# Words in -ed that may stand between a date and a document: "the May 5 unsigned note".
_SHAPED = frozenset((
    "signed", "unsigned", "numbered", "unnumbered", "coded", "attached", "enclosed", "proposed",
    "revised", "united", "combined", "detailed", "classified", "related", "extended", "so-called",
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
    "presidential",
))  # fmt: skip

_WORD = r"(?:(?:Mr|Mrs|Dr|Gen|Adm|Col|Amb|Lt|Maj|Sen|Gov|St|Messrs|[A-Z])\.|[A-Z][\w’'&–-]*)"
_LINK = r"(?: of(?: the)?| for(?: the)?| in(?: the)?| at(?: the)?| and| de| to the| von| al)?"
_NAME = rf"(?:the |an? )?{_WORD}(?:{_LINK} [(]?{_WORD}[)]?){{0,7}}"
_PERSON = r"(?:me|us|you|him|her|them)\b"
_FROM = re.compile(rf",? ?(?:sent |received |signed )?(?:from|by) (?P<name>{_NAME}|{_PERSON})")
_TO = re.compile(rf",? ?(?:sent |addressed |which I sent )?(?:to|for) (?P<name>{_NAME}|{_PERSON})")
_OF = re.compile(rf" (?:of|by) (?P<name>(?:Comrade )?{_NAME})(?=,? ?(?:of|dated|on)\b)")
_WITH = re.compile(
    rf",? ?(?:with|between) (?P<name>{_NAME}(?:,? and (?:{_NAME}|{_PERSON}))?|{_PERSON})"
)


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
        elif low in _BARRIER or (
            low[-2:] == "ed"
            and index
            and (_acts(tokens[index - 1]) or (dated is not None and low not in _SHAPED))
        ):
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
_THIS = frozenset(("this", "these"))


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
    if low in _THIS:
        return Before(begin, "", "", "known")
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


_REFERRING = re.compile(r"^(?:Re|Ref|Reference|Regarding) ")


def _owner_name(body: str, at: int, bare: str) -> tuple[int, str]:
    """Return where a possessive's name begins, and the name: "the Secretary of State's"."""
    own = re.sub(r"(?:’s|'s|’|')$", "", bare)
    left = body[max(0, at - 40) : at]
    left = left[left.rfind("\n") + 1 :]
    chain = re.search(r"(?:(?:[A-Z][\w.–-]* )(?:(?:of|for|de|von|in) (?:the )?)?)+$", left)
    if chain is None or not own[:1].isupper():
        return at, own
    led = re.split(r"(?:(?<=[a-z]{4}\.)|(?<=[A-Z]{3}\.)) ", chain[0])[-1]  # not across a sentence
    led = _REFERRING.sub("", led)
    return at - len(led), f"{led}{own}"


_ON_SIGNS = frozenset((" ", ",", "("))
# What begins the rest of a sentence, and tells nothing of the document.
_GOES_ON = frozenset((
    " is ", " as ", " or ", " if ", " it ", " so ", " be ", " are", " but", " may", " can",
    " not", " did", " wou", " sho", " cou", " mig", " mus", " sha",
))  # fmt: skip


def after(  # noqa: PLR0912, PLR0915 - one step a phrase
    body: str, end: int, dates: Dates, *, with_party: bool = False, clauses: bool = True
) -> After:
    """Read on from the words ending at `end`: date, sender, addressee, in any order.

    Without `clauses` what somebody did with the document is not asked ("which you sent me").

    >>> after("letter from Premier Han to me", 6, Dates(())).sender
    'Premier Han'
    """
    if body[end : end + 1] not in _ON_SIGNS or body[end : end + 4] in _GOES_ON:
        return After(end)
    sender = recipient = party = ""
    day: DateSpan | None = None
    begun = at = (
        end  # where reading goes on; a title or a clause is read but is no part of the phrase
    )
    for _ in range(6):
        if day is None:
            dated = dates.after(body, at, clause=False)
            if dated is not None:
                day, end = dated.date, dated.end
                at = end
                continue
            # of a talk it may as well be a day to come
            told = None if with_party else dates.day(body, at)
            if told is not None:
                day, end = told
                at = end
                continue
        head = body[at : at + 3].lstrip(", ")
        if not head:
            break
        passed = skipped(body, at)
        if passed > at:
            at = passed
            continue
        match = None
        if head[0] == "o":
            match = None if sender or day else _OF.match(body, at)
            if match is None or dates.after(body, match.end()) is None:
                break
            sender, end = match["name"], match.end()
            at = end
            continue
        if head[0] in "fbtwsr":
            if not sender and (match := _FROM.match(body, at)):
                sender = match["name"]
            elif not recipient and (match := _TO.match(body, at)):
                recipient = match["name"]
            elif with_party and not party and (match := _WITH.match(body, at)):
                party = match["name"]
        if match is None:
            if not clauses or sender or party:
                break
            clause = told_after(body, at, spoken=with_party)
            if clause is None:
                break
            sender, recipient = clause.sender, recipient or clause.recipient
            at = clause.end
            if not (sender or recipient):
                break
            continue
        end = at = _trimmed(body, match.start("name"), match.end())
    if day is None and (dated := dates.after(body, at) or dates.after(body, begun)) is not None:
        day, end = dated.date, dated.end
        further = _names_behind(body, end, with_party=with_party)
        if further is not None and not (sender and recipient):
            end = further.end
            sender, recipient = sender or further.sender, recipient or further.recipient
            party = party or further.party
    return After(end, _clean(sender), _clean(recipient), day, _clean(party))


def _names_behind(body: str, at: int, *, with_party: bool) -> After | None:
    """Return one name behind a date: "handed over on June 15 to the Secretary"."""
    if match := _FROM.match(body, at):
        return After(_trimmed(body, match.start("name"), match.end()), sender=match["name"])
    if match := _TO.match(body, at):
        return After(_trimmed(body, match.start("name"), match.end()), recipient=match["name"])
    if with_party and (match := _WITH.match(body, at)):
        return After(_trimmed(body, match.start("name"), match.end()), party=match["name"])
    return None


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
    return plain_name(name) if name else ""
