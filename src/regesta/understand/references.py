"""Documents and meetings named by a noun: "your letter of the 14th", "his talk with Dillon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from regesta.model import Mention
from regesta.understand.figures import MOST_HITS
from regesta.understand.mentions_clauses import told_before
from regesta.understand.mentions_dates import Dates
from regesta.understand.mentions_phrases import After, Before, after, before, sender_told
from regesta.understand.mentions_words import triggers, words

# Nouns that are as often a verb or a thing: they need an owner, a date or a correspondent.
_WEAK = frozenset(
    ("note", "report", "draft", "statement", "proposal", "reply", "answer", "response", "minutes",
     "recommendation", "discussion", "meeting", "study", "conversation", "instruction", "paper",
     "estimate", "document", "circular")
)  # fmt: skip
_UPCOMING = re.compile(r"\b(?:next|upcoming|forthcoming|coming|future|proposed)\b", re.I)
_IDEAS = frozenset(("proposal", "discussion", "recommendation", "reply"))
_MEETINGS = frozenset(("meeting", "conversation", "discussion"))
_KIND = re.compile(
    r" (?:of (?:a |the |our |that |this |my |your |his )?(?:telephone )?(?:conversation|discussion"
    r"|meeting|understanding|talk|interview|conference)s?|of conv\.?|for (?:the )?(?:record|files?)"
    r"|verbale)(?!\w)", re.I
)  # fmt: skip
_IN_REPLY = re.compile(r"\bin (?:\w+ )?$", re.I)
# "a letter" means no one letter, and may be one to come …
_ANY = re.compile(r"(?P<none>any|no|some|every|each|such|further|future|possible|what) ", re.I)
_A = re.compile(r"(?:an?|another|two|three|several) ", re.I)
# … but for the one that is handed over, or that somebody wrote.
_GIVEN = re.compile(
    r"\b(?:cop(?:y|ies) of|transmit\w*|send(?:ing|s)?|sent|hand(?:ed|ing)|gave|giv(?:en|ing)"
    r"|show(?:ed|n)?|enclos\w+|attach\w*|forward\w*|receiv\w+|from|read|left|submitt\w+|deliver\w+|wrote|dictated"
    r"|present\w*|drafted|prepared|addressed|address) (?:[\w.’]+ ){0,4}$", re.I
)  # fmt: skip
_WRITTEN = re.compile(
    r",? (?:which|that|written|addressed|prepared|signed|received|drafted|sent|I|we|he|they|saying"
    r"|stating|containing|entitled|setting|outlining|reporting|summarizing)\b"
)
# "the talk of the 8th" will be; "the draft will be sent tomorrow".
_TO_COME = re.compile(
    r"(?: of (?:the |this |our )?[\w ]{1,40}?)? (?:should|will|would|shall|must|may|might|could"
    r"|can|ought|(?:is|are|was|were) to)\b(?! have\b)"
)
# "awaiting your reply", "asked for our paper": nothing is written yet.
_AWAITED = re.compile(
    r"\b(?:ask(?:s|ed|ing)? (?:\w+ )?for|a?wait(?:s|ed|ing)?(?: for)?|pending"
    r"|expect(?:s|ed|ing)?|prepar(?:e|es|ing)|draft(?:ing)?|write|send|request(?:s|ed|ing)?|require[sd]?|need(?:s|ed)?"
    r"|look(?:s|ing)? forward to) (?:\w+ly )?$", re.I
)  # fmt: skip
# "the draft note" is the note.
_DRAFT_OF = re.compile(
    r" (?:treaty|agreement|resolution|convention|protocol|declaration|communiqu[eé]|text|law"
    r"|constitution|directive|plan|cable|speech|charter|pact|contract)s?\b"
)
_DRAFTED = re.compile(r"(?: reply)? (?P<noun>[a-zé-]+)")
# "ten minutes" are no minutes of a meeting.
_COUNTED = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|ninety|five|few|several|some|many|more)) ?$", re.I
)  # fmt: skip
_ATTACHED = re.compile(
    r",? ?[(\[]?(?:copy |copies |text )?(?:is |are )?"
    r"(?:attached|enclosed|inclosed|Tab [A-Z]\b|herewith|[Aa]ttachment|[Ee]nclosure)"
)
_FOLLOWS = re.compile(
    r"\S{0,2} ?(?:will |to |shall |which )?"
    r"(?:follows?|fol|flws|(?:be(?:ing)? |by )?(?:air)?pouch(?:ed)?"
    r"|being (?:sent|transmitted|pouched|forwarded))\b"
)
_STRONG = frozenset(
    (
        "telegram",
        "letter",
        "despatch",
        "airgram",
        "memorandum",
        "message",
        "memorandum-of-conversation",
        "aide-memoire",
    )
)


Sort = Literal["dated", "relative", "genre"]


class _Trigger(Struct, frozen=True):
    start: int
    end: int
    genre: str
    form: str


def find_references(body: str, dates: Dates, taken: list[tuple[int, int]]) -> Iterator[Mention]:
    """Yield the documents of a text that are named without a number, in reading order.

    `taken` are the spans of numbered mentions, in order; a noun inside one is part of it.
    """
    index, done = 0, 0
    for trigger in islice(_triggers(body), MOST_HITS):
        while index < len(taken) and taken[index][1] <= trigger.start:
            index += 1
        if index < len(taken) and taken[index][0] < trigger.end:
            continue
        if trigger.start < done or (trigger.genre == "draft" and _is_drafted(body, trigger)):
            continue
        mention = _form(body, trigger, dates) if trigger.form else _noun(body, trigger, dates)
        if mention is not None:
            if index < len(taken) and taken[index][0] < mention.end:
                continue
            listed = mention.kind == "dated" and _is_plural(body, trigger)
            for one in _listed(body, mention, dates) if listed else (mention,):
                yield one
                done = one.end


def _triggers(body: str) -> Iterator[_Trigger]:
    """Yield the whole words of the table that stand in the text; of two, the longer."""
    held: _Trigger | None = None
    size = len(body)
    for start, end, genre in triggers(body):
        if (
            (start and ((sign := body[start - 1]).isalnum() or sign in "-’'"))
            or (end < size and body[end].isalnum())
        ) and (genre or end >= size or body[end] not in "sS"):
            continue
        form = "" if genre else body[start:end].lower()
        if held is not None and held.end > start:
            if held.end - held.start >= end - start:
                continue
        elif held is not None:
            yield held
        held = _Trigger(start, end, genre, form)
    if held is not None:
        yield held


def _is_drafted(body: str, trigger: _Trigger) -> bool:
    """Tell whether "draft" says of what sort another paper is: "the draft note"."""
    noun = _DRAFTED.match(body, trigger.end)
    return noun is not None and words().nouns.get(noun["noun"].lower()) is not None


def _form(body: str, trigger: _Trigger, dates: Dates) -> Mention | None:
    """Return a cable form that has no number: "reftel", "urtel of March 5"."""
    form = words().forms[trigger.form]
    end = trigger.end + (body[trigger.end : trigger.end + 1] == "s")
    right = after(body, end, dates)
    if form.genre == "" and (right.date is None or body[end : end + 1] not in " ,"):
        return None  # "yours of the 14th", but not "mine" alone
    return Mention(
        start=trigger.start, end=right.end, quote=body[trigger.start : right.end],
        kind="dated" if right.date else "relative", rule="cable form without number",
        genre=form.genre, owner=trigger.form, sender=right.sender, recipient=right.recipient,
        date=right.date,
    )  # fmt: skip


def _noun(  # noqa: PLR0911, PLR0912 - a ladder of what is no document
    body: str, trigger: _Trigger, dates: Dates
) -> Mention | None:
    """Return the mention that a noun is the kernel of, or None where it speaks of nothing."""
    if trigger.genre == "separate":
        return _separately(body, trigger)
    plural = _is_plural(body, trigger)
    left = before(body, trigger.start, dates, plural=plural)
    if left.lead == "present" or (left.start == trigger.start and _is_verb(body, trigger)):
        return None
    if plural and left.start == trigger.start and not _is_dated(body, trigger.end, dates):
        return None
    kind = _KIND.match(body, trigger.end) if _kind_may_follow(body, trigger.end) else None
    end = kind.end() if kind else trigger.end
    genre = trigger.genre
    if kind and "verbale" not in kind.group() and "for" not in kind.group():
        genre = "memorandum-of-conversation"
    if genre == "draft" and (treaty := _DRAFT_OF.match(body, end)):
        end = treaty.end()
    if genre == "reply" and _IN_REPLY.search(body, max(0, left.start - 4), trigger.start):
        return None
    if genre == "minutes" and _COUNTED.search(body, max(0, trigger.start - 14), trigger.start):
        return None
    right = after(body, end, dates, with_party=genre in _MEETINGS or kind is not None)
    date = right.date or left.date
    sender, recipient = right.sender or left.sender, right.recipient or right.party
    named = sender_told(left.adjunct)
    if not (sender or left.owner in ("mine", "yours", "theirs")):
        acted = told_before(body, left.start, spoken=genre in _MEETINGS)
        if acted is not None:
            sender, recipient = acted.sender or named, recipient or acted.recipient
    told = bool(date or sender or right.recipient or right.party)
    if date and genre in _MEETINGS and (not dates.past(date) or (plural and not right.date)):
        return None  # still to come; "Saturday meetings"
    lead = left.lead
    if _ATTACHED.match(body, right.end):
        lead = "attached"
    elif not lead and _FOLLOWS.match(body, right.end):
        lead = "after"
    if genre in _MEETINGS and named and not told and body[trigger.start].isupper():
        return None  # "the Novograd Talks"
    if not told and not _is_one(body, genre, left, right.end, lead, named):
        return None
    said = body[trigger.start : trigger.end].lower()
    if not told and not named and _is_talk(said, genre, left, lead, plural=plural):
        return None
    if not date and _is_thought(body, trigger, left, right):
        return None
    bare = not told and not left.owner and not lead and not kind
    if bare and genre not in _STRONG and (genre in _WEAK or not left.adjunct):
        return None
    if date:
        sort: Sort = "dated"
    elif left.owner in ("mine", "yours", "theirs") or lead:
        sort = "relative"
    else:
        sort = "genre"
    own = lead == "after" and genre in _APART and not (sender or left.owner)
    if own and "separate" in body[left.start : trigger.start].casefold():
        sender = "me"  # "in a separate despatch": the writer's own
    if left.owner == "theirs" and not sender and body[left.start : left.start + 3].lower() == "his":
        sender = dates.person(body, left.start)
    return Mention(
        start=left.start, end=right.end, quote=body[left.start : right.end], kind=sort,
        rule=f"{sort} noun", genre=genre,
        owner=left.owner if left.owner in ("mine", "yours", "theirs") else "", order=lead,
        sender=sender or named, recipient=recipient, date=date,
    )  # fmt: skip


_APART = frozenset(
    ("telegram", "message", "despatch", "airgram", "letter", "memorandum", "report", "note",
     "instruction", "memorandum-of-conversation")
)  # fmt: skip
_SENT_APART = re.compile(
    r"\b(?:(?:is|are|am|will|shall|being|be|been|has|have|was|were) )*"
    r"(?P<verb>telegraph|cabl|wir|report|sen[dt]|transmitt?|forward|pouch|submitt?|writ|address)"
    r"(?:ed|ing|e|ten)?(?: (?:you|to \w+|\w+ed|by \w+))? $"
)
_WIRED = frozenset(("telegraph", "cabl", "wir"))


def _separately(body: str, trigger: _Trigger) -> Mention | None:
    """Return "being telegraphed separately": a further message of the writer's own."""
    verb = _SENT_APART.search(body, max(0, trigger.start - 48), trigger.start)
    if verb is None:
        return None
    return Mention(
        start=verb.start(), end=trigger.end, quote=body[verb.start() : trigger.end],
        kind="relative", rule="sent separately", order="after", sender="me",
        genre="telegram" if verb["verb"] in _WIRED else "message",
    )  # fmt: skip


