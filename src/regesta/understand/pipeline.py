"""The order in which the questions are asked of a record; one call a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from operator import attrgetter

from msgspec.structs import replace

from regesta.model import AnyAnnotation, DateMention, EntityMention, Record
from regesta.understand.amounts import find_amounts
from regesta.understand.apparatus import find_apparatus
from regesta.understand.citations import parse_source
from regesta.understand.context import Context
from regesta.understand.datelines import at_home, date_record
from regesta.understand.dates import DateContext, find_dates
from regesta.understand.directives import find_directives
from regesta.understand.instruments import find_agreements
from regesta.understand.languages import tell_languages, tell_roles
from regesta.understand.markings import find_markings
from regesta.understand.mentions import find_mentions
from regesta.understand.names import find_names, resolve_agents
from regesta.understand.places import find_places
from regesta.understand.titles import entitle


def understand(record: Record, context: Context) -> Record:
    """Return the record with date, genre, agents, annotations and mentions of other documents.

    Pure: the same record and context give the same result. What the reader stated is kept.
    """
    return understand_all([record], context)[0]


def understand_all(records: Sequence[Record], context: Context) -> list[Record]:
    """Return the records as `understand` gives each.

    Each question is asked of all of them before the next: what it is answered by stays in the
    processor's cache. A dozen or two are a fifth quicker so; of more nothing is gained.
    """
    known = [_described(record, context) for record in records]
    known = [find_markings(tell_roles(record)) for record in known]
    known = [date_record(record) for record in known]
    known = [entitle(record, context) for record in known]
    known = [resolve_agents(record, context) for record in known]
    # Directives have deadlines, agreements have amounts.
    known = [replace(record, annotations=tuple(_dates(record, context))) for record in known]
    amounts = [find_amounts(record) for record in known]
    found = zip(
        known,
        [find_names(record, context) for record in known],
        [find_places(record, context) for record in known],
        amounts,
        list(map(find_agreements, known, amounts)),
        [find_directives(record) for record in known],
        strict=True,
    )
    known = [
        replace(record, annotations=settle(chain(record.annotations, *others)))
        for record, *others in found
    ]
    return [replace(record, mentions=tuple(find_mentions(record, context))) for record in known]


def _described(record: Record, context: Context) -> Record:
    """Return the record with languages, apparatus and the works its source names."""
    record = tell_languages(record, context.language)
    texts = tuple([replace(text, apparatus=find_apparatus(text)) for text in record.texts])
    return replace(record, texts=texts, source=parse_source(record.source))


def _dates(record: Record, context: Context) -> list[DateMention]:
    """The dates in every text and note, read from where and when the record was written."""
    day_first = {"yes": True, "no": False}.get(context.day_first)
    offset = record.date.offset if record.date else None
    day = at_home(record.date, record.place)
    mentions: list[DateMention] = []
    for index, text in enumerate(record.texts):
        setting = DateContext(
            anchor=day,
            place=record.place,
            offset=offset,
            language=text.language or context.language,
            day_first=day_first,
        )
        mentions += find_dates(text.body, setting, index)
        for note in text.notes:
            mentions += find_dates(note.body, setting, index, note.id)
    return mentions


def settle(found: Iterable[AnyAnnotation]) -> tuple[AnyAnnotation, ...]:
    """Order annotations by place, and let only brothers compete for the same words.

    Of two overlapping names the longer stands, then the surer; a date inside a name, or a
    name inside an agreement, stays as its part.
    """
    ordered = sorted(found, key=_END, reverse=True)
    ordered.sort(key=_PLACE)
    kept: list[AnyAnnotation] = []
    last = -1
    before: EntityMention | None = None
    for one in ordered:
        if isinstance(one, EntityMention):
            if before is not None and one.start < before.end and _in_one_text(before, one):
                if _weight(one) > _weight(before):
                    kept[last] = before = one
                continue
            last = len(kept)
            before = one
        kept.append(one)
    return tuple(kept)


_END = attrgetter("end")
_PLACE = attrgetter("text", "note", "start")


def _in_one_text(first: EntityMention, second: EntityMention) -> bool:
    return first.text == second.text and first.note == second.note


def _weight(mention: EntityMention) -> tuple[int, float]:
    return mention.end - mention.start, mention.confidence
