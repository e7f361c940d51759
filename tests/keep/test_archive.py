"""Reading an archive: records, registers, references, dates."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regesta.errors import ArchiveError, NotFound
from regesta.keep.archive import Archive
from regesta.keep.entries import Regest
from regesta.keep.folder import STORE, current_build


@pytest.fixture
def archive(folder: Path) -> Iterator[Archive]:
    with Archive.open(folder) as opened:
        yield opened


def test_its_title_and_report(archive: Archive) -> None:
    assert archive.title == "Papers"
    report = archive.report()
    assert [one.place for one in report.refused] == ["p9"]
    assert (report.references.held, report.references.absent) == (2, 2)
    assert (archive.index_path / "words").exists()


def test_a_record_comes_whole_with_its_references(archive: Archive) -> None:
    record = archive.record("v/d2")
    assert record.title == "Letter"
    assert [one.status for one in record.references] == ["held", "absent"]
    assert archive.record("v/d1").texts[0].body == "It begins."
    assert archive.record("v/d1").references == ()


def test_an_unknown_id_names_its_neighbours(archive: Archive) -> None:
    with pytest.raises(NotFound, match=r"no record 'v/d22'. Did you mean v/d2"):
        archive.record("v/d22")
    with pytest.raises(NotFound, match=r"no record 'zzzzzz'.$"):
        archive.record("zzzzzz")
    assert not archive.has("v/d22")
    assert archive.has("v/d2")
    assert archive.regest("v/d22") is None
    assert archive.neighbours("v/d22") == (None, None)


def test_many_records_in_the_order_asked(archive: Archive) -> None:
    ids = ["sheet", "none", "v/d1", "sheet"]
    assert [one.id for one in archive.records(ids)] == ["sheet", "v/d1", "sheet"]
    many = [f"none{number}" for number in range(1200)] + ["note"]
    assert [one.id for one in archive.records(many)] == ["note"]


def test_volumes_come_first_and_the_rest_by_date(archive: Archive) -> None:
    order = ["v/d1", "v/d2", "v/d2a", "note", "sheet"]
    assert [one.id for one in archive.iter_records()] == order
    assert [one.id for one in archive.regests()] == order
    assert [one.id for one in archive.regests(1, 2)] == order[1:3]
    before, after = archive.neighbours("v/d2a")
    assert (before and before.id, after and after.id) == ("v/d2", "note")
    assert archive.neighbours("v/d1")[0] is archive.neighbours("sheet")[1] is None


def test_a_regest_says_who_wrote_to_whom(archive: Archive) -> None:
    assert archive.regest("v/d1") == Regest(
        id="v/d1",
        title="Telegram 7",
        date="1950-01-03",
        genre="telegram",
        place="Arlen",
        sender="Ida Marr",
        recipient="Office",
        volume="v",
    )


def test_enclosures(archive: Archive) -> None:
    assert [one.id for one in archive.children("v/d2")] == ["v/d2a"]
    assert archive.parents() == {"v/d2a": "v/d2"}


def test_who_cites(archive: Archive) -> None:
    assert [(one.id, one.relation, one.quote) for one in archive.cited_by("v/d1")] == [
        ("note", "cites", "your 1"),
        ("v/d2", "answers", "your 0"),
    ]
    assert [one.id for one in archive.cited_by("w1")] == ["note", "v/d2"]
    assert [one.id for one in archive.cited_by("v/d1", 1, 1)] == ["v/d2"]
    assert archive.cited_by("v/d2") == ()


def test_wanted_documents_most_cited_first(archive: Archive) -> None:
    assert [one.id for one in archive.wanted()] == ["w1", "w0"]
    assert [one.id for one in archive.wanted(1)] == ["w0"]
    assert archive.wanted_document("w1").describes.number == "9"
    with pytest.raises(NotFound, match="no wanted document 'w9'"):
        archive.wanted_document("w9")


def test_unresolved_references(archive: Archive) -> None:
    (one,) = archive.unresolved()
    assert (one.id, one.title, one.number, one.quote) == ("note", "Note", 0, "your 0")


def test_exchanges(archive: Archive) -> None:
    assert [one.id for one in archive.exchanges()] == ["x1"]
    for member in ("v/d1", "v/d2", "w1"):
        found = archive.exchange_of(member)
        assert found
        assert found.title == "Arlen and the Office"
    assert archive.exchange_of("sheet") is None


def test_entities_with_their_documents(archive: Archive) -> None:
    by_documents = archive.entities("person")
    assert [(one.entity.id, one.documents) for one in by_documents] == [("ida", 3), ("otto", 1)]
    assert [one.entity.id for one in archive.entities("person", "name")] == ["otto", "ida"]
    assert [one.entity.id for one in archive.entities("person", "name", 1, 5)] == ["ida"]
    assert archive.entities("term") == ()
    assert [one.id for one in archive.iter_entities()] == ["arlen", "ida", "otto"]


@pytest.mark.parametrize("id", ["ida", "ida-2"])
def test_an_entity_is_found_by_each_of_its_ids(archive: Archive, id: str) -> None:
    found = archive.entity(id)
    assert found
    assert found.name == "Ida Marr"
    records = archive.records_of_entity(id)
    assert [one.id for one in records] == ["note", "v/d2", "v/d1"]
    assert [one.id for one in archive.records_of_entity(id, "sender")] == ["v/d1"]
    assert [one.id for one in archive.records_of_entity(id, offset=1, limit=1)] == ["v/d2"]


def test_unknown_entities(archive: Archive) -> None:
    assert archive.entity("nobody") is None
    assert archive.records_of_entity("nobody") == ()
    assert archive.entity_members("person") == (
        ("ida", "ida"), ("ida-2", "ida"), ("otto", "otto"),
    )  # fmt: skip


def test_collections_as_a_tree(archive: Archive) -> None:
    volume, loose = archive.collections()
    assert (volume.id, volume.own, volume.count) == ("v", 0, 2)
    assert [(one.title, one.own, one.count) for one in volume.parts] == [("Chapter", 2, 2)]
    assert (loose.id, loose.count) == ("Loose papers", 1)
    assert [one.id for one in archive.records_of_collection("v/ch1")] == ["v/d1", "v/d2"]
    assert [one.id for one in archive.records_of_collection("Loose papers")] == ["note"]


def test_dates(archive: Archive) -> None:
    assert [(one.date, one.count) for one in archive.years()] == [
        ("1949", 1), ("1950", 3), ("", 1),
    ]  # fmt: skip
    assert [(one.date, one.count) for one in archive.months("1950")] == [
        ("1950", 1), ("1950-01", 2),
    ]  # fmt: skip


DATES = [
    ("1950", ["v/d2", "sheet", "v/d1"]),
    ("1950-01", ["v/d2", "v/d1"]),
    ("1950-01-03", ["v/d1"]),
    ("1949", ["note"]),
    ("195", []),
    ("undated", ["v/d2a"]),
    ("", ["v/d2a"]),
    ("1951", []),
]


@pytest.mark.parametrize(("prefix", "ids"), DATES)
def test_records_of_a_date(archive: Archive, prefix: str, ids: list[str]) -> None:
    assert [one.id for one in archive.records_by_date(prefix)] == ids
    assert [one.id for one in archive.records_by_date(prefix, 1, 1)] == ids[1:2]


def test_counts(archive: Archive) -> None:
    counts = archive.counts()
    assert (counts.records, counts.undated, counts.persons, counts.places) == (5, 1, 2, 1)
    assert (counts.held, counts.absent, counts.unresolved, counts.wanted) == (2, 2, 1, 2)
    assert (counts.earliest, counts.latest) == ("1949-12-31T00:00", "1950-12-31T23:59")


def test_many_threads_read_at_once(archive: Archive) -> None:
    faults: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(50):
                assert archive.record("v/d1").title == "Telegram 7"
                assert len(archive.wanted()) == 2
        except Exception as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert faults == []


def test_a_read_only_folder_is_read(folder: Path) -> None:
    build = current_build(folder)
    assert build
    build.chmod(0o555)
    (build / STORE).chmod(0o444)
    try:
        with Archive.open(folder) as archive:
            assert archive.has("v/d1")
    finally:
        build.chmod(0o755)


def test_a_closed_archive_says_so(folder: Path) -> None:
    archive = Archive.open(folder)
    archive.close()
    with pytest.raises(ArchiveError):
        archive.has("v/d1")


def test_nothing_built(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="holds no archive yet"):
        Archive.open(tmp_path)


def _cut(store: Path) -> None:
    store.write_bytes(store.read_bytes()[:5000])


def _other_version(store: Path) -> None:
    data = bytearray(store.read_bytes())
    data[60:64] = (99).to_bytes(4, "big")  # where SQLite keeps user_version
    store.write_bytes(data)


DAMAGES: list[tuple[Callable[[Path], object], str]] = [
    (_cut, "cannot be read|other version"),
    (_other_version, "was made by another version of Regesta"),
    (lambda store: store.write_bytes(b"no database at all" * 100), "cannot be read"),
    (lambda store: store.unlink(), "cannot be read"),
]


@pytest.mark.parametrize(("damage", "message"), DAMAGES)
def test_damage_is_told_in_a_sentence(
    folder: Path, damage: Callable[[Path], object], message: str
) -> None:
    build = current_build(folder)
    assert build
    damage(build / STORE)
    with pytest.raises(ArchiveError, match=r"as the build wrote it|cannot be read"):
        Archive.open(folder)
    with (
        pytest.raises(ArchiveError, match=message),
        Archive.open(folder, verify=False) as archive,
    ):
        list(archive.iter_records())


def test_a_changed_byte_in_a_record_is_never_shown(folder: Path) -> None:
    build = current_build(folder)
    assert build
    data = (build / STORE).read_bytes()
    assert data.count(b"It begins.") == 1
    (build / STORE).write_bytes(data.replace(b"It begins.", b"It begixs."))
    with (
        Archive.open(folder, verify=False) as archive,
        pytest.raises(ArchiveError, match="the record 'v/d1' is not as it was written"),
    ):
        archive.record("v/d1")
