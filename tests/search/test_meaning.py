"""Search by meaning, with the real model; skipped aloud where the extra is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.making.indexes import Make

from regesta.errors import ArchiveError, WrongUse
from regesta.model import DateSpan, Note, Record, Text
from regesta.search import embedder, fusion, meaning
from regesta.search.embedded import EmbeddedIndex, EmbeddedWriter
from regesta.search.embedder import NEEDED, the_embedder
from regesta.search.grammar import parse
from regesta.search.index import Index, Query
from regesta.search.meaning import MeaningWriter, fused, part
from regesta.search.passages import PASSAGE, cut, passages
from regesta.search.vectors import About, VectorIndex, VectorWriter

installed = pytest.mark.skipif(
    not all(find_spec(name) for name in NEEDED),
    reason="the extra is not installed: pip install 'regesta[semantic]'",
)

BODIES = {
    "grain": "The harvest failed, and the villages ask for wheat and flour before the winter.",
    "rail": "The locomotive and forty wagons stand at the junction until the track is mended.",
    "ships": "Two destroyers and a cruiser of the fleet left the harbour in the night.",
    "press": "The newspaper printed an article in which the journalist attacks the minister.",
    "doctor": "The physician at the hospital fears an epidemic of typhus among the patients.",
}


def _record(identifier: str, body: str, year: int = 1950) -> Record:
    date = DateSpan(edtf=f"{year}", earliest=f"{year}-01-01T00:00", latest=f"{year}-12-31T23:59")
    note = Note(id="n", label="1", body="Sanatorium disease infirmary.", anchor=0)
    notes = (note,) if identifier == "rail" else ()
    return Record(id=identifier, date=date, texts=(Text(body=body, language="en", notes=notes),))


class NoWriter:
    """A writer of nothing, beside which vectors are written."""

    def add(self, record: Record) -> None:
        """Leave it."""

    def commit(self) -> None:
        """Nothing was added."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, make: Make) -> Iterator[Index]:
    """The records by each engine; the vectors are beside the archive's own index for both."""
    records = [
        _record(identifier, body, 1950 + at) for at, (identifier, body) in enumerate(BODIES.items())
    ]
    path = tmp_path_factory.mktemp("meaning")
    opened = make(path, records)
    writer = MeaningWriter(NoWriter(), path, the_embedder())
    for one in records:
        writer.add(one)
    writer.commit()
    yield opened
    opened.close()


@installed
@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("bread for hungry peasants", "grain"),
        ("trains", "rail"),
        ("navy", "ships"),
        ("reporter criticises a politician", "press"),
        ("disease in the infirmary", "doctor"),
    ],
)
def test_finds_what_has_none_of_the_words(index: Index, text: str, first: str) -> None:
    assert first not in [hit.id for hit in index.search(Query(text=text)).hits]
    answer = index.search(Query(text=text, meaning=True))
    alone = [hit for hit in answer.hits if hit.meaning]
    assert alone[0].id == first
    assert 0 < alone[0].meaning <= 1
    assert BODIES[first][:20] in alone[0].snippet
    assert answer.total == len(answer.hits) == 5
    assert "nearest in sense" in answer.explained[-1]


@installed
def test_words_keep_the_first_place(index: Index) -> None:
    answer = index.search(Query(text="wagons", meaning=True, facets=("year",)))
    assert answer.hits[0].id == "rail"
    assert answer.hits[0].meaning == 0
    assert "<mark>wagons</mark>" in answer.hits[0].snippet
    assert sum(one.count for one in answer.facets["year"]) == answer.total


@installed
@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (Query(text="navy date:1952", meaning=True), {"ships"}),
        (Query(text="navy -harbour", meaning=True), {"grain", "rail", "press", "doctor"}),
        (Query(text="navy", until="1951", meaning=True), {"grain", "rail"}),
        (Query(text="navy", filters={"year": ("1950",)}, meaning=True), {"grain"}),
        (Query(text="date:1950", meaning=True), {"grain"}),
        (Query(text="navy", words="author", meaning=True), set()),
        (Query(text="navy", sort="-date", limit=1, meaning=True), {"doctor"}),
        (Query(text="navy", offset=4, limit=3, meaning=True), None),
    ],
)
def test_what_must_hold_holds(index: Index, asked: Query, ids: set[str] | None) -> None:
    found = [hit.id for hit in index.search(asked).hits]
    assert len(found) == 1 if ids is None else set(found) == ids


