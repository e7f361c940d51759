"""The `teiHeader` of an edition or a letter: what it says of the whole file."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from regesta.read.tei_text import plain
from regesta.read.tei_write import XML_ID


class Header(Struct, frozen=True, kw_only=True):
    """What an edition's header states; "" and () where it is silent."""

    title: str = ""
    publisher: str = ""
    place: str = ""
    year: str = ""
    editors: tuple[str, ...] = ()
    rights: str = ""
    language: str = ""
    name: str = ""

    @property
    def imprint(self) -> str:
        """The editors, place, publisher and year in one sentence."""
        where = ": ".join(part for part in (self.place, self.publisher) if part)
        imprint = ", ".join(part for part in (where, self.year) if part)
        editors = f"Edited by {', '.join(self.editors)}" if self.editors else ""
        return ". ".join(part for part in (editors, imprint) if part)


def named(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """Yield the descendants with one of these names, in the order of the file."""
    if element is not None:
        yield from element.iter(*(f"{{*}}{name}" for name in names))


def first(element: etree._Element | None, *names: str) -> etree._Element | None:
    """Return the first descendant with one of these names."""
    return next(named(element, *names), None)


def first_words(element: etree._Element | None, *names: str) -> str:
    """Return the words of the first descendant with one of these names that has any."""
    return next((words for each in named(element, *names) if (words := plain(each))), "")


def read_header(element: etree._Element | None) -> Header:
    """Read a `teiHeader`; an empty Header for none."""
    statement = first(element, "titleStmt")
    publication = first(element, "publicationStmt")
    titles = {title.get("type", ""): plain(title) for title in named(statement, "title")}
    title = titles.get("complete") or titles.get("main") or next(iter(titles.values()), "")
    date = first(publication, "date")
    year = "" if date is None else (plain(date) or date.get("when", ""))
    numbers = {number.get("type", ""): plain(number) for number in named(publication, "idno")}
    return Header(
        title=title,
        publisher=first_words(publication, "publisher", "authority"),
        place=first_words(publication, "pubPlace"),
        year=year,
        editors=tuple(words for each in named(statement, "editor") if (words := plain(each))),
        rights=first_words(publication, "availability"),
        language=_language(element),
        name=numbers.get("frus", ""),
    )


def _language(element: etree._Element | None) -> str:
    """The only language that the header declares, "" when it declares several."""
    found = {each.get("ident", "") for each in named(element, "language")} - {""}
    return found.pop() if len(found) == 1 else ""


def volume_name(root: etree._Element, header: Header, file_stem: str) -> str:
    """Return an edition's id: the root's xml:id, the number in its header, or the file's name."""
    return root.get(XML_ID) or header.name or file_stem
