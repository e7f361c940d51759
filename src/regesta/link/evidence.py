"""Why a record was taken for the one meant: one sentence from its features."""

from __future__ import annotations

from math import log1p

from regesta.link.ask import NEARER, Features
from regesta.link.header import Header

_SAID = {
    "same number": "same number",
    "same series": "same series",
    "same post": "same post",
    "addressed there": "sent to the same post",
    "another number": "another number",
    "another post": "another post",
    "sender fits": "same sender",
    "recipient fits": "same recipient",
    "same minute": "the very minute",
    "same day": "the day told",
    "within the days": "within the days told",
    "a day off": "a day off the day told",
    "same genre": "same genre",
    "just before": "printed just before",
    "just after": "printed just after",
    "part of the same": "attached",
    "names at its head": "the names near it",
    "same pair, other way": "the other side of the same exchange",
    "the latest that fits": "the latest of its kind",
    "named elsewhere in the record": "named elsewhere in the record",
    "sender among those present": "its sender among those present",
}
_MOST = 6
_SAME_MATTER = log1p(2)  # at most two others are nearer in matter


def reasons(found: Features, here: Header, there: Header) -> str:
    """Return one sentence: "Same number, same post, a day earlier."."""
    parts = list(dict.fromkeys(_SAID[name] for name, _ in found if name in _SAID))[:_MOST]
    if any(name == NEARER and value <= _SAME_MATTER for name, value in found):
        parts.append("of the same matter")
    parts.append(apart(here, there))
    words = ", ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def apart(here: Header, there: Header) -> str:
    """Return how far the record lies from the citing one: "two days earlier"."""
    if not here.day or not there.day:
        return ""
    days = here.last - there.day
    if days == 0:
        return "the same day"
    count = "a day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'earlier' if days > 0 else 'later'}"
