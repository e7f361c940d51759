"""What a wanted document is called: its title, and the id made of the same facts."""

from __future__ import annotations

import re
from datetime import date

from regesta.model import DateSpan, Description
from regesta.understand.folding import fold_name
from regesta.understand.gazetteer import place_of_post

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_WIRED = frozenset(("telegram", "message", "airgram", "despatch", "instruction", "circular", ""))
_BETWEEN = frozenset(("meeting", "conversation", "discussion", "memorandum-of-conversation"))
_LABELS = {
    "": "Message",
    "aide-memoire": "Aide-mémoire",
    "memorandum-of-conversation": "Memorandum of conversation",
    "meeting": "Record of a meeting",
    "conversation": "Record of a conversation",
    "discussion": "Record of a discussion",
}
_LONGEST = 80


def title_of(meant: Description, cited: str) -> str:
    """Return a title for people: "Telegram 302, Seoul to Washington, 5 January 1950".

    `cited` is the day it was first cited (ISO, "" where not known), said where the document
    has no date of its own.
    """
    kind = _LABELS.get(meant.genre, meant.genre.capitalize())
    if meant.series and not meant.number.startswith(meant.series):
        kind = f"{kind} {meant.series}"
    head = f"{kind} {meant.number}".strip()
    ends = _ends(meant, cited)
    when = say_day(meant.date)
    if not when and cited:
        when = f"cited on {_say(cited)}"
    return ", ".join(part for part in (f"{head}{ends}", when) if part)


def _ends(meant: Description, cited: str) -> str:
    """Return ", Seoul to Washington", " from Seoul", " to Rome" or ""."""
    wired = meant.genre in _WIRED and not (meant.genre == "message" and not meant.number)
    day = meant.date.earliest[:10] if meant.date else cited
    sender, recipient = short_name(meant.sender), short_name(meant.recipient)
    if wired:
        here, there = place_shown(meant.post, day), place_shown(meant.to_post, day)
        if here != there:
            sender, recipient = here or sender, there or recipient
    if not sender and meant.post:
        sender = place_shown(meant.post, day)
    if not recipient and meant.to_post:
        recipient = place_shown(meant.to_post, day)
    if sender and recipient:
        joint = " and " if meant.genre in _BETWEEN else " to "
        return f", {sender}{joint}{recipient}"
    if meant.genre in _BETWEEN:
        return f", {sender or recipient}" if sender or recipient else ""
    return f" from {sender}" if sender else f" to {recipient}" if recipient else ""


def place_shown(post: str, day: str = "") -> str:
    """Return the name of the place where a post stands, as called on a day; "" for none."""
    if not post:
        return ""
    place = place_of_post(post)
    return place.name_at(day) if place else post.replace("-", " ").title()


def short_name(name: str) -> str:
    """Return the first of several names, without what only lengthens it."""
    first = name.split("; ", maxsplit=1)[0].strip(" ,.;")
    if len(first) > _LONGEST:
        first = first[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,") + "…"
    return re.sub(r"^The (?=[A-Z])", "the ", first)


def say_day(when: DateSpan | None) -> str:
    """Say a date: "2 January 1950, 11 p.m.", "January 1950", "1950"; "" for a wider one."""
    if when is None:
        return ""
    if when.minute:
        return f"{_say(when.day)}, {_clock(when.minute[11:])}"
    if when.day:
        return _say(when.day)
    if when.earliest[:7] == when.latest[:7]:
        return f"{_MONTHS[int(when.earliest[5:7]) - 1]} {when.earliest[:4]}"
    return when.earliest[:4] if when.earliest[:4] == when.latest[:4] else ""


def months_shown(earliest: str, latest: str) -> str:
    """Return the months of a span: "February 1951", "February – April 1951"."""
    first, last = earliest[:7], latest[:7]
    month, other = (_MONTHS[int(one[5:7]) - 1] for one in (first, last))
    if first == last:
        return f"{month} {first[:4]}"
    if first[:4] == last[:4]:
        return f"{month} – {other} {first[:4]}"
    return f"{month} {first[:4]} – {other} {last[:4]}"


def _say(day: str) -> str:
    at = date.fromisoformat(day)
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def _clock(clock: str) -> str:
    hour, minute = int(clock[:2]), clock[3:]
    half = "a.m." if hour < 12 else "p.m."
    return f"{hour % 12 or 12}{'' if minute == '00' else f':{minute}'} {half}"


def slug_of(meant: Description, cited: str) -> str:
    """Return the id made of what is known: "wanted/telegram-302-seoul-1950-01-05"."""
    ends = (meant.post or short_name(meant.sender), meant.to_post or short_name(meant.recipient))
    when = meant.date.edtf if meant.date and say_day(meant.date) else cited[:4]
    numbered = bool(meant.number and ends[0])
    parts = (
        meant.genre or "message", meant.series, meant.number,
        ends[0], "" if numbered else ends[1], when,
    )  # fmt: skip
    plain = fold_name(" ".join(part for part in parts if part))
    return "wanted/" + re.sub(r"[^\w]+", "-", plain).strip("-")
