"""The list of what a search found, in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from regesta.errors import WrongUse
from regesta.model import Agent, DateSpan, Record, SourceCitation
from regesta.search.index import Hit
from regesta.show.cli import main
from regesta.show.export.results import COLUMNS, RESULT_FORMATS, Found, plain_passage

RECORD = Record(
    id="vol/d1",
    title="Letter, “Orlova” & <Brandt>",
    genre="letter",
    date=DateSpan(edtf="1951-02-02", earliest="1951-02-02T00:00", latest="1951-02-02T23:59"),
    senders=(Agent(name="Orlova"), Agent(name="The Minister (Lind)", person="Lind")),
    recipients=(Agent(name="Brandt"),),
    source=SourceCitation(raw="Fond 1,\nfile 2"),
    languages=("en", "ru"),
)
FORMULA = Record(id="vol-d1", title="=1+1")
FOUND = (
    Found(
        hit=Hit(
            id="vol/d1", title=RECORD.title, date="1951-02-02", score=2.5, page="7",
            snippet="of <mark>wheat</mark> &amp; rye, “so”",
        ),
        record=RECORD,
        address="https://a.example/record/vol/d1",
    ),
    Found(
        hit=Hit(id="vol-d1", title="=1+1", date="", score=1.0, snippet="\x00 x"),
        record=FORMULA,
        address="https://a.example/record/vol-d1",
    ),
)  # fmt: skip


def written(form: str) -> str:
    return b"".join(RESULT_FORMATS[form](FOUND, "The Archive")).decode()


def test_csv() -> None:
    first, second = csv.DictReader(io.StringIO(written("csv"), newline=""))
    assert tuple(first) == COLUMNS
    assert first["senders"] == "Orlova; Lind"
    assert first["source"] == "Fond 1, file 2"
    assert first["passage"] == "of wheat & rye, “so”"
    assert (first["page"], first["languages"]) == ("7", "en; ru")
    assert first["url"] == "https://a.example/record/vol/d1"
    # Not run as a formula where the table is opened.
    assert second["title"] == "'=1+1"


def test_jsonl() -> None:
    first, second = (json.loads(line) for line in written("jsonl").splitlines())
    assert first["senders"] == ["Orlova", "Lind"]
    assert first["score"] == 2.5
    assert second["title"] == "=1+1"


def test_ris_and_bibtex() -> None:
    ris = written("ris")
    assert ris.count("TY  - ") == ris.count("ER  - ") == 2
    assert "DB  - The Archive\r\n" in ris
    bibtex = written("bibtex")
    # The ids of both come to one key, which no two entries may have.
    assert "@misc{vol-d1,\n" in bibtex
    assert "@misc{vol-d1-2,\n" in bibtex


def test_passage() -> None:
    assert plain_passage("a &lt;b&gt; <mark>c</mark>") == "a <b> c"


@pytest.mark.parametrize("form", sorted(RESULT_FORMATS))
def test_command(example: Path, capsysbinary: pytest.CaptureFixture[bytes], form: str) -> None:
    main(["search", "type:telegram", "--archive", str(example), "--format", form])
    printed = capsysbinary.readouterr().out.decode()
    assert "300102" in printed
    main(["search", "zebra", "--words", "author", "--archive", str(example), "--format", form])
    assert "300102" not in capsysbinary.readouterr().out.decode()


def test_one_format_at_a_time(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["search", "x", "--archive", str(example), "--format", "csv", "--json"])
    assert ended.value.code == WrongUse.exit_code
    assert "exclude each other" in capsys.readouterr().err
