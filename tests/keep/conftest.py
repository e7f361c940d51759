"""An archive written by hand, without readers or rules."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec
import pytest

from regesta.errors import Refusal
from regesta.keep.folder import REPORT, STORE, building, swap
from regesta.keep.report import ReferenceCounts, Report
from regesta.keep.rows import row_of
from regesta.keep.store import Store
from regesta.model import (
    Agent,
    Association,
    Citing,
    Collection,
    DateSpan,
    Description,
    Entity,
    EntityMention,
    Exchange,
    Record,
    Reference,
    Text,
    Wanted,
)


def span(first: str, last: str = "", edtf: str = "") -> DateSpan:
    last = last or first
    return DateSpan(edtf=edtf or first, earliest=f"{first}T00:00", latest=f"{last}T23:59")


def named(entity: str) -> EntityMention:
    return EntityMention(
        start=0, end=1, quote="x", rule="list", confidence=1.0, kind="person", entity=entity
    )


RECORDS = (
    Record(
        id="v/d1", title="Telegram 7", genre="telegram", volume="v", sequence=1,
        date=span("1950-01-03"), place="Arlen", texts=(Text(body="It begins."),),
        senders=(Agent(name="Ida Marr", entity="ida"),), recipients=(Agent(name="Office"),),
        collections=(Association(name="Chapter", entity="v/ch1"),), annotations=(named("otto"),),
    ),
    Record(
        id="v/d2", title="Letter", volume="v", sequence=2, date=span("1950-01-01", "1950-01-31"),
        collections=(Association(name="Chapter", entity="v/ch1"),), annotations=(named("ida-2"),),
    ),
    Record(id="v/d2a", title="Enclosure", volume="v", sequence=3, parent="v/d2"),
    Record(
        id="note", title="Note", date=span("1949-12-31", "1950-02-01", "1949-12-31/1950-02-01"),
        collections=(Association(name="Loose papers"),),
        people=(Association(name="I", entity="ida"),),
    ),
    Record(id="sheet", title="Sheet", date=span("1950-01-01", "1950-12-31", "1950")),
)  # fmt: skip


def reference(status: str, seq: int, **rest: str) -> Reference:
    given = {"start": seq, "end": seq + 1, "quote": f"your {seq}", "describes": {}, **rest}
    return msgspec.convert({"status": status, **given}, Reference)


REFERENCES = {
    "v/d2": (
        reference("held", 0, target="v/d1", relation="answers"),
        reference("absent", 1, wanted="w1"),
    ),
    "note": (
        reference("unresolved", 0),
        reference("held", 1, target="v/d1"),
        reference("absent", 2, wanted="w1"),
    ),
}
CITED = tuple(Citing(id=id, quote="your 1") for id in ("v/d2", "note"))
WANTED = (
    Wanted(id="w0", title="Cited once", describes=Description(), cited_by=CITED[:1]),
    Wanted(id="w1", title="Cited twice", describes=Description(number="9"), cited_by=CITED),
)
EXCHANGE = Exchange(id="x1", title="Arlen and the Office", members=("v/d1", "w1", "v/d2"))
ENTITIES = (
    Entity(id="ida", kind="person", name="Ida Marr", same_as=("ida-2",)),
    Entity(id="otto", kind="person", name="Aotto"),
    Entity(id="arlen", kind="place", name="Arlen"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "Papers"
    root.mkdir()
    with building(root) as fresh, Store(fresh / STORE) as store:
        (root / "sources").mkdir()
        (root / "sources" / "a.xml").write_text("<a/>")
        sha256 = hashlib.sha256(b"<a/>").hexdigest()
        source = store.add_source("sources/a.xml", sha256, "rules", 4)
        store.add_collections(
            source,
            [
                Collection(id="v", title="Volume", kind="volume"),
                Collection(id="v/ch1", title="Chapter", kind="chapter", parent="v"),
            ],
        )
        store.add_refusals(source, [Refusal(source="a.xml", place="p9", reason="Torn.")])
        store.add_rows(source, [row_of(record, b"") for record in RECORDS])
        store.arrange()
        store.add_references(REFERENCES)
        aliases = {one.id: one.id for one in ENTITIES} | {"ida-2": "ida"}
        store.add_linked(ENTITIES, aliases, WANTED, (EXCHANGE,))
        store.finish()
        report = Report(
            records=len(RECORDS),
            indexed=len(RECORDS),
            refused=store.refusals(),
            references=ReferenceCounts(**store.statuses()),
        )
        (fresh / REPORT).write_bytes(msgspec.json.encode(report))
        (fresh / "index").mkdir()
        (fresh / "index" / "words").write_text("words")
        store.commit()
        swap(root, fresh)
    return root
