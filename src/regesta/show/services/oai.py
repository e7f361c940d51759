"""A provider of OAI-PMH 2.0: the answers to its six verbs as XML.

Records that left the archive are told as deleted for good; datestamps are to the second.
Source: The Open Archives Initiative Protocol for Metadata Harvesting 2.0, and its guidelines
for `oai-identifier`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from msgspec import Struct
from msgspec.structs import replace

from regesta.keep.archive import Archive
from regesta.model import Record
from regesta.show.addresses import NO_SITE, record_address
from regesta.show.export.tei_text import clean
from regesta.show.services.catalogue import Catalogue, Entry, authority_of
from regesta.show.services.describing import FORMS, XSI, describe
from regesta.show.services.oai_request import (
    RESUMING,
    Asked,
    OaiError,
    Wish,
    token_of,
    understand_request,
)

OAI = "http://www.openarchives.org/OAI/2.0/"
_IDENTIFIER = "http://www.openarchives.org/OAI/2.0/oai-identifier"
_SCHEMA = f"{OAI} {OAI}OAI-PMH.xsd"
MOST_RECORDS = 50
MOST_HEADERS = 250
MOST_SETS = 250
_SPACES: Any = {None: OAI, "xsi": XSI}
_OF_IDENTIFIER: Any = {None: _IDENTIFIER}
_SECONDS = "%Y-%m-%dT%H:%M:%SZ"
_Pairs = Iterable[tuple[str, str]]


class Provider(Struct, frozen=True, kw_only=True):
    """What answers are made from; `site` is where people read, `address` where harvesters ask."""

    archive: Archive
    catalogue: Catalogue
    site: str
    address: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def answer(self, pairs: _Pairs) -> bytes:
        """Return the answer to a request with these arguments, faults included."""
        root = etree.Element(f"{{{OAI}}}OAI-PMH", nsmap=_SPACES)
        root.set(f"{{{XSI}}}schemaLocation", _SCHEMA)
        _add(root, "responseDate", self.clock().strftime(_SECONDS))
        request = _add(root, "request", self.address)
        try:
            asked = understand_request(pairs)
            request.set("verb", asked.verb)
            for name, value in asked.arguments.items():
                request.set(name, clean(value))
            root.append(_VERBS[asked.verb](self, asked))
        except OaiError as error:
            if error.code in {"badVerb", "badArgument"}:
                request.attrib.clear()
            _add(root, "error", error.message, code=error.code)
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _identify(provider: Provider, asked: Asked) -> etree._Element:
    made = _element("Identify")
    archive = provider.archive
    contact = archive.settings.addresses.contact
    mail = contact.removeprefix("mailto:") if "@" in contact and "://" not in contact else ""
    _add(made, "repositoryName", archive.title)
    _add(made, "baseURL", provider.address)
    _add(made, "protocolVersion", "2.0")
    _add(made, "adminEmail", mail or f"nobody@{authority_of(NO_SITE)}")
    _add(made, "earliestDatestamp", provider.catalogue.earliest)
    _add(made, "deletedRecord", "persistent")
    _add(made, "granularity", "YYYY-MM-DDThh:mm:ssZ")
    told = etree.SubElement(
        _add(made, "description"), f"{{{_IDENTIFIER}}}oai-identifier", nsmap=_OF_IDENTIFIER
    )
    told.set(f"{{{XSI}}}schemaLocation", f"{_IDENTIFIER} {OAI}oai-identifier.xsd")
    authority = provider.catalogue.authority
    entries = provider.catalogue.entries
    sample = provider.catalogue.identifier(entries[0] if entries else Entry(when="", record="1"))
    for name, value in (
        ("scheme", "oai"),
        ("repositoryIdentifier", authority),
        ("delimiter", ":"),
        ("sampleIdentifier", sample),
    ):
        etree.SubElement(told, f"{{{_IDENTIFIER}}}{name}").text = value
    return made


def _list_formats(provider: Provider, asked: Asked) -> etree._Element:
    if "identifier" in asked.arguments:
        provider.catalogue.find(asked.arguments["identifier"])
    made = _element("ListMetadataFormats")
    for form in FORMS.values():
        one = _add(made, "metadataFormat")
        _add(one, "metadataPrefix", form.prefix)
        _add(one, "schema", form.schema)
        _add(one, "metadataNamespace", form.namespace)
    return made


def _list_sets(provider: Provider, asked: Asked) -> etree._Element:
    sets = provider.catalogue.sets
    if not sets:
        raise OaiError("noSetHierarchy", "This archive has no collections.")
    begin = asked.wish.given
    if begin >= len(sets):
        raise OaiError("badResumptionToken", "There are no more sets.")
    made = _element("ListSets")
    for name, shelf in sets[begin : begin + MOST_SETS]:
        one = _add(made, "set")
        _add(one, "setSpec", name)
        _add(one, "setName", shelf.title or shelf.id)
    end = begin + MOST_SETS
    more = replace(asked.wish, given=end) if end < len(sets) else None
    made.extend(_token(more, begin, len(sets)))
    return made


def _get_record(provider: Provider, asked: Asked) -> etree._Element:
    entry = provider.catalogue.find(asked.arguments["identifier"])
    _demand_form(asked.wish)
    made = _element("GetRecord")
    made.append(_record(provider, entry, asked.wish.form, {}))
    return made


def _list_headers(provider: Provider, asked: Asked) -> etree._Element:
    made = _element("ListIdentifiers")
    page, token = _page(provider, asked.wish, MOST_HEADERS)
    made.extend(_header(provider.catalogue, entry) for entry in page)
    made.extend(token)
    return made


def _list_records(provider: Provider, asked: Asked) -> etree._Element:
    made = _element("ListRecords")
    page, token = _page(provider, asked.wish, MOST_RECORDS)
    found = provider.archive.records([one.record for one in page if not one.gone])
    records = {one.id: one for one in found}
    made.extend(_record(provider, entry, asked.wish.form, records) for entry in page)
    made.extend(token)
    return made


_VERBS: Mapping[str, Callable[[Provider, Asked], etree._Element]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_headers,
    "ListRecords": _list_records,
}


def _page(
    provider: Provider, wish: Wish, most: int
) -> tuple[Sequence[Entry], list[etree._Element]]:
    """Return the entries of one answer, and the token for the next where there is one."""
    _demand_form(wish)
    found = provider.catalogue.listed(wish)
    rest = provider.catalogue.after(found, wish)
    if not rest:
        raise OaiError("badResumptionToken", "The list that this token goes on with has ended.")
    page = rest[:most]
    last = page[-1]
    given = len(found) - len(rest)
    more = (
        replace(wish, when=last.when, record=last.record, given=given + len(page))
        if len(rest) > most
        else None
    )
    return page, _token(more, given, len(found))


def _token(more: Wish | None, given: int, total: int) -> list[etree._Element]:
    """Return a token where there is more, an empty one at the end of a list in several parts."""
    if more is None and not given:
        return []
    made = _element(RESUMING)
    made.attrib.update({"completeListSize": str(total), "cursor": str(given)})
    made.text = token_of(more) if more is not None else None
    return [made]


def _demand_form(wish: Wish) -> None:
    if wish.form not in FORMS:
        said = f"There is no form {wish.form[:40]!r}; there are {', '.join(FORMS)}."
        raise OaiError("cannotDisseminateFormat", said)


def _record(
    provider: Provider, entry: Entry, form: str, records: Mapping[str, Record]
) -> etree._Element:
    made = _element("record")
    made.append(_header(provider.catalogue, entry))
    if not entry.gone:
        record = records.get(entry.record) or provider.archive.record(entry.record)
        address = provider.site + record_address(record.id)
        _add(made, "metadata").append(describe(provider.archive, record, form, address))
    return made


def _header(catalogue: Catalogue, entry: Entry) -> etree._Element:
    made = _element("header")
    if entry.gone:
        made.set("status", "deleted")
    _add(made, "identifier", catalogue.identifier(entry))
    _add(made, "datestamp", entry.when)
    for name in entry.sets:
        _add(made, "setSpec", name)
    return made


def _element(name: str) -> etree._Element:
    return etree.Element(f"{{{OAI}}}{name}")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{OAI}}}{name}", attributes)
    if text:
        element.text = clean(text)
    return element
