"""What Regesta found in a record, as TEI's `standOff`: entities with their forms, and spans.

A span points at characters of the wording as kept (its words without the footnotes), by TEI's
pointer scheme `string-range(division, start, length)` (Guidelines, 17.2.4).
"""

from __future__ import annotations

import re
from typing import Protocol

from lxml import etree

from regesta.model import (
    AgreementMention,
    Amount,
    Directive,
    Entity,
    EntityMention,
    Record,
    Reference,
)
from regesta.read.tei_own import xml_name
from regesta.show.export.tei_text import XML_ID, XML_LANG, clean, tei, under, when

_LISTS = {
    "person": ("listPerson", "person", "persName"),
    "organisation": ("listOrg", "org", "orgName"),
    "place": ("listPlace", "place", "placeName"),
}
_NO_WORD = re.compile(r"[^A-Za-z0-9_.-]")

Said = Reference | AgreementMention | Amount | Directive


class Entities(Protocol):
    """What of an archive the export needs besides its records."""

    def entity(self, id: str, /) -> Entity | None:
        """The entity with this id, None where there is none."""


def certainty(confidence: float) -> str:
    """Return TEI's @cert: a number between 0 and 1 (teidata.probCert)."""
    return f"{min(1.0, max(0.0, confidence)):.2f}"


class Found:
    """The pointers of one record, and the entities they need."""

    def __init__(self, entities: Entities, record: Record, prefix: str) -> None:
        self.record = record
        self.prefix = prefix
        self._entities = entities
        self._known: dict[str, Entity | None] = {}

    def division(self, number: int) -> str:
        """Return the name of the division that holds this wording."""
        return f"{self.prefix}.t{number}"

    def pointer(self, id: str) -> str:
        """Return where an id leads: an entity of this file, a record, or an address."""
        if not id or "://" in id:
            return clean(id)
        if id not in self._known:
            self._known[id] = self._entities.entity(id)
        entity = self._known[id]
        return f"#{self._entity_name(entity)}" if entity else f"#{xml_name(id)}"

    def _entity_name(self, entity: Entity) -> str:
        return xml_name(entity.id, within=self.prefix)

    def stand_off(self) -> etree._Element:
        """Return the lists of entities that the record names, and the spans of all else."""
        spans = tei("spanGrp")
        for reference in self.record.references:
            self._span(spans, reference, f"reference-{reference.status}", reference.why, "")
            if reference.target or reference.wanted:
                spans[-1].set("corresp", f"#{xml_name(reference.target or reference.wanted)}")
        for one in self.record.annotations:
            match one:
                case AgreementMention():
                    said = one.name + (f" ({one.stage})" if one.stage else "")
                    self._span(spans, one, "agreement", said, one.rule)
                case Amount():
                    self._span(spans, one, "amount", f"{one.value:g} {one.unit}", one.rule)
                case Directive():
                    said = " ".join(filter(None, (one.actor, one.act, one.object)))
                    self._span(spans, one, "directive", said, one.rule)
                case EntityMention(entity=entity) if entity:
                    self.pointer(entity)
        stand_off = tei("standOff")
        for kind, (group, item, name) in _LISTS.items():
            known = {one.id: one for one in self._known.values() if one and one.kind == kind}
            listed = under(stand_off, group) if known else stand_off
            for member in known.values():
                self._entity(under(listed, item), member, name)
        if len(spans):
            stand_off.append(spans)
        return stand_off

    def _entity(self, element: etree._Element, entity: Entity, name: str) -> None:
        element.set(XML_ID, self._entity_name(entity))
        under(element, name, entity.name)
        for form in entity.names:
            if form.name == entity.name:
                continue
            made = under(element, name, form.name, type=_NO_WORD.sub("-", form.system))
            if form.language:
                made.set(XML_LANG, form.language)
        if name == "placeName" and entity.latitude is not None and entity.longitude is not None:
            under(under(element, "location"), "geo", f"{entity.latitude:g} {entity.longitude:g}")
        if name == "persName":
            for day, tag in ((entity.born, "birth"), (entity.died, "death")):
                if when(day):
                    under(element, tag, when=when(day))
        for other in (entity.id, *entity.same_as):
            under(element, "idno", other, type="URI" if "://" in other else "id")
        if entity.description:
            under(element, "note", entity.description)

    def _span(self, group: etree._Element, one: Said, kind: str, said: str, rule: str) -> None:
        place = self.division(one.text)
        width = one.end - one.start
        target = f"#string-range({place},{one.start},{width})" if not one.note else f"#{place}"
        element = under(group, "span", one.quote, type=kind, target=target, n=said)
        element.set("cert", certainty(one.confidence))
        if rule:
            element.set("subtype", _NO_WORD.sub("-", rule))
