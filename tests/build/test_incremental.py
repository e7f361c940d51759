"""Whatever is added, changed or taken out: a later build gives what a fresh one would give."""

from __future__ import annotations

import shutil
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path
from random import Random

import msgspec
import pytest

from regesta.build import parting
from regesta.build.defaults import default_stages
from regesta.build.way import run_build
from regesta.keep.archive import Archive
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query

SEEDS = (1951, 1952)
CHANGES = 3
QUESTIONS = ("treaty", "credit", "telegram", "Shen Wenbo")


def change(sources: Path, kept: Path, rng: Random) -> None:
    """Take some sources out, put those back that were out, or change the words of one."""
    here = sorted(path for path in sources.rglob("*") if path.is_file())
    gone = sorted(path for path in kept.rglob("*") if path.is_file())
    gone = [path for path in gone if not (sources / path.relative_to(kept)).exists()]
    for path in rng.sample(here, k=3):
        path.unlink()
    for path in rng.sample(gone, k=len(gone) // 2):
        shutil.copy(path, sources / path.relative_to(kept))
    texts = sorted(sources.rglob("*.txt"))
    chosen = rng.choice(texts)
    chosen.write_text(chosen.read_text("utf-8").replace("treaty", "compact"), "utf-8")


def told(folder: Path) -> list[bytes]:
    """Everything that an archive tells, as bytes: records with links, registers, searches."""
    with Archive.open(folder) as archive:
        ids = [one.id for one in archive.regests()]
        parts: list[object] = [
            list(archive.iter_records()),
            archive.wanted(),
            archive.exchanges(),
            archive.agreements(),
            archive.unresolved(),
            [archive.entities(kind) for kind in ("person", "organisation", "place")],
            [archive.versions_of(id) for id in ids],
            [archive.cited_by(id) for id in ids],
        ]
        with closing(EmbeddedIndex(archive.index_path)) as index:
            for words in QUESTIONS:
                parts.append(msgspec.structs.replace(index.search(Query(text=words)), took_ms=0))
    return [msgspec.json.encode(part) for part in parts]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_later_build_of_the_example_is_like_a_fresh_one(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "RECORDS_A_PART", 6)
    rng = Random(seed)
    later, stages = tmp_path / "later", default_stages()
    with as_file(files("regesta") / "example") as example:
        shutil.copytree(example, later)
        shutil.copytree(example / "sources", tmp_path / "kept")
    run_build(later, stages, jobs=1)
    for number in range(CHANGES):
        change(later / "sources", tmp_path / "kept", rng)
        report = run_build(later, stages, jobs=1)
        assert report.sources_unchanged > report.sources_read
        fresh = tmp_path / f"fresh{number}"
        shutil.copytree(later, fresh, ignore=shutil.ignore_patterns(".regesta"))
        run_build(fresh, stages, jobs=1)
        assert told(later) == told(fresh)


def test_a_part_in_which_nothing_changed_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "RECORDS_A_PART", 6)
    with as_file(files("regesta") / "example") as example:
        shutil.copytree(example, tmp_path / "later")
    run_build(tmp_path / "later", default_stages(), jobs=1)
    before = segments(tmp_path / "later")
    changed = min((tmp_path / "later" / "sources").rglob("*.txt"))
    changed.write_text(changed.read_text("utf-8").replace(" the ", " that ", 1), "utf-8")
    run_build(tmp_path / "later", default_stages(), jobs=1)
    after = segments(tmp_path / "later")
    assert len(after) == len(before) > 4
    assert len(before & after) >= len(before) - 2
    assert before != after


def segments(folder: Path) -> set[str]:
    """The names of the segments of an archive's index."""
    with Archive.open(folder) as archive:
        return {path.stem for path in archive.index_path.glob("*.store")}
