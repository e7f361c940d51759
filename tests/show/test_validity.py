"""Every page type, served and as a file, is valid HTML: the Nu checker of the W3C says so."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from regesta.show.still.write import write_site

HERE = Path(__file__).resolve()
JAVA = shutil.which("java") or ""
PLACES = (
    os.environ.get("VNU_PATH", ""),
    *(
        str(folder / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar")
        for folder in (HERE.parents[2], HERE.parents[3])
    ),
)
# What a file of the site as files is called that stands for each type of page.
FILES = re.compile(
    r"(index|search|about|help|map|network|people|wanted|exchanges|directives|refused|unresolved"
    r"|de/index|de/search|record/300101|record/dver1951v02/d3|record/letters/[^/]*"
    r"|exchange/[^/]*|agreement/[^/]*|entity/qinggang|wanted/[^/]*|dates/1951|collection/[^/]*)"
    r"(/[^/]*)?\.html"
)


@pytest.fixture(scope="module")
def checker() -> str:
    if not JAVA:
        pytest.skip("java is not installed")
    for place in PLACES:
        if place and Path(place).is_file():
            return place
    pytest.skip("the Nu checker is not installed: `npm install vnu-jar`, or set VNU_PATH")


def faults(checker: str, files: list[Path]) -> list[str]:
    """What the checker finds, warnings too; each with its file and place."""
    done = subprocess.run(
        [JAVA, "-jar", checker, "--format", "json", "--stdout", *map(str, files)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = json.loads(done.stdout)["messages"]
    assert found is not None
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']}" for one in found
    ]


def test_the_checker_finds_a_fault(checker: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<!doctype html><html lang="en"><head><title>A</title></head>'
        '<body><p id="a"><p id="a"></body></html>'
    )
    assert any("Duplicate ID" in fault for fault in faults(checker, [page]))


def test_every_served_page_is_valid(
    checker: str, site: TestClient, hostile: TestClient, every_page: list[str], tmp_path: Path
) -> None:
    files = []
    pages = [(site, path, language) for path in every_page for language in ("en", "de")]
    pages += [(hostile, path, "en") for path in ("/", "/record/bad/1", "/wanted/w/1", "/people")]
    for number, (client, path, language) in enumerate(pages):
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
        name = re.sub(r"\W+", "_", path)[:60]
        file = tmp_path / f"{number:03}-{language}{name}.html"
        file.write_bytes(answer.content)
        files.append(file)
    assert not faults(checker, files)


def test_every_page_as_a_file_is_valid(checker: str, example: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_site(example, out, "https://archive.example", languages=("en", "de"))
    files = [
        path for path in out.rglob("*.html") if FILES.fullmatch(path.relative_to(out).as_posix())
    ]
    assert len(files) > 30
    assert not faults(checker, files)
