"""The record as JSON: every key of the contract is there, whatever is known."""

from __future__ import annotations

import json

import pytest

from regesta.keep.versions import Kin
from regesta.model import (
    Association,
    Citing,
    DateSpan,
    Description,
    Entity,
    EntityMention,
    Provenance,
    Record,
    Reference,
    Text,
    Version,
)
from regesta.show.contract import record_json

KEYS = {
    "id", "title", "genre", "date", "senders", "recipients", "texts", "summary", "people",
    "organisations", "places", "topics", "collections", "source", "rights", "classification",
    "languages", "uploaded", "record_id", "url", "references", "cited_by", "agreements",
    "versions",
    "directives", "provenance",
}  # fmt: skip


class Shelf:
    """An archive of one entity and one citation."""

    def agreements_of(self, record: str, /) -> dict[tuple[int, str], str]:
        return {}

    def cited_by(self, identifier: str, /) -> list[Citing]:
        return [Citing(id="a2", title="Answer")] if identifier == "a1" else []

    def versions_of(self, identifier: str, /) -> list[Kin]:
        tie = Version(relation="repeats", target="a3", share=0.9, back=0.8, differs=("date",))
        return [Kin(version=tie, title="Telegram", date="1950")] if identifier == "a1" else []

    def entity(self, identifier: str, /) -> Entity | None:
        return Entity(id="p1", kind="person", name="Tal Orsk") if identifier == "p1" else None


FULL = Record(
    id="a1",
    title="Telegram",
    date=DateSpan(edtf="1950-01-03T04:00", earliest="1950-01-03T04:00", latest="1950-01-03T04:00"),
    texts=(Text(body="As Orsk said in Embtel 302.", language="en"),),
    people=(Association(name="Lin Ko"),),
    annotations=(
        EntityMention(
            start=3, end=7, quote="Orsk", rule="t", confidence=1, kind="person", entity="p1"
        ),
    ),
    references=(
        Reference(
            start=16, end=26, quote="Embtel 302", status="absent", wanted="w1",
            describes=Description(genre="telegram", number="302"),
        ),
    ),
    provenance=(Provenance(file="a.txt", sha256="00", reader="text"),),
)  # fmt: skip


@pytest.mark.parametrize("record", [Record(id="bare"), FULL], ids=lambda record: record.id)
def test_every_key_stands(record: Record) -> None:
    found = record_json(Shelf(), record)
    assert set(found) >= KEYS
    assert set(found["source"]) == {"raw", "parsed"}
    assert set(found["provenance"]) >= {"file", "sha256", "reader"}
    assert json.loads(json.dumps(found)) == found


def test_parts_of_a_full_record() -> None:
    found = record_json(Shelf(), FULL)
    assert found["date"]["edtf"] == "1950-01-03T04:00"
    assert [(row["name"], row["basis"]) for row in found["people"]] == [
        ("Lin Ko", "source"),
        ("Tal Orsk", "text"),
    ]
    reference = found["references"][0]
    assert set(reference) >= {"quote", "start", "end", "status", "target", "describes", "why"}
    assert set(reference["describes"]) >= {"genre", "number", "sender", "recipient", "date"}
    assert found["cited_by"][0]["id"] == "a2"
    assert found["versions"] == [
        {
            "id": "a3", "title": "Telegram", "date": "1950", "relation": "repeats", "share": 0.9,
            "back": 0.8, "length": 1.0, "differs": ["date"], "confidence": 1.0, "why": "",
        }
    ]  # fmt: skip
    assert found["provenance"]["file"] == "a.txt"
