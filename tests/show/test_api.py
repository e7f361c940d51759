"""`regesta.open`: what the documentation of the Python interface promises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import regesta
from regesta.errors import NotFound, WrongUse
from regesta.show.api import OpenArchive

DOCS = Path(__file__).resolve().parents[2] / "docs" / "python.md"


@pytest.fixture(scope="module")
def archive(example: Path) -> Iterator[OpenArchive]:
    with regesta.open(example) as opened:
        yield opened


def test_records(archive: OpenArchive) -> None:
    assert len(archive) == sum(1 for _ in archive)
    assert "300101" in archive
    assert "nope" not in archive
    assert archive["300101"].title.startswith("Telegram, Shen Wenbo")
    assert any(record.references for record in archive)
    with pytest.raises(NotFound, match="300199"):
        archive["300199"]


def test_search(archive: OpenArchive) -> None:
    found = archive.search("Gromadin", filters={"genre": ["telegram"]}, limit=3)
    assert 0 < len(found.hits) <= 3
    assert all(hit.genre == "telegram" for hit in found.hits)
    assert archive.search().total == len(archive)


def test_a_language_is_found_by_its_name_and_by_its_code(archive: OpenArchive) -> None:
    """The example's sources say "Chinese" and "Russian" of some records, "en" of others."""
    for code, name in (("zh", "chinese"), ("ru", "russian"), ("en", "english")):
        found = archive.search(f"language:{code}").total
        assert found == archive.search(f"language:{name}").total > 0


def test_what_the_archive_knows(archive: OpenArchive) -> None:
    first = archive.entities("person")[0]
    assert archive.entity(first.id) == first
    assert first.name in [form.name for form in archive.names(first.name)]
    wanted = archive.wanted()[0]
    assert archive.cited_by(wanted.id)
    exchange = archive.exchange_of("300101")
    assert exchange is not None
    assert "300101" in exchange.members


def test_tables(archive: OpenArchive) -> None:
    pytest.importorskip("polars", reason="polars is not installed")
    frame = archive.to_polars("records")
    assert frame.height == len(archive)
    with pytest.raises(WrongUse, match="no table"):
        archive.to_arrow("letters")


def test_an_archive_that_is_not_there() -> None:
    with pytest.raises(NotFound):
        regesta.open("/nonexistent-folder")
    with pytest.raises(AttributeError):
        regesta.nothing  # noqa: B018


def test_importing_regesta_loads_no_site() -> None:
    code = "import regesta, sys; print([m for m in sys.modules if m.startswith('regesta.')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_examples_of_the_documentation_run(example: Path) -> None:
    """Every Python block of docs/python.md, one after the other, on the example."""
    pytest.importorskip("polars", reason="polars is not installed")
    blocks = DOCS.read_text(encoding="utf-8").split("```python\n")[1:]
    code = "\n".join(block.partition("```")[0] for block in blocks)
    assert code.count("archive") > 5
    exec(compile(code.replace('"my-archive"', repr(str(example))), str(DOCS), "exec"), {})
