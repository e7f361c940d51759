"""What a record's page tells programs: reference managers, search engines, previews of links.

Highwire's tags (`citation_*`) and Dublin Core for Google Scholar and catalogues; Open Graph for
previews. Zotero takes the unAPI that the page names before any of them, and of its forms RIS, in
which alone a recipient, an archive and a place in it have fields; where unAPI is not asked for
it takes the type of an item from `DC.type`, so that one of its own types stands there first.
"""

from __future__ import annotations

from regesta.model import Record
from regesta.show.cite import LETTERS, agent_name, title_of
from regesta.show.dates import say_date
from regesta.show.wording import Wording

_DESCRIBED = 300


def page_metas(
    record: Record, address: str, archive_title: str, words: Wording
) -> list[tuple[str, str]]:
    """Return names and contents of a page's metas; `address` is the page's."""
    day = record.date.edtf.partition("T")[0] if record.date else ""
    senders = [agent_name(agent) for agent in record.senders]
    recipients = [agent_name(agent) for agent in record.recipients]
    language = record.languages[0] if record.languages else ""
    held = ", ".join(part for part in (record.archive, record.fonds, record.file) if part)
    title = title_of(record)
    pairs = [
        ("citation_title", title),
        *(("citation_author", name) for name in senders),
        ("citation_publication_date", day.replace("-", "/") if "/" not in day else ""),
        ("citation_public_url", record.url or address),
        ("citation_pdf_url", f"{address}.pdf"),
        ("citation_language", language),
        ("DC.type", "letter" if record.genre in LETTERS else "manuscript"),
        ("DC.type", record.genre),
        ("DC.title", title),
        *(("DC.creator", name) for name in senders),
        *(("DC.contributor", name) for name in recipients),
        ("DC.date", day),
        ("DC.identifier", record.record_id or record.id),
        ("DC.source", record.source.raw),
        ("DC.rights", record.rights),
        ("DC.language", language),
        ("DC.publisher", archive_title),
        ("DC.relation", held),
        *(("DC.subject", topic.name) for topic in record.topics),
        ("description", describe(record, words)),
    ]
    return [(name, content) for name, content in pairs if content]


def open_graph(
    record: Record, address: str, archive_title: str, words: Wording, picture: str = ""
) -> list[tuple[str, str]]:
    """Return the properties of the Open Graph for previews; `picture` is a whole address."""
    pairs = [
        ("og:type", "article"),
        ("og:title", title_of(record)),
        ("og:url", address),
        ("og:site_name", archive_title),
        ("og:description", describe(record, words)),
        ("og:image", picture),
        ("og:locale", words.language),
    ]
    return [(name, content) for name, content in pairs if content]


def describe(record: Record, words: Wording) -> str:
    """Return a record's summary, or its facts and first words, no longer than is shown of it."""
    if record.summary:
        return record.summary[:_DESCRIBED]
    facts = [say_date(record.date, words), record.place, record.archive]
    body = " ".join(record.texts[0].body[: 2 * _DESCRIBED].split()) if record.texts else ""
    return ". ".join(part for part in (", ".join(one for one in facts if one), body) if part)[
        :_DESCRIBED
    ]
