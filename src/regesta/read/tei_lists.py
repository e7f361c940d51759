"""An edition's own lists of persons, organisations, places and terms, as entities.

Two forms: the printed list, whose entries are `item`s with a `persName` or `term` that has
an xml:id; and the structured `listPerson`, `listOrg`, `listPlace`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

from lxml import etree

from regesta.model import Entity, EntityKind, NameForm
from regesta.read.tei_header import first, first_words, named
from regesta.read.tei_people import name_forms, natural_name, read_roles, split_given
from regesta.read.tei_target import absolute_target
from regesta.read.tei_text import date_value, plain
from regesta.read.tei_write import XML_ID, local_name

_KINDS: dict[str, EntityKind] = {"person": "person", "org": "organisation", "place": "place"}
# The head of an organisation's full name; what begins with an office or in small letters is none.
_ORGANISATION = re.compile(
    r"\b(?:Administration|Agency|Alliance|Army|Assembly|Association|Authority|Bank|Board|Bureau"
    r"|Cabinet|Command|Commission|Committee|Community|Company|Confederation|Conference"
    r"|Congress|Corporation|Corps|Council|Department|Division|Embassy|Federation|Force|Forces"
    r"|Front|Fund|Government|Group|Headquarters|Institute|Joint Chiefs|League|Legation|Ministry"
    r"|Mission|Movement|Nations|Navy|Office|Organi[sz]ation|Parliament|Party|Republic|Secretariat"
    r"|Section|Senate|Service|Society|Staff|System|Union|University)\b"
)
_OFFICE = re.compile(
    r"(?:(?:Acting|Deputy|Assistant|Under|Vice|Permanent|Special|Supreme|U\.S\.|United States) )*"
    r"(?:Secretary|Minister|Commander|Chief|Director|Representative|Ambassador|Officer|Chairman"
    r"|President|Head|Attach|Member|Counselor|Chancellor|Premier|Advis)"
)


def read_list(element: etree._Element, volume: str) -> Iterator[Entity]:
    """Yield the entities that a list defines: its entries with an xml:id of their own."""
    if local_name(element.tag) != "list":
        for structured in named(element, *_KINDS):
            if structured.get(XML_ID):
                yield _structured(structured, volume)
        return
    for item in element.iterchildren("{*}item"):
        entry = next((each for each in named(item, "persName", "term") if each.get(XML_ID)), None)
        if entry is not None:
            kind = local_name(entry.tag)
            yield (_person if kind == "persName" else _term)(entry, item, volume)


def _behind(entry: etree._Element, item: etree._Element) -> tuple[str, str]:
    """Return an entry's name and what the item says after it."""
    name, whole = plain(entry), plain(item)
    rest = whole[len(name) :] if whole.startswith(name) else whole
    return name.strip(" ,;"), rest.strip(" ,;")


def _person(entry: etree._Element, item: etree._Element, volume: str) -> Entity:
    printed, rest = _behind(entry, item)
    printed, rest = split_given(printed, rest)
    name, others = natural_name(printed)
    return Entity(
        id=f"{volume}/{entry.get(XML_ID)}",
        kind="person",
        name=name,
        names=name_forms(printed, name, others),
        description=rest,
        roles=read_roles(rest),
        same_as=_see(item, rest, volume),
        origin=volume,
    )


def _see(item: etree._Element, rest: str, volume: str) -> tuple[str, ...]:
    """An entry that only leads to another ("Diem, see Ngo Dinh Diem") means the same person."""
    if not rest.startswith(("see ", "See ", "pseudonym for ", "pseudonym of ")):
        return ()
    pointers = (each.get("corresp", "") for each in named(item, "persName", "ref"))
    return tuple(absolute_target(pointer, volume) for pointer in pointers if pointer)


def _term(entry: etree._Element, item: etree._Element, volume: str) -> Entity:
    name, rest = _behind(entry, item)
    full = rest.split(";")[0].strip(" .,;")
    plainly = full[:1].isupper() and not _OFFICE.match(full)
    organisation = plainly and _ORGANISATION.search(full.split(",")[0]) is not None
    forms = (NameForm(name=full, system="expansion"),) if 0 < len(full) <= 120 else ()
    return Entity(
        id=f"{volume}/{entry.get(XML_ID)}",
        kind="organisation" if organisation else "term",
        name=name,
        names=forms,
        description=rest,
        origin=volume,
    )


def _structured(entry: etree._Element, volume: str) -> Entity:
    """An entry of `listPerson`, `listOrg`, `listPlace`."""
    kind = _KINDS[local_name(entry.tag)]
    names = named(entry, "persName", "orgName", "placeName", "settlement")
    forms = [_form(each) for each in names]
    shown = next((form for form in forms if form.name), NameForm(name=entry.get(XML_ID, "")))
    latitude, longitude = _coordinates(entry)
    return Entity(
        id=f"{volume}/{entry.get(XML_ID)}",
        kind=kind,
        name=shown.name,
        names=tuple(form for form in forms if form is not shown and form.name),
        description=first_words(entry, "note", "desc"),
        born=_date(entry, "birth"),
        died=_date(entry, "death"),
        latitude=latitude,
        longitude=longitude,
        same_as=tuple(words for each in named(entry, "idno") if (words := plain(each)))
        + tuple(pointer for pointer in (entry.get("sameAs") or "").split()),
        origin=volume,
    )


def _form(element: etree._Element) -> NameForm:
    surname, given = first_words(element, "surname"), first_words(element, "forename")
    name = f"{given} {surname}" if surname and given else natural_name(plain(element))[0]
    return NameForm(
        name=name,
        language=element.get("{http://www.w3.org/XML/1998/namespace}lang", ""),
        system=element.get("type", ""),
        since=element.get("from") or element.get("notBefore") or "",
        until=element.get("to") or element.get("notAfter") or "",
    )


def _date(entry: etree._Element, name: str) -> str:
    found = first(entry, name)
    return "" if found is None else date_value(found) or plain(found)


def _coordinates(entry: etree._Element) -> tuple[float | None, float | None]:
    """Return latitude and longitude of a `geo`, None and None where it has no two numbers."""
    with suppress(ValueError):
        latitude, longitude = (
            float(part) for part in first_words(entry, "geo").replace(",", " ").split()
        )
        return latitude, longitude
    return None, None
