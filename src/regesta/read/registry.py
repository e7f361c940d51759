"""The one table of readers, and the one way to read a source.

A reader is picked by content, in the order of the table: the sure formats first, plain text
last. What a reader raises becomes a Refusal that names the file and the place, so that a
build goes on; nothing that a file can hold ends it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from regesta.errors import CannotRead, Refusal
from regesta.model import Provenance, Record
from regesta.read import (
    archive_html,
    archive_table,
    archive_text,
    atom,
    bibtex,
    cmif,
    csl,
    dublin_core,
    ead,
    iiif,
    json_own,
    json_table,
    mail,
    mods,
    oai,
    old_word,
    omeka,
    open_text,
    parquet,
    pdf,
    plain,
    ris,
    rtf,
    scan,
    tei,
    web_archive,
    web_article,
    word,
    workbook,
)
from regesta.read.companions import complete
from regesta.read.reader import Item, Reader, Source
from regesta.read.siblings import join_siblings
from regesta.read.tables import load

READERS: tuple[Reader, ...] = (
    oai.READER,  # answers of a provider, whatever stands in them
    cmif.READER,  # lists of letters; TEI too, but without the letters
    tei.READER,  # TEI editions and letters
    atom.READER,  # tables of AtoM and Omeka
    omeka.READER,
    archive_table.READER,  # CSV and SQLite, a document a row
    parquet.READER,
    pdf.READER,
    scan.READER,  # pictures of pages
    workbook.READER,
    json_own.READER,  # what Regesta exports as JSON
    iiif.READER,  # manifests of facsimile pages
    csl.READER,  # Zotero and other reference managers, in their three formats
    json_table.READER,  # any JSON with known columns
    ead.READER,  # finding aids
    mods.READER,  # descriptions of libraries
    dublin_core.READER,
    ris.READER,
    mail.READER,  # messages and mailboxes
    word.READER,
    old_word.READER,
    open_text.READER,
    rtf.READER,
    web_archive.READER,  # WARC and WACZ
    web_article.READER,  # pages of hosts that no layout knows
    archive_html.READER,  # saved record pages
    archive_text.READER,  # the same as text
    bibtex.READER,
    plain.READER,  # plain text and Markdown
)


_CORRECT = "Correct the source there, or fetch or export it again."
_AGAIN = "Fetch the file again, or save it anew or in smaller parts."


def version() -> str:
    """The readers and their versions in one string: when it changes, sources are read again."""
    return " ".join(f"{reader.name}/{reader.version}" for reader in READERS)


def reader_of(source: Source) -> Reader | None:
    """The reader for this source's content, None where no reader takes it."""
    return next((reader for reader in READERS if reader.looks_like(source)), None)


def read_source(source: Source) -> Iterator[Item]:
    """Everything that the source holds, in its order; never raises for what a file can hold.

    Records come with provenance. What cannot be read is a Refusal among the items.
    """
    try:
        reader = reader_of(source) if source.size else None
    except Exception as error:  # a reader's fault must not end the build
        yield _failed(source, "the choice of a reader", error)
        return
    if reader is None:
        yield _unread(source)
        return
    try:
        items: Iterator[Item] = reader.read(source)
        if source.companion:
            items = _with_companion(items, source)
        any_item = False
        own = Provenance(
            file=source.name, sha256=source.sha256, reader=reader.name, version=reader.version
        )
        for item in items:
            any_item = True
            yield _finished(item, source, own)
        if not any_item:
            reason = f"The file holds no document ({reader.name})."
            yield with_way_out(Refusal(source=source.name, reason=reason))
    except CannotRead as error:
        yield with_way_out(
            Refusal(
                source=source.name, place=error.place, reason=error.message, way_out=error.way_out
            )
        )
    except Exception as error:  # as above
        yield _failed(source, f"the reader “{reader.name}”", error)


def _with_companion(items: Iterator[Item], source: Source) -> Iterator[Item]:
    """The items; where there is a single record, completed by the companion and siblings."""
    held: Record | None = None
    many = False
    for item in items:
        if many or not isinstance(item, Record):
            yield item
        elif held is None:
            held = item
        else:
            many = True
            yield from (held, item)
    if held is not None and not many:
        yield from join_siblings(complete(held, source.companion, source.name), source)


def _finished(item: Item, source: Source, own: Provenance) -> Item:
    """The item with its provenance whole, or its source named."""
    if isinstance(item, Refusal):
        return with_way_out(item if item.source else replace(item, source=source.name))
    if not isinstance(item, Record):
        return item
    if not item.provenance:
        return replace(item, provenance=(own,))
    if not any(origin.file in {"", source.name} for origin in item.provenance):
        return replace(item, provenance=(own, *(_whole(one, own) for one in item.provenance)))
    return replace(item, provenance=tuple(_whole(one, own) for one in item.provenance))


def with_way_out(refusal: Refusal) -> Refusal:
    """The refusal with what can always be done, where its reader knows nothing better."""
    if refusal.way_out:
        return refusal
    return replace(refusal, way_out=_CORRECT if refusal.place else _AGAIN)


def _whole(origin: Provenance, own: Provenance) -> Provenance:
    return replace(
        origin,
        file=origin.file or own.file,
        sha256=origin.sha256 or own.sha256,
        reader=origin.reader or own.reader,
        version=origin.version or own.version,
    )


def _failed(source: Source, what: str, error: Exception) -> Refusal:
    """An unforeseen fault, told without a traceback."""
    detail = f"{type(error).__name__}: {error}"[:200].encode("utf-8", "replace").decode("utf-8")
    return Refusal(
        source=source.name,
        reason=f"{what[0].upper()}{what[1:]} failed on this file ({detail}).",
        way_out="The file is unusual or the reader has a fault: please report it with the file.",
    )


def _unread(source: Source) -> Refusal:
    """Why no reader takes this file, and what can be done."""
    if source.size == 0:
        return Refusal(
            source=source.name,
            reason="The file is empty.",
            way_out="Fetch it again, or take it away.",
        )
    for known in load("unread")["format"]:
        if source.head.startswith(bytes.fromhex(known["magic"])):
            return Refusal(
                source=source.name,
                reason=f"This is {known['name']}, which no reader takes.",
                way_out=known["way_out"],
            )
    return Refusal(
        source=source.name,
        reason="No reader knows what this file is: it is neither TEI, nor a saved record page, "
        "nor a table of documents, nor plain text.",
        way_out="Save the document as plain text, Markdown or TEI. Of a table, `regesta inspect` "
        "says how to have its columns read.",
    )
