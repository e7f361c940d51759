"""Who wrote to whom: the ends that a description tells against those of a record."""

from __future__ import annotations

from regesta.link.ask import (
    AGAINST,
    BY_SENDER,
    ENDS,
    PARTIES,
    RECIPIENT,
    SENDER,
    Ask,
    Features,
    Fit,
)
from regesta.link.describe import HOME_KEYS
from regesta.link.header import Header
from regesta.link.keys import Index, Side

Ends = tuple[frozenset[str], frozenset[str]]

_HALF = 0.45
_POST = (("same post", "another post"), ("addressed there", "addressed elsewhere"))
_TURNED = ("sent to that post", "sent from that post")  # "Cairo 52" may be the one to Cairo
_SENDER = (
    "sender fits", "another sender", "sender named within", "sender among those present",
    "sender's office only", (ENDS | BY_SENDER, SENDER),
    "sender known nowhere",
)  # fmt: skip
_RECIPIENT = (
    "recipient fits", "another recipient", "recipient named within",
    "recipient among those present", "recipient's office only",
    (ENDS, RECIPIENT), "recipient known nowhere",
)  # fmt: skip


def add_posts(ask: Ask, ends: Ends, found: Features, *, numbered: bool) -> int:
    """Add the post it came from and the post it went to; return the marks."""
    said = set()
    for end, post, is_home in ask.posts:
        keys = ends[end]
        if post in keys:
            told = _POST[end][0]
        elif not is_home and post in ends[1 - end]:
            told = _TURNED[end]
        elif is_home and not HOME_KEYS.isdisjoint(keys):
            told = "home office"
        elif any(key[0] == "@" for key in keys):
            told = _POST[end][1]
        else:
            continue
        said.add(told)
        found.append((told, 1.0))
    if not numbered:
        return 0
    # telegrams of two posts often share a number
    if "same post" in said:
        both = "addressed there" in said
        found.append(("number and both posts" if both else "number and post", 1.0))
    elif "sent to that post" in said:
        found.append(("number sent to that post", 1.0))
    elif "another post" in said:
        found.append(("number of another post", 1.0))
        return AGAINST
    return 0


def add_ends(ask: Ask, index: Index, place: int, one: Fit) -> int:
    """Add sender and recipient as named, and whether it passed between the citing pair."""
    ends = index.ends[place]
    marks = _parties(ask, index, place, one) if ask.is_talk else 0
    if ask.senders is not None:
        marks |= _end(ask.senders, ends[0], index.heads[place], _SENDER, one)
    if ask.recipients is not None:
        marks |= _end(ask.recipients, ends[1], index.heads[place], _RECIPIENT, one)
    return marks | _pair(ask, ends, one.found)


def _end(
    side: Side, there: frozenset[str], names: frozenset[str],
    said: tuple[str, str, str, str, str, tuple[int, int], str], one: Fit,
) -> int:  # fmt: skip
    found = one.found
    share = side.share(there)
    if share:
        found.append((said[0], share))
        one.fits += share
        if side.rarest and side.rarest not in there:
            found.append((said[4], 1.0))
        return said[5][0] | (said[5][1] if share >= _HALF else 0)
    if not there:
        if not side.keys.isdisjoint(names):
            found.append((said[3], 1.0))
            one.fits += 1.0
        return 0
    if not side.keys.isdisjoint(names):
        found.append((said[1], 1.0))
        found.append((said[2], 1.0))
    elif side.is_known:
        found.append((said[1], 1.0))
    else:
        found.append((said[6], 1.0))
    return 0


def _parties(ask: Ask, index: Index, place: int, one: Fit) -> int:
    """Add whether the parties of a talk, and the other side of the record, were there."""
    marks, heads, found = 0, index.heads[place], one.found
    parties = ask.parties
    if parties is not None:
        share = parties.share(heads)
        if share:
            found.append(("parties present", share))
            one.fits += share
            marks = ENDS | BY_SENDER
        else:
            found.append(("parties not present", 1.0))
        if parties.rarest and parties.rarest not in heads:
            found.append(("party's office only", 1.0))
        if _all_present(ask, frozenset(index.headers[place].attending) or heads):
            found.append(("each party present", 1.0))
            marks |= PARTIES
    if ask.other is not None and ask.other.rarest and ask.other.rarest not in heads:
        found.append(("other side's office only", 1.0))
    return marks


def _all_present(ask: Ask, heads: frozenset[str]) -> bool:
    """Tell whether every side of a talk that is named was there, by its most telling name."""
    told = [side.rarest for side in (ask.senders, ask.recipients, ask.other) if side is not None]
    return bool(told) and all(name in heads for name in told)


def _pair(ask: Ask, ends: Ends, found: Features) -> int:
    """Add whether it passed between the citing record's own pair, and which way."""
    senders, recipients = ends
    way = ""
    if not (senders.isdisjoint(ask.yours) or recipients.isdisjoint(ask.mine)):
        way = "other way"
    elif not (senders.isdisjoint(ask.mine) or recipients.isdisjoint(ask.yours)):
        way = "same way"
    if way:
        found.append((f"same pair, {way}", 1.0))
        return ENDS
    return 0


def add_letter(ask: Ask, there: Header, found: Features) -> None:
    """Add that a message to the citing record's writer may lie in a telegram that transmits it."""
    meant, here = ask.meant, ask.here
    found.append(("carries a letter", 1.0))
    writer = here.senders if meant.owner == "yours" else meant.recipients
    if any(key in writer for key in there.carries):
        found.append(("letter to the one meant", 1.0))
