"""Persons named in a record: authority first, ambiguity kept, nothing promoted without reason."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from msgspec.structs import replace

from regesta.model import EntityMention, Record, Text
from regesta.understand.context import Context
from regesta.understand.names_agents import resolve_agents
from regesta.understand.names_choice import Hit, Page, decide
from regesta.understand.names_hits import find_hits
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_new import propose
from regesta.understand.names_supplied import find_supplied
from regesta.understand.offices import find_offices


def find_names(record: Record, context: Context) -> list[EntityMention]:
    """Return the persons named in the record's texts and notes, in order of their places.

    What the source's own markup says comes first (rule "edition's markup"); then names of
    the authority: full names, surnames with title, initials or alone, code names, spelled
    as in the list, in another romanisation or in capitals. A surname of several persons
    is decided by given name, title, the persons named in full elsewhere in the record,
    and rank; when that leaves no clear winner `entity` is "" and `candidates` are kept.
    """
    index = context.authority.derive(PersonIndex)
    found: list[EntityMention] = []
    for number, text in enumerate(record.texts):
        page = Page(
            record=record, index=index, day=record.date.earliest[:10] if record.date else ""
        )
        marked = list(_marked(text, number))
        marked.extend(replace(each, text=number) for each in find_supplied(text, context.authority))
        taken = _Taken((mention.start, mention.end) for mention in marked if not mention.note)
        hits = find_hits(text.body, index) if text.body else []
        offices = find_offices(text.body, record, context.authority) if text.body else ()
        decided = decide(hits, text.body, page)
        ends = {mention.end for mention in (*decided, *marked) if not mention.note}
        ends.update(end for _, end, _ in hits)
        proposed = propose(text.body, text.blocks, ends, index) if text.body else ()
        for mention in (*decided, *offices, *proposed):
            if not taken.holds(mention):
                found.append(replace(mention, text=number) if number else mention)
        found.extend(marked)
        for note in text.notes:
            for mention in decide(find_hits(note.body, index), note.body, page):
                found.append(replace(mention, text=number, note=note.id))
    return sorted(found, key=lambda one: (one.text, one.note, one.start))


class _Taken:
    """Spans that are taken, to be asked for what lies across one of them."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reached = list(accumulate((end for _, end in ordered), max))

    def holds(self, mention: EntityMention) -> bool:
        """Tell whether a mention shares a letter with any of the spans."""
        before = bisect_left(self._starts, mention.end)
        return before > 0 and mention.start < self._reached[before - 1]


def _marked(text: Text, number: int) -> Iterator[EntityMention]:
    """Yield the persons that the source's markup names with a target."""
    notes = {note.id: note.body for note in text.notes}
    for mark in text.marks:
        if mark.kind != "person" or not mark.target:
            continue
        body = notes.get(mark.note, "") if mark.note else text.body
        yield EntityMention(
            start=mark.start,
            end=mark.end,
            quote=body[mark.start : mark.end],
            rule="edition's markup",
            confidence=1.0,
            text=number,
            note=mark.note,
            kind="person",
            entity=mark.target,
        )


__all__ = ["Hit", "find_names", "resolve_agents"]