_WHO_NOTES = frozenset(("i", "we", "you", "they", "please", "also"))


def _is_verb(body: str, trigger: _Trigger) -> bool:
    """Tell whether the word is a verb: "I note", "we report", "to note"."""
    last = body[max(0, trigger.start - 10) : trigger.start].rsplit(None, 1)[-1:]
    word = last[0].lower() if last else ""
    noun = body[trigger.start : trigger.end]
    return noun.islower() and (word in _WHO_NOTES or (noun == "note" and word == "to"))


def _is_dated(body: str, end: int, dates: Dates) -> bool:
    """Tell whether a day stands behind several of a kind: "letters to the Chief of May 5"."""
    day = after(body, end, dates).date
    return day is not None and day.earliest[:10] == day.latest[:10]


def _kind_may_follow(body: str, end: int) -> bool:
    return body[end : end + 4] in (" of ", " for", " ver")


def _is_talk(said: str, genre: str, left: Before, lead: str, *, plural: bool) -> bool:
    """Tell whether a phrase without date or names is what was said, rather than written down.

    "The proposals", "the talks", "his answer" name no document; "your proposal" may.
    """
    if left.owner in ("mine", "yours") or lead not in ("", "known"):
        return False
    if said.startswith("communication"):
        return left.owner == ""
    if plural:
        return genre in _WEAK and left.owner != "theirs"
    if genre == "statement":
        return left.owner == "theirs" or lead == "known"
    return genre in _IDEAS or said in ("talk", "interview")


