"""Files of single letters: a `teiHeader` with `correspDesc`, and the text.

A `teiCorpus` is read letter by letter. What the header says of sender, recipient, place and
date (`correspAction`), of the manuscript (`msIdentifier`), of rights, languages and pictures
becomes the record's; the text's own dateline stands in where the header is silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import structs

from regesta.model import (
    Agent,
    Association,
    CitedWork,
    EntityKind,
    Facsimile,
    Record,
    SourceCitation,
    Stated,
    Text,
)
from regesta.model.record import TextRole
from regesta.read.naming import record_id
from regesta.read.reader import Item, Source
from regesta.read.tei_header import first, first_words, named, read_header
from regesta.read.tei_lists import read_list
from regesta.read.tei_own import is_own, leave_findings, own_entities, own_id, restore
from regesta.read.tei_record import XML_LANG, dateline_of, provenance_of, text_of, words_of
from regesta.read.tei_safety import broken_after, let_go, open_events
from regesta.read.tei_scribe import Sheet
from regesta.read.tei_target import absolute_target
from regesta.read.tei_text import date_value, plain, transcribe
from regesta.read.tei_write import XML_ID, local_name

_NAMES: dict[str, EntityKind] = {
    "persName": "person", "orgName": "organisation", "name": "person", "rs": "person",
}  # fmt: skip
_ACTIONS = {
    "sent": "from", "sender": "from", "written": "from", "received": "to", "recipient": "to",
    "receiver": "to", "addressee": "to",
}  # fmt: skip
_VERSIONS: dict[str, TextRole] = {
    "original": "original", "transcription": "transcription", "edition": "transcription",
    "translation": "translation",
}  # fmt: skip


def read_letters(source: Source) -> Iterator[Item]:
    """Yield the entities and the record of each letter of the file.

    Raises `CannotRead` when the XML breaks before the first letter is whole.
    """
    count = 0
    try:
        for event, element in open_events(source.path, ("TEI",)):
            if event == "end":
                count += 1
                yield from _letter(element, source, count)
                let_go(element)
    except etree.XMLSyntaxError as fault:
        yield broken_after(source, fault, count, "letters", "Mend the XML there and build again.")


def _letter(element: etree._Element, source: Source, count: int) -> Iterator[Item]:
    alone = element.getparent() is None
    place = "" if alone else element.get(XML_ID) or f"letter{count}"
    ident = record_id("", source.name, place)
    header = first(element, "teiHeader")
    own = is_own(header)
    if own:
        leave_findings(element)
        yield from own_entities(element)
        ident = own_id(header) or ident
    for each in () if own else named(element, "listPerson", "listOrg", "listPlace"):
        if next(each.iterancestors("{*}listPerson", "{*}listOrg", "{*}listPlace"), None) is None:
            yield from read_list(each, ident)
    stated_header = read_header(header)
    sheet, texts = _texts(element, ident, stated_header.language)
    texts = tuple(_with_pictures(text, _pictures(element)) for text in texts)
    record = Record(
        id=ident,
        title=stated_header.title,
        texts=texts,
        summary=sheet.summary or first_words(first(header, "profileDesc"), "abstract"),
        topics=_topics(header, ident),
        rights=stated_header.rights,
        languages=_languages(header, texts),
        url=_number(header, address=True),
        record_id=_number(header, address=False),
        facsimiles=_facsimiles(element, texts, sheet),
        sequence=count,
        flags=tuple(sheet.flags),
        provenance=(provenance_of(source, place),),
    )
    record = _with_correspondence(record, header, ident)
    record = _with_manuscript(record, header)
    yield restore(record, header) if own and header is not None else record


# --- texts --------------------------------------------------------------------------------


def _texts(element: etree._Element, ident: str, language: str) -> tuple[Sheet, tuple[Text, ...]]:
    """Return the wordings: one, or one for each division that says it is a version."""
    whole = element.find("{*}text")
    if whole is None:
        return Sheet(ident), ()
    own = whole.get(XML_LANG) or language
    versions = [each for each in whole.iterfind("{*}body/{*}div") if each.get("type") in _VERSIONS]
    first_sheet: Sheet | None = None
    texts: list[Text] = []
    for part in versions or [whole]:
        sheet = Sheet(ident)
        first_sheet = first_sheet or sheet
        text = text_of(transcribe(part, sheet), part.get(XML_LANG) or own)
        role = _VERSIONS.get(part.get("type", ""), "transcription")
        place = len(texts)
        marks = tuple(structs.replace(mark, text=place) for mark in text.marks)
        marks = marks if place else text.marks
        label = part.get("n", "") if versions else ""
        texts.append(structs.replace(text, role=role, marks=marks, label=label))
    return first_sheet or Sheet(ident), tuple(texts)


def _languages(header: etree._Element | None, texts: tuple[Text, ...]) -> tuple[str, ...]:
    declared = [each.get("ident", "") for each in named(header, "language")]
    main = [each.get("mainLang", "") for each in named(header, "textLang")]
    stated = declared or main or [text.language for text in texts]
    return tuple(dict.fromkeys(filter(None, stated)))


def _graphics(element: etree._Element) -> Iterator[tuple[etree._Element, etree._Element | None]]:
    """Yield each `graphic` of `facsimile` with the surface that it shows."""
    for part in element.iterchildren("{*}facsimile", "{*}sourceDoc"):
        for graphic in named(part, "graphic"):
            yield graphic, graphic.getparent()


def _pictures(element: etree._Element) -> dict[str, str]:
    """Return the picture of each surface and graphic that has an id."""
    pictures: dict[str, str] = {}
    for graphic, surface in _graphics(element):
        for each in (graphic, surface):
            if each is not None and (name := each.get(XML_ID)):
                pictures[name] = graphic.get("url", "")
    return pictures


def _with_pictures(text: Text, pictures: dict[str, str]) -> Text:
    """Return the text, its page breaks pointing at pictures instead of ids of surfaces."""
    pages = tuple(
        structs.replace(page, facsimile=pictures.get(page.facsimile, page.facsimile))
        for page in text.pages
    )
    return structs.replace(text, pages=pages)


def _facsimiles(
    element: etree._Element, texts: tuple[Text, ...], sheet: Sheet
) -> tuple[Facsimile, ...]:
    """The pictures of `facsimile`, with the number of the page that points to each."""
    pages = {page.facsimile: page.number for text in texts for page in text.pages if page.facsimile}
    found = []
    for graphic, surface in _graphics(element):
        image = graphic.get("url", "")
        number = pages.pop(image, "") or ("" if surface is None else surface.get("n", ""))
        found.append(Facsimile(image=image, page=number))
    rest = [Facsimile(image=image, page=number) for image, number in pages.items()]
    return (*found, *rest, *sheet.images)


# --- what the header says -----------------------------------------------------------------


def _with_correspondence(record: Record, header: etree._Element | None, ident: str) -> Record:
    """Fill senders, recipients, date and place from `correspDesc`, else from the dateline."""
    agents: dict[str, list[Agent]] = {"from": [], "to": []}
    date: etree._Element | None = None
    place = ""
    for action in named(first(header, "correspDesc"), "correspAction"):
        role = _ACTIONS.get(action.get("type", ""))
        if role is None:
            continue
        agents[role].extend(_agents(action, role, ident))
        if role == "from":
            date = date if date is not None else first(action, "date")
            place = place or first_words(action, "placeName", "settlement", "location")
    if not agents["from"]:
        authors = named(first(header, "titleStmt"), "author")
        agents["from"] = [
            Agent(name=words, role="author") for each in authors if (words := plain(each))
        ]
    stated = _dateline(record)
    machine = "" if date is None else date_value(date)
    return structs.replace(
        record,
        senders=tuple(agents["from"]),
        recipients=tuple(agents["to"]),
        contributors=_contributors(header, ident),
        stated=structs.replace(
            stated,
            head=record.title,
            date=plain(date) or stated.date,
            date_machine=machine or stated.date_machine,
            place=place or stated.place,
        ),
    )


def _dateline(record: Record) -> Stated:
    if not record.texts:
        return Stated()
    text = record.texts[0]
    line, date, place = dateline_of(text)
    return Stated(
        dateline=words_of(text, line),
        date=words_of(text, date),
        date_machine=date.value if date else "",
        place=words_of(text, place),
    )


def _agents(action: etree._Element, role: str, ident: str) -> Iterator[Agent]:
    for each in action.iter("{*}*"):
        kind = _NAMES.get(local_name(each.tag))
        parent = each.getparent()
        nested = parent is not None and local_name(parent.tag) in _NAMES
        words = plain(each) if kind and not nested else ""
        if kind and words:
            pointer = each.get("ref") or each.get("key") or ""
            kind = "organisation" if each.get("type") in ("org", "organisation") else kind
            yield Agent(name=words, role=role, kind=kind, entity=absolute_target(pointer, ident))


def _contributors(header: etree._Element | None, ident: str) -> tuple[Agent, ...]:
    """The people of `respStmt` and `editor`, with what they did."""
    found = []
    for statement in named(first(header, "titleStmt"), "respStmt"):
        role = first_words(statement, "resp")
        found += [
            Agent(name=words, role=role, entity=absolute_target(each.get("ref", ""), ident))
            for each in named(statement, "persName", "name", "orgName")
            if (words := plain(each))
        ]
    for editor in named(first(header, "titleStmt"), "editor"):
        if words := plain(editor):
            found.append(Agent(name=words, role=editor.get("role") or "editor"))
    return tuple(found)


def _with_manuscript(record: Record, header: etree._Element | None) -> Record:
    """Fill archive, fonds, file and the citation of the source from `sourceDesc`."""
    description = first(header, "sourceDesc")
    identifier = first(description, "msIdentifier")
    if identifier is None:
        raw = (
            " ".join(filter(None, (plain(each) for each in description)))
            if description is not None
            else ""
        )
        return structs.replace(record, source=SourceCitation(raw=raw))
    archive = first_words(identifier, "repository", "institution")
    fonds = first_words(identifier, "collection")
    number = first_words(identifier, "idno")
    raw = ", ".join(filter(None, (plain(each) for each in identifier)))
    work = CitedWork(
        archive=archive, fonds=fonds, file=number, place=first_words(identifier, "settlement")
    )
    return structs.replace(
        record,
        archive=archive,
        fonds=fonds,
        file=number,
        source=SourceCitation(raw=raw, parsed=(work,)),
    )


def _topics(header: etree._Element | None, ident: str) -> tuple[Association, ...]:
    terms = named(first(header, "textClass"), "term")
    return tuple(
        Association(name=words, entity=absolute_target(each.get("ref", ""), ident))
        for each in terms
        if (words := plain(each))
    )


def _number(header: etree._Element | None, *, address: bool) -> str:
    """Return the host's address of the letter, or its number there."""
    for each in named(first(header, "publicationStmt"), "idno"):
        words = plain(each)
        if words and words.startswith(("http://", "https://")) == address:
            return words
    return ""
