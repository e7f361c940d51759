"""How the walk through a TEI element goes: each child is written by its own action."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from regesta.read.tei_scribe import Scribe

XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@lru_cache(maxsize=4096)
def local_name(tag: object) -> str:
    """Return an element's name without its namespace, "" for a comment or instruction."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def write(element: etree._Element, scribe: Scribe) -> None:
    """Write what stands inside an element, its children each in its own way."""
    actions = scribe.actions
    text = element.text
    if text:
        scribe.add(text)
    # Most elements hold words alone; a `for` over their children costs more than all the rest.
    child = element[0] if len(element) else None
    while child is not None:
        actions[child.tag](child, scribe)
        tail = child.tail
        if tail:
            scribe.add(tail)
        child = child.getnext()


def words(element: etree._Element) -> str:
    """Return all words of an element on one line, those of its notes too."""
    return " ".join("".join(map(str, element.itertext("{*}*"))).split())
