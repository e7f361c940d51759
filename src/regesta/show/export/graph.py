"""The correspondence as a graph (GraphML): who wrote to whom, and how often.

Nodes are senders and recipients, directed edges the records between two of them. Source: the
GraphML primer (graphdrawing.org), which Gephi, igraph and networkx read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from regesta.keep.archive import Archive
from regesta.keep.entries import PairCount
from regesta.show.export.tei_text import clean

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("name", "node", "string"),
    ("entity", "node", "string"),
    ("documents", "edge", "int"),
)


def write_graphml(archive: Archive) -> Iterator[bytes]:
    """Yield the graph as one file (UTF-8)."""
    root = etree.Element(f"{{{_NAMESPACE}}}graphml", nsmap={None: _NAMESPACE})  # type: ignore[dict-item]
    for name, of, kind in _KEYS:
        etree.SubElement(
            root, f"{{{_NAMESPACE}}}key",
            attrib={"id": name, "for": of, "attr.name": name, "attr.type": kind},
        )  # fmt: skip
    graph = etree.SubElement(root, f"{{{_NAMESPACE}}}graph", edgedefault="directed")
    nodes: dict[str, str] = {}
    pairs = archive.correspondence()
    for pair in pairs:
        for name, entity in ((pair.sender, pair.sender_id), (pair.recipient, pair.recipient_id)):
            _node(graph, nodes, name, entity)
    for number, pair in enumerate(pairs):
        edge = etree.SubElement(
            graph, f"{{{_NAMESPACE}}}edge", id=f"e{number}",
            source=nodes[_key(pair, sender=True)], target=nodes[_key(pair, sender=False)],
        )  # fmt: skip
        _data(edge, "documents", str(pair.documents))
    yield etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _key(pair: PairCount, *, sender: bool) -> str:
    return (pair.sender_id or pair.sender) if sender else (pair.recipient_id or pair.recipient)


def _node(graph: etree._Element, nodes: dict[str, str], name: str, entity: str) -> None:
    key = entity or name
    if key in nodes:
        return
    nodes[key] = f"n{len(nodes)}"
    node = etree.SubElement(graph, f"{{{_NAMESPACE}}}node", id=nodes[key])
    _data(node, "name", name)
    if entity:
        _data(node, "entity", entity)


def _data(element: etree._Element, key: str, value: str) -> None:
    etree.SubElement(element, f"{{{_NAMESPACE}}}data", key=key).text = clean(value)
