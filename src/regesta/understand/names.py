"""Persons named in a record: authority first, ambiguity kept, nothing promoted without reason."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from msgspec.structs import replace

from regesta.model import EntityMention, Record, Text
from regesta.understand.authority import Authority
from regesta.understand.context import Context
from regesta.understand.names_agents import resolve_agents
from regesta.understand.names_choice import Page, decide
from regesta.understand.names_hits import Scanner
from regesta.understand.names_index import PersonIndex
from regesta.understand.names_new import propose
from regesta.understand.names_spans import Spans
from regesta.understand.names_supplied import find_supplied
from regesta.understand.offices import find_offices

_PLACE = attrgetter("text", "note", "start")


def find_names(record: Record, context: Context) -> list[EntityMention]:
    """Return the persons named in the record's texts and notes, in order of their places.

    What the source's own markup says comes first (rule "edition's markup"); then names of
    the authority: full names, surnames with title, initials or alone, code names, spelled
    as in the list, in another romanisation or in capitals. A surname of several persons
    is decided by given name, title, the persons named in full elsewhere in the record,
    and rank; when that leaves no clear winner `entity` is "" and `candidates` are kept.
    """
    authority = context.authority
    index, scanner = authority.derive(PersonIndex), authority.derive(Scanner)
    page = Page(record=record, index=index, day=record.date.earliest[:10] if record.date else "")
    found: list[EntityMention] = []
    for number, text in enumerate(record.texts):
        marked = list(_marked(text, number))
        marked.extend(replace(each, text=number) for each in find_supplied(text, authority))
        for mention in _unmarked(text, page, scanner, authority, marked):
            found.append(replace(mention, text=number) if number else mention)
        found.extend(marked)
        for note in text.notes:
            if hits := scanner.scan(note.body).hits:
                for mention in decide(hits, note.body, page):
                    found.append(replace(mention, text=number, note=note.id))
    found.sort(key=_PLACE)
    return found


def _unmarked(
    text: Text, page: Page, scanner: Scanner, authority: Authority, marked: list[EntityMention]
) -> Iterator[EntityMention]:
    """Yield what the body of a text names outside what is marked."""
    body = text.body
    if not body:
        return
    hits, phrases, titles = scanner.scan(body)
    spans = [(each.start, each.end) for each in marked if not each.note]
    taken = Spans(spans) if spans else None
    yield from decide(hits, body, page, taken, marked)
    for mention in find_offices(body, phrases, page.record, authority):
        if taken is None or not taken.hold(mention.start, mention.end):
            yield mention
    # A name that was weighed and refused is no new one either.
    known = {start: end for start, end, _ in hits}
    for mention in propose(body, text.blocks, titles, known, page.index):
        if taken is None or not taken.hold(mention.start, mention.end):
            yield mention


def _marked(text: Text, number: int) -> Iterator[EntityMention]:
    """Yield the persons that the source's markup names with a target."""
    marks = [mark for mark in text.marks if mark.kind == "person" and mark.target]
    notes = {note.id: note.body for note in text.notes} if marks else {}
    for mark in marks:
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


__all__ = ["find_names", "resolve_agents"]
