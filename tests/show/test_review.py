"""Reviewing in a real browser: twenty decisions by keys, without script, without barriers."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from regesta.build import build
from regesta.keep.decisions import read_decisions
from regesta.show.accounts.book import Account, change_accounts
from regesta.show.accounts.sessions import Sessions

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AGREED = 20
LETTER = """\
---
id: letter-{n:02}
title: Letter, Anton Rezvin to He Suyin, {n} March 1951
date: 1951-03-{n:02}
---
I refer to your telegram {n}1 and to the memorandum of March {n}, and ask you for telegram {n}2.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, example: Path) -> Path:
    folder = tmp_path_factory.mktemp("review") / "archive"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("lock", "accounts"))
    for n in range(1, 15):
        (folder / "sources" / f"more-{n}.md").write_text(LETTER.format(n=n), "utf-8")
    build(folder, jobs=1)
    change_accounts(folder, lambda _: {"ed": Account(name="ed", role="keeper")})
    return folder


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


def signed_in(browser: Browser, folder: Path, address: str, *, script: bool) -> BrowserContext:
    context = browser.new_context(java_script_enabled=script, bypass_csp=script)
    token = Sessions(folder).begin("ed", "test")
    context.add_cookies([{"name": "regesta", "value": token, "url": address}])
    return context


def test_twenty_decisions_a_minute_by_keys(browser: Browser, folder: Path, address: str) -> None:
    context = signed_in(browser, folder, address, script=True)
    page = context.new_page()
    page.goto(f"{address}/review/absent")
    before = len(read_decisions(folder).standing)
    began = time.monotonic()
    for number in range(AGREED):
        with page.expect_navigation():
            page.keyboard.press("a" if number % 2 else "r")
    spent = time.monotonic() - began
    assert len(read_decisions(folder).standing) == before + AGREED
    assert spent < 60, spent
    with page.expect_navigation():
        page.keyboard.press("u")
    assert len(read_decisions(folder).standing) == before + AGREED - 1
    page.keyboard.press("w")
    page.keyboard.type("a reason with r and a")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("0")
    last = read_decisions(folder).all[-1]
    assert (last.who, last.value, last.why) == ("ed", "absent", "a reason with r and a")
    rank = page.url
    with page.expect_navigation():
        page.keyboard.press("s")
    assert page.url != rank
    context.close()


def test_without_script_buttons_do_the_same(browser: Browser, folder: Path, address: str) -> None:
    context = signed_in(browser, folder, address, script=False)
    page = context.new_page()
    page.goto(f"{address}/review/item?about=date&subject=300101")
    page.locator("#value").fill("1951-04-05")
    page.locator("#why").fill("the seal")
    page.get_by_role("button", name="Correct").click()
    made = read_decisions(folder).all[-1]
    assert (made.about, made.subject, made.value, made.why) == (
        "date", "300101", "1951-04-05", "the seal",
    )  # fmt: skip
    page.goto(f"{address}/record/300101")
    shown = page.locator(".judgements").inner_text()
    assert re.search(r"5 April 1951|1951-04-05|April 5, 1951", shown)
    assert "waits for the next build" in shown
    page.locator(".judgements").get_by_role("button", name="Undo").first.click()
    assert made.id in read_decisions(folder).undone
    context.close()


def test_build_now_takes_up_what_was_decided(browser: Browser, folder: Path, address: str) -> None:
    context = signed_in(browser, folder, address, script=False)
    page = context.new_page()
    page.goto(f"{address}/review/item?about=date&subject=letter-05")
    page.locator("#value").fill("1951-06-17")
    page.get_by_role("button", name="Correct").click()
    page.goto(f"{address}/decisions")
    assert re.search(r"\d+ decisions? waits? for the next build", page.inner_text("main"))
    page.get_by_role("button", name="Build now").click()
    assert page.url == f"{address}/decisions"
    assert "A build is at work" in page.inner_text("main")
    assert not page.get_by_role("button", name="Build now").count()
    until = time.monotonic() + 60
    while "A build is at work" in page.inner_text("main") and time.monotonic() < until:
        time.sleep(0.2)
        page.reload()
    shown = page.inner_text("main")
    assert "A build is at work" not in shown
    assert "wait for the next build" not in shown
    assert page.get_by_role("button", name="Build now").count()
    page.goto(f"{address}/record/letter-05")
    assert "17 June 1951" in page.inner_text("main")
    context.close()


def test_no_barriers(browser: Browser, folder: Path, address: str, axe: str) -> None:
    faults: list[str] = []
    for scheme in ("light", "dark"):
        context = signed_in(browser, folder, address, script=True)
        page = context.new_page()
        page.emulate_media(color_scheme=scheme)
        for path in (
            "/review", "/review/references", "/review/absent", "/review/dates", "/review/names",
            "/review/persons", "/decisions", "/audit", "/record/letter-03", "/entity/lu-jianming",
        ):  # fmt: skip
            page.goto(address + path)
            page.evaluate(axe)
            found = page.evaluate(
                "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
                "one => one.id + ': ' + one.nodes.slice(0, 2).map(n => n.html).join(' | ')))",
                RULES,
            )
            faults += [f"{path}: {one}" for one in found]
            over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            faults += [f"{path}: wider than the screen"] * (over > 0)
        context.clear_cookies()
        page.goto(f"{address}/signin")
        page.evaluate(axe)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(f => f.violations.map(o => o.id))",
            RULES,
        )
        faults += [f"/signin: {one}" for one in found]
        context.close()
    assert not faults, "\n".join(faults)
