"""Which citations are answers: what the words and their place in the record say.

A reference answers when it goes back to the other side (the record cited went from its
recipient to its sender) and either the words around it say so ("in reply to", "with
reference to"), or it opens the record: a message that begins with the number or date of the other
side's message answers it ("Your 302 January 5. …", "Re Embtel 302 …").
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from regesta.link.cues import Cue
from regesta.link.header import Header
from regesta.link.keys import Index
from regesta.link.parties import party, party_named, same_party, words
from regesta.model import Reference

_OPENING = 420  # code points: number, heading, dateline and classification come before
_STEMS = frozenset(("respons", "respond", "referen", "answeri", "replyin", "acknowl", "receipt"))
_LEAD = re.compile(r"(?:in )?(?:reply|response|answer|reference|replying|answering|re|ref)\b", re.I)
_MOST_DAYS = 120  # what is older is recalled, not answered


def mark_answers(
    index: Index, references: Mapping[str, tuple[Reference, ...]]
) -> dict[str, tuple[Reference, ...]]:
    """Return the references with the relation "answers" where the words or their place say so."""
    marked: dict[str, tuple[Reference, ...]] = {}
    for id, made in references.items():
        citing = index.headers[index.by_id[id]]
        cues = {_place(cue): cue for cue in citing.cues} if made else {}
        marked[id] = tuple(_marked(one, cues, citing, index) for one in made)
    return marked


def _place(cue: Cue) -> tuple[int, str, int, int]:
    mention = cue.mention
    return mention.text, mention.note, mention.start, mention.end


def _marked(
    one: Reference, cues: Mapping[tuple[int, str, int, int], Cue], citing: Header, index: Index
) -> Reference:
    if one.note or one.relation not in ("cites", "answers"):
        return one
    mine, yours = party(citing.senders), party(citing.recipients)
    if not mine or not yours:
        # nothing to weigh the words against
        return one
    if one.relation == "cites":
        cue = cues.get((one.text, one.note, one.start, one.end))
        if one.status == "unresolved" or cue is None or not (_opens(one, citing) or _says(cue)):
            return one
    relation = "answers" if _goes_back(one, citing, index) else "cites"
    return one if one.relation == relation else replace(one, relation=relation)


def _opens(one: Reference, citing: Header) -> bool:
    """Whether a numbered or dated paper stands at the very beginning of a message."""
    meant = one.describes
    spoken = words().families.get(meant.genre) == "conversation"
    if not meant.number and (meant.date is None or spoken):
        return False
    first = min((cue.mention.start for cue in citing.cues if not cue.mention.note), default=0)
    return one.start < _OPENING and one.start <= first + 60


def _says(cue: Cue) -> bool:
    return bool(_LEAD.match(cue.mention.quote)) or not _STEMS.isdisjoint(cue.words)


def _goes_back(one: Reference, citing: Header, index: Index) -> bool:
    """Whether the document meant went from the record's recipient to its sender, and before it."""
    mine, yours = party(citing.senders), party(citing.recipients)
    if not mine or not yours or mine == yours:
        return False
    if one.status == "held":
        there = index.headers[index.by_id[one.target]]
        if there.day > citing.last or citing.day - there.last > _MOST_DAYS:
            return False
        sender, recipient = party(there.senders), party(there.recipients)
        onward = same_party(sender, mine) and same_party(recipient, yours)
        return same_party(sender, yours) and same_party(recipient, mine) and not onward
    meant = one.describes
    sender = party_named(meant.sender, meant.post)
    recipient = party_named(meant.recipient, meant.to_post)
    return same_party(sender, yours) and (not recipient or same_party(recipient, mine))
