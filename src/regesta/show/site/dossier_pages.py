"""The dossier: the records that a reader keeps, on one page to read, print and take along."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from regesta.show.dossier import MOST_RECORDS, gather
from regesta.show.export.docx import dossier_docx
from regesta.show.site.desk import WORDS, page, reading, site_base
from regesta.show.site.spans import Targets
from regesta.show.site.typeset import typeset

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def show_dossier(request: Request) -> Response:
    """Answer with the records that `id` (once for each) names, as a page or as a Word file."""
    room = reading(request)
    ids = request.query_params.getlist("id")
    dossier = gather(room.archive, ids, site_base(request, room))
    if request.query_params.get("form") == "docx" and dossier.records:
        return Response(
            dossier_docx(dossier, room.archive.title, WORDS),
            media_type=_WORD,
            headers={"Content-Disposition": 'attachment; filename="dossier.docx"'},
        )
    nowhere = Targets(labels={}, entries={}, agreements={})
    kept = [record.id for record in dossier.records]
    without = {
        id: "/dossier?" + urlencode([("id", other) for other in kept if other != id]) for id in kept
    }
    return page(
        request,
        room,
        "dossier.html",
        title=WORDS.say("dossier.title"),
        dossier=dossier,
        texts={
            record.id: typeset(record, nowhere, WORDS, within=f"r{number}-")
            for number, record in enumerate(dossier.records, 1)
        },
        without=without,
        word_file="/dossier?" + urlencode([*(("id", id) for id in kept), ("form", "docx")]),
        too_many=len(set(ids)) > MOST_RECORDS,
        most=MOST_RECORDS,
    )
