"""The dossier: the records that a reader keeps, on one page to read, print and take along."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from regesta.show.dates import say_edtf
from regesta.show.dossier import MOST_RECORDS, Dossier, gather
from regesta.show.export.docx import dossier_docx
from regesta.show.export.pdf import Printed, Section, make_pdf
from regesta.show.site.desk import WORDS, page, reading, site_base
from regesta.show.site.spans import Targets
from regesta.show.site.typeset import typeset

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = (("pdf", "PDF"), ("docx", "Word"), ("html", "HTML"))
# What a page that was taken along has no use for, and what it needs of ours.
_LOADED = re.compile(r"<script[^>]*></script>\n?|<link rel=\"(?:preload|icon)\"[^>]*>\n?")
_STYLES = re.compile(r"(?:<link rel=\"stylesheet\"[^>]*>\s*)+")
_OURS = re.compile(r'(<[a-z][^<>]*? (?:href|src|action)=")/(?!/)')
_FACES = re.compile(r"@font-face \{[^}]*\}\n?")


def show_dossier(request: Request) -> Response:
    """Answer with the records that `id` (once for each) names, as a page or in another `form`."""
    room = reading(request)
    ids = request.query_params.getlist("id")
    base = site_base(request, room)
    dossier = gather(room.archive, ids, base)
    form = request.query_params.get("form", "") if dossier.records else ""
    if form == "docx":
        return _taken(dossier_docx(dossier, room.archive.title, WORDS), _WORD, form)
    if form == "pdf":
        return _taken(_pdf(dossier, room.archive.title), "application/pdf", form)
    nowhere = Targets(labels={}, entries={}, agreements={})
    kept = [record.id for record in dossier.records]
    answer = page(
        request,
        room,
        "dossier.html",
        title=WORDS.say("dossier.title"),
        dossier=dossier,
        texts={
            record.id: typeset(record, nowhere, WORDS, within=f"r{number}-")
            for number, record in enumerate(dossier.records, 1)
        },
        without={one: _address([other for other in kept if other != one]) for one in kept},
        forms=[(name, _address(kept, form)) for form, name in FORMS],
        too_many=len(set(ids)) > MOST_RECORDS,
        most=MOST_RECORDS,
    )
    if form == "html":
        return _taken(_alone(bytes(answer.body).decode(), base).encode(), "text/html", form)
    return answer


def _address(ids: Sequence[str], form: str = "") -> str:
    pairs = [("id", id) for id in ids]
    return "/dossier?" + urlencode([*pairs, *([("form", form)] if form else [])])


def _taken(content: bytes, media: str, form: str) -> Response:
    return Response(
        content,
        media_type=media,
        headers={"Content-Disposition": f'attachment; filename="dossier.{form}"'},
    )


def _pdf(dossier: Dossier, archive_title: str) -> bytes:
    """Print the records between their chronology and the lists of persons and citations."""
    moments = tuple(
        (
            say_edtf(one.date, WORDS) if one.date else WORDS.say("record.undated"),
            one.title if one.held else f"{one.title} ({WORDS.say('record.gap')})",
        )
        for one in dossier.moments
    )
    persons = tuple((one.name, one.description) for one in dossier.persons)
    return make_pdf(
        [
            Printed(record=record, citation=citation)
            for record, citation in zip(dossier.records, dossier.citations, strict=True)
        ],
        WORDS,
        archive_title=archive_title,
        opening=WORDS.say("dossier.title"),
        before=(Section(heading=WORDS.say("dossier.chronology"), lines=moments),),
        after=(
            *((Section(heading=WORDS.say("dossier.persons"), lines=persons),) if persons else ()),
            Section(
                heading=WORDS.say("dossier.citations"),
                lines=tuple(("", one) for one in dossier.citations),
            ),
        ),
    )


def _alone(markup: str, base: str) -> str:
    """Make of the page a file of its own: styles within, no script, links to the site in full."""
    markup = _STYLES.sub(lambda _: f"<style>\n{_style()}</style>\n", _LOADED.sub("", markup))
    return _OURS.sub(rf"\1{base}/", markup.replace("<html ", '<html class="still" ', 1))


@cache
def _style() -> str:
    text = (resources.files("regesta.show") / "static" / "regesta.css").read_text("utf-8")
    return _FACES.sub("", text)
