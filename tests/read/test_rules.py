"""Rules of `regesta.toml` for single files, and what is offered for columns that are not known."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import polars
import pytest
from click.testing import CliRunner

from regesta.errors import Refusal, WrongUse
from regesta.keep.settings import read_settings
from regesta.model import Record
from regesta.read.inspection import guess_of, inspect
from regesta.read.reader import Source
from regesta.read.registry import read_source
from regesta.read.sources import discover, source_of
from regesta.show.cli import cli

RULE = '[[tables]]\nfiles = "talks.*"\ncolumns = { Betreff = "title", Inhalt = "text" }\n'
ROW = {"Betreff": "Letter", "Inhalt": "Coal.", "Wetter": "fair"}


def only(folder: Path) -> Source:
    (source,) = list(discover(folder))
    assert isinstance(source, Source)
    return source


def write(path: Path) -> None:
    if path.suffix == ".csv":
        path.write_text(";".join(ROW) + "\n" + ";".join(ROW.values()) + "\n")
    elif path.suffix == ".json":
        path.write_text(json.dumps([ROW]))
    elif path.suffix == ".parquet":
        polars.DataFrame([ROW]).write_parquet(path)
    else:
        book = openpyxl.Workbook()
        book.active.append(list(ROW))
        book.active.append(list(ROW.values()))
        book.save(path)


@pytest.mark.parametrize("name", ["talks.csv", "talks.json", "talks.xlsx", "talks.parquet"])
def test_columns_are_read_as_the_rule_says(tmp_path: Path, name: str) -> None:
    (tmp_path / "sources").mkdir()
    write(tmp_path / "sources" / name)
    before = only(tmp_path)
    assert not any(isinstance(item, Record) for item in read_source(before))
    (tmp_path / "regesta.toml").write_text(RULE)
    after = only(tmp_path)
    (found,) = list(read_source(after))
    assert isinstance(found, Record), found
    assert (found.title, found.texts[0].body) == ("Letter", "Coal.")
    assert before.sha256 != after.sha256


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ('[[tables]]\nfiles = "a"\ncolumns = { A = "weather" }\n', "weather"),
        ('[[split]]\nfiles = "a"\nheading = "("\n', "split[0].heading"),
        ('[[tables]]\nfile = "a"\n', "file"),
        ("[[split]]\nfiles = 3\n", "split"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, toml: str, named: str) -> None:
    (tmp_path / "regesta.toml").write_text(toml)
    for read in (read_settings, lambda folder: list(discover(folder))):
        with pytest.raises(WrongUse) as caught:
            read(tmp_path)
        assert named in str(caught.value)


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("Absender", "from"),
        ("EMPFÄNGER", "to"),
        ("Dublin Core:Title", "title"),
        ("Recipiant", "recipient"),
        ("Дата", "date"),
        ("Weather", ""),
        ("x", ""),
    ],
)
def test_what_is_offered_for_a_column(column: str, key: str) -> None:
    assert guess_of(column) == key


def test_inspect_shows_columns_and_a_rule_that_can_be_used(tmp_path: Path) -> None:
    write(tmp_path / "talks.csv")
    run = CliRunner().invoke(
        cli, ["inspect", str(tmp_path / "talks.csv"), "--archive", str(tmp_path)]
    )
    assert run.exit_code == 0, run.output
    assert "not read; perhaps title" in run.output
    (tmp_path / "regesta.toml").write_text(run.output[run.output.index("[[tables]]") :])
    source = source_of(tmp_path / "talks.csv", "talks.csv")
    assert isinstance(source, Source)
    assert [column.guess for column in inspect(source).columns] == ["title", "text", ""]
    run = CliRunner().invoke(
        cli, ["inspect", str(tmp_path / "talks.csv"), "--archive", str(tmp_path), "--json"]
    )
    assert json.loads(run.output)["titles"] == ["Letter"]


@pytest.mark.parametrize(
    "content", [b"", b"\0\1\2", b"SQLite format 3\0junk", b"PAR1junk", b"PK\3\4x"]
)
def test_inspect_takes_any_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    source = source_of(path, "a.csv")
    assert isinstance(source, Source)
    found = inspect(source)
    assert (found.records, found.columns) == (0, ())
    assert all(isinstance(one, Refusal) for one in found.refusals)
    assert len(found.refusals) == 1
