"""Records as TEI P5: one `TEI` a record, the archive as a `teiCorpus`.

The header says what the record says of itself (`correspDesc` for who wrote to whom, when and
where), the text holds every wording as a `div`, and `standOff` what Regesta found in it: the
persons, organisations and places named, with their forms, and each reference, agreement,
amount and directive as a `span`. A span points at characters of the wording as kept (its words
without the footnotes), by TEI's pointer scheme `string-range(division, start, length)`
(Guidelines, 17.2.4); its words stand in it as well.

Sources: TEI P5 Guidelines 4.12, chapters 2.4.6 (correspondence), 12 (apparatus), 17 (standOff).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regesta import __version__
from regesta.keep.archive import Archive
from regesta.model import (
    Agent,
    DateMention,
    DateSpan,
    EntityMention,
    Record,
    Text,
)
from regesta.read.tei_own import APPLICATION, FOUND, xml_name
from regesta.show.export.tei_found import Entities, Found, certainty
from regesta.show.export.tei_text import (
    EDTF,
    TEI,
    XML_ID,
    XML_LANG,
    Span,
    division,
    parts_of,
    spans_of,
    tei,
    under,
    when,
)

_NAMES = {"person": "persName", "organisation": "orgName", "place": "placeName", "term": "term"}


def write_tei(archive: Archive) -> Iterator[bytes]:
    """Yield the whole archive as one `teiCorpus`, record by record (UTF-8)."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus xmlns="' + TEI.encode() + b'">\n'
    header = tei("teiHeader")
    file = under(header, "fileDesc")
    under(under(file, "titleStmt"), "title", archive.title)
    under(under(file, "publicationStmt"), "p", f"Exported from {archive.title}.")
    under(under(file, "sourceDesc"), "p", "The records of an archive, each with its own source.")
    header.append(_encoding(named=True))
    yield etree.tostring(header, encoding="utf-8") + b"\n"
    for record in archive.iter_records():
        element = record_tei(archive, record, archive.title)
        yield etree.tostring(element, encoding="utf-8") + b"\n"
    yield b"</teiCorpus>\n"


def tei_file(archive: Archive, record: Record) -> bytes:
    """Return one record as a TEI file of its own (UTF-8)."""
    element = record_tei(archive, record, archive.title, alone=True)
    return etree.tostring(element, encoding="utf-8", xml_declaration=True)


def record_tei(
    entities: Entities, record: Record, publisher: str, *, alone: bool = False
) -> etree._Element:
    """Return one record as a `TEI` element; `publisher` is the archive's title.

    `alone` says that it is a file of its own, in no corpus.
    """
    prefix = xml_name(record.id)
    element = tei("TEI")
    element.set(XML_ID, prefix)
    found = Found(entities, record, prefix)
    header = _header(record, publisher, found)
    header.insert(1, _encoding(named=alone))
    element.append(header)
    of_pages = {page.facsimile for text in record.texts for page in text.pages}
    others = [one for one in record.facsimiles if one.image not in of_pages]
    if others:
        pictures = under(element, "facsimile")
        for picture in others:
            under(under(pictures, "surface", n=picture.page), "graphic", url=picture.image)
    stand_off = found.stand_off()
    if len(stand_off):
        element.append(stand_off)
    text = under(element, "text")
    if record.languages:
        text.set(XML_LANG, record.languages[0])
    body = under(text, "body")
    for number, wording in enumerate(record.texts):
        body.append(_wording(record, wording, number, found))
    if not record.texts:
        under(body, "p")
    return element


def _wording(record: Record, text: Text, number: int, found: Found) -> etree._Element:
    """A text with its own markup and the names that were found in it."""
    spans = list(spans_of(text, found.pointer))
    told = {(span.start, span.end) for span in spans if not span.note}
    for one in record.annotations:
        if one.text != number or one.note or (one.start, one.end) in told or one.start >= one.end:
            continue
        if isinstance(one, EntityMention):
            target = found.pointer(one.entity) if one.entity else ""
            made = tei(_NAMES[one.kind], ref=target, cert=certainty(one.confidence), resp=FOUND)
            spans.append(Span(one.start, one.end, made))
        elif isinstance(one, DateMention):
            made = _date(one.date)
            made.set("resp", FOUND)
            spans.append(Span(one.start, one.end, made))
    return division(text, spans, found.division(number), parts_of(text, found.pointer))


# --- the header ---------------------------------------------------------------------------


def _encoding(*, named: bool) -> etree._Element:
    """Say which program wrote the file; what its rules found has @resp="#regesta"."""
    encoding = tei("encodingDesc")
    application = under(under(encoding, "appInfo"), "application", ident=APPLICATION)
    application.set("version", __version__)
    if named:
        application.set(XML_ID, FOUND.removeprefix("#"))
    under(application, "label", "Regesta")
    return encoding


