"""An archive built on a cluster is the one that this machine builds, record by record."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from bench.spark_same import counts, differences

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision
from regesta.scale.spark import build_on
from regesta.show.demo import prepare_example
from regesta.show.export.parquet import write_parquet

# The smallest real volumes that cite one another's numbers.
_VOLUMES = ("frus1917-72PubDip.xml", "frus1961-63v07-09mSupp.xml")


def _prepare(folder: Path, volumes: Path | None, elsewhere: Path) -> None:
    """Sources here and elsewhere, one record read twice, one that nobody can read, decisions."""
    prepare_example(folder)
    letters = folder / "sources" / "more"
    letters.mkdir()
    said = "---\nid: twice\ntitle: {}\ndate: 1958-01-03\n---\nSee telegram 302 of January 2.\n"
    (letters / "one.md").write_text(said.format("Letter From Weeks to Hall"), encoding="utf-8")
    (letters / "two.md").write_text(said.format("Letter"), encoding="utf-8")
    (letters / "broken.xml").write_bytes(b"<TEI><text><body><p>never ends")
    (letters / "empty.txt").write_bytes(b"")
    shutil.copy(letters / "one.md", elsewhere / "far.md")
    listed = [elsewhere.as_uri(), *(str(volumes / one) for one in _VOLUMES if volumes)]
    settings = folder / "regesta.toml"
    lines = settings.read_text(encoding="utf-8") if settings.exists() else ""
    settings.write_text(f"sources = {listed!r}\n{lines}", encoding="utf-8")
    for about, subject, value in (
        ("reference", "twice#telegram 302 of January 2", "112679"),
        ("date", "twice", "1958-01-04"),
    ):
        append_decision(folder, make_decision("Hall", "correct", about, subject, value=value))


@pytest.fixture(scope="module")
def both(spark: None, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """An archive built here, the same built by Spark, and the place of its tables."""
    base = tmp_path_factory.mktemp("spark")
    elsewhere = base / "elsewhere"
    elsewhere.mkdir()
    volumes = Path(__file__).resolve().parents[3] / "shared" / "corpora" / "frus"
    here = base / "here it is"
    _prepare(here, volumes if volumes.is_dir() else None, elsewhere)
    there = base / "there it is"
    shutil.copytree(here, there)
    settings = here / "regesta.toml"
    settings.write_text(settings.read_text("utf-8").replace("file://", ""), encoding="utf-8")
    build(here, jobs=1)
    build_on(there, "local[2]")
    tables = base / "tables"
    build_on(there, "local[2]", tables=str(tables))
    return here, there, tables


def test_the_archives_are_the_same(both: tuple[Path, Path, Path]) -> None:
    here, there, _ = both
    assert list(differences(here, there)) == []
    known = counts(there)
    assert all(known[what] for what in ("records", "references", "entities", "wanted", "refusals"))


def test_the_tables_are_those_of_the_export(both: tuple[Path, Path, Path], tmp_path: Path) -> None:
    here, _, tables = both
    with Archive.open(here) as archive:
        write_parquet(archive, tmp_path)
    for one in sorted(tmp_path.iterdir()):
        made, exported = pq.read_table(tables / one.name), pq.read_table(one)
        assert made.schema.remove_metadata() == exported.schema.remove_metadata(), one.name
        assert _rows(made) == _rows(exported), one.name


def _rows(table: Any) -> list[str]:
    return sorted(map(repr, table.to_pylist()))
