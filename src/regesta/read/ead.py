"""EAD 3 and EAD 2002: a finding aid as the collections it describes, and its single items.

The fonds and every component (`c`, `c01` … `c12`) is a Collection inside the one around it; a
component of level "item" is a record without text. Source: the EAD tag library.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec.structs import replace

from regesta.errors import CannotRead
from regesta.model import Association, Collection
from regesta.read.facts import Facts, make_record
from regesta.read.naming import slug_of
from regesta.read.reader import Item, Reader, Source
from regesta.read.tei_safety import opens_xml, read_whole
from regesta.read.tei_text import plain
from regesta.read.tei_write import local_name

NAME = "ead"
VERSION = "2"

_ROOT = re.compile(rb"<(?:[\w.-]+:)?ead(?:\s|>)")
_COMPONENT = re.compile(r"c(?:0[1-9]|1[0-2])?")
_UNFIT = re.compile(r"[^\w.-]+")
_DESCRIBING = ("scopecontent", "abstract", "bioghist", "arrangement")


def looks_like(source: Source) -> bool:
    """XML whose root is `ead`."""
    return bool(opens_xml(source.head, _ROOT))


def read(source: Source) -> Iterator[Item]:
    """The collections, outer before inner, and the items among them."""
    root = read_whole(source)
    yield from items_of(source, root)


def items_of(source: Source, root: etree._Element, within: str = "") -> Iterator[Item]:
    """The collections and items of a finding aid, which may stand `within` a larger file."""
    top = next(root.iter("{*}archdesc"), None)
    if top is None:
        raise CannotRead(
            "The finding aid describes nothing: it has no archdesc.",
            way_out="Export it again, with its description.",
        )
    yield from _Aid(source, within).walk(top)


class _Aid:
    """The walk through one finding aid."""

    def __init__(self, source: Source, within: str) -> None:
        self.source = source
        self._within = f"{_UNFIT.sub('-', within).strip('-.')[:80]}/" if within else ""
        self._slug = f"{slug_of(source.name).removesuffix('.xml')}/{self._within}".rstrip("/")
        self._count = 0
        self._places: set[str] = set()

    def walk(self, top: etree._Element) -> Iterator[Item]:
        """Collections and records, without recursion, in printed order."""
        waiting: list[tuple[etree._Element, tuple[Collection, ...]]] = [(top, ())]
        archive = _said(top, "repository")
        while waiting:
            element, around = waiting.pop()
            self._count += 1
            title = _said(element, "unittitle") or _said(element, "unitid")
            inner = around
            if element.get("level") == "item" and around:
                yield from self._item(element, title, around, archive)
            elif title:
                found = self._collection(element, title, around)
                inner = (*around, found)
                yield found
            waiting += [(one, inner) for one in reversed(list(_components(element)))]

    def _collection(
        self, element: etree._Element, title: str, around: tuple[Collection, ...]
    ) -> Collection:
        dates = _dates(element)
        return Collection(
            id=self._slug if not around else f"{self._slug}/{self._place(element)}",
            title=f"{title}, {dates}" if dates and dates not in title else title,
            kind=element.get("level") or "collection",
            parent=around[-1].id if around else "",
            sequence=self._count,
            description="\n".join(filter(None, (_words(element, name) for name in _DESCRIBING))),
        )

    def _item(
        self, element: etree._Element, title: str, around: tuple[Collection, ...], archive: str
    ) -> Iterator[Item]:
        facts = Facts()
        facts.add("title", title)
        facts.add("date", _dates(element))
        facts.add("date_machine", _normal(element))
        facts.add("file", _said(element, "unitid"))
        facts.add("archive", archive)
        facts.add("fonds", around[0].title)
        facts.add("summary", _words(element, "scopecontent"))
        facts.add("language", _said(element, "langmaterial"))
        address = next((dao.get("href", "") for dao in _own(element, "dao")), "")
        facts.add("url", address if address.startswith("http") else "")
        if title:
            record = make_record(
                facts,
                (),
                source_name=self.source.name,
                place=f"{self._within}{self._place(element)}",
            )
            within = tuple(Association(name=one.title, entity=one.id) for one in around)
            yield replace(record, collections=within, sequence=self._count)

    def _place(self, element: etree._Element) -> str:
        place = _UNFIT.sub("-", element.get("id", "")).strip("-.")[:80]
        if not place or place in self._places:
            place = f"c-{self._count}"
        self._places.add(place)
        return place


def _components(element: etree._Element) -> Iterator[etree._Element]:
    """The components directly inside this one."""
    for child in element:
        name = local_name(child.tag)
        if name == "dsc":
            yield from _components(child)
        elif _COMPONENT.fullmatch(name):
            yield child


def _own(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this name in the component's own description, not in those inside it."""
    for child in element:
        if local_name(child.tag) == "did":
            yield from child.iter(f"{{*}}{name}")
        elif local_name(child.tag) == name:
            yield child


def _said(element: etree._Element, name: str) -> str:
    found = (plain(one) for one in _own(element, name))
    return ", ".join(dict.fromkeys(filter(None, found)))


def _words(element: etree._Element, name: str) -> str:
    """The paragraphs of a description, without its heading."""
    found: list[str] = []
    for one in _own(element, name):
        parts = [part for part in one if local_name(part.tag) not in {"head", ""}]
        found += [plain(part) for part in parts] or [plain(one)]
    return "\n".join(filter(None, found))


def _normal(element: etree._Element) -> str:
    """The date in its machine-readable form: `normal`, or `datesingle`'s `standarddate`."""
    for one in _own(element, "unitdate"):
        if normal := one.get("normal", ""):
            return normal
    for one in _own(element, "datesingle"):
        if normal := one.get("standarddate", ""):
            return normal
    for one in _own(element, "daterange"):
        ends = [end.get("standarddate", "") for end in _ends(one)]
        if all(ends):
            return "/".join(ends)
    return ""


def _dates(element: etree._Element) -> str:
    """The dates as they are printed: plain ones, else those that EAD 3 takes apart."""
    if said := _said(element, "unitdate"):
        return said
    found = [plain(one) for one in _own(element, "datesingle")]
    found += ["–".join(map(plain, _ends(one))) for one in _own(element, "daterange")]
    return ", ".join(dict.fromkeys(filter(None, found)))


def _ends(span: etree._Element) -> list[etree._Element]:
    return [*span.iterchildren("{*}fromdate"), *span.iterchildren("{*}todate")]


READER = Reader(NAME, VERSION, looks_like, read)
