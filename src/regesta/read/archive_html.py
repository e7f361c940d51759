"""Record pages of an online archive as saved HTML, of the present site and the one before.

A layout of `data/archive_page.toml` says by which selectors a page is read: title, date,
thanks, summary, the tabs' panes, the facts. A page without known markup but with the known
labels is read as its lines, as its text would be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import html

from regesta.errors import CannotRead
from regesta.model import Text
from regesta.read.archive_labels import Label, Tab, fold, is_chrome, label_of, record_url, tab_of
from regesta.read.archive_lines import Line, PageWalk, must_hold_something, text_role
from regesta.read.blocks import Part, make_text
from regesta.read.decoding import read_bytes, squeeze
from regesta.read.facts import Facts, make_record, take_language
from regesta.read.markup import MAX_HTML_BYTES, first, inner_text, lines_of, parse_html, select
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import load

NAME = "archive-html"
VERSION = "1"

_OPENING = re.compile(rb"<(?:!doctype\s+html|html|head|body|main|article|div|h1)\b", re.I)
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(\S+) -->")
Layout = dict[str, Any]


def looks_like(source: Source) -> bool:
    """An HTML page: its first bytes, past blanks and comments, open one."""
    head = source.head.replace(b"\0", b"")[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<") and bool(_OPENING.search(head)) and b"<TEI" not in head


def read(source: Source) -> Iterator[Item]:
    """The page's one record; CannotRead for a page of no known layout."""
    data = read_bytes(source, MAX_HTML_BYTES)
    layout = _layout_of(data)
    root = parse_html(data)
    facts = Facts()
    add_address(data, facts)
    title = first(root, layout["title"])
    if title is not None:
        facts.add("title", inner_text(title).replace("\n", " "))
    texts = (
        _by_lines(root, layout, facts) if layout.get("linear") else _by_markup(root, layout, facts)
    )
    _facsimiles(root, facts)
    must_hold_something(facts, texts)
    yield make_record(facts, texts, source_name=source.name)


def is_known(data: bytes) -> bool:
    """Whether the page has the markers of a layout."""
    return _find_layout(data) is not None


def _layout_of(data: bytes) -> Layout:
    """The first layout whose markers all stand in the page."""
    if (layout := _find_layout(data)) is not None:
        return layout
    raise CannotRead(
        "The HTML page has no layout that is known: no record page of an archive is told in it.",
        way_out="Save the document's text as .txt or .md, with its facts as front matter.",
    )


def _find_layout(data: bytes) -> Layout | None:
    plain = data.replace(b"\0", b"") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else data
    layouts: list[Layout] = load("archive_page")["layout"]
    for layout in layouts:
        if all(marker.encode() in plain for marker in layout["markers"]):
            return layout
    return None


def add_address(data: bytes, facts: Facts) -> None:
    """The page's own address, and the record ID where the address ends in one."""
    found = _SAVED_FROM.search(data[:4096])
    addresses = [found[1].decode("utf-8", "replace")] if found else []
    # The head is dropped from what is shown, so its links are read from the bytes.
    for pattern in (
        rb"""<link[^>]{0,200}?rel=["']canonical["'][^>]{0,200}?href=["']([^"'>]{1,500})["']""",
        rb"""<meta[^>]{0,200}?property=["']og:url["'][^>]{0,200}?content=["']([^"'>]{1,500})["']""",
    ):
        if found := re.search(pattern, data[:262_144], re.I):
            addresses.insert(0, found[1].decode("utf-8", "replace"))
    if addresses:
        facts.add("url", addresses[0])


# -- a page of known markup ------------------------------------------------------------


def _by_markup(root: html.HtmlElement, layout: Layout, facts: Facts) -> list[Text]:
    for field in ("date", "credits", "summary"):
        element = first(root, layout[field])
        if element is not None and not _inside(element, layout["pane"]):
            facts.add(field, inner_text(element))
    for section in [heading for name in layout["section"] for heading in select(root, name)]:
        _section(section, layout, facts)
    for name in ("h2", "h3", "h4"):
        for heading in select(root, name):
            _section(heading, layout, facts)
    for block in [found for name in layout["fact"] for found in select(root, name)]:
        _fact(block, layout, facts)
    if "record_id" not in facts and (found := record_url().search(facts.one("url"))):
        facts.add("record_id", found[1])
    return _panes(root, layout, facts)


def _inside(element: html.HtmlElement, selectors: list[str]) -> bool:
    classes = {selector.lstrip(".") for selector in selectors}
    return any(classes & set((up.get("class") or "").split()) for up in element.iterancestors())


def _section(heading: html.HtmlElement, layout: Layout, facts: Facts) -> None:
    """A heading that is a label, and the list that follows it."""
    label = label_of(squeeze(inner_text(heading).replace("\n", " ")))
    if label is None or not label.field or _inside(heading, layout["pane"] + layout["fact"]):
        return
    follower = heading.getnext()
    pills = _pills(follower, layout) if follower is not None else []
    _take_list(label, pills, follower, facts)


