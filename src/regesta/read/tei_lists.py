"""An edition's own lists of persons and of terms, as entities."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regesta.model import Entity


def read_list(element: etree._Element, volume: str) -> Iterator[Entity]:
    """Yield the entities that a list defines: its entries with an xml:id of their own."""
    yield from ()
