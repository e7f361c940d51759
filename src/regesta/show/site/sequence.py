"""An exchange as a chart of messages between its two ends, down the page as time goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import msgspec
from markupsafe import Markup

from regesta.link.header import Header, header
from regesta.link.parties import Party, party, party_named, same_party
from regesta.model import Exchange, Record
from regesta.show.dates import say_edtf
from regesta.show.site.record_view import Step
from regesta.show.wording import Wording

WIDTH = 1000
LEFT, RIGHT = 330, 850
HEAD = 54
ROW = 46
PAUSE = 26
LONG_PAUSE = 4  # days of silence that are said
LONGEST_LABEL, LONGEST_END = 60, 34
MOST_MESSAGES = 120


def sides(
    exchange: Exchange, steps: Sequence[Step], records: Mapping[str, Record]
) -> dict[str, int]:
    """Tell for each document whether the first correspondent wrote it (0) or the second (1).

    Documents of which neither end is known to be the sender are left out.
    """
    ends = _ends(exchange, records)
    if ends is None:
        return {}
    found: dict[str, int] = {}
    for step in steps:
        record = records.get(step.id)
        if record is not None:
            shown = _head(record)
            mine, yours = party(shown.senders), party(shown.recipients)
        else:
            mine, yours = party_named(step.sender), party_named(step.recipient)
        for side in (0, 1):
            if _is(mine, ends[side], step.post) or _is(yours, ends[1 - side], step.to_post):
                found.setdefault(step.id, side)
    return found


def _ends(exchange: Exchange, records: Mapping[str, Record]) -> tuple[Party, Party] | None:
    first = next((records[one] for one in exchange.members if one in records), None)
    if first is None:
        return None
    shown = _head(first)
    return party(shown.senders), party(shown.recipients)


def _head(record: Record) -> Header:
    """Give who wrote to whom as linking sees it, without a look at the texts."""
    return header(
        msgspec.structs.replace(record, texts=(), annotations=(), references=(), mentions=())
    )


def _is(one: Party, end: Party, post: str) -> bool:
    return bool(post and post == end.post) or (bool(one) and bool(end) and same_party(one, end))


def sequence(
    exchange: Exchange,
    steps: Sequence[Step],
    sides: Mapping[str, int],
    records: Mapping[str, Record],
    words: Wording,
) -> Markup:
    """Draw the messages as arrows between two lines of life; empty where the ends are not known."""
    shown = [step for step in steps if step.id in sides][:MOST_MESSAGES]
    if len(exchange.correspondents) != 2 or len(shown) < 2:
        return Markup()
    parts: list[str] = []
    height = HEAD
    before: date | None = None
    for step in shown:
        day = _day(step.date)
        silent = (day - before).days if day and before else 0
        if silent >= LONG_PAUSE:
            said = escape(words.count("exchanges.pause", silent))
            middle = (LEFT + RIGHT) // 2
            parts.append(
                f'<text class="pause" x="{middle}" y="{height + 12}" text-anchor="middle">'
                f"{said}</text>"
            )
            height += PAUSE
        before = day or before
        short = _short(step, records.get(step.id), words)
        parts.append(_message(step, short, sides[step.id], height + ROW - 14, words))
        height += ROW
    lines = "".join(
        f'<line class="lifeline" x1="{x}" x2="{x}" y1="{HEAD - 12}" y2="{height + 8}"/>'
        f'<text class="end" x="{x}" y="{HEAD - 24}" text-anchor="middle">'
        f"{escape(_cut(name, LONGEST_END))}</text>"
        for x, name in zip((LEFT, RIGHT), exchange.correspondents, strict=True)
    )
    title = escape(words.say("exchanges.chart"))
    return Markup(  # noqa: S704 - every value was escaped above
        f'<svg class="sequence" viewBox="0 0 {WIDTH} {height + 16}" role="group" '
        f'aria-label="{title}">{lines}{"".join(parts)}</svg>'
    )


def _message(step: Step, short: str, side: int, y: int, words: Wording) -> str:
    start, end = (LEFT, RIGHT) if side == 0 else (RIGHT, LEFT)
    tip = -10 if end > start else 10
    when = say_edtf(step.date, words) if step.date else words.say("record.undated")
    gap = "" if step.held else f" ({words.say('record.gap')})"
    label = escape(f"{when}: {step.title}{gap}")
    kind = "message" if step.held else "message gap"
    middle = (LEFT + RIGHT) // 2
    return (
        f'<a class="{kind}" href="{escape(step.address)}"><title>{label}</title>'
        f'<rect class="hit" x="0" y="{y - 32}" width="{WIDTH}" height="{ROW}"/>'
        f'<text class="day" x="0" y="{y + 4}">{escape(when)}</text>'
        f'<text x="{middle}" y="{y - 8}" text-anchor="middle">{escape(short)}</text>'
        f'<line x1="{start}" x2="{end + tip}" y1="{y}" y2="{y}"/>'
        f'<path d="M{end} {y}l{tip} -5v10z"/></a>'
    )


def _short(step: Step, record: Record | None, words: Wording) -> str:
    """Say what a document is, since the ends say who wrote to whom: "Telegram 226"."""
    number = step.number
    if record is not None:
        number = next((f"{one.number}" for one in record.numbers), "")
    genre = words.genre_name(record.genre if record is not None else step.genre)
    said = f"{genre[:1].upper()}{genre[1:]} {number}".strip()
    return said if genre else _cut(step.title, LONGEST_LABEL)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rpartition(" ")[0].rstrip(",;:") + " …"


def _day(edtf: str) -> date | None:
    try:
        return date.fromisoformat(edtf[:10])
    except ValueError:
        return None
