"""Every form in, records or refusals out; and no bytes end a reader."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regesta.errors import Refusal
from regesta.model import Record
from regesta.read.merge import merge_records
from regesta.read.reader import Item, Source
from regesta.read.registry import read_source
from regesta.read.sources import discover, source_of

HERE = Path(__file__).resolve().parent
SEED = HERE.parents[2] / "shared" / "seed-telegram.txt"
BROKEN = sorted(path.name for path in (HERE / "broken").iterdir())


def items(path: Path, name: str = "") -> list[Item]:
    source = source_of(path, name or path.name)
    assert isinstance(source, Source)
    return list(read_source(source))


def record(path: str) -> Record:
    found = items(HERE / path)
    assert len(found) == 1
    assert isinstance(found[0], Record), found[0]
    return found[0]


def test_the_seed_shows_every_field_it_has() -> None:
    if not SEED.exists():
        pytest.skip("the seed document is not beside the checkout")
    found = items(SEED)[0]
    assert isinstance(found, Record)
    assert (found.id, found.stated.date, found.uploaded) == (
        "112679", "January 3, 1950", "2011-11-20",
    )  # fmt: skip
    assert found.title.startswith("Telegram, ")
    assert found.source.raw.endswith("132-3.")
    assert found.rights.count("\n") == 1
    assert [block.kind for block in found.texts[0].blocks] == ["salute", "paragraph"]
    assert (found.contributors, found.topics, found.languages) == ((), (), ())
    assert [flag.kind for flag in found.flags] == ["empty-label"] * 3


@pytest.mark.parametrize(
    ("path", "id_", "date", "words", "roles", "source"),
    [
        ("pages/scraped.txt", "771204", "May 4, 1953", "telegram.", ["transcription"], "box 3."),
        ("pages/scraped-full.txt", "771205", "May 5, 1953", "Bremov", ["transcription"], "d. 9."),
        ("pages/present.html", "771206", "May 6, 1953", "tons",
         ["translation", "original"], "2."),
        ("pages/former.html", "771207", "January 02, 1953", "coal.", ["translation"], "box 1."),
        (
            "pages/former.txt", "771207", "January 02, 1953", "coal.",
            ["translation", "transcription"], "box 1.",
        ),
        ("pages/printed.txt", "771208", "March 9, 1954", "carry none.", ["translation"], "fund 2."),
    ],
)  # fmt: skip
def test_archive_pages(
    path: str, id_: str, date: str, words: str, roles: list[str], source: str
) -> None:
    found = record(path)
    assert (found.id, found.stated.date) == (id_, date)
    assert found.texts[0].body.endswith(words)
    assert [text.role for text in found.texts] == roles
    assert found.source.raw.endswith(source)
    assert found.provenance[0].file == Path(path).name


def test_a_merge_does_not_depend_on_order() -> None:
    readings = [record("pages/former.html"), record("pages/former.txt")]
    merged = merge_records(readings)
    assert merged == merge_records(readings[::-1])
    assert {origin.file for origin in merged.provenance} == {"former.html", "former.txt"}


def test_the_table_gives_a_record_a_row() -> None:
    first, second = items(HERE / "pages/table.csv")
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert [place.name for place in first.places] == ["Lirna", "Kelmar"]
    assert [body.name for body in first.organisations] == ["Kelmar. Coal Board"]
    assert second.id == "table.csv/row-2"


def test_a_folder_with_rows_and_wordings() -> None:
    found = list(discover(HERE / "folder"))
    assert [item.place for item in found if isinstance(item, Refusal)] == [
        "row 2",
        "row 3",
        "row 4",
    ]
    (note,) = [item for item in found if isinstance(item, Source)]
    (read,) = list(read_source(note))
    assert isinstance(read, Record)
    assert read.title.startswith("Заметка")
    sources = {s.name: s for s in discover(HERE / "papers") if isinstance(s, Source)}
    assert "coal.ru.txt" not in sources
    (coal,) = list(read_source(sources["coal.txt"]))
    assert isinstance(coal, Record)
    assert [(t.role, t.language) for t in coal.texts] == [
        ("translation", ""), ("original", "ru"), ("original", "zh"),
    ]  # fmt: skip
    assert coal.texts[1].body.startswith("Уголь прибыл")
    assert coal.texts[2].body.startswith("煤已经")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_told_without_a_fault_of_the_reader(name: str) -> None:
    found = items(HERE / "broken" / name)
    assert found
    for item in found:
        assert isinstance(item, Record | Refusal)
        assert not (isinstance(item, Refusal) and "failed on this file" in item.reason), item


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(
        [b"", b"---\n", b"<html><div class='information-block'>", b"SQLite format 3\0",
         b"title,date,text\n", b"T\nAuthor(s):\nRecord ID\n", b"<TEI>", b"\xff\xfe"]
    ),
    st.binary(max_size=400),
    st.text(min_size=1, max_size=30),
)  # fmt: skip
def test_no_bytes_end_a_reader(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, data: bytes, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(start + data)
    found = items(path, name)
    assert found
    for item in found:
        assert not (isinstance(item, Refusal) and "failed on this file" in item.reason), item
