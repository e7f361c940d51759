"""A correction stands on the page with its day: what people decided, what its source changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.build import build
from regesta.keep.changes import FILE_NAME, read_changes
from regesta.keep.decisions import append_decision
from regesta.model import Decision
from regesta.show.site.app import create_app

LETTER = (
    "---\ntitle: Letter, {title}\ndate: {date}\n---\n\nSee my telegram 7 of January 2. {words}\n"
)


def letter(folder: Path, name: str, title: str, date: str, words: str) -> None:
    path = folder / "sources" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(LETTER.format(title=title, date=date, words=words), encoding="utf-8")


def told(folder: Path, record: str, language: str = "en") -> list[str]:
    with TestClient(create_app(folder)) as client:
        answer = client.get(f"/record/{record}", headers={"Accept-Language": language})
    page: Any = html.fromstring(answer.text)
    return [one.text_content().strip() for one in page.xpath("//*[@class='corrected']/li")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    letter(tmp_path, "a.md", "Anna to Berta", "1950-01-03", "It is cold.")
    letter(tmp_path, "b.md", "Berta to Anna", "1950-01-09", "It is colder.")
    build(tmp_path, jobs=1)
    return tmp_path


def decide(folder: Path, number: int, verdict: str, about: str, subject: str, **more: str) -> None:
    append_decision(
        folder,
        Decision(
            id=f"d{number}", when=f"2026-05-{11 + number}T10:00:00Z", who="A. Editor",
            verdict=verdict, about=about, subject=subject, **more,  # type: ignore[arg-type]
        ),
    )  # fmt: skip


def test_nothing_is_told_where_nothing_was_corrected(folder: Path) -> None:
    assert told(folder, "a.md") == []
    assert not (folder / FILE_NAME).exists()


def test_a_decision_is_told_with_its_day_its_maker_and_the_reason(folder: Path) -> None:
    decide(folder, 1, "correct", "date", "a.md", value="1950-01-04", why="The postmark.")
    assert told(folder, "a.md") == []  # it is not in force before the build
    build(folder, jobs=1)
    assert told(folder, "a.md") == [
        "Corrected on 12 May 2026: the date, now 4 January 1950, by A. Editor. The postmark."
    ]
    assert told(folder, "a.md", "de")[0].startswith("Berichtigt am 12. Mai 2026: das Datum")
    assert told(folder, "b.md") == []


def test_what_was_undone_is_not_told(folder: Path) -> None:
    decide(folder, 1, "correct", "date", "a.md", value="1950-01-04")
    decide(folder, 2, "undo", "decision", "d1")
    build(folder, jobs=1)
    assert told(folder, "a.md") == []


def test_an_id_that_was_merged_is_told_where_it_went(folder: Path) -> None:
    decide(folder, 3, "merge", "record", "old.md", value="b.md")
    build(folder, jobs=1)
    assert told(folder, "b.md") == [
        "Merged on 14 May 2026: the record old.md is this one too, by A. Editor"
    ]


def test_a_changed_source_is_told_once_and_lives_on(folder: Path) -> None:
    letter(folder, "a.md", "Anna to Berta, draft", "1950-01-03", "It is very cold.")
    build(folder, jobs=1)
    changes = read_changes(folder)
    assert list(changes) == ["a.md"]
    (change,) = changes["a.md"]
    assert change.parts == ("title", "text")
    assert change.before != change.after
    said = told(folder, "a.md")
    assert len(said) == 1
    assert said[0].startswith("Corrected on ")
    assert said[0].endswith("in its source: title, text")
    build(folder, jobs=1)
    (folder / "sources" / "b.md").touch()
    build(folder, jobs=1)
    assert read_changes(folder) == changes


def test_broken_lines_and_doubles_do_no_harm(folder: Path) -> None:
    letter(folder, "a.md", "Anna to Berta", "1950-01-03", "It is very cold.")
    build(folder, jobs=1)
    path = folder / FILE_NAME
    path.write_bytes(path.read_bytes() * 2 + b"{broken\n\xff\n")
    assert [len(one) for one in read_changes(folder).values()] == [1]
