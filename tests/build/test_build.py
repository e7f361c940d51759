"""The whole way with the stages as shipped, on three small sources of our own."""

from __future__ import annotations

from pathlib import Path

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.check import check
from regesta.search.embedded import EmbeddedIndex
from regesta.search.index import Query

LETTER = """---
title: Letter, Ida Marr to Otto Lund, {day} March 1951
date: 1951-03-{day:02d}
---
Dear Lund,

The ferries of Port Alder stay in harbour. {more}

Ida Marr
"""
AUTHORITY = "- {id: ida-marr, kind: person, name: Ida Marr, names: [Marr]}\n"


def test_from_files_to_search(tmp_path: Path) -> None:
    (tmp_path / "regesta.toml").write_text('title = "Ferries"\nrights = "Free to use."\n')
    (tmp_path / "authority").mkdir()
    (tmp_path / "authority" / "people.yaml").write_text(AUTHORITY)
    sources = tmp_path / "sources"
    sources.mkdir()
    for day in (2, 3):
        more = "My letter of March 2 told you why." if day == 3 else ""
        (sources / f"letter{day}.md").write_text(LETTER.format(day=day, more=more))
    (sources / "picture.bin").write_bytes(bytes(range(256)) * 40)

    report = build(tmp_path, jobs=2)

    assert (report.records, report.indexed, report.sources_read) == (2, 2, 3)
    assert [one.source for one in report.refused] == ["sources/picture.bin"]
    assert check(tmp_path) == []
    with Archive.open(tmp_path) as archive:
        assert archive.title == "Ferries"
        assert archive.entity("ida-marr")
        first, second = archive.regests()
        assert (first.date, second.date) == ("1951-03-02", "1951-03-03")
        assert archive.record(first.id).rights == "Free to use."
        assert [one.id for one in archive.records_of_entity("ida-marr", "sender")] == [
            first.id, second.id,
        ]  # fmt: skip
        assert [one.id for one in archive.cited_by(first.id)] == [second.id]
        index = EmbeddedIndex(archive.index_path)
        assert index.search(Query(text="ferries")).total == 2
        index.close()
    again = build(tmp_path, jobs=2)
    assert (again.sources_read, again.sources_unchanged) == (0, 3)
