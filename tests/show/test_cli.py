"""The command line, on the example archive, as programs and people call it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from regesta.show.cli import main

CONTRACT = {
    "id", "title", "genre", "date", "senders", "recipients", "texts", "summary", "people",
    "organisations", "places", "topics", "collections", "source", "rights", "classification",
    "languages", "uploaded", "record_id", "url", "references", "cited_by", "agreements",
    "directives", "provenance",
}  # fmt: skip


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: object) -> str:
    main([str(one) for one in arguments])
    return capsysbinary.readouterr().out.decode()


def fails(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    error = capsys.readouterr().err
    assert "Traceback" not in error
    return int(ended.value.code or 0), error


def test_show_gives_the_contract(example: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    record = json.loads(run(capsysbinary, "show", "300102", "--archive", example, "--json"))
    assert record.keys() >= CONTRACT
    assert record["date"]["edtf"] == "1951-02-02T05:00"
    assert [one["name"] for one in record["senders"]] == ["Shen Wenbo"]


def test_the_telegram_of_yesterday_is_held(
    example: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    record = json.loads(run(capsysbinary, "show", "300102", "--archive", example, "--json"))
    (reference,) = [one for one in record["references"] if "yesterday" in one["quote"]]
    assert (reference["status"], reference["target"]) == ("held", "300101")
    target = json.loads(run(capsysbinary, "show", "300101", "--archive", example, "--json"))
    assert "300102" in [one["id"] for one in target["cited_by"]]


def test_the_telegram_that_is_not_held_is_wanted(
    example: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wanted = json.loads(run(capsysbinary, "wanted", "--archive", example, "--json"))
    days = {
        (one["describes"].get("date") or {}).get("edtf", ""): one
        for one in wanted
        if "300106" in [citing["id"] for citing in one["cited_by"]]
    }
    assert any(day.startswith("1951-02-07") for day in days)


def test_search(example: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    found = json.loads(run(capsysbinary, "search", "locomotives", "--archive", example, "--json"))
    assert found["total"] >= 2
    assert found["facets"].keys() >= {"genre", "year"}
    assert all("<mark>" in hit["snippet"] for hit in found["hits"])


def test_search_finds_a_name_under_another_form(
    example: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name in ("Shen Wen-po", "沈文波", "Шэнь Вэньбо"):
        found = json.loads(run(capsysbinary, "search", f'"{name}"', "--archive", example, "--json"))
        assert "300104" in [hit["id"] for hit in found["hits"]], name


def test_names(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    told = json.loads(run(capsysbinary, "names", "Chou En-lai", "--json"))
    assert {"Zhou Enlai", "周恩来"} <= {form["name"] for form in told["forms"]}


def test_export_eval(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "eval.jsonl"
    main(["export", str(example), "--format", "eval", "-o", str(out)])
    lines = {one["id"]: one for one in map(json.loads, out.read_text("utf-8").splitlines())}
    assert "dver1951v02/d1" in lines
    assert "dver1951v02/d4a1" not in lines, "an attachment counts for its document"
    targets = {one["target"] for one in lines["dver1951v02/d3"]["references"]}
    assert "dver1951v02/d2" in targets
    assert {"quote": "Lu", "entity": "p_LJ1"} in [
        {"quote": "Lu", "entity": one["entity"]} for one in lines["dver1951v02/d8"]["mentions"]
    ]


def test_export_jsonl_is_one_record_a_line(example: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.jsonl"
    main(["export", str(example), "--format", "jsonl", "-o", str(out)])
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    records = [one for one in lines if "id" in one]
    assert {"entity", "collection"} <= {key for one in lines for key in one}
    assert len(records) == len({one["id"] for one in records}) >= 40


def test_check_says_in_one_line_that_all_is_whole(
    example: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert len(run(capsysbinary, "check", "--archive", example).strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["show", "no-such-record"], 1, "no-such-record"),
        (["search", '"never closed'], 2, "quot"),
        (["search", "x", "--sort", "colour"], 2, "colour"),
        (["export", "--format", "stone"], 2, "stone"),
        (["fly"], 2, "fly"),
    ],
)
def test_failures_are_sentences(
    arguments: list[str],
    code: int,
    words: str,
    example: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(example)
    ended, error = fails(capsys, *arguments)
    assert (ended, words in error) == (code, True), error


def test_an_empty_folder_builds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = fails(capsys, "build", tmp_path, "--jobs", 1)
    assert code == 1
    assert str(tmp_path) in error


def test_a_build_says_what_it_refused_and_goes_on(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    (tmp_path / "good.txt").write_text("Letter\n\nThe harbour is open.\n", "utf-8")
    (tmp_path / "bad.bin").write_bytes(bytes(range(256)) * 20)
    report = json.loads(run(capsysbinary, "build", tmp_path, "--json", "--jobs", 1))
    assert report["records"] == 1
    assert [one["source"] for one in report["refused"]] == ["bad.bin"]
    assert report["refused"][0]["reason"]


def test_demo_does_not_touch_a_folder_of_something_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    code, error = fails(capsys, "demo", tmp_path, "--no-serve")
    assert code == 2
    assert "something else" in error
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_missing_archive_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, error = fails(capsys, "search", "x", "--archive", tmp_path / "none")
    assert code in (1, 2)
    assert "none" in error


def test_readers_of_the_example_refuse_nothing(
    example: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    copy = tmp_path / "again"
    shutil.copytree(example, copy, ignore=shutil.ignore_patterns(".regesta"))
    report = json.loads(run(capsysbinary, "build", copy, "--json", "--jobs", 1))
    assert report["refused"] == []
    assert report["records"] >= 40
    second = json.loads(run(capsysbinary, "build", copy, "--json", "--jobs", 1))
    assert second["records"] == report["records"]
    assert second["sources_read"] == 0


def test_a_department_that_nobody_knows_is_not_placed_in_another_country(
    example: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    wanted = json.loads(run(capsysbinary, "wanted", "--archive", example, "--json"))
    titles = [one["title"] for one in wanted]
    assert not any("Washington" in title for title in titles)
    assert any(title.startswith("Telegram 131 from the Department") for title in titles)


def test_a_build_does_not_load_the_site() -> None:
    program = (
        "import sys; from regesta.show.cli import cli; import click;"
        "cli.get_command(click.Context(cli), 'build');"
        "print({'starlette', 'uvicorn', 'jinja2'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_a_command_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    code, error = fails(capsys, "bild")
    assert code == 2
    assert "bild" in error