@installed
def test_off_by_default_and_said_where_there_is_none(tmp_path: Path, index: Index) -> None:
    assert index.finds_by_meaning
    assert index.search(Query(text="navy")).total == 0
    writer = EmbeddedWriter(tmp_path, memory_mb=20)
    writer.add(_record("x", "Text."))
    writer.commit()
    plain = EmbeddedIndex(tmp_path)
    assert not plain.finds_by_meaning
    with pytest.raises(WrongUse, match="without search by meaning") as refused:
        plain.search(Query(text="navy", meaning=True))
    assert "meaning = true" in refused.value.way_out


@installed
def test_vectors_of_another_model_are_refused(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    writer = VectorWriter(tmp_path, "another model", the_embedder().size)
    writer.add("a", [(0, 1)], numpy.ones((1, the_embedder().size), dtype="float32"))
    writer.commit()
    with pytest.raises(ArchiveError, match="another model"):
        meaning.Meaning(tmp_path).near("navy", 3)


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, "find_spec", lambda name: None)
    with pytest.raises(WrongUse, match="numpy") as refused:
        embedder.demand_model()
    assert "regesta[semantic]" in refused.value.way_out


@installed
def test_a_model_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be read"):
        embedder.Embedder(tmp_path)


@installed
def test_the_nearest_are_found_among_many(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    chance = numpy.random.default_rng(3)
    kinds = chance.standard_normal((40, 16))
    rows = kinds[chance.integers(0, 40, 4_000)] + 0.2 * chance.standard_normal((4_000, 16))
    rows = (rows / numpy.linalg.norm(rows, axis=1, keepdims=True)).astype("float32")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        writer = VectorWriter(tmp_path / name, "made", 16)
        for at in range(2_000):
            writer.add(f"r{at}", [(0, 5), (5, 9)], rows[2 * at : 2 * at + 2])
        writer.commit()
    files = ("vectors.i8", "vectors.npz", "vectors.json")
    assert all(
        (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
        for file in files
    )
    index = VectorIndex(tmp_path / "one")
    found = total = 0
    for query in rows[:50]:
        every = index.nearest(query, 10, looked=10_000)
        assert [one.closeness for one in every] == sorted(
            (one.closeness for one in every), reverse=True
        )
        exact = (rows @ query).reshape(-1, 2).max(axis=1)
        assert every[0].closeness == pytest.approx(exact.max(), abs=0.02)
        found += len({one.id for one in every} & {one.id for one in index.nearest(query, 10)})
        total += 10
    assert found / total > 0.9


@installed
def test_an_archive_without_a_record_has_vectors_too(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    VectorWriter(tmp_path, "made", 4).commit()
    assert VectorIndex(tmp_path).nearest(numpy.ones(4, dtype="float32"), 5) == []
    assert VectorIndex(tmp_path).about == About(model="made", size=4, ids=())


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(8, 60))
def test_passages_leave_nothing_out(text: str, longest: int) -> None:
    spans = cut(text, 0, len(text), longest)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(0 < end - start <= longest for start, end in spans)


def test_passages_are_of_texts_and_not_of_notes() -> None:
    body = "A sentence of some length stands here. " * 60
    record = Record(
        id="x",
        title="Letter",
        texts=(
            Text(body=body, language="en", notes=(Note(id="n", label="1", body="Zzz", anchor=0),)),
            Text(body="Second.", language="en"),
        ),
        summary="In short.",
    )
    spans, texts = passages(record)
    assert len(spans) == len(texts) == 3 + 2
    assert all(text.startswith("Letter\n") for text in texts)
    assert max(end - start for start, end in spans) <= PASSAGE
    assert "Zzz" not in "".join(texts)
    assert texts[-2:] == ["Letter\nSecond.", "Letter\nIn short."]
    assert passages(Record(id="y", title="Only a title")) == ([(0, 0)], ["Only a title"])


@pytest.mark.parametrize(
    ("text", "words", "rest"),
    [
        ("navy", "navy", 0),
        ('"two ships" from:Gray -war', "two ships", 2),
        ("(navy or fleet) date:1950", "navy fleet", 1),
        ("title:navy", "navy", 1),
        ("from:Gray", "", 1),
    ],
)
def test_a_query_is_parted(text: str, words: str, rest: int) -> None:
    asked = part(parse(text))
    assert asked.words == words
    assert len(getattr(asked.rest, "parts", ())) == rest


def test_reciprocal_ranks() -> None:
    assert fused(["a", "b"], [], 1.0, 5) == ["a", "b"]
    assert fused(["a", "b"], ["b"], 1.0, 5)[0] == "b"
    assert fused(["a"], ["c", "a"], 0.3, 5) == ["a", "c"]
    assert fusion.WEIGHT < 1
