"""Pages of any other host: the article in them, found by trafilatura (the extra `web`).

A reader made for a host beats this one, so it takes only pages that no layout of
`archive_html` knows. It says in the provenance that it is a general one, and on the record that
title, author and date are what the page's markup gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from regesta.errors import CannotRead
from regesta.model.record import BlockKind
from regesta.read import archive_html
from regesta.read.blocks import Part, make_text
from regesta.read.decoding import decode, read_bytes
from regesta.read.extras import demand, version_with
from regesta.read.facts import Facts, make_record
from regesta.read.markup import MAX_HTML_BYTES
from regesta.read.mirrors import address_in_path
from regesta.read.reader import Item, Reader, Source
from regesta.read.tables import language_code

NAME = "web-article"
VERSION = version_with("1", "trafilatura")

MAX_BYTES = 4 * 1024 * 1024
MAX_TAGS = 60_000
_XML = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_LANGUAGE = re.compile(r"<html\b[^>]{0,400}?\blang=[\"']?([A-Za-z-]{2,20})", re.I)
_KINDS: dict[str, BlockKind | None] = {
    "p": None, "head": "heading", "item": "item", "quote": "quote", "row": "row", "code": "quote",
}  # fmt: skip


def looks_like(source: Source) -> bool:
    """An HTML page of no layout that is known."""
    if source.size > MAX_HTML_BYTES or not archive_html.looks_like(source):
        return False
    return not archive_html.is_known(read_bytes(source, MAX_HTML_BYTES))


def read(source: Source) -> Iterator[Item]:
    """The page's article as one record; CannotRead for a page without one."""
    demand("trafilatura", "web", "a page of a host that no reader is made for")
    if source.size > MAX_BYTES:
        raise CannotRead(f"The page has more than {MAX_BYTES:,} bytes of HTML.")
    data = read_bytes(source, MAX_BYTES)
    text = _XML.sub("", decode(data))
    if "<!entity" in text[:200_000].casefold():
        raise CannotRead("The page declares entities, which are not expanded here.")
    if text.count("<") > MAX_TAGS:
        raise CannotRead(f"The page has more than {MAX_TAGS // 2:,} elements.")
    facts = Facts()
    found = _article(text)
    declared = _LANGUAGE.search(text[:5_000])
    language = language_code(declared[1]) if declared else ""
    archive_html.add_address(data, facts)
    facts.add("url", "" if "url" in facts else address_in_path(source.name))
    facts.add("title", found.title or "")
    facts.add("date", found.date or "")
    for name in (found.author or "").split(";"):
        facts.add("author", name)
    facts.add("publisher", found.sitename or "")
    parts = list(_parts(found.body))
    if not any(part.text.strip() for part in parts):
        raise _no_article()
    words = make_text(parts, language=language)
    if "title" not in facts:
        facts.add("title", words.body.partition("\n")[0][:120])
    facts.flag("general-reader", "No reader is made for this host: a general one read the page.")
    yield make_record(facts, (words,), source_name=source.name)


def _no_article() -> CannotRead:
    return CannotRead(
        "The HTML page holds no article, and has no layout that is known.",
        way_out="Save the document's text as .txt or .md, with its facts as front matter.",
    )


def _article(text: str) -> Any:
    """What trafilatura finds: `title`, `author`, `date`, `sitename`, and `body` as XML."""
    import trafilatura  # noqa: PLC0415 - an extra

    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(no_network=True))
        found = trafilatura.bare_extraction(
            root,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            # What the markup states; a search through the text finds days that are not the page's.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise _no_article() from error
    if found is None or getattr(found, "body", None) is None:
        raise _no_article()
    return found


def _parts(body: etree._Element) -> Iterator[Part]:
    """The article's blocks, outermost first: what is inside one is part of its words."""
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag not in _KINDS:
            continue
        walk.skip_subtree()
        if tag == "row":
            cells = (" ".join("".join(cell.itertext()).split()) for cell in element)
            yield Part("\t".join(cells), "row")
            continue
        level = (element.get("rend") or "")[1:2] if tag == "head" else "1"
        depth = int(level) if tag in {"head", "item"} and level.isdecimal() else 0
        yield Part(" ".join("".join(element.itertext()).split()), _KINDS[tag], depth)


READER = Reader(NAME, VERSION, looks_like, read)
