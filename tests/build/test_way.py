"""A build as a whole, with a tiny format: what comes out, what is taken over, what is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import pytest

from regesta.build.stages import Stages
from regesta.build.way import run_build
from regesta.errors import ArchiveError, NotFound, NothingBuilt, Refusal
from regesta.keep.archive import Archive
from regesta.keep.decisions import append_decision
from regesta.keep.folder import building, current_build
from regesta.keep.report import ReferenceCounts
from regesta.model import Decision, Entity, EntityMention

Write = Callable[[Path, Mapping[str, str]], None]
Contents = Callable[[Path], list[bytes]]


def test_a_build_gives_what_the_sources_hold(folder: Path, stages: Stages) -> None:
    report = run_build(folder, stages, jobs=2)
    assert (report.records, report.indexed, report.merged) == (6, 6, 1)
    assert report.references == ReferenceCounts(held=2, absent=2, unresolved=1)
    assert (report.sources_read, report.entities, report.wanted) == (4, 1, 1)
    assert report.refused == ()
    assert report.peak_mb > 1
    with Archive.open(folder) as archive:
        assert archive.report().records == 6
        assert [record.id for record in archive.iter_records()] == [
            "vol1/d1", "vol1/d2", "vol1/d2a1", "vol2/d1", "vol2/d2", "loose",
        ]  # fmt: skip


def test_entities_of_a_source_are_known_in_its_own_records(folder: Path, stages: Stages) -> None:
    run_build(folder, stages, jobs=2)
    with Archive.open(folder) as archive:
        named = archive.record("vol2/d1").annotations
        assert [one.entity for one in named if isinstance(one, EntityMention)] == ["vol2/p1"]
        (listed,) = archive.entities("person")
        assert (listed.entity.id, listed.entity.same_as) == ("vol1/p9", ("vol2/p1",))
        assert listed.documents == 3
        assert archive.entity("vol2/p1") == listed.entity
        found = archive.records_of_entity("vol2/p1")
        assert [one.id for one in found] == ["vol2/d2", "vol1/d2", "vol2/d1"]


def test_readings_of_one_record_are_merged_and_understood_again(
    folder: Path, stages: Stages
) -> None:
    run_build(folder, stages, jobs=2)
    with Archive.open(folder) as archive:
        record = archive.record("loose")
    files = [one.file for one in record.provenance]
    assert files == ["sources/again.note", "sources/loose.note"]
    assert "another copy" in record.texts[0].body
    assert record.references[0].target == "vol1/d1"


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_number_of_processes_changes_nothing(
    folder: Path, stages: Stages, contents: Contents, jobs: int
) -> None:
    run_build(folder, stages, jobs=3)
    first = contents(folder)
    again = msgspec.structs.replace(stages, rules="2")
    assert run_build(folder, again, jobs=jobs).sources_read == 4
    assert contents(folder) == first


def test_nothing_is_built_when_nothing_changed(folder: Path, stages: Stages) -> None:
    first = run_build(folder, stages, jobs=1)
    before = current_build(folder)
    second = run_build(folder, stages, jobs=1)
    assert current_build(folder) == before
    assert (second.sources_read, second.sources_unchanged, second.records) == (0, 4, first.records)
    assert second.stages == {}


CHANGES: list[tuple[str, dict[str, str], list[str], int, int]] = [
    ("one added", {"new": "@new\nFresh. >loose"}, [], 1, 0),
    ("one changed", {"vol1": "@vol1/d1\nOnly this. >vol2/d1"}, [], 1, 0),
    ("one gone", {}, ["vol2"], 0, 1),
    ("a copy gone", {}, ["again"], 0, 1),
    ("a copy changed", {"again": "@loose\nThird wording."}, [], 1, 0),
    ("a copy more", {"third": "@loose\nThird copy."}, [], 1, 0),
    ("twice in one", {"twin": "@twin\nOne. >loose\n\n@twin\nOther. >lost"}, [], 1, 0),
    ("twice in a new wording of a volume", {"vol1": "@vol1/d1\nOne.\n\n@vol1/d1\nTwo."}, [], 1, 0),
    ("a copy of what stood alone", {"third": "@vol1/d1\nAnother."}, [], 1, 0),
]


@pytest.mark.parametrize(("added", "gone", "read", "removed"), [c[1:] for c in CHANGES],
                         ids=[c[0] for c in CHANGES])  # fmt: skip
def test_a_later_build_gives_the_same_as_a_fresh_one(
    folder: Path,
    stages: Stages,
    write: Write,
    contents: Contents,
    tmp_path: Path,
    added: dict[str, str],
    gone: list[str],
    read: int,
    removed: int,
) -> None:
    run_build(folder, stages, jobs=2)
    write(folder, added)
    for name in gone:
        (folder / "sources" / f"{name}.note").unlink()
    report = run_build(folder, stages, jobs=2)
    assert (report.sources_read, report.sources_removed) == (read, removed)
    later = contents(folder)
    run_build(folder, msgspec.structs.replace(stages, rules="fresh"), jobs=2)
    assert contents(folder) == later


def test_a_merged_record_is_taken_over_unread(folder: Path, stages: Stages, write: Write) -> None:
    run_build(folder, stages, jobs=1)
    write(folder, {"new": "@new\nFresh."})
    (folder / "watch").mkdir()

    def merge(_records: object) -> None:
        raise AssertionError("merged again")

    report = run_build(folder, msgspec.structs.replace(stages, merge=merge), jobs=1)
    assert (report.merged, report.refused) == (1, ())
    with Archive.open(folder) as archive:
        assert "another copy" in archive.record("loose").texts[0].body


FAULTS = [
    ("?crash", "The process that read it was ended by SIGSEGV.", False),
    ("?fail", "Its reader failed: ZeroDivisionError: one over nothing.", True),
    ("?cannot", "The rest is torn off.", True),
    ("?refuse", "It says so itself.", True),
]


@pytest.mark.parametrize(("word", "reason", "kept"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_bad_source_costs_itself_only(
    folder: Path, stages: Stages, write: Write, word: str, reason: str, kept: bool
) -> None:
    write(folder, {"bad": f"@bad\nBefore.\n\n{word}"})
    report = run_build(folder, stages, jobs=2)
    assert [(one.source, one.reason) for one in report.refused] == [("sources/bad.note", reason)]
    with Archive.open(folder) as archive:
        assert archive.has("bad") == kept
        assert archive.has("vol1/d1")


def test_a_source_that_crashed_is_tried_again(folder: Path, stages: Stages, write: Write) -> None:
    write(folder, {"bad": "@bad\n\n?crash"})
    run_build(folder, stages, jobs=1)
    report = run_build(folder, stages, jobs=1)
    assert (report.sources_read, report.sources_unchanged) == (1, 4)
    assert len(report.refused) == 1


def test_refusals_of_unchanged_sources_are_told_again(
    folder: Path, stages: Stages, write: Write
) -> None:
    write(folder, {"bad": "@bad\n\n?refuse"})
    first = run_build(folder, stages, jobs=1)
    write(folder, {"new": "@new\nFresh."})
    second = run_build(folder, stages, jobs=1)
    assert second.refused == first.refused != ()


def test_a_record_that_no_rule_understands_is_kept_as_read(
    folder: Path, stages: Stages, write: Write
) -> None:
    write(folder, {"odd": "@odd\n?unclear"})
    report = run_build(folder, stages, jobs=1)
    assert [(one.place, "no rule for this" in one.reason) for one in report.refused] == [
        ("odd", True)
    ]
    with Archive.open(folder) as archive:
        assert archive.record("odd").texts[0].body == "?unclear"


def test_other_rules_or_another_authority_read_all_again(folder: Path, stages: Stages) -> None:
    run_build(folder, stages, jobs=1)
    other = msgspec.structs.replace(stages, rules="2")
    assert run_build(folder, other, jobs=1).sources_read == 4
    listed = msgspec.structs.replace(other, load_authority=_authority)
    assert run_build(folder, listed, jobs=1).sources_read == 4
    with Archive.open(folder) as archive:
        assert archive.entity("own")
        assert archive.report().refused == (Refusal(source="a", reason="Odd."),)
    relinked = msgspec.structs.replace(listed, linking="2")
    report = run_build(folder, relinked, jobs=1)
    assert (report.sources_read, report.sources_unchanged) == (0, 4)


def _authority(folder: Path) -> tuple[list[Entity], list[Refusal]]:
    assert folder.name == "authority"
    return [Entity(id="own", kind="person", name="First")], [Refusal(source="a", reason="Odd.")]


def test_decisions_reach_linking_and_broken_lines_are_told(folder: Path, stages: Stages) -> None:
    seen: list[object] = []

    def link(headers: object, entities: object, decisions: object, before: object) -> object:
        seen.append(decisions)
        return stages.link(headers, entities, decisions, before)  # type: ignore[arg-type]

    decision = Decision(
        id="1", when="2026-01-01", who="ann", verdict="accept", about="date", subject="loose"
    )
    append_decision(folder, decision)
    with (folder / "decisions.jsonl").open("a") as file:
        file.write("{half\n")
    report = run_build(folder, msgspec.structs.replace(stages, link=link), jobs=1)
    assert seen == [(decision,)]
    assert [warning[:25] for warning in report.warnings] == ["decisions.jsonl, line 2, "]


def test_progress_runs_to_the_end(folder: Path, stages: Stages) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    run_build(
        folder,
        stages,
        jobs=2,
        progress=lambda stage, done, total: told.setdefault(stage, []).append((done, total)),
    )
    assert list(told) == ["reading", "linking", "indexing"]
    assert all(steps[-1][0] == steps[-1][1] for steps in told.values())


def test_a_process_with_threads_builds_too(folder: Path, stages: Stages) -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        report = run_build(folder, stages, jobs=1)
    finally:
        over.set()
        thread.join()
    assert (report.records, report.refused) == (6, ())


def test_nothing_to_build_leaves_the_old_archive(folder: Path, stages: Stages) -> None:
    run_build(folder, stages, jobs=1)
    for path in (folder / "sources").iterdir():
        path.unlink()
    with pytest.raises(NothingBuilt, match="No source gave a single record"):
        run_build(folder, stages, jobs=1)
    with Archive.open(folder) as archive:
        assert archive.has("loose")


def test_a_missing_folder_is_told(tmp_path: Path, stages: Stages) -> None:
    with pytest.raises(NotFound, match="is no folder"):
        run_build(tmp_path / "none", stages)


def test_two_builds_at_once(folder: Path, stages: Stages) -> None:
    run_build(folder, stages, jobs=1)
    with building(folder), pytest.raises(ArchiveError, match=r"Another build \(process \d+\)"):
        run_build(folder, stages, jobs=1)
    assert run_build(folder, stages, jobs=1).records == 6


def test_readers_of_the_old_build_go_on(folder: Path, stages: Stages, write: Write) -> None:
    run_build(folder, stages, jobs=1)
    with Archive.open(folder) as old:
        write(folder, {"new": "@new\nFresh."})
        run_build(folder, stages, jobs=1)
        assert old.stale
        assert not old.has("new")
        found: list[bool] = []
        late = threading.Thread(target=lambda: found.append(old.has("loose")))
        late.start()
        late.join()
        assert found == [True]
        with Archive.open(folder) as fresh:
            assert fresh.has("new")
            assert not fresh.stale
    run_build(folder, msgspec.structs.replace(stages, linking="2"), jobs=1)
    builds = [path.name for path in (folder / ".regesta").iterdir() if path.is_dir()]
    assert len(builds) == 1


def test_a_damaged_old_build_is_not_taken_over(folder: Path, stages: Stages, write: Write) -> None:
    run_build(folder, stages, jobs=1)
    build = current_build(folder)
    assert build
    with (build / "regesta.sqlite").open("r+b") as file:
        file.seek(20_000)
        file.write(b"damage")
    write(folder, {"new": "@new\nFresh."})
    report = run_build(folder, stages, jobs=1)
    assert (report.sources_read, report.records) == (5, 7)
    assert "is not as the build wrote it. All sources were read anew." in report.warnings[0]


def test_a_failing_disk_is_told_and_harms_nothing(folder: Path, stages: Stages) -> None:
    run_build(folder, stages, jobs=1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    broken = msgspec.structs.replace(stages, writer=full, linking="2")
    with pytest.raises(ArchiveError, match=r"No space left.*The archive that was there is as it"):
        run_build(folder, broken, jobs=1)
    with Archive.open(folder) as archive:
        assert archive.has("loose")
    assert len([path for path in (folder / ".regesta").iterdir() if path.is_dir()]) == 1
