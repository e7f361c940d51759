"""Regesta's own JSON lines come back as the records that they were."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.versions import Kin
from regesta.model import (
    Agent,
    Apparatus,
    Association,
    Block,
    Citing,
    Entity,
    Mark,
    Note,
    PageBreak,
    Record,
    SourceCitation,
    Stated,
    Text,
)
from regesta.read.reader import HEAD_BYTES, Source
from regesta.read.registry import read_source
from regesta.read.sources import source_of
from regesta.show.contract import Json, record_json
from regesta.show.export.jsonl import write_jsonl

VOLUMES = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "frus"


class Nothing:
    """An archive that knows nothing beside the record."""

    def agreements_of(self, record: str, /) -> dict[tuple[int, str], str]:
        return {}

    def cited_by(self, id: str, /) -> Sequence[Citing]:
        return ()

    def versions_of(self, id: str, /) -> Sequence[Kin]:
        return ()

    def entity(self, id: str, /) -> Entity | None:
        return None


def read_back(content: bytes, folder: Path, name: str = "exported.jsonl") -> list[Record]:
    path = folder / name
    path.write_bytes(content)
    source = Source(
        name=name, path=path, sha256="0" * 64, head=content[:HEAD_BYTES], size=len(content)
    )
    found = list(read_source(source))
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def test_the_example_is_the_same_archive_when_built_from_its_export(
    example: Path, tmp_path: Path
) -> None:
    with Archive.open(example) as archive:
        before = {r.id: record_json(archive, r) for r in archive.iter_records()}
        entities, shelves = list(archive.iter_entities()), archive.collections()
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "all.jsonl").write_bytes(b"".join(write_jsonl(archive)))
    report = build(tmp_path, jobs=1)
    assert report.refused == ()
    with Archive.open(tmp_path) as archive:
        after = {r.id: record_json(archive, r) for r in archive.iter_records()}
        assert {one.id for one in archive.iter_entities()} == {one.id for one in entities}
        for one in entities:
            again = archive.entity(one.id)
            assert again is not None
            assert {form.name for form in one.names} <= {form.name for form in again.names}
        assert archive.collections() == shelves
    assert after.keys() == before.keys()
    for id, record in before.items():
        assert same(after[id]) == same(record), id
        # One list names all that any list named, so that more may be found.
        assert named(after[id]) >= named(record), id
        assert {one["file"] for one in record["sources"]} < {
            one["file"] for one in after[id]["sources"]
        }


def same(found: Json) -> Json:
    """The object without where it was read from, and without who was found in its text.

    An entity that two lists had may be found under either of its ids.
    """
    left = {"provenance", "sources", "people"}
    kept = {key: value for key, value in found.items() if key not in left}
    kept["people"] = [one for one in found["people"] if one["basis"] == "source"]
    return kept


def named(found: Json) -> set[str]:
    return {one["name"] for one in found["people"]}


_words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12
).map(lambda text: text.replace("\ufeff", "x"))
_agents = st.lists(st.builds(Agent, name=_words, role=st.sampled_from(["", "from"])), max_size=2)


@st.composite
def _texts(draw: st.DrawFn) -> Text:
    body = "Ruvo an Orsk.\n" + draw(st.sampled_from(["Kohle [und Erz] kam.", "煤", "Уголь", ""]))
    end = len(body)
    return Text(
        body=body,
        role=draw(st.sampled_from(["original", "translation", "transcription"])),
        language=draw(st.sampled_from(["", "de", "zh-Hant"])),
        blocks=(Block(kind="paragraph", start=0, end=13), Block(kind="item", start=14, end=end)),
        notes=(Note(id="n1", label="1", body=draw(_words), anchor=draw(st.integers(0, end))),),
        pages=(PageBreak(offset=draw(st.integers(0, end)), number="7", facsimile="p7"),),
        marks=(Mark(kind="person", start=0, end=4, target="v/p1"),),
        apparatus=(Apparatus(kind="supplied", start=1, end=3, content="x", confidence=0.5),),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            Record,
            id=st.from_regex(r"[a-z]{1,5}/[a-z0-9]{1,5}", fullmatch=True),
            title=_words,
            stated=st.builds(Stated, date=_words, number=_words),
            senders=_agents.map(tuple),
            texts=st.lists(_texts(), max_size=2).map(tuple),
            topics=st.lists(st.builds(Association, name=_words), max_size=2).map(tuple),
            source=st.builds(SourceCitation, raw=_words),
            sequence=st.integers(0, 9),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_any_records_come_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    lines = [msgspec.json.encode(record_json(Nothing(), one)) + b"\n" for one in records]
    found = read_back(b"".join(lines), folder)
    assert [replace(one, provenance=()) for one in found] == records
    pretty = msgspec.json.format(msgspec.json.encode(record_json(Nothing(), records[0])), indent=2)
    assert [replace(one, provenance=()) for one in read_back(pretty, folder)] == records[:1]


@pytest.mark.corpus
def test_500_real_documents_come_back(tmp_path: Path) -> None:
    if not VOLUMES.is_dir():
        pytest.skip("the volumes are not beside this checkout (../shared/corpora/frus)")
    read: list[Record] = []
    for path in sorted(VOLUMES.glob("*.xml"), key=lambda path: path.stat().st_size):
        source = source_of(path, path.name)
        assert isinstance(source, Source)
        read += [item for item in read_source(source) if isinstance(item, Record)]
        if len(read) >= 500:
            break
    lines = [msgspec.json.encode(record_json(Nothing(), one)) + b"\n" for one in read[:500]]
    found = read_back(b"".join(lines), tmp_path)
    assert [replace(one, provenance=()) for one in found] == [
        replace(one, provenance=()) for one in read[:500]
    ]
