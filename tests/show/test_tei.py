"""TEI and CMIF: valid against their schemas, and TEI comes back as the records it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from regesta.keep.archive import Archive
from regesta.model import (
    Agent,
    Apparatus,
    Block,
    DateSpan,
    Entity,
    Mark,
    Note,
    PageBreak,
    Record,
    Text,
)
from regesta.model.record import BlockKind
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.tei_own import id_of, xml_name
from regesta.show.export.cmif import write_cmif
from regesta.show.export.tei import record_tei, write_tei
from regesta.show.export.tei_text import when

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCHEMAS = SHARED / "schemas"
VOLUMES = SHARED / "corpora" / "frus"


class Nobody:
    """An archive that knows no entity."""

    def entity(self, id: str, /) -> Entity | None:
        return None


def schema(name: str) -> etree.RelaxNG:
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas are not beside this checkout (../shared/schemas)")
    return etree.RelaxNG(etree.parse(str(SCHEMAS / f"{name}.rng")))


def read_back(content: bytes, folder: Path) -> list[Record]:
    path = folder / "exported.xml"
    path.write_bytes(content)
    source = Source(
        name="exported.xml", path=path, sha256="0" * 64, head=content[:65536], size=len(content)
    )
    return [item for item in read_source(source) if isinstance(item, Record)]


def alone(record: Record) -> bytes:
    return etree.tostring(record_tei(Nobody(), record, "Our Archive", alone=True))


def told(record: Record) -> dict[str, object]:
    """What of a record must come back, with agents by name and entity."""
    names = (
        "id", "title", "genre", "summary", "rights", "rights_term", "classification", "archive",
        "fonds", "file", "languages", "uploaded", "updated", "record_id", "url", "numbers",
        "parent", "topics", "collections", "facsimiles",
    )  # fmt: skip
    kept: dict[str, object] = {name: getattr(record, name) for name in names}
    for name in ("senders", "recipients", "contributors"):
        kept[name] = [(agent.name, agent.entity) for agent in getattr(record, name)]
    kept["source"] = record.source.raw
    kept["texts"] = [wording(text) for text in record.texts]
    return kept


def wording(text: Text) -> dict[str, object]:
    labels = {note.id: f"{number} {note.label}" for number, note in enumerate(text.notes)}
    return {
        "body": text.body,
        "role": text.role,
        "language": text.language,
        "label": text.label,
        "pages": text.pages,
        "blocks": text.blocks,
        "notes": [(n.label, n.body, n.anchor, n.kind, n.by) for n in text.notes],
        "marks": sorted(
            (m.kind, m.start, m.end, m.target, m.value, labels.get(m.note, ""))
            for m in text.marks
            if m.start < m.end or m.value == "part"
        ),
        "apparatus": sorted((a.kind, a.start, a.end) for a in text.apparatus if a.start < a.end),
    }


@pytest.fixture(scope="module")
def opened(example: Path) -> Iterator[Archive]:
    with Archive.open(example) as archive:
        yield archive


def test_the_example_is_valid_tei(opened: Archive) -> None:
    document = etree.fromstring(b"".join(write_tei(opened)))
    relaxng = schema("tei_all")
    assert relaxng.validate(document), relaxng.error_log
    assert len(document.findall("{*}TEI")) == opened.counts().records


def test_the_example_is_valid_cmif(opened: Archive) -> None:
    document = etree.fromstring(b"".join(write_cmif(opened)))
    relaxng = schema("cmif")
    assert relaxng.validate(document), relaxng.error_log
    letters = document.findall(".//{*}correspDesc")
    assert 10 < len(letters) < opened.counts().records
    assert all(each.get("ref", "").startswith(("https://", "http://")) for each in letters)


def test_the_example_comes_back_whole(opened: Archive, tmp_path: Path) -> None:
    before = [told(joined(opened, record)) for record in opened.iter_records()]
    after = [told(one) for one in read_back(b"".join(write_tei(opened)), tmp_path)]
    assert after == before


def joined(archive: Archive, record: Record) -> Record:
    """A record with the ids of entities as they are since lists were joined."""

    def known(agents: Iterable[Agent]) -> tuple[Agent, ...]:
        return tuple(
            Agent(name=one.name, entity=entity.id if entity else one.entity)
            for one in agents
            for entity in [archive.entity(one.entity) if one.entity else None]
        )

    def text(one: Text) -> Text:
        marks = [
            Mark(
                kind=m.kind,
                start=m.start,
                end=m.end,
                value=m.value,
                note=m.note,
                target=entity.id if entity else m.target,
            )
            for m in one.marks
            for entity in [archive.entity(m.target) if m.target else None]
        ]
        return replace(one, marks=tuple(marks))

    return replace(
        record,
        senders=known(record.senders),
        recipients=known(record.recipients),
        contributors=known(record.contributors),
        texts=tuple(map(text, record.texts)),
    )


def test_real_documents_come_back_whole(tmp_path: Path) -> None:
    if not VOLUMES.is_dir():
        pytest.skip("the volumes are not beside this checkout (../shared/corpora)")
    count = 0
    for name in ("frus1948v01p2", "frus1961-63v22"):
        path = VOLUMES / f"{name}.xml"
        with path.open("rb") as file:
            head = file.read(65536)
        source = Source(
            name=path.name, path=path, sha256="0" * 64, head=head, size=path.stat().st_size
        )
        for record in read_source(source):
            if isinstance(record, Record):
                (back,) = read_back(alone(record), tmp_path)
                assert told(back)["texts"] == told(record)["texts"], record.id
                count += 1
    assert count > 500


BLOCKS: tuple[BlockKind, ...] = (
    "paragraph", "heading", "dateline", "salute", "opener", "signed", "closer", "postscript",
    "label", "quote", "address", "verse",
)  # fmt: skip
WORDS = st.lists(
    st.text(alphabet="abcdéЖ周<&>\"'[]()1-", min_size=1, max_size=8), min_size=1, max_size=6
).map(" ".join)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """A text of blocks of all kinds, with a note, a page and nested spans in each."""
    body, blocks, notes, pages, marks, apparatus = "", [], [], [], [], []
    for number, words in enumerate(draw(st.lists(WORDS, min_size=1, max_size=6))):
        body += "\n" if body else ""
        start = len(body)
        body += words
        kind = draw(st.sampled_from(BLOCKS))
        blocks.append(Block(kind=kind, start=start, end=len(body)))
        if draw(st.booleans()):
            pages.append(PageBreak(offset=start, number=str(number), facsimile=f"f{number}"))
        first = words.partition(" ")[0]
        if draw(st.booleans()):
            marks.append(Mark(kind="person", start=start, end=start + len(first), target="x/y z"))
            apparatus.append(Apparatus(kind="supplied", start=start, end=len(body)))
        if draw(st.booleans()):
            notes.append(Note(id=f"n{number}", label=str(number), body=first, anchor=len(body)))
            marks.append(
                Mark(kind="reference", start=0, end=len(first), target="a/b", note=f"n{number}")
            )
    return Text(
        body=body, language="en", blocks=tuple(blocks), notes=tuple(notes), pages=tuple(pages),
        marks=tuple(marks), apparatus=tuple(apparatus),
    )  # fmt: skip


@given(texts())
def test_any_text_comes_back_whole(tmp_path_factory: pytest.TempPathFactory, text: Text) -> None:
    record = Record(id="vol/1 é", title="T", texts=(text,))
    (back,) = read_back(alone(record), tmp_path_factory.mktemp("tei"))
    assert wording(back.texts[0]) == wording(text)
    assert back.id == record.id


def test_what_rules_found_is_marked_as_found_and_left_out_again(
    opened: Archive, tmp_path: Path
) -> None:
    record = next(one for one in opened.iter_records() if one.annotations)
    content = etree.tostring(record_tei(opened, record, "Our Archive", alone=True))
    found = etree.fromstring(content).findall(".//*[@resp='#regesta']")
    assert found
    (back,) = read_back(content, tmp_path)
    assert len(back.texts[0].marks) < len(record.texts[0].marks) + len(found)


@pytest.mark.parametrize("id", ["frus/d12", "张-1", "a.b", "x y/..z", "r-1"])
def test_an_id_comes_back_from_its_name(id: str) -> None:
    assert id_of("#" + xml_name(id)) == id
    assert id_of("here.xml/" + xml_name(id, within=xml_name("rec/1"))) == id


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1950", "1950"),
        ("1950-02-28", "1950-02-28"),
        ("1950-02-30", ""),
        ("1950-01-03T04:00", "1950-01-03T04:00:00"),
        ("1950-01-03T04:00:00Z", "1950-01-03T04:00:00Z"),
        ("1950-01?", ""),
        ("", ""),
    ],
)
def test_when(value: str, expected: str) -> None:
    assert when(value) == expected


def test_letters_no_xml_can_hold_are_replaced() -> None:
    record = Record(id="1", title="A\x00B", date=DateSpan(edtf="1950", earliest="", latest=""))
    assert etree.fromstring(alone(record)).findtext(".//{*}title") == "A\ufffdB"
