"""The derived folder: the pointer, the swap, who may remove what."""

from __future__ import annotations

from pathlib import Path

import pytest

from regesta.errors import ArchiveError, NotFound
from regesta.keep.folder import building, current_build, hold_build, remove_others, swap
from regesta.keep.manifest import fault_of, read_manifest, verify_manifest


def build(folder: Path, content: str) -> Path:
    with building(folder) as fresh:
        (fresh / "report.json").write_text(content)
        (fresh / "index").mkdir()
        (fresh / "index" / "part").write_text(content)
        swap(folder, fresh)
    return fresh


def builds(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / ".regesta").glob("build-*"))


def test_nothing_built_yet(tmp_path: Path) -> None:
    assert current_build(tmp_path) is None
    with pytest.raises(NotFound, match=r"holds no archive yet.*regesta build"):
        hold_build(tmp_path)


def test_the_last_swapped_in_serves(tmp_path: Path) -> None:
    first = build(tmp_path, "one")
    second = build(tmp_path, "two")
    assert first != second == current_build(tmp_path)
    remove_others(tmp_path)
    assert builds(tmp_path) == [second.name]


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    first = build(tmp_path, "one")
    with pytest.raises(ZeroDivisionError), building(tmp_path):
        raise ZeroDivisionError
    assert (current_build(tmp_path), builds(tmp_path)) == (first, [first.name])


def test_leftovers_are_removed_and_numbers_never_used_again(tmp_path: Path) -> None:
    first = build(tmp_path, "one")
    (tmp_path / ".regesta" / "build-9").mkdir()
    assert build(tmp_path, "two").name != first.name
    assert "build-9" not in builds(tmp_path)


def test_a_build_that_is_read_stays_until_it_is_let_go(tmp_path: Path) -> None:
    first = build(tmp_path, "one")
    held, file = hold_build(tmp_path)
    assert held == first
    second = build(tmp_path, "two")
    remove_others(tmp_path)
    assert builds(tmp_path) == [first.name, second.name]
    file.close()
    remove_others(tmp_path)
    assert builds(tmp_path) == [second.name]


@pytest.mark.parametrize("words", ["", "build-77", "../elsewhere", "build-1/../..", "\x00"])
def test_a_damaged_pointer_is_told(tmp_path: Path, words: str) -> None:
    build(tmp_path, "one")
    (tmp_path / ".regesta" / "current").write_text(words)
    with pytest.raises(ArchiveError, match=r"is no build.*build. again"):
        current_build(tmp_path)


def test_two_at_once(tmp_path: Path) -> None:
    with building(tmp_path):
        with pytest.raises(ArchiveError, match="Another build"), building(tmp_path):
            pass
        assert len(builds(tmp_path)) == 1
    build(tmp_path, "after")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / ".regesta").write_text("in the way")
    with pytest.raises(ArchiveError, match="cannot be written to"), building(tmp_path):
        pass


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    made = build(tmp_path, "content")
    assert verify_manifest(made) == []
    (made / "index" / "part").write_text("c0ntent")
    (made / "report.json").unlink()
    assert len(verify_manifest(made)) == 2
    assert "is not as the build wrote it" in fault_of(
        made / "index" / "part", read_manifest(made)["index/part"]
    )
    (made / "manifest.json").write_text("{")
    assert "cannot be read" in verify_manifest(made)[0]
