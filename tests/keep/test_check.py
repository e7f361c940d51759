"""`check`: nothing to say of a whole archive, and every kind of damage told."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from regesta.keep.check import check
from regesta.keep.folder import REPORT, STORE, current_build
from regesta.keep.manifest import write_manifest
from regesta.keep.report import Report


def build_of(folder: Path) -> Path:
    build = current_build(folder)
    assert build
    return build


def test_a_whole_archive(folder: Path) -> None:
    assert check(folder) == []


def test_no_archive(tmp_path: Path) -> None:
    (problem,) = check(tmp_path)
    assert problem.kind == "archive"
    assert str(problem).startswith("archive: ")
    assert "regesta build" in str(problem)


def _change_source(folder: Path) -> None:
    (folder / "sources" / "a.xml").write_text("<b/>")


def _remove_source(folder: Path) -> None:
    (folder / "sources" / "a.xml").unlink()


def _add_source(folder: Path) -> None:
    (folder / "sources" / "b.xml").write_text("<b/>")


def _break_decision(folder: Path) -> None:
    (folder / "decisions.jsonl").write_text("{}\n")


def _change_index(folder: Path) -> None:
    (build_of(folder) / "index" / "words").write_text("w0rds")


def _remove_index(folder: Path) -> None:
    (build_of(folder) / "index" / "words").unlink()


def _count_otherwise(folder: Path) -> None:
    report = build_of(folder) / REPORT
    read = msgspec.json.decode(report.read_bytes(), type=Report)
    report.write_bytes(msgspec.json.encode(msgspec.structs.replace(read, indexed=4)))
    write_manifest(report.parent)


DAMAGES: list[tuple[Callable[[Path], None], str, str]] = [
    (_change_source, "source", "sources/a.xml has changed since it was read"),
    (_remove_source, "source", "sources/a.xml is gone since it was read"),
    (_add_source, "source", "sources/b.xml has not been read yet"),
    (_break_decision, "decision", "decisions.jsonl, line 1"),
    (_change_index, "index", "words is not as the build wrote it"),
    (_remove_index, "index", "words cannot be read"),
    (_count_otherwise, "index", "the build counted 4 indexed records"),
]


@pytest.mark.parametrize(("damage", "kind", "message"), DAMAGES,
                         ids=[damage[0].__name__ for damage in DAMAGES])  # fmt: skip
def test_damages(folder: Path, damage: Callable[[Path], None], kind: str, message: str) -> None:
    damage(folder)
    problems = check(folder)
    assert [problem.kind for problem in problems] == [kind]
    assert message in problems[0].message
    assert problems[0].way_out


def test_any_changed_byte_of_the_store_is_found(folder: Path) -> None:
    store = build_of(folder) / STORE
    whole = store.read_bytes()
    places = random.Random(11)
    for _ in range(20):
        damaged = bytearray(whole)
        damaged[places.randrange(len(whole))] ^= places.randint(1, 255)
        store.write_bytes(damaged)
        assert check(folder)
    store.write_bytes(whole)
    assert check(folder) == []
