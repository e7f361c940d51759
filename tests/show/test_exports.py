"""The archive in other forms, each read by the program it is meant for."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.model import Record
from regesta.show import extras
from regesta.show.export.chosen import Chosen
from regesta.show.export.registry import FOLDER_FORMATS, FORMATS, export_archive
from regesta.show.export.tables import TABLES, disarm


@pytest.fixture(scope="module")
def opened(example: Path) -> Iterator[Archive]:
    with Archive.open(example) as archive:
        yield archive


def written(archive: Archive, form: str) -> bytes:
    return b"".join(FORMATS[form](archive))


def test_csl_has_an_item_for_each_record(opened: Archive) -> None:
    items = json.loads(written(opened, "csl"))
    assert len(items) == opened.counts().records
    telegram = next(item for item in items if item["id"] == "300101")
    assert telegram["type"] == "personal_communication"
    assert telegram["issued"] == {"date-parts": [[1951, 2, 1]]}


def test_graphml_counts_who_wrote_to_whom(opened: Archive) -> None:
    graph = etree.fromstring(written(opened, "graphml"))
    names = {
        each.get("id"): each.findtext("{*}data[@key='name']") for each in graph.iter("{*}node")
    }
    edges = {
        (names[each.get("source")], names[each.get("target")]): int(each.findtext("{*}data") or 0)
        for each in graph.iter("{*}edge")
    }
    pairs = opened.correspondence()
    assert sum(edges.values()) == sum(pair.documents for pair in pairs)
    assert edges[pairs[0].sender, pairs[0].recipient] == pairs[0].documents


def test_turtle_is_read_by_a_library_of_rdf(opened: Archive) -> None:
    rdflib = pytest.importorskip("rdflib", reason="rdflib is not installed")
    graph = rdflib.Graph().parse(data=written(opened, "turtle"), format="turtle")
    terms = rdflib.Namespace("http://purl.org/dc/terms/")
    schema = rdflib.Namespace("https://schema.org/")
    titles = set(graph.objects(None, terms.title))
    assert len(set(graph.subjects(terms.identifier, None))) == opened.counts().records
    assert (
        rdflib.Literal("Telegram, Shen Wenbo to State Council, 10 p.m., 1 February 1951") in titles
    )
    assert (None, schema.sender, None) in graph
    held = {(r.id, x.target) for r in opened.iter_records() for x in r.references if x.target}
    assert len(list(graph.triples((None, terms.references, None)))) == len(held)


def test_csv_has_the_columns_and_rows_of_every_table(opened: Archive, tmp_path: Path) -> None:
    export_archive(opened, "csv", tmp_path / "out")
    for name, table in TABLES.items():
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert tuple(rows[0]) == table.columns
        assert len(rows) - 1 == len(list(table.rows(opened)))
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize(
    ("cell", "expected"), [("=1+1", "'=1+1"), ("-5", "'-5"), ("a-5", "a-5"), ("", "")]
)
def test_no_cell_is_a_formula(cell: str, expected: str) -> None:
    assert disarm(cell) == expected


def test_parquet_is_read_by_polars_with_the_same_rows(opened: Archive, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    export_archive(opened, "parquet", tmp_path / "out")
    for name, table in TABLES.items():
        frame = polars.read_parquet(tmp_path / "out" / f"{name}.parquet")
        assert tuple(frame.columns) == table.columns
        assert frame.height == len(list(table.rows(opened)))
    references = polars.read_parquet(tmp_path / "out" / "references.parquet")
    texts = {(r.id, n): t for r in opened.iter_records() for n, t in enumerate(r.texts)}
    row = references.filter(polars.col("note") == "").row(0, named=True)
    body = texts[row["record"], row["text"]].body
    assert body[row["start"] : row["end"]] == row["quote"]


def test_a_bag_is_valid_and_builds_the_archive_anew(opened: Archive, tmp_path: Path) -> None:
    bagit = pytest.importorskip("bagit", reason="bagit is not installed")
    export_archive(opened, "bag", tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.is_valid()
    payload = {path.removeprefix("data/") for path in bag.payload_entries()}
    assert {"regesta.toml", "records/records.jsonl", "records/records.xml"} <= payload
    assert len([path for path in payload if path.startswith("sources/")]) >= len(
        opened.source_hashes()
    )
    (tmp_path / "bag" / "data" / "records" / "records.jsonl").write_text("changed")
    assert not bag.is_valid()


def test_a_folder_is_neither_guessed_nor_overwritten(opened: Archive, tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="several files"):
        export_archive(opened, "csv", None)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("keep")
    with pytest.raises(WrongUse, match="not an empty folder"):
        export_archive(opened, "csv", tmp_path / "full")
    assert (tmp_path / "full" / "mine.txt").read_text() == "keep"


def test_without_arrow_the_way_out_is_told(
    opened: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "is_installed", lambda module: False)
    with pytest.raises(WrongUse, match="not installed"):
        export_archive(opened, "parquet", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_lies_beside_the_place_is_left_alone(opened: Archive, tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    (tmp_path / "out.part" / "mine.txt").write_text("keep")
    export_archive(opened, "csv", tmp_path / "out")
    export_archive(opened, "csl", tmp_path / "out.json")
    assert (tmp_path / "out.part" / "mine.txt").read_text() == "keep"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out", "out.json", "out.part"]


def test_parquet_and_csv_are_read_by_duckdb(opened: Archive, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    for form in ("parquet", "csv"):
        export_archive(opened, form, tmp_path / form)
        place = tmp_path / form / f"references.{form}"
        (rows,) = duckdb.sql(f"SELECT count(*) FROM '{place}' WHERE status = 'held'").fetchall()
        assert rows[0] == opened.counts().held
    genres = duckdb.sql(
        f"SELECT genre, count(*) FROM '{tmp_path}/parquet/records.parquet' GROUP BY 1"
    ).fetchall()
    assert sum(count for _, count in genres) == opened.counts().records


def test_tables_are_made_in_one_pass(
    opened: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes: list[str] = []
    read = Archive.iter_records

    def counted(archive: Archive) -> Iterator[Record]:
        passes.append("pass")
        return read(archive)

    monkeypatch.setattr(Archive, "iter_records", counted)
    for form in ("csv", "parquet"):
        export_archive(opened, form, tmp_path / form)
    assert len(passes) == 2


@pytest.fixture(scope="module")
def chosen(example: Path) -> Iterator[Chosen]:
    with Chosen.open(example, readers=True) as archive:
        archive.choose("type:treaty or type:agreement")
        yield archive


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_what_a_search_finds_is_exported_in_every_form(chosen: Chosen, form: str) -> None:
    made = b"".join(FORMATS[form](chosen))
    assert made
    if form not in {"pdf", "graphml", "eval-people", "cmif"}:  # no letters, or not by their ids
        assert b"300116" in made
    assert b"300104" not in made or form in {"turtle", "jsonl", "tei", "jsonld"}


def test_a_result_as_tables_files_and_bag(chosen: Chosen, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    bagit = pytest.importorskip("bagit", reason="bagit is not installed")
    for form in FOLDER_FORMATS:
        export_archive(chosen, form, tmp_path / form)
    records = polars.read_parquet(tmp_path / "parquet" / "records.parquet")
    assert set(records["id"]) == set(chosen.ids()) == {"300113", "300116"}
    entities = polars.read_parquet(tmp_path / "parquet" / "entities.parquet")
    assert 0 < entities.height < 19
    assert {path.name for path in (tmp_path / "markdown").iterdir()} == {"300113.md", "300116.md"}
    bag = bagit.Bag(str(tmp_path / "bag"))
    assert bag.is_valid()
    sources = [path for path in bag.payload_entries() if path.startswith("data/sources/")]
    assert len(sources) == len(chosen.source_hashes()) == 1


def test_a_search_without_result_is_no_export(example: Path) -> None:
    with Chosen.open(example, readers=True) as archive, pytest.raises(WrongUse, match="no record"):
        archive.choose("xylophonist")


def test_all_records_as_one_graph_of_json_ld(opened: Archive) -> None:
    jsonld = pytest.importorskip("pyld.jsonld", reason="pyld is not installed")
    document = json.loads(b"".join(FORMATS["jsonld"](opened)))
    assert len(jsonld.expand(document)) == opened.counts().records
