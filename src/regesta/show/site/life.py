"""The life of an agreement in time: a lane for each stage, a dot for each time it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

from markupsafe import Markup
from msgspec import Struct

from regesta.keep.entries import Regest
from regesta.model.agreement import AgreementStory
from regesta.show.addresses import record_address
from regesta.show.dates import say_edtf
from regesta.show.wording import Wording

STAGES = (
    "proposed", "negotiated", "drafted", "signed", "ratified", "published", "in-force", "refused",
    "abolished",
)  # fmt: skip
MENTIONED = "mentioned"
WIDTH = 1000
LEFT, RIGHT = 130, 970
LANE = 38
TOP = 14
RADIUS = 7


class Event(Struct, frozen=True, kw_only=True):
    """Something told of an agreement: its stage, when, by whom, in which record and words."""

    stage: str
    date: str
    by: str
    record: str
    title: str
    sentence: str


def events(story: AgreementStory, regests: Mapping[str, Regest]) -> list[Event]:
    """Give what the records tell, in time, those that only mention it too.

    `regests` holds the short entry of each record by id. Who says "we" is the record's sender.
    """
    nobody = Regest(id="", title="")
    told = [
        Event(
            stage=one.stage,
            date=one.date,
            by=_who(one.by, regests.get(one.record, nobody)),
            record=one.record,
            title=regests.get(one.record, nobody).title or one.record,
            sentence=one.sentence,
        )
        for one in story.stages
    ]
    known = {one.record for one in told}
    for record in story.records:
        if record not in known:
            found = regests.get(record, nobody)
            told.append(
                Event(
                    stage=MENTIONED,
                    date=found.date[:10],
                    by="",
                    record=record,
                    title=found.title or record,
                    sentence="",
                )
            )
    return sorted(told, key=lambda one: one.date or "9")


def _who(by: str, regest: Regest) -> str:
    if by.casefold() in {"i", "we"}:
        return regest.sender
    return "" if by.casefold() in {"he", "she", "it", "they", "you"} else by


def life(story: AgreementStory, told: Sequence[Event], words: Wording) -> Markup:
    """Draw the events on lanes by stage; empty where fewer than two of them have a day."""
    dated = [(one, day) for one in told if (day := _ordinal(one.date))]
    if len(dated) < 2:
        return Markup()
    first, last = dated[0][1], dated[-1][1]
    lanes = [one for one in (*STAGES, MENTIONED) if any(event.stage == one for event, _ in dated)]
    base = TOP + LANE * len(lanes)
    parts: list[str] = []
    for number, stage in enumerate(lanes):
        y = TOP + LANE * number + LANE // 2
        parts.append(
            f'<line class="lane" x1="{LEFT}" x2="{RIGHT}" y1="{y}" y2="{y}"/>'
            f'<text x="0" y="{y + 5}">{escape(words.say(f"stage.{stage}"))}</text>'
        )
    taken: dict[tuple[int, str], int] = {}
    for event, day in dated:
        x = LEFT + RADIUS + (RIGHT - LEFT - 2 * RADIUS) * (day - first) / max(1, last - first)
        y = TOP + LANE * lanes.index(event.stage) + LANE // 2
        # Of several on one day each stands a little beside the last.
        beside = taken.get((day, event.stage), 0)
        taken[day, event.stage] = beside + 1
        parts.append(_dot(event, min(x + beside * 2 * RADIUS, RIGHT), y, words))
    for at, anchor, said in (
        (LEFT, "start", dated[0][0].date),
        (RIGHT, "end", dated[-1][0].date),
    ):
        parts.append(
            f'<text class="day" x="{at}" y="{base + 22}" text-anchor="{anchor}">'
            f"{escape(say_edtf(said, words))}</text>"
        )
    title = escape(words.say("agreements.life", name=story.name))
    return Markup(  # noqa: S704 - every value was escaped above
        f'<svg class="life" viewBox="0 0 {WIDTH} {base + 30}" role="group" '
        f'aria-label="{title}">{"".join(parts)}</svg>'
    )


def _dot(event: Event, x: float, y: int, words: Wording) -> str:
    stage = words.say(f"stage.{event.stage}")
    label = escape(f"{say_edtf(event.date, words)}, {stage}: {event.title}")
    return (
        f'<a class="{event.stage}" href="{escape(record_address(event.record))}" '
        f'aria-label="{label}"><title>{label}</title>'
        f'<rect class="hit" x="{x - 12:.1f}" y="{y - 14}" width="24" height="28"/>'
        f'<circle cx="{x:.1f}" cy="{y}" r="{RADIUS}"/></a>'
    )


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day[:10]).toordinal()
    except ValueError:
        return 0
