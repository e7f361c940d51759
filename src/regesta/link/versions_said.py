"""One sentence on how two versions differ."""

from __future__ import annotations

from msgspec.structs import replace

from regesta.link.header import Header
from regesta.link.wanted_title import short_name
from regesta.model import Version

_SAID = {
    "version-of": "The same text",
    "other-wording": "The same message in other words, a paraphrase or another translation",
    "draft-of": "A draft of that text",
    "has-draft": "That text is a draft of it",
    "repeats": "It passes that message on",
    "repeated-in": "That message passes it on",
    "also-sent": "The same text, sent to another recipient",
    "encloses": "It has that text within its own",
    "enclosed-in": "Its text stands within that one's",
    "shares-passages": "Passages of the same wording",
}
_ALMOST_ALL = 0.9
_ABOUT_AS_LONG = (0.9, 1.1)


def sentence(tie: Version, here: Header, there: Header) -> Version:
    """Return the tie with its sentence: the share in common, what differs, which is longer."""
    parts = [_SAID[tie.relation], _shared(tie), *_differing(tie, here, there), _longer(tie)]
    return replace(tie, why="; ".join(part for part in parts if part) + ".")


def _shared(tie: Version) -> str:
    if tie.relation == "other-wording":
        return (
            f"the day and the correspondents agree, and {_percent(tie.share)} of the telling words"
        )
    if min(tie.share, tie.back) >= _ALMOST_ALL:
        return "almost word for word"
    if tie.relation == "encloses":
        return f"{_percent(tie.back)} of that one's wording is here"
    return f"{_percent(tie.share)} of its wording is there"


def _differing(tie: Version, here: Header, there: Header) -> list[str]:
    said: list[str] = []
    if "date" in tie.differs:
        days = there.day - here.day
        said.append(f"that one is {_days(abs(days))} {'later' if days > 0 else 'earlier'}")
    if "sender" in tie.differs:
        said.append(f"that one is from {short_name(there.sender)}, not {short_name(here.sender)}")
    if "recipient" in tie.differs:
        said.append(
            f"that one went to {short_name(there.recipient)}, not {short_name(here.recipient)}"
        )
    return said


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"


def _longer(tie: Version) -> str:
    low, high = _ABOUT_AS_LONG
    if low <= tie.length <= high:
        return "both about as long"
    if tie.length > high:
        return f"that text is {_times(tie.length)}"
    return f"this text is {_times(1 / max(tie.length, 0.001))}"


def _times(ratio: float) -> str:
    return f"{_percent(ratio - 1)} longer" if ratio < 2 else f"{ratio:.0f} times as long"
