"""The archive's correspondence in the Correspondence Metadata Interchange Format.

One `correspDesc` for each record that has a sender and is no minutes or paper: who wrote to
whom, when and from where, in which language, and its address. A person or place points to an
authority file where the archive knows one; what is not known is left out, as the format asks.
Source: CMIF 1.1 (TEI Correspondence SIG), which knows precision no finer than a day.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from regesta.keep.archive import Archive
from regesta.model import Agent, DateSpan, Record
from regesta.read.tei_own import xml_name
from regesta.show.addresses import NO_SITE, record_address
from regesta.show.cite import LETTERS, agent_name
from regesta.show.export.tei_found import Entities
from regesta.show.export.tei_text import TEI, XML_ID, tei, under, when

# The files that CMIF names for persons, organisations and places; the first that fits is taken.
_AUTHORITIES = ("viaf.org/", "d-nb.info/gnd/", "wikidata.org/", "geonames.org/")
# CMIF gives its own data freely and knows no file without a licence.
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def write_cmif(archive: Archive) -> Iterator[bytes]:
    """Yield the archive's letters, telegrams and notes as one CMIF file (UTF-8).

    Addresses begin with the site's address of `regesta.toml`; an archive without one gets a
    place that leads nowhere (RFC 2606), which the format's obligatory URLs need.
    """
    site = archive.settings.addresses.base or NO_SITE
    source = f"b-{uuid.uuid5(uuid.NAMESPACE_URL, site)}"
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<TEI xmlns="{TEI}"><teiHeader>'.encode()
    built = datetime.fromtimestamp(archive.index_path.stat().st_mtime, UTC).date().isoformat()
    yield etree.tostring(_file(archive.title, site, source, built), encoding="utf-8")
    yield b"\n<profileDesc>\n"
    for record in archive.iter_records():
        if record.senders and record.genre in LETTERS:
            described = _letter(archive, record, site, source)
            yield etree.tostring(described, encoding="utf-8") + b"\n"
    yield b"</profileDesc></teiHeader><text><body><p/></body></text></TEI>\n"


def _file(title: str, site: str, source: str, built: str) -> etree._Element:
    file = tei("fileDesc")
    titles = under(file, "titleStmt")
    under(titles, "title", f"Correspondence of {title}")
    under(titles, "editor", title)
    publication = under(file, "publicationStmt")
    under(publication, "publisher", title)
    under(publication, "idno", f"{site}/cmif.xml", type="url")
    under(publication, "date", when=built)
    available = under(publication, "availability")
    under(available, "licence", "CC BY 4.0", target=_LICENCE)
    bibl = under(under(file, "sourceDesc"), "bibl", title, type="online")
    bibl.set(XML_ID, source)
    return file


def _letter(entities: Entities, record: Record, site: str, source: str) -> etree._Element:
    address = record.url if record.url.startswith("http") else site + record_address(record.id)
    described = tei("correspDesc", ref=address, source=f"#{source}")
    described.set(XML_ID, xml_name(record.id))
    sent = under(described, "correspAction", type="sent")
    for agent in record.senders:
        sent.append(_agent(entities, agent))
    if record.place:
        under(sent, "placeName", record.place)
    if record.date:
        sent.append(_date(record.date))
    if record.recipients:
        received = under(described, "correspAction", type="received")
        for agent in record.recipients:
            received.append(_agent(entities, agent))
    return described


def _agent(entities: Entities, agent: Agent) -> etree._Element:
    known = entities.entity(agent.entity) if agent.entity else None
    links = known.same_as if known else ()
    found = (link for host in _AUTHORITIES for link in links if "://" in link and host in link)
    kind = known.kind if known else agent.kind
    name = "orgName" if kind == "organisation" else "persName"
    return tei(name, known.name if known else agent_name(agent), ref=next(found, ""))


def _date(date: DateSpan) -> etree._Element:
    """The day, month or year as @when; the days between which it must lie for all else."""
    exact = when(date.edtf.partition("T")[0])
    if exact:
        return tei("date", when=exact)
    return tei("date", notBefore=date.earliest[:10], notAfter=date.latest[:10])
