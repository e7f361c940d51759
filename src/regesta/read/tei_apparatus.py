"""What TEI says of how words came into the text: supplied, left out, doubtful, corrected."""

from __future__ import annotations

from typing import get_args

from lxml import etree

from regesta.model import Apparatus
from regesta.model.annotation import ApparatusKind
from regesta.read.tei_scribe import Action, Scribe
from regesta.read.tei_write import local_name, words, write

_KINDS: dict[str, ApparatusKind] = {kind: kind for kind in get_args(ApparatusKind)}


def _extent(element: etree._Element) -> str:
    stated = element.get("extent")
    return stated or f"{element.get('quantity', '')} {element.get('unit', '')}".strip()


def edited(kind: ApparatusKind) -> Action:
    """An element by which the editors say how these words came into the text."""

    def action(element: etree._Element, scribe: Scribe) -> None:
        opened = scribe.open()
        write(element, scribe)
        stated = element.get("reason", "")
        told = _KINDS.get(stated, kind) if kind == "supplied" else kind
        _found(element, scribe, told, scribe.span(opened), scribe.body_since(opened))

    return action


def _found(
    element: etree._Element,
    scribe: Scribe,
    kind: ApparatusKind,
    span: tuple[int, int] | None,
    content: str,
) -> None:
    """Keep a finding of the body; the notes are the editors' words already."""
    if span and not scribe.note:
        scribe.sheet.apparatus.append(
            Apparatus(
                kind=kind,
                start=span[0],
                end=span[1],
                content=content,
                extent=_extent(element),
                rule=f"tei-{local_name(element.tag)}",
            )
        )


def gap(element: etree._Element, scribe: Scribe) -> None:
    """Where the source has nothing to show, `[...]` stands for what is left out."""
    alone = local_name(getattr(element.getparent(), "tag", "")) in ("div", "body", "attachment")
    if alone:
        scribe.boundary()
    opened = scribe.open()
    content = words(element) or element.get("reason", "")
    if len(element):  # `desc` says in words what is left out
        scribe.add("[")
        write(element, scribe)
        scribe.add("]")
    else:
        scribe.add("..." if scribe.last == "[" else "[...]")
    _found(element, scribe, "omission", scribe.span(opened), content)
    if alone:
        scribe.boundary()


def unclear(element: etree._Element, scribe: Scribe) -> None:
    """Doubtful words; `[...]` where not even a guess is given."""
    if not len(element) and not (element.text or "").strip():
        opened = scribe.open()
        scribe.add("[...]")
        _found(element, scribe, "doubtful", scribe.span(opened), "")
    else:
        edited("doubtful")(element, scribe)


def choice(element: etree._Element, scribe: Scribe) -> None:
    """Of two readings the document's own stands in the text, the editors' in the apparatus."""
    children = {local_name(child.tag): child for child in element}
    for own, edited, kind in _CHOICES:
        if own in children and edited in children:
            opened = scribe.open()
            write(children[own], scribe)
            span = scribe.span(opened)
            _found(children[edited], scribe, kind, span, words(children[edited]))
            return
    write(element, scribe)


_CHOICES: tuple[tuple[str, str, ApparatusKind], ...] = (
    ("sic", "corr", "correction"),
    ("orig", "reg", "correction"),
    ("abbr", "expan", "supplied"),
)