def _is_thought(body: str, trigger: _Trigger, left: Before, right: After) -> bool:
    """Tell whether an undated phrase is an idea, an event to come, a heading, or a name.

    "The Treasury's proposal", "my estimate", "the upcoming meeting", "MEMORANDUM", "Tel Aviv".
    """
    if trigger.genre in ("proposal", "discussion"):
        return not (right.recipient or right.party) and left.lead not in ("before", "attached")
    if trigger.genre == "estimate":
        return left.owner in ("mine", "yours", "theirs")
    if trigger.genre in _MEETINGS and _UPCOMING.search(body, left.start, trigger.start):
        return True
    if body[trigger.end : trigger.end + 5].lower() == " aviv":
        return True
    whole = left.start == trigger.start and right.end == trigger.end
    return (
        whole  # a line of its own: what the paper itself is called
        and body[max(0, trigger.start - 1) : trigger.start] in ("", "\n")
        and body[trigger.end : trigger.end + 1] in ("", "\n")
    )


def _is_plural(body: str, trigger: _Trigger) -> bool:
    noun = body[trigger.start : trigger.end].lower()
    return noun == "memoranda" or (noun[-1] == "s" and trigger.genre != "minutes")


def _is_one(body: str, genre: str, left: Before, end: int, lead: str, named: str) -> bool:
    """Tell whether a phrase without date or names means a document there is, and one alone."""
    start = left.start
    if lead in ("attached", "after"):
        return True
    if _ANY.match(body, start) or _AWAITED.search(body, max(0, start - 24), start):
        return False
    if _A.match(body, start):
        given = genre not in _MEETINGS and _GIVEN.search(body, max(0, start - 48), start)
        return bool(given or (named and genre not in _MEETINGS) or _WRITTEN.match(body, end))
    return genre in _STRONG or bool(lead) or _TO_COME.match(body, end) is None


def _listed(body: str, first: Mention, dates: Dates) -> Iterator[Mention]:
    """Yield one mention a date: "your telegrams of March 3 and of 5 a.m. yesterday"."""
    yield from _parted(first)
    for one in dates.further(body, first.end):
        further = replace(
            first, start=one.start, end=one.end, quote=body[one.start : one.end], date=one.date
        )
        yield from _parted(further)


def _parted(mention: Mention) -> Iterator[Mention]:
    """Part "letters of January 3 and 5", which reads as a span of days, into its two days."""
    date = mention.date
    if date is None or " and " not in date.quote or date.earliest[:10] == date.latest[:10]:
        yield mention
        return
    for day in (date.earliest[:10], date.latest[:10]):
        alone = replace(date, edtf=day, earliest=f"{day}T00:00", latest=f"{day}T23:59")
        yield replace(mention, date=alone)
