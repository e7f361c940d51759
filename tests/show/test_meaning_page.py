"""From the setting to the page: an archive that is built for search by meaning."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from starlette.testclient import TestClient

from regesta.build import build
from regesta.search.embedder import NEEDED
from regesta.show.cli import main
from regesta.show.demo import prepare_example
from regesta.show.site.app import create_app

pytestmark = pytest.mark.skipif(
    not all(find_spec(name) for name in NEEDED),
    reason="the extra is not installed: pip install 'regesta[semantic]'",
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meaning") / "archive"
    prepare_example(folder)
    settings = folder / "regesta.toml"
    settings.write_text("meaning = true\n" + settings.read_text("utf-8"), "utf-8")
    build(folder, jobs=1)
    return folder


def test_the_page_has_the_switch_and_marks_what_was_meant(archive: Path) -> None:
    with TestClient(create_app(archive)) as site:
        plain: Any = html.fromstring(site.get("/search?q=locomotives").text)
        assert len(plain.xpath("//input[@type='checkbox'][@name='meaning'][not(@checked)]")) == 1
        assert not plain.xpath("//span[@class='meant']")
        page: Any = html.fromstring(site.get("/search?q=locomotives&meaning=1").text)
        assert len(page.xpath("//input[@type='checkbox'][@name='meaning'][@checked]")) == 1
        assert page.xpath("//span[@class='meant']")
        links = page.xpath("//p[@class='sorts']/a/@href")
        assert all("meaning=1" in link for link in links)
        rows = site.get("/search.jsonl?q=locomotives&meaning=1").text.splitlines()
        assert len(rows) > len(site.get("/search.jsonl?q=locomotives").text.splitlines())


def test_the_command_has_the_option(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["search", "locomotives", "--meaning", "--archive", str(archive), "--json"])
    hits = json.loads(capfd.readouterr().out)["hits"]
    assert any(hit.get("meaning", 0) > 0 for hit in hits)
    main(["search", "locomotives", "--meaning", "--archive", str(archive)])
    assert "by meaning" in capfd.readouterr().out
