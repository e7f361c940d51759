"""The archive for assistants: a read-only server of the Model Context Protocol.

Needs the extra `regesta[mcp]` (the protocol's own Python library), which speaks the stateless
generation (2026-07-28) and those that begin with `initialize`. Every answer that quotes gives
the words of a record as they stand, where they stand, and a citation. Restricted records are
in none of them.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from regesta import __version__
from regesta.errors import NotFound, RegestaError
from regesta.model import Record
from regesta.show.api import OpenArchive
from regesta.show.contract import date_json, reference_json, wanted_json
from regesta.show.extras import library

_MOST_HITS = 50
_MOST_LETTERS = 20_000
_MARK = re.compile(r"</?mark>")

Answer = dict[str, Any]


class Desk:
    """What the tools answer, from one archive, which is opened again when it was built anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = OpenArchive(folder, readers=True)

    @property
    def archive(self) -> OpenArchive:
        """The archive as it is now; one answer should ask once."""
        if self._open.stale:
            fresh = OpenArchive(self._folder, readers=True)
            self._open.close()
            self._open = fresh
        return self._open

    def search(self, query: str, limit: int = 10, offset: int = 0) -> Answer:
        """Search the archive. The query may use from:, to:, person:, place:, type:,
        date:1950-01..1950-02, "phrases", and, or, not. Names are found in every spelling.
        Returns the number of matches and, for each hit, id, title, date, a passage, citation."""
        archive = self.archive
        found = archive.search(query, limit=max(1, min(limit, _MOST_HITS)), offset=max(0, offset))
        return {
            "total": found.total,
            "searched": list(found.explained),
            "hits": [
                {
                    "id": hit.id,
                    "title": hit.title,
                    "date": hit.date,
                    "passage": html.unescape(_MARK.sub("", hit.snippet)),
                    "page": hit.page,
                    "citation": archive.cite(archive[hit.id]),
                }
                for hit in found.hits
            ],
        }

    def read(self, id: str, start: int = 0) -> Answer:
        """Read one record: its facts, its text from `start` (at most 20,000 characters at a
        time, `next` says where to go on), its notes, what it refers to and what cites it.
        Square brackets in a text are the editors' words, not the author's."""
        archive = self.archive
        record = archive[id]
        return {
            "id": record.id,
            "title": record.title,
            "genre": record.genre,
            "date": date_json(record.date),
            "place": record.place,
            "senders": [agent.person or agent.name for agent in record.senders],
            "recipients": [agent.person or agent.name for agent in record.recipients],
            "texts": [_wording(record, number, start) for number in range(len(record.texts))],
            "references": [reference_json(one) for one in record.references],
            "cited_by": [{"id": one.id, "title": one.title} for one in archive.cited_by(id)],
            "source": record.source.raw,
            "citation": archive.cite(record),
        }

    def resolve(self, id: str, words: str) -> Answer:
        """Say which document the words of a record mean, such as "my telegram of yesterday":
        a held one (`target`), an absent one (`wanted`), or none that could be told."""
        archive = self.archive
        record = archive[id]
        found = [one for one in record.references if words.casefold() in one.quote.casefold()]
        if not found:
            said = "; ".join(f"“{one.quote}”" for one in record.references[:20])
            raise NotFound(
                f"No reference of {id} has the words {words!r}.",
                way_out=f"It speaks of: {said}." if said else "It speaks of no other document.",
            )
        return {
            "references": [
                {**reference_json(one), "citation": _citation(archive, one.target)} for one in found
            ]
        }

    def exchange(self, id: str) -> Answer:
        """List the exchange that a record belongs to: who answers whom, in order of time.
        Documents that are missing stand in it as wanted."""
        archive = self.archive
        exchange = archive.exchange_of(id)
        if exchange is None:
            return {"title": "", "documents": []}
        return {
            "title": exchange.title,
            "documents": [_member(archive, member) for member in exchange.members],
        }

    def wanted(self, limit: int = 20, offset: int = 0) -> Answer:
        """List documents that records cite and the archive lacks, the most cited first."""
        documents = self.archive.wanted()
        shown = documents[max(0, offset) : max(0, offset) + max(1, min(limit, _MOST_HITS))]
        return {"total": len(documents), "documents": [wanted_json(one) for one in shown]}

    def names(self, name: str) -> Answer:
        """List every form of a name that a search finds: spellings, scripts, aliases."""
        return {"forms": [{"name": f.name, "system": f.system} for f in self.archive.names(name)]}


def _member(archive: OpenArchive, id: str) -> Answer:
    if id not in archive:
        return {"id": id, "held": False}
    record = archive[id]
    date = record.date.edtf if record.date else ""
    return {"id": id, "held": True, "title": record.title, "date": date}


def _citation(archive: OpenArchive, id: str) -> str:
    return archive.cite(archive[id]) if id and id in archive else ""


def _wording(record: Record, number: int, start: int) -> Answer:
    text = record.texts[number]
    end = max(0, start) + _MOST_LETTERS
    return {
        "role": text.role,
        "language": text.language,
        "start": max(0, start),
        "body": text.body[max(0, start) : end],
        "next": end if end < len(text.body) else None,
        "pages": [{"start": page.offset, "number": page.number} for page in text.pages],
        "notes": [
            {"label": note.label, "by": note.by, "at": note.anchor, "body": note.body}
            for note in text.notes
            if max(0, start) <= note.anchor <= end
        ],
    }


def make_server(folder: Path) -> Any:
    """Return the server of the archive in `folder`, ready to run.

    Raises `WrongUse` where the extra is not installed, and what opening an archive raises.
    """
    library("mcp", "mcp", "Servers for assistants")
    desk = Desk(folder)
    server = import_module("mcp.server").MCPServer(
        "regesta",
        title=desk.archive.title,
        version=__version__,
        instructions=(
            f"{desk.archive.title}: an archive of diplomatic documents. Quote only words that "
            "`read` or `search` returned, and give the citation that came with them."
        ),
    )
    only_reading = import_module("mcp.types").ToolAnnotations(
        read_only_hint=True, open_world_hint=False
    )
    for tool in (desk.search, desk.read, desk.resolve, desk.exchange, desk.wanted, desk.names):
        server.add_tool(_spoken(tool), annotations=only_reading)
    return server


def _spoken(tool: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let a tool's own errors reach the assistant as the sentences they are."""
    fault = import_module("mcp.server.mcpserver.exceptions").ToolError

    @functools.wraps(tool)
    def answer(*args: Any, **named: Any) -> Answer:
        try:
            return tool(*args, **named)
        except RegestaError as error:
            raise fault(str(error)) from error

    return answer
