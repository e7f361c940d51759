"""A record as a page, and in other forms at the same address with an ending."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import quote, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from regesta.errors import NotFound, QueryError, WrongUse
from regesta.keep.rows import certain_day
from regesta.model import Record
from regesta.search.index import FindsWithin, Occurrence, Query
from regesta.show.addresses import SAFE, record_address
from regesta.show.cite import chicago_note, csl_json
from regesta.show.citing import cite_in
from regesta.show.export.iiif import ENDING, MEDIA
from regesta.show.export.jsonld import CONTEXT, json_ld
from regesta.show.page_metadata import open_graph, page_metas
from regesta.show.record_forms import FORMS, Shown, file_name
from regesta.show.site.conditional import conditional, share
from regesta.show.site.decision_pages import judged_about
from regesta.show.site.desk import (
    WORDS,
    NoPage,
    page,
    reading,
    site_base,
    visitor_of,
    wants_json,
)
from regesta.show.site.facsimiles import Picture, allow, manifest_of, pictures_of
from regesta.show.site.ledger import Judged
from regesta.show.site.library import Reading
from regesta.show.site.record_view import view_record
from regesta.show.site.search_query import LONGEST_QUERY
from regesta.show.site.service import too_many
from regesta.show.site.typeset import fragment_at, stands_as_title


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
    for form in (ENDING, *FORMS):
        if identifier.endswith(f".{form}"):
            return identifier[: -len(form) - 1], form
    return identifier, ""


def _as(form: str, request: Request, room: Reading, record: Record) -> Response:
    site = site_base(request, room)
    # A PDF costs many times what a page does.
    refused = too_many(request) if form == "pdf" else None
    if refused is not None:
        return refused
    if form == ENDING:
        made = manifest_of(room, record, site)
        answer = Response(msgspec.json.encode(made), media_type=MEDIA)
    else:
        kind = FORMS[form]
        shown = Shown(record=record, archive=room.archive, site=site, words=WORDS)
        answer = Response(kind.make(shown), media_type=kind.media)
        if kind.file:
            name = file_name(record, form)
            answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    shared = bool(request.app.state.serving.anywhere)
    return share(request, conditional(request, answer, room.built), anywhere=shared)


def _record_page(request: Request, room: Reading, record: Record) -> Response:
    site, title = site_base(request, room), room.archive.title
    address = site + record_address(record.id)
    paths = [
        room.shelf_paths[key]
        for key in dict.fromkeys(one.entity or one.name for one in record.collections)
        if key in room.shelf_paths
    ]
    images = room.archive.settings.addresses.images
    pictures = pictures_of(record, room.pictures, images) if record.facsimiles else ()
    view = view_record(room.archive, record, WORDS, pictures, _hits(request, room, record))
    metas = page_metas(record, address, title, WORDS)
    if request.scope.get("still"):  # of files there is no PDF
        metas = [one for one in metas if one[0] != "citation_pdf_url"]
    answer = page(
        request,
        room,
        "record.html",
        record=record,
        view=view,
        note=_citation(room, record, address),
        paths=paths,
        certain=certain_day(record.date),
        asked=request.query_params.get("q", "")[:LONGEST_QUERY],
        corrections=room.corrections.of(record.id, WORDS),
        judged=_judged(request, room, record),
        title=record.title or WORDS.say("record.untitled"),
        metas=metas,
        previews=open_graph(record, address, title, WORDS, _preview(pictures, site)),
        # Crawlers know the first of these contexts, and read no other.
        linked={**json_ld(record, site, title), "@context": ["https://schema.org", CONTEXT]},
        unapi=quote(record.id, safe=SAFE),
        report=_report(room.archive.settings.addresses.contact, record, address),
    )
    allow(answer, pictures)
    return answer


def _citation(room: Reading, record: Record, address: str) -> str:
    """Cite the record in the style of the settings; in our own where that cannot be done."""
    archive = room.archive
    if archive.settings.style:
        with suppress(WrongUse):
            item = csl_json(record, address, archive.title)
            made = cite_in(item, archive.settings.style, archive.folder)
            return made.entry or made.note
    return chicago_note(record, address, archive.title)


def _preview(pictures: Sequence[Picture], site: str) -> str:
    """Give the whole address of the first picture that is shown, "" where there is none."""
    shown = next((one.address for one in pictures if one.shown), "")
    return site + shown if shown.startswith("/") else shown


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
