"""What a search found, as a list to take along: CSV, RIS, BibTeX, or a JSON object a line."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from regesta.keep.archive import Archive
from regesta.model import Record
from regesta.search.index import Hit
from regesta.show.cite import agent_name, bibtex, ris
from regesta.show.export.tables import disarm

_MARK = re.compile(r"</?mark>")
COLUMNS = (
    "id", "title", "date", "genre", "senders", "recipients", "place", "archive", "source",
    "classification", "languages", "url", "page", "note", "passage",
)  # fmt: skip


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A hit with its record; `address` is where the record can be read, "" when nowhere."""

    hit: Hit
    record: Record
    address: str = ""


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is written of one hit; lists are empty where nothing is known.

    `passage` is why the record was found, as plain text; it stands on `page`, in the note
    labelled `note` when not in the text itself.
    """

    id: str
    title: str = ""
    date: str = ""
    genre: str = ""
    senders: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    place: str = ""
    archive: str = ""
    source: str = ""
    classification: str = ""
    languages: tuple[str, ...] = ()
    url: str = ""
    page: str = ""
    note: str = ""
    passage: str = ""
    score: float = 0.0


Writer = Callable[[Iterable[Found], str], Iterator[bytes]]


def with_records(
    archive: Archive, hits: Sequence[Hit], address: Callable[[str], str] = lambda id: ""
) -> list[Found]:
    """Give the hits with their records; `address` says where the record of an id can be read."""
    records = {one.id: one for one in archive.records([hit.id for hit in hits])}
    return [
        Found(hit=hit, record=records[hit.id], address=address(hit.id))
        for hit in hits
        if hit.id in records
    ]


def write_csv(found: Iterable[Found], title: str = "") -> Iterator[bytes]:
    """Yield a table in UTF-8 with a line of names (RFC 4180); several names part by "; "."""
    yield _line(COLUMNS)
    for one in found:
        row = _row(one)
        cells = (getattr(row, column) for column in COLUMNS)
        yield _line("; ".join(cell) if isinstance(cell, tuple) else cell for cell in cells)


def write_jsonl(found: Iterable[Found], title: str = "") -> Iterator[bytes]:
    """Yield one JSON object a hit and line: the names are those of the CSV, and `score`."""
    for one in found:
        yield msgspec.json.encode(_row(one)) + b"\n"


def write_ris(found: Iterable[Found], title: str = "") -> Iterator[bytes]:
    """Yield one RIS entry a hit; `title` is the archive's."""
    for one in found:
        yield ris(one.record, one.address, title).encode()


def write_bibtex(found: Iterable[Found], title: str = "") -> Iterator[bytes]:
    """Yield one BibTeX entry a hit, no two with the same key; `title` is the archive's."""
    used: dict[str, int] = {}
    for one in found:
        head, comma, rest = bibtex(one.record, one.address, title).partition(",")
        times = used[head] = used.get(head, 0) + 1
        key = head if times == 1 else f"{head}-{times}"
        yield f"{key}{comma}{rest}\n".encode()


RESULT_FORMATS: dict[str, Writer] = {
    "csv": write_csv,
    "ris": write_ris,
    "bibtex": write_bibtex,
    "jsonl": write_jsonl,
}


def plain_passage(snippet: str) -> str:
    """Return the snippet of a hit as plain text.

    >>> plain_passage("a <mark>treaty</mark> &amp; more")
    'a treaty & more'
    """
    return html.unescape(_MARK.sub("", snippet))


def _row(found: Found) -> Row:
    hit, record = found.hit, found.record
    return Row(
        id=hit.id,
        title=record.title or record.stated.head,
        date=hit.date,
        genre=record.genre,
        senders=tuple(agent_name(agent) for agent in record.senders),
        recipients=tuple(agent_name(agent) for agent in record.recipients),
        place=record.place,
        archive=record.archive,
        source=record.source.raw,
        classification=record.classification,
        languages=record.languages,
        url=record.url or found.address,
        page=hit.page,
        note=hit.note,
        passage=plain_passage(hit.snippet),
        score=round(hit.score, 4),
    )


def _line(cells: Iterable[str]) -> bytes:
    buffer = io.StringIO()
    # A letter that no encoding has, from a broken source, must not end the list.
    safe = map(disarm, cells)
    csv.writer(buffer, lineterminator="\r\n").writerow(" ".join(cell.split()) for cell in safe)
    return buffer.getvalue().encode(errors="replace")
