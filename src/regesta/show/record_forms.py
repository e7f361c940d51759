"""The forms that a record has beside its page: one table of endings, media types and makers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from msgspec import Struct

from regesta.keep.archive import Archive
from regesta.model import Record
from regesta.show.addresses import record_address
from regesta.show.cite import bibtex, chicago_note, csl_json, ris
from regesta.show.contract import full_record
from regesta.show.dates import say_date
from regesta.show.export.jsonld import json_ld
from regesta.show.export.markdown import markdown_file
from regesta.show.export.pdf import record_pdf
from regesta.show.export.tei import tei_file
from regesta.show.wording import Wording


class Shown(Struct, frozen=True, kw_only=True):
    """A record to be given in another form: of which archive, at which site, in which language."""

    record: Record
    archive: Archive
    site: str
    words: Wording

    @property
    def address(self) -> str:
        """Where people read the record."""
        return self.site + record_address(self.record.id)


class Form(Struct, frozen=True, kw_only=True):
    """A form: its media type, how it is made, and whether a browser shall keep it as a file."""

    media: str
    make: Callable[[Shown], bytes]
    file: bool = False


def file_name(record: Record, ending: str) -> str:
    """Return a name for the file of a record, which every system takes."""
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in record.id)
    return f"{name}.{ending}"


def _json(shown: Shown) -> bytes:
    body = msgspec.json.encode(full_record(shown.archive, shown.record))
    return msgspec.json.format(body, indent=2)


def _csl(shown: Shown) -> bytes:
    item = csl_json(shown.record, shown.address, shown.archive.title)
    return msgspec.json.format(msgspec.json.encode([item]), indent=2)


def _json_ld(shown: Shown) -> bytes:
    node = json_ld(shown.record, shown.site, shown.archive.title)
    return msgspec.json.format(msgspec.json.encode(node), indent=2)


def _ris(shown: Shown) -> bytes:
    return ris(shown.record, shown.address, shown.archive.title).encode(errors="replace")


def _bibtex(shown: Shown) -> bytes:
    return bibtex(shown.record, shown.address, shown.archive.title).encode(errors="replace")


def _pdf(shown: Shown) -> bytes:
    title = shown.archive.title
    note = chicago_note(shown.record, shown.address, title)
    return record_pdf(shown.record, note, shown.words, title)


def _plain(shown: Shown) -> bytes:
    """Give title, date, every text with its notes, and where the original lies."""
    record = shown.record
    parts = [record.title, say_date(record.date, shown.words)]
    for text in record.texts:
        parts.append(text.body)
        parts += [f"[{note.label}] {note.body}" for note in text.notes]
    parts.append(record.source.raw)
    return ("\n\n".join(part for part in parts if part) + "\n").encode(errors="replace")


# Longer endings stand before those that they end with.
FORMS: Mapping[str, Form] = {
    "csl.json": Form(media="application/json", make=_csl),
    "json": Form(media="application/json", make=_json),
    "jsonld": Form(media="application/ld+json", make=_json_ld),
    "ris": Form(media="application/x-research-info-systems", make=_ris, file=True),
    "bib": Form(media="application/x-bibtex", make=_bibtex, file=True),
    "tei.xml": Form(
        media="application/tei+xml", make=lambda shown: tei_file(shown.archive, shown.record)
    ),
    "md": Form(
        media="text/markdown; charset=utf-8",
        make=lambda shown: markdown_file(shown.record).encode(errors="replace"),
    ),
    "pdf": Form(media="application/pdf", make=_pdf),
    "txt": Form(media="text/plain; charset=utf-8", make=_plain),
}
