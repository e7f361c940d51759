"""Documents and meetings named by a noun: "your letter of the 14th", "his talk with Dillon"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from regesta.model import Mention
from regesta.understand.mentions_phrases import Dates, after, before
from regesta.understand.mentions_words import words

# Nouns that are as often a verb or a thing: they need an owner, a date or a correspondent.
_WEAK = frozenset(
    ("note", "report", "draft", "statement", "proposal", "reply", "answer", "response", "minutes",
     "recommendation", "discussion", "meeting", "study", "conversation", "instruction", "paper",
     "estimate", "document", "circular")
)  # fmt: skip
_MEETINGS = frozenset(("meeting", "conversation", "discussion"))
_KIND = re.compile(
    r" (?:of (?:a |the |our |that |this |my |your )?(?:conversation|discussion|meeting"
    r"|understanding|talk|interview)s?|for (?:the )?(?:record|files?)|verbale)\b"
)
_IN_REPLY = re.compile(r"\bin (?:\w+ )?$", re.I)
# "a meeting" is one to come as often as one of which a record exists.
_ANY = re.compile(r"(?:an?|any|no|some|every|each|such|further|future|possible) ", re.I)
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
    r"(?:follows?|fol|flws|being (?:sent|transmitted|pouched|forwarded))\b"
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
    for trigger in _triggers(body):
        while index < len(taken) and taken[index][1] <= trigger.start:
            index += 1
        if index < len(taken) and taken[index][0] < trigger.end:
            continue
        if trigger.start < done:
            continue
        mention = _form(body, trigger, dates) if trigger.form else _noun(body, trigger, dates)
        if mention is not None:
            if index < len(taken) and taken[index][0] < mention.end:
                continue
            done = mention.end
            yield mention


def _triggers(body: str) -> Iterator[_Trigger]:
    """Yield the whole words of the table that stand in the text; of two, the longer."""
    low = body.lower()
    if len(low) != len(body):  # a letter such as İ grows when lowered
        low = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in body)
    held: _Trigger | None = None
    size = len(low)
    for start, end, genre in words().triggers.find(low):
        if (
            (start and (low[start - 1].isalnum() or low[start - 1] in "-’'"))
            or (end < size and (low[end].isalnum()))
        ) and (genre or end >= size or low[end] != "s"):
            continue
        form = "" if genre else low[start:end]
        if held is not None and held.end > start:
            if held.end - held.start >= end - start:
                continue
        elif held is not None:
            yield held
        held = _Trigger(start, end, genre, form)
    if held is not None:
        yield held


def _form(body: str, trigger: _Trigger, dates: Dates) -> Mention | None:
    """Return a cable form that has no number: "reftel", "urtel of March 5"."""
    form = words().forms[trigger.form]
    end = trigger.end + (body[trigger.end : trigger.end + 1] == "s")
    right = after(body, end, dates)
    return Mention(
        start=trigger.start, end=right.end, quote=body[trigger.start : right.end],
        kind="dated" if right.date else "relative", rule="cable form without number",
        genre=form.genre, owner=trigger.form, sender=right.sender, recipient=right.recipient,
        date=right.date,
    )  # fmt: skip


def _noun(body: str, trigger: _Trigger, dates: Dates) -> Mention | None:
    """Return the mention that a noun is the kernel of, or None where it speaks of nothing."""
    kind = _KIND.match(body, trigger.end)
    end = kind.end() if kind else trigger.end
    genre = trigger.genre
    if kind and "verbale" not in kind.group() and "for" not in kind.group():
        genre = "memorandum-of-conversation"
    left = before(body, trigger.start, dates)
    if genre == "reply" and _IN_REPLY.search(body, max(0, left.start - 4), trigger.start):
        return None
    if genre == "minutes" and _COUNTED.search(body, max(0, trigger.start - 14), trigger.start):
        return None
    right = after(body, end, dates, with_party=genre in _MEETINGS or kind is not None)
    date = right.date or left.date
    sender = right.sender or left.sender
    told = bool(date or sender or right.recipient or right.party)
    lead = left.lead
    if _ATTACHED.match(body, right.end):
        lead = "attached"
    elif not lead and _FOLLOWS.match(body, right.end):
        lead = "after"
    if left.lead == "present" or (body[trigger.end - 1] == "s" and left.start == trigger.start):
        return None
    if not told and genre in _MEETINGS and _ANY.match(body, left.start):
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
    owner = left.owner if left.owner in ("mine", "yours", "theirs") else ""
    if left.adjunct and not sender:
        sender = left.adjunct
    recipient = right.recipient or right.party
    return Mention(
        start=left.start, end=right.end, quote=body[left.start : right.end], kind=sort,
        rule=f"{sort} noun", genre=genre, owner=owner, order=lead, sender=sender,
        recipient=recipient, date=date,
    )  # fmt: skip