def _fact(block: html.HtmlElement, layout: Layout, facts: Facts) -> None:
    """A block of the facts: its name, and its text or list."""
    name = first(block, layout["fact_name"])
    if name is None:
        return
    label = label_of(squeeze(inner_text(name).replace("\n", " ")))
    text = first(block, layout["fact_text"])
    if label is None:
        shown = squeeze(inner_text(name))
        facts.flag(
            "unknown-label", f"The source's label “{shown[:80]}” is not known; see the page."
        )
    elif text is not None and not _pills(block, layout):
        value = inner_text(text)
        if value.strip():
            facts.add(label.field, value)
        else:
            facts.empty_label(label.name)
    else:
        _take_list(label, _pills(block, layout), None, facts)


def _pills(element: html.HtmlElement, layout: Layout) -> list[html.HtmlElement]:
    return [pill for name in layout["pill"] for pill in select(element, name)]


def _take_list(
    label: Label, pills: list[html.HtmlElement], other: html.HtmlElement | None, facts: Facts
) -> None:
    """The names of a linked list with their addresses; a short plain text in its stead."""
    for pill in pills:
        facts.add(label.field, inner_text(pill).replace("\n", " "), _link_of(pill))
    if pills:
        return
    plain = inner_text(other) if other is not None else ""
    if plain and other is not None and other.tag not in {"h1", "h2", "h3", "h4", "section"}:
        facts.add(label.field, plain)
    else:
        facts.empty_label(label.name)


def _link_of(pill: html.HtmlElement) -> str:
    """The address that the name links to: on the element, around it, or in it."""
    near = [pill, *pill.iterancestors("a"), *pill.iter("a")]
    hrefs = (element.get("href") or "" for element in near if element.tag == "a")
    return next((href for href in hrefs if href and not href.startswith(("#", "javascript:"))), "")


def _panes(root: html.HtmlElement, layout: Layout, facts: Facts) -> list[Text]:
    """The texts of the tabs' panes; a pane of pictures gives facsimiles instead."""
    names = _tab_names(root)
    language = take_language(facts)
    texts: list[Text] = []
    for pane in [found for name in layout["pane"] for found in select(root, name)]:
        lines = lines_of(pane)
        tab = _tab_of_pane(pane, names)
        if lines and (heading := tab_of(lines[0].text)) is not None:
            tab = heading if not (tab and tab.language and not heading.language) else tab
            lines = lines[1:]
        lines = [line for line in lines if not is_chrome(line.text)]
        if not lines or (tab and tab.scan):
            continue
        tab = tab or Tab("transcription", "", False, "")
        role = text_role(tab, language)
        code = tab.language or (language if role == "original" else "")
        parts = [Part(line.text, _kind(line), line.level) for line in lines]
        texts.append(make_text(parts, role=role, language=code, label=tab.name))
    return texts


def _kind(line: Line) -> Any:
    """The kind that the markup tells; a bare paragraph's is told from its words."""
    return None if line.kind == "paragraph" else line.kind


def _tab_names(root: html.HtmlElement) -> dict[str, str]:
    """What the tabs' links call each pane, by the pane's id."""
    names: dict[str, str] = {}
    for link in root.iter("a", "button", "li", "span", "div"):
        for attribute in ("href", "data-bs-target", "data-target", "aria-controls"):
            target = (link.get(attribute) or "").removeprefix("#")
            if target and len(name := squeeze(link.text_content())) <= 60 and tab_of(name):
                names.setdefault(target, name)
    return names


def _tab_of_pane(pane: html.HtmlElement, names: dict[str, str]) -> Tab | None:
    """The pane's tab, from its link's words, its label, or the words of its id."""
    given = pane.get("id") or ""
    for name in (names.get(given, ""), pane.get("aria-label") or "", given):
        words = fold(re.sub(r"[-_]+", " ", name))
        for form in (words, *reversed(words.split())):
            if tab := tab_of(form):
                return tab._replace(name=names.get(given, tab.name))
    return None


def _facsimiles(root: html.HtmlElement, facts: Facts) -> None:
    """The pictures and files of the panes that show the original."""
    names = _tab_names(root)
    for pane in select(root, ".tab-pane"):
        tab = _tab_of_pane(pane, names)
        if tab is None or not (tab.scan or tab.role == "original"):
            continue
        for picture in pane.iter("img", "a"):
            address = picture.get("data-src") or picture.get("src") or picture.get("href") or ""
            is_file = picture.tag == "img" or address.casefold().endswith(
                (".pdf", ".jpg", ".png", ".tif")
            )
            if address and is_file and not address.startswith(("data:", "javascript:")):
                facts.add("facsimiles", address)


# -- a page that only its labels tell --------------------------------------------------


def _by_lines(root: html.HtmlElement, layout: Layout, facts: Facts) -> list[Text]:
    main = first(root, layout["main"])
    lines = lines_of(root if main is None else main)
    if "title" in facts and facts.one("title") not in {line.text for line in lines}:
        lines = lines_of(root)
    return PageWalk([line._replace(kind=_kind(line)) for line in lines], facts).read()


READER = Reader(NAME, VERSION, looks_like, read)
