"""What to mark in a text, and how: apparatus, references, names, dates, amounts, agreements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from msgspec import Struct

from regesta.model import (
    AgreementMention,
    Amount,
    Annotation,
    Apparatus,
    DateMention,
    EntityMention,
    Mark,
    Record,
    Reference,
)
from regesta.search.index import Occurrence
from regesta.show.addresses import agreement_address, record_address, wanted_address
from regesta.show.dates import say_date
from regesta.show.sentences import in_words
from regesta.show.site.inline import Span, without_overlap
from regesta.show.wording import Wording


class Targets(Struct, frozen=True, kw_only=True):
    """What the spans of a record link to.

    `labels` holds the title and date of a record or wanted document by id; `entries` the
    fragment of an entity's entry on the page by the entity's id; `agreements` the id of
    an agreement by start and name of the mention; `pictures` the number of a page's picture
    by the page, and by the picture's name after "="; `hits` are the places that a search
    found in the record, in order.
    """

    labels: Mapping[str, str]
    entries: Mapping[str, str]
    agreements: Mapping[tuple[int, str], str] = {}
    pictures: Mapping[str, int] = {}
    hits: Sequence[Occurrence] = ()


class Marking:
    """All that is to be marked in a record, sorted once by the text or note it lies in."""

    def __init__(self, record: Record, targets: Targets, words: Wording) -> None:
        self._found: dict[tuple[int, str], list[Span]] = {}
        for number, reference in enumerate(record.references):
            self._add(reference, _reference(reference, number, targets, words))
        # Links must not nest: a reference goes before a name inside it.
        for annotation in record.annotations:
            if isinstance(annotation, EntityMention):
                self._add(annotation, _entity(annotation, targets))
        for annotation in record.annotations:
            for span in _annotation(annotation, targets, words):
                self._add(annotation, span)
        for number, hit in enumerate(targets.hits, 1):
            self._found.setdefault((hit.text, _note_of(record, hit)), []).append(
                Span(hit.start, hit.end, "mark", 'class="hit"', f'id="hit-{number}"')
            )
        for index, text in enumerate(record.texts):
            for mark in text.marks:
                for span in _mark(mark):
                    self._found.setdefault((index, mark.note), []).append(span)
            for apparatus in text.apparatus:
                if apparatus.kind != "note":
                    span = _apparatus(apparatus, words)
                    self._found.setdefault((index, ""), []).append(span)

    def spans(self, index: int, note: str = "") -> list[Span]:
        """Give the spans of text `index`, or of its note, none of whose links overlap."""
        found = self._found.get((index, note), [])
        return [span for span in without_overlap(found) if span.start < span.end]

    def _add(self, where: Reference | Annotation, span: Span) -> None:
        self._found.setdefault((where.text, where.note), []).append(span)


def _note_of(record: Record, hit: Occurrence) -> str:
    """Give the id of the note that a hit is in, which it knows by its label."""
    notes = record.texts[hit.text].notes if hit.note else ()
    return next((note.id for note in notes if hit.note in {note.label, note.id}), hit.note)


def reference_href(reference: Reference) -> str:
    """Give the address that a reference opens, "" where it opens none."""
    if reference.status == "held" and reference.target:
        return record_address(reference.target)
    if reference.status == "absent" and reference.wanted:
        return wanted_address(reference.wanted)
    return ""


def _reference(reference: Reference, number: int, targets: Targets, words: Wording) -> Span:
    href = reference_href(reference) or f"#reference-{number}"
    label = targets.labels.get(reference.target or reference.wanted, "")
    status = words.say(f"record.{reference.status}")
    kind = "vague" if reference.vague else reference.status
    why = in_words(reference.why, words.language)
    hint = " · ".join(part for part in (label, status, why) if part)
    return Span(
        reference.start,
        reference.end,
        "a",
        f'class="ref {kind}" href="{escape(href)}" title="{escape(hint)}" '
        f'data-card="reference-{number}"',
    )


def _entity(mention: EntityMention, targets: Targets) -> Span:
    entry = targets.entries.get(entry_key(mention))
    classes = f"name {mention.kind}" + ("" if mention.entity else " open")
    if entry is None:
        return Span(mention.start, mention.end, "span", f'class="{classes}"')
    return Span(
        mention.start,
        mention.end,
        "a",
        f'class="{classes}" href="#{entry}" data-card="{entry}"',
    )


def entry_key(mention: EntityMention) -> str:
    """Give what a mention stands under in the page's list: its entity, else its own words."""
    return mention.entity or f"?{mention.name or mention.quote}"


def _annotation(annotation: Annotation, targets: Targets, words: Wording) -> Iterator[Span]:
    start, end = annotation.start, annotation.end
    if isinstance(annotation, DateMention):
        hint = escape(say_date(annotation.date, words))
        machine = escape(
            annotation.date.earliest if annotation.date.minute else annotation.date.day
        )
        tag, value = ("time", f'datetime="{machine}" ') if machine else ("span", "")
        yield Span(start, end, tag, f'class="date" {value}title="{hint}"')
    elif isinstance(annotation, Amount):
        upper = f"–{annotation.upper:,.10g}" if annotation.upper is not None else ""
        hint = escape(f"{annotation.value:,.10g}{upper} {annotation.unit}")
        yield Span(start, end, "span", f'class="amount" title="{hint}"')
    elif isinstance(annotation, AgreementMention):
        stage = words.say(f"stage.{annotation.stage}") if annotation.stage else ""
        hint = escape(" · ".join(part for part in (annotation.name, stage, annotation.by) if part))
        followed = targets.agreements.get((start, annotation.name or annotation.quote))
        if followed:
            href = escape(agreement_address(followed))
            yield Span(start, end, "a", f'class="agreement" href="{href}" title="{hint}"')
        else:
            yield Span(start, end, "span", f'class="agreement" title="{hint}"')


def _mark(mark: Mark) -> Iterator[Span]:
    if mark.kind == "emphasis":
        yield Span(mark.start, mark.end, "em")


def _apparatus(apparatus: Apparatus, words: Wording) -> Span:
    hint = words.say(f"apparatus.{apparatus.kind}")
    if apparatus.extent:
        hint = f"{hint}: {apparatus.extent}"
    return Span(
        apparatus.start,
        apparatus.end,
        "span",
        f'class="editor {apparatus.kind}" title="{escape(hint)}"',
    )
