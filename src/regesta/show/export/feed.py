"""A search as an Atom feed (RFC 4287): a feed reader shows what a rebuild has added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from regesta.show.cite import agent_name
from regesta.show.export.results import Found, plain_passage

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
# What XML 1.0 cannot hold.
_UNHOLDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_feed(
    found: Sequence[Found], *, title: str, address: str, page: str, updated: datetime
) -> bytes:
    """Return the feed of a search.

    `title` names the search, `address` is that of the feed itself and `page` that of the
    search for people; each `Found` must have its address, by which a reader knows it again.
    `updated` is when the archive was built, with its time zone.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]
    stamp = updated.isoformat(timespec="seconds")
    _add(feed, "id", address)
    _add(feed, "title", title)
    _add(feed, "updated", stamp)
    _add(feed, "link", rel="self", href=address, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=page, type="text/html")
    if not found:
        _add(_add(feed, "author"), "name", title)
    for one in found:
        entry = _add(feed, "entry")
        _add(entry, "id", one.address)
        _add(entry, "title", one.record.title or one.record.stated.head or one.record.id)
        _add(entry, "updated", stamp)
        _add(entry, "link", rel="alternate", href=one.address, type="text/html")
        senders = [agent_name(agent) for agent in one.record.senders]
        for name in [name for name in senders if name] or [title]:
            _add(_add(entry, "author"), "name", name)
        passage = plain_passage(one.hit.snippet)
        _add(entry, "summary", " ".join(part for part in (one.hit.date, passage) if part))
    return etree.tostring(feed, xml_declaration=True, encoding="UTF-8")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    for key, value in attributes.items():
        element.set(key, _UNHOLDABLE.sub("", value))
    if text:
        element.text = _UNHOLDABLE.sub("", text)
    return element
