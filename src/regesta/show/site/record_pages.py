"""A record as a page, and as JSON, RIS, BibTeX, CSL-JSON and plain text at the same address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from regesta.errors import NotFound, QueryError
from regesta.keep.rows import certain_day
from regesta.model import Record
from regesta.search.index import FindsWithin, Occurrence, Query
from regesta.show.addresses import record_address
from regesta.show.cite import agent_name, bibtex, chicago_note, csl_json, ris
from regesta.show.contract import full_record
from regesta.show.dates import say_date
from regesta.show.export.tei import tei_file
from regesta.show.site.decision_pages import judged_about
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    json_answer,
    page,
    reading,
    site_base,
    visitor_of,
    wants_json,
)
from regesta.show.site.facsimiles import allow, pictures_of
from regesta.show.site.ledger import Judged
from regesta.show.site.library import Reading
from regesta.show.site.record_view import view_record
from regesta.show.site.search_query import LONGEST_QUERY
from regesta.show.site.typeset import fragment_at, stands_as_title

FORMS = ("csl.json", "json", "ris", "bib", "tei.xml", "txt")


def show_record(request: Request) -> Response:
    """Answer with the record at /record/ID, or in the form that its ending names."""
    room = reading(request)
    identifier = request.path_params["id"]
    form = ""
    if not room.archive.has(identifier):
        identifier, form = _split_form(identifier)
    if identifier in room.moved:
        return RedirectResponse(record_address(room.moved[identifier], form), 301)
    try:
        record = room.record(identifier)
    except NotFound as error:
        raise NoPage("error.record_404", id=identifier[:80]) from error
    if "at" in request.query_params and not form:
        return _jump(request, room, record)
    if not form and wants_json(request):
        form = "json"
    answer = _record_page(request, room, record) if not form else _as(form, request, room, record)
    answer.headers["Vary"] = "Accept"
    return answer


def _jump(request: Request, room: Reading, record: Record) -> Response:
    """Lead to the paragraph or note that `at` (TEXT-OFFSET) and `note` say; with `q` to the hit."""
    text, _, offset = request.query_params["at"].partition("-")
    fragment = ""
    if text.isascii() and text.isdigit() and offset.isascii() and offset.isdigit():
        note = request.query_params.get("note", "")
        place = (int(text[:4]), note, int(offset[:9]))
        hits = ((one.text, one.note, one.start) for one in _hits(request, room, record))
        hit = next((number for number, one in enumerate(hits, 1) if one == place), 0)
        fragment = f"hit-{hit}" if hit else fragment_at(record, place[0], place[2], note)
    return RedirectResponse(
        record_address(record.id) + _with_query(request) + (f"#{fragment}" if fragment else "")
    )


def _with_query(request: Request) -> str:
    asked = request.query_params.get("q", "")
    return f"?{urlencode({'q': asked})}" if asked else ""


def _hits(request: Request, room: Reading, record: Record) -> Sequence[Occurrence]:
    """Give the places in the record of what a reader searched for before coming here."""
    asked = request.query_params.get("q", "")[:LONGEST_QUERY]
    if not asked.strip() or not isinstance(room.index, FindsWithin):
        return ()
    try:
        found = room.index.within(record.id, Query(text=asked))
    except QueryError:
        return ()
    return [one for one in found if one.note or not stands_as_title(record, one.text, one.start)]


def _split_form(identifier: str) -> tuple[str, str]:
    for form in FORMS:
        if identifier.endswith(f".{form}"):
            return identifier[: -len(form) - 1], form
    return identifier, ""


def _as(form: str, request: Request, room: Reading, record: Record) -> Response:
    address = site_base(request, room) + record_address(record.id)
    title = room.archive.title
    if form == "json":
        return json_answer(full_record(room.archive, record))
    if form == "csl.json":
        return json_answer([csl_json(record, address, title)])
    if form == "txt":
        return PlainTextResponse(_plain(record))
    if form == "tei.xml":
        return Response(tei_file(room.archive, record), media_type="application/tei+xml")
    made, media = (
        (ris(record, address, title), "application/x-research-info-systems")
        if form == "ris"
        else (bibtex(record, address, title), "application/x-bibtex")
    )
    name = "".join(c if c.isascii() and c.isalnum() else "-" for c in record.id)
    return Response(
        made,
        media_type=media,
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"'},
    )


def _plain(record: Record) -> str:
    """Give title, date, every text with its notes, and where the original lies."""
    parts = [record.title, say_date(record.date, WORDS)]
    for text in record.texts:
        parts.append(text.body)
        parts += [f"[{note.label}] {note.body}" for note in text.notes]
    parts.append(record.source.raw)
    return "\n\n".join(part for part in parts if part) + "\n"


def _record_page(request: Request, room: Reading, record: Record) -> Response:
    address = site_base(request, room) + record_address(record.id)
    paths = [
        room.shelf_paths[key]
        for key in dict.fromkeys(one.entity or one.name for one in record.collections)
        if key in room.shelf_paths
    ]
    images = room.archive.settings.addresses.images
    pictures = pictures_of(record, room.pictures, images) if record.facsimiles else ()
    view = view_record(room.archive, record, WORDS, pictures, _hits(request, room, record))
    answer = page(
        request,
        room,
        "record.html",
        record=record,
        view=view,
        note=chicago_note(record, address, room.archive.title),
        paths=paths,
        certain=certain_day(record.date),
        asked=request.query_params.get("q", "")[:LONGEST_QUERY],
        corrections=room.corrections.of(record.id, WORDS),
        judged=_judged(request, room, record),
        title=record.title or WORDS.say("record.untitled"),
        metas=_metas(record, address, room.archive.title),
        linked=_linked(record, address),
        report=_report(room.archive.settings.addresses.contact, record, address),
    )
    allow(answer, pictures)
    return answer


def _judged(request: Request, room: Reading, record: Record) -> list[Judged]:
    """Give what was decided here: all to who may decide, to others what no build applied yet.

    What a build applied stands among the corrections of the record.
    """
    found = judged_about(request, room, record.id)
    visitor = visitor_of(request)
    whole = visitor is not None and visitor.may("decide")
    return found if whole else [one for one in found if not one.applied]


def _report(contact: str, record: Record, address: str) -> str:
    """Give where a reader reports an error in this record: a prepared mail, or an address."""
    if not contact:
        return ""
    subject = f"{record.title or record.id} ({record.record_id or record.id})"
    if "@" in contact and "://" not in contact:
        return f"mailto:{contact}?" + urlencode(
            {"subject": subject, "body": f"{address}\n\n"}, quote_via=quote
        )
    joint = "&" if "?" in contact else "?"
    return contact + joint + urlencode({"title": subject, "body": address})


def _metas(record: Record, address: str, archive_title: str) -> list[tuple[str, str]]:
    """Give what Google Scholar, Zotero (Highwire tags) and catalogues (Dublin Core) read."""
    day = record.date.edtf.partition("T")[0] if record.date else ""
    senders = [agent_name(agent) for agent in record.senders]
    pairs = [
        ("citation_title", record.title),
        *(("citation_author", name) for name in senders),
        ("citation_publication_date", day.replace("-", "/") if "/" not in day else ""),
        ("citation_public_url", record.url or address),
        ("citation_language", record.languages[0] if record.languages else ""),
        ("DC.title", record.title),
        *(("DC.creator", name) for name in senders),
        ("DC.date", day),
        ("DC.type", record.genre),
        ("DC.identifier", record.record_id or record.id),
        ("DC.source", record.source.raw),
        ("DC.rights", record.rights),
        ("DC.language", record.languages[0] if record.languages else ""),
        ("DC.publisher", archive_title),
        ("description", record.summary[:300]),
    ]
    return [(name, content) for name, content in pairs if content]


def _linked(record: Record, address: str) -> dict[str, Any]:
    """Give the record in the words of schema.org."""
    linked = {
        "@context": "https://schema.org",
        "@type": "ArchiveComponent" if record.genre not in {"letter", "message"} else "Message",
        "@id": address,
        "url": address,
        "identifier": record.record_id or record.id,
        "name": record.title,
        "dateCreated": record.date.edtf if record.date else "",
        "genre": record.genre,
        "inLanguage": list(record.languages),
        "abstract": record.summary,
        "author": [{"@type": "Person", "name": agent_name(a)} for a in record.senders],
        "recipient": [{"@type": "Person", "name": agent_name(a)} for a in record.recipients],
        "locationCreated": {"@type": "Place", "name": record.place} if record.place else None,
        "sameAs": record.url if record.url != address else "",
    }
    return {key: value for key, value in linked.items() if value}
