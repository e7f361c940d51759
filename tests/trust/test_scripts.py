"""Scripts in sources never run in a reader's browser, nor do they make it call another host."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urljoin

import pytest
from lxml import html
from starlette.testclient import TestClient
from tests.making.scripts import SCRIPTS, write_scripts

from regesta.build import build
from regesta.keep.archive import Archive
from regesta.show.site.app import create_app
from regesta.show.still.write import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OWN = [
    "/search?q=script", "/search?q=window&sort=date", "/like/7001", "/search.atom?q=window",
    "/search?q=" + quote(SCRIPTS[1]), "/search?f.person=" + quote(SCRIPTS[2]),
    "/suggest.json?q=scr", "/signin?next=" + quote("javascript:window.ran=1"),
    "/signin?next=" + quote("//evil.example/"), "/record/" + quote(SCRIPTS[1], safe=""),
    "/dates/" + quote(SCRIPTS[3], safe=""), "/" + quote(SCRIPTS[0], safe=""),
    "/record/7001.txt", "/record/7001.json", "/record/7001.ris", "/record/7001.tei.xml",
    "/record/7001?at=0-5&q=window", "/map?year=" + quote(SCRIPTS[1]),
]  # fmt: skip
MOST = 70
# What ran, and what waits for a hand: handlers, and addresses that are programs.
HELD = """() => {
  const held = [...document.querySelectorAll('*')].flatMap(one => [...one.attributes].filter(
    a => /^on/i.test(a.name) || (/^(href|src|action|formaction|xlink:href)$/i.test(a.name)
      && /^\\s*(javascript|vbscript|data:text)/i.test(a.value))).map(a => a.name + '=' + a.value));
  return [window.ran ? 'it ran' : '', ...held].filter(Boolean); }"""


@pytest.fixture(scope="module")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("scripts") / "archive"
    files = write_scripts(root)
    build(root, jobs=1)
    with Archive.open(root) as archive:
        read = {one.file.rpartition("/")[2] for r in archive.iter_records() for one in r.provenance}
    # Nearly every format came to a record that has scripts in it.
    assert len(read) >= files - 4, read
    return root


def linked(root: Path) -> list[str]:
    """Pages of all kinds that can be come to by links; every record."""
    seen: dict[str, None] = {}
    waiting = ["/"]
    with TestClient(create_app(root)) as client:
        while waiting and len(seen) < 4 * MOST:
            path = waiting.pop(0)
            if path in seen:
                continue
            seen[path] = None
            answer = client.get(path)
            if "html" not in answer.headers.get("content-type", ""):
                continue
            for link in html.document_fromstring(answer.text).iterlinks():  # type: ignore[attr-defined]
                target = urljoin(path, link[2]).partition("#")[0]
                if target.startswith("/") and not target.startswith(("/static", "//", "/search?")):
                    waiting.append(target)
    records = [path for path in seen if path.startswith("/record/") and "." not in path[-9:]]
    return list(dict.fromkeys([*records, *list(seen)[:MOST]]))[:MOST] + OWN


def playwright_error() -> type[Exception]:
    error: type[Exception] = pytest.importorskip("playwright.sync_api").Error
    return error


def held(page: Any) -> list[str]:
    """What a page holds of what ran in it; a page that leads elsewhere all the time has run."""
    for _ in range(10):
        with suppress(playwright_error()):  # it is being left: the page that comes is asked
            page.wait_for_load_state()
            return list(page.evaluate(HELD))
    return ["it led elsewhere"]


def open_all(browser: Browser, base: str, paths: list[str]) -> dict[str, Any]:
    """Open pages in a browser without our policy to save it; what ran, and who was asked."""
    context = browser.new_context(bypass_csp=True)
    page: Any = context.new_page()
    found: dict[str, Any] = {"ran": [], "hosts": set(), "dialogs": []}
    page.on("dialog", lambda one: (found["dialogs"].append(one.message), one.dismiss()))
    page.on("request", lambda one: found["hosts"].add(one.url.partition("//")[2].split("/")[0]))
    for path in paths:
        with suppress(playwright_error()):  # a file that is saved and not shown
            page.goto(base + path, wait_until="load")
        if asked := held(page):
            found["ran"].append((path, asked[:3]))
    context.close()
    return found


@pytest.mark.browser
def test_no_script_of_a_source_runs(
    scripted: Path, serve: Callable[[Path], str], browser: Browser
) -> None:
    base = serve(scripted)
    found = open_all(browser, base, linked(scripted))
    assert found["ran"] == []
    assert found["dialogs"] == []
    assert found["hosts"] == {base.removeprefix("http://")}


@pytest.mark.browser
def test_nor_in_the_pages_that_are_written_as_files(
    scripted: Path, browser: Browser, tmp_path: Path
) -> None:
    write_site(scripted, tmp_path / "out", jobs=1)
    pages = sorted(path.as_uri() for path in (tmp_path / "out").rglob("*.html"))[:30]
    found = open_all(browser, "", pages)
    assert found["ran"] == []
    assert found["hosts"] <= {""}


def test_the_trial_itself_sees_what_runs(browser: Browser, tmp_path: Path) -> None:
    pages = []
    for number, script in enumerate(SCRIPTS):
        page = tmp_path / f"{number}.html"
        page.write_text(f"<!doctype html><title>x</title><body><p>{script}</p>", encoding="utf-8")
        pages.append(page.as_uri())
    found = open_all(browser, "", pages)
    assert len(found["ran"]) >= len(SCRIPTS) // 2
    assert "evil.example" in found["hosts"]


def test_no_build_and_no_page_calls_a_host(
    scripted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever sources name: nothing is fetched, by name or number."""
    asked: list[object] = []

    def refuse(*given: object, **_: object) -> None:
        asked.append(given)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with TestClient(create_app(scripted)) as client:
        for path in OWN:
            assert client.get(path).status_code < 500
    assert asked == []
    log = tmp_path / "log"
    write_scripts(tmp_path / "again")
    command = [sys.executable, "-m", "regesta", "build", str(tmp_path / "again"), "--json"]
    try:
        traced = subprocess.run(
            ["strace", "-f", "-qq", "-e", "trace=connect", "-o", str(log), *command],
            capture_output=True, check=False,
        )  # fmt: skip
    except OSError:
        pytest.skip("strace is not installed")
    if traced.returncode:
        pytest.skip("strace may not look at processes here")
    assert not [line for line in log.read_text().splitlines() if "AF_INET" in line]
