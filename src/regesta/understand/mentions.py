"""The words by which a record speaks of other documents; nothing is resolved here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from regesta.model import DateMention, Mark, Mention, Record, Text
from regesta.understand.cables import find_cables
from regesta.understand.context import Context
from regesta.understand.mentions_phrases import Dates
from regesta.understand.references import find_references

_POINTER = re.compile(
    r"(?:[Ss]ee (?:also )?)?(?:"
    r"\b[Dd]ocuments? (?:No\. )?(?P<document>\d+[A-Z]?)\b"
    r"|\b(?P<side>[Aa]nte|[Pp]ost|[Ss]upra|[Ii]nfra)\b(?:, pp?\. ?(?P<page>\d+))?"
    r")"
)


def find_mentions(record: Record, context: Context) -> list[Mention]:
    """Return what the record says of other documents, in reading order, text by text.

    Dates are those among the record's annotations. Footnotes give only numbered mentions,
    pointers of the edition and the links of the source. `context` is not asked today: the
    forms are the same everywhere.
    """
    dated: dict[tuple[int, str], list[DateMention]] = {}
    for one in record.annotations:
        if isinstance(one, DateMention):
            dated.setdefault((one.text, one.note), []).append(one)
    found: list[Mention] = []
    for index, text in enumerate(record.texts):
        found += _of_text(text, index, Dates(dated.get((index, ""), ())))
        for note in text.notes:
            dates = Dates(dated.get((index, note.id), ()))
            for mention in _of_note(note.body, dates):
                found.append(replace(mention, text=index, note=note.id))
    return found


def _of_text(text: Text, index: int, dates: Dates) -> list[Mention]:
    """Return the mentions of one text's body."""
    body = text.body
    cables = [replace(one, text=index) if index else one for one in find_cables(body, dates)]
    pointers = list(_pointers(body)) if _has_pointer(body) else []
    links = [_link(body, mark) for mark in text.marks if mark.kind == "reference" and not mark.note]
    taken = sorted((one.start, one.end) for one in (*cables, *pointers, *links))
    nouns = [
        replace(one, text=index) if index else one for one in find_references(body, dates, taken)
    ]
    return sorted([*cables, *pointers, *links, *nouns], key=lambda one: (one.start, one.end))


def _of_note(body: str, dates: Dates) -> list[Mention]:
    """Return what a footnote points to: pointers and numbered documents."""
    cables = list(find_cables(body, dates))
    pointers = list(_pointers(body)) if _has_pointer(body) else []
    return sorted([*cables, *pointers], key=lambda one: (one.start, one.end))


def _has_pointer(body: str) -> bool:
    return any(word in body for word in ("ocument ", "ocuments ", "nte", "ost, p", "upra", "nfra"))


def _pointers(body: str) -> Iterator[Mention]:
    """Yield the pointers of an edition: "see Document 178", "ante, p. 14", "supra", "infra"."""
    for match in _POINTER.finditer(body):
        document, side, page = match["document"], match["side"], match["page"]
        if side and side.casefold() in ("ante", "post") and not page:
            continue
        edition = f"document {document}" if document else f"p. {page}" if page else side.casefold()
        yield Mention(
            start=match.start(), end=match.end(), quote=match.group(), kind="pointer",
            rule="pointer of the edition", number=document or "", edition=edition,
        )  # fmt: skip


def _link(body: str, mark: Mark) -> Mention:
    """Return the mention that a link of the source makes, with its target."""
    return Mention(
        start=mark.start, end=mark.end, quote=body[mark.start : mark.end], kind="pointer",
        rule="link of the source", target=mark.target,
    )  # fmt: skip