def _header(record: Record, publisher: str, found: Found) -> etree._Element:
    header = tei("teiHeader")
    file = under(header, "fileDesc")
    titles = under(file, "titleStmt")
    under(titles, "title", record.title or record.id)
    for agent in record.contributors:
        statement = under(titles, "respStmt")
        under(statement, "resp", agent.role or "contributor")
        statement.append(_agent(agent, found))
    publication = under(file, "publicationStmt")
    under(publication, "publisher", publisher)
    under(publication, "idno", record.id, type="regesta")
    if record.record_id:
        under(publication, "idno", record.record_id, type="record")
    if record.url:
        under(publication, "idno", record.url, type="URI")
    if record.stated.number:
        under(publication, "idno", record.stated.number, type="number")
    if record.rights:
        available = under(publication, "availability")
        under(available, "licence", record.rights, target=record.rights_term)
    if record.uploaded:
        under(publication, "date", record.uploaded, when=when(record.uploaded))
    for collection in record.collections:
        series = under(file, "seriesStmt")
        under(series, "title", collection.name)
        if collection.entity:
            under(series, "idno", collection.entity)
    _source(under(file, "sourceDesc"), record)
    header.append(_profile(record, found))
    if record.updated:
        change = under(under(header, "revisionDesc"), "change", "Updated by the host.")
        change.set("when", when(record.updated))
    return header


def _source(description: etree._Element, record: Record) -> None:
    if record.archive or record.fonds or record.file:
        identifier = under(under(description, "msDesc"), "msIdentifier")
        if record.archive:
            under(identifier, "repository", record.archive)
        if record.fonds:
            under(identifier, "collection", record.fonds)
        if record.file:
            under(identifier, "idno", record.file)
    if record.source.raw:
        under(description, "bibl", record.source.raw)
    elif not len(description):
        under(description, "p", "The record states no source.")


def _profile(record: Record, found: Found) -> etree._Element:
    profile = tei("profileDesc")
    if record.summary:
        under(under(profile, "abstract"), "p", record.summary)
    languages = record.languages or tuple(
        dict.fromkeys(text.language for text in record.texts if text.language)
    )
    if languages:
        usage = under(profile, "langUsage")
        for language in languages:
            under(usage, "language", language, ident=language)
    profile.append(_correspondence(record, found))
    keywords = tei("keywords")
    if record.genre:
        under(keywords, "term", record.genre, type="genre")
    if record.classification:
        under(keywords, "term", record.classification, type="classification")
    for number in record.numbers:
        under(keywords, "term", number.number, type="number", key=number.series)
    for topic in record.topics:
        made = under(keywords, "term", topic.name, type="topic", target=topic.url)
        if topic.entity:
            made.set("ref", found.pointer(topic.entity))
    if len(keywords):
        under(profile, "textClass").append(keywords)
    return profile


def _correspondence(record: Record, found: Found) -> etree._Element:
    """Who wrote to whom, when and where (`correspDesc`), and what it belongs to."""
    described = tei("correspDesc", key=record.id)
    sent = under(described, "correspAction", type="sent")
    for agent in record.senders:
        sent.append(_agent(agent, found))
    if not record.senders:
        under(sent, "persName", "Unknown")
    if record.place:
        under(sent, "placeName", record.place)
    if record.date:
        sent.append(_date(record.date, record.stated.date))
    elif record.stated.date:
        under(sent, "date", record.stated.date)
    if record.recipients:
        received = under(described, "correspAction", type="received")
        for agent in record.recipients:
            received.append(_agent(agent, found))
    if record.parent:
        context = under(described, "correspContext")
        under(context, "ref", record.parent, type="parent", target=f"#{xml_name(record.parent)}")
    return described


def _agent(agent: Agent, found: Found) -> etree._Element:
    target = found.pointer(agent.entity) if agent.entity else ""
    name = "orgName" if agent.kind == "organisation" else "persName"
    return tei(name, agent.name, ref=target, role="" if agent.role in _ROLES else agent.role)


_ROLES = {"from", "to", "author"}


def _date(date: DateSpan, words: str = "") -> etree._Element:
    """A date: exact as @when, anything vaguer as the interval that it can mean; EDTF beside it."""
    element = tei("date", words, when_custom=date.edtf, **EDTF)
    exact = when(date.edtf)
    if exact:
        element.set("when", exact)
    else:
        element.set("notBefore", date.earliest[:10])
        element.set("notAfter", date.latest[:10])
    return element
