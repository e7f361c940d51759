"""Bytes that flip in store and index: nothing wrong is ever given out as if it were right."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.making.closed import without_word

from regesta.errors import ArchiveError
from regesta.keep.archive import Archive
from regesta.keep.check import check
from regesta.keep.folder import current_build
from regesta.keep.witness import SEEN, Witness
from regesta.show.api import OpenArchive
from regesta.show.mcp import Desk
from regesta.show.repairing import check_all, repair
from regesta.show.site.app import create_app
from regesta.show.still.write import write_site

FLIPS = 20
PAGES = (
    "/", "/record/300101", "/record/dver1951v02/d3", "/search?q=treaty", "/search.json?q=gromadin",
    "/people", "/wanted", "/exchanges", "/dates/1951-02", "/collections",
)  # fmt: skip


@pytest.fixture
def root(example: Path, tmp_path: Path) -> Path:
    copied = tmp_path / "archive"
    shutil.copytree(example, copied)
    return copied


def files_of(root: Path) -> list[Path]:
    build = current_build(root)
    assert build
    return sorted(path for path in build.rglob("*") if path.is_file() and path.stat().st_size)


def flips(root: Path, number: int, seed: int = 5) -> Iterator[tuple[Path, int, int]]:
    """Places in store and index, half of them in each."""
    chance = random.Random(seed)
    every = files_of(root)
    stores = [path for path in every if path.suffix == ".sqlite"]
    others = [path for path in every if "index" in path.parts]
    for count in range(number):
        path = chance.choice(stores if count % 2 else others)
        yield path, chance.randrange(path.stat().st_size), 1 << chance.randrange(8)


def flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ bit]))


def pages(client: TestClient) -> list[tuple[int, str]]:
    found = [client.get(path) for path in PAGES]
    return [(one.status_code, without_word(one.text)) for one in found]


def test_twenty_flips_and_no_door_gives_a_wrong_page(root: Path, tmp_path: Path) -> None:
    with TestClient(create_app(root)) as client:
        right = pages(client)
    assert {status for status, _ in right} == {200}
    for path, place, bit in flips(root, FLIPS):
        flip(path, place, bit)
        assert check(root), path
        with TestClient(create_app(root)) as client:
            for (status, text), whole in zip(pages(client), right, strict=True):
                assert status == 503 or (status, text) == whole, (path, place)
        for door in (Archive.open, OpenArchive, Desk):
            with pytest.raises(ArchiveError, match=r"as the build wrote it|cannot be read"):
                door(root)
        with pytest.raises(ArchiveError, match="as the build wrote it"):
            write_site(root, tmp_path / "still")
        flip(path, place, bit)
    with TestClient(create_app(root)) as client:
        assert pages(client) == right


def test_a_site_that_runs_stops_telling_what_is_damaged(root: Path) -> None:
    with TestClient(create_app(root)) as client:
        right = pages(client)
        for path, place, bit in flips(root, FLIPS, seed=9):
            flip(path, place, bit)
            for (status, text), whole in zip(pages(client), right, strict=True):
                assert status == 503 or (status, text) == whole, (path, place)
            flip(path, place, bit)
            assert pages(client) == right


def test_what_a_disk_changes_by_itself_is_seen_when_all_is_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system tells of no change: only reading everything can find it."""
    build = current_build(root)
    assert build
    with Archive.open(root) as archive:
        for path, place, bit in flips(root, 4, seed=2):
            flip(path, place, bit)
            # As if nothing had been touched.
            witness = Witness(build)
            witness._seen = {name: witness._state(name) or (0, 0, 0) for name in witness._hashes}
            assert not witness.glance()
            with pytest.raises(ArchiveError, match="as the build wrote it"):
                witness.verify()
            with pytest.raises(ArchiveError):
                witness.glance()
            flip(path, place, bit)
            witness.verify()
        archive.demand_whole(thoroughly=True)


def test_every_damage_is_repaired(root: Path) -> None:
    flip(*next(flips(root, 1, seed=4)))
    problems = check_all(root)
    assert problems
    assert repair(root, problems, None)
    assert check_all(root) == []
    shutil.rmtree(next((root / ".regesta").glob("build-*")) / "index")
    assert repair(root, check_all(root), None)
    (root / ".regesta" / "current").write_text("build-99\n")
    assert repair(root, check_all(root), None)
    assert check_all(root) == []


def test_what_was_seen_is_forgotten_safely(root: Path) -> None:
    with Archive.open(root):
        pass
    for words in (b"", b"{", b'{"build-1": {"regesta.sqlite": [1, 2, 3]}}'):
        (root / ".regesta" / SEEN).write_bytes(words)
        with Archive.open(root) as archive:
            assert archive.has("300101")
