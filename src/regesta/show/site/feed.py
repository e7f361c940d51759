"""A search as an Atom feed (RFC 4287), so that new records of interest come to the reader."""

from __future__ import annotations

from xml.etree import ElementTree as Xml

from regesta.search.index import Results
from regesta.show.addresses import record_address

ATOM = "http://www.w3.org/2005/Atom"


def atom(base: str, title: str, updated: str, path: str, results: Results) -> bytes:
    """Write the feed; `base` is the site's address, `updated` when it was built (RFC 3339).

    `path` is where the search itself stands on the site.
    """
    Xml.register_namespace("", ATOM)
    root = Xml.Element(f"{{{ATOM}}}feed")
    address = base + path
    _add(root, "title", title)
    _add(root, "id", address)
    _add(root, "updated", updated)
    _add(root, "link", rel="alternate", type="text/html", href=address)
    _add(root, "link", rel="self", href=address.replace("/search", "/search.atom", 1))
    author = _add(root, "author")
    _add(author, "name", title)
    for hit in results.hits:
        entry = _add(root, "entry")
        _add(entry, "title", hit.title or hit.id)
        _add(entry, "id", base + record_address(hit.id))
        _add(entry, "updated", updated)
        _add(entry, "link", rel="alternate", type="text/html", href=base + record_address(hit.id))
        if hit.snippet:
            _add(entry, "summary", hit.snippet, type="html")
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    element = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    if text:
        element.text = "".join(one for one in text if one >= " " or one in "\t\n")
    return element
