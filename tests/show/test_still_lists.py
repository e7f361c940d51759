"""Registers of the site as files: found in and put in order by a script, taken along whole."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from regesta.show.site import lists
from regesta.show.still.write import write_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = 4


@pytest.fixture(scope="module")
def out(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as files, with so few entries a page that its registers are long ones."""
    folder = tmp_path_factory.mktemp("lists") / "site"
    with pytest.MonkeyPatch.context() as patch:
        defaults = {**(lists.list_page.__kwdefaults__ or {}), "size": PAGE}
        patch.setattr(lists.list_page, "__kwdefaults__", defaults)
        patch.setattr(lists, "MOST_PAGES_IN_ORDER", 1)
        write_site(example, folder, languages=("en", "de"), jobs=1)
    return folder


def test_whole_lists_stand_beside_their_pages(out: Path) -> None:
    rows = list(csv.DictReader((out / "people/people.csv").open(encoding="utf-8-sig")))
    told = json.loads((out / "people/people.json").read_text("utf-8"))
    assert len(rows) == len(told) == 11
    assert {row["entity.name"] for row in rows} == {one["entity"]["name"] for one in told}
    # Data stand once, rows in each language; no order has pages of its own.
    assert (out / "de/people/people.js").is_file()
    assert not (out / "de/people/people.csv").exists()
    assert not list(out.glob("people/sort-*"))
    page = (out / "de/people.html").read_text("utf-8")
    assert 'href="../people/people.csv"' in page
    assert 'action="../de/people/people.js"' in page


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "asked", "found", "first"),
    [
        ("people.html", "陆建明", "1–1 of 1", "Lu Jianming"),
        ("people/page-2.html", "chien-ming", "1–1 of 1", "Lu Jianming"),
        ("exchanges.html", "harrow", "1–1 of 1", "Thomas Harrow – Edith Marlowe"),
        ("de/people.html", "harrow", "1–1 von 1", "Thomas Harrow"),
        ("people.html", "nobody", "Nothing in this register matches “nobody”.", ""),
    ],
)
def test_found_from_a_folder(
    out: Path, browser: Browser, page: str, asked: str, found: str, first: str
) -> None:
    context = browser.new_context()
    shown = context.new_page()
    shown.goto((out / page).as_uri())
    shown.locator("#find").fill(asked)
    shown.locator("#find").press("Enter")
    status = shown.locator("[role=status]")
    status.wait_for()
    assert status.inner_text() == found
    if first:
        link = shown.locator(".entries").get_by_role("link", name=first)
        link.click()
        shown.wait_for_load_state()
        assert first.partition(" ")[0] in shown.locator("h1").inner_text()
    else:
        assert shown.locator(".entries tbody tr").count() == 0
    context.close()


@pytest.mark.browser
def test_put_in_order_and_plain_without_a_script(out: Path, browser: Browser, axe: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((out / "people.html").as_uri())
    head = page.get_by_role("button", name="Name")
    head.click()
    page.wait_for_selector("[role=status]")
    names = page.locator(".entries tbody th").all_inner_texts()
    assert len(names) == 11
    assert names == sorted(names)
    assert page.locator(".paging").count() == 0
    page.evaluate(axe)
    assert page.evaluate("axe.run().then(found => found.violations.map(one => one.id))") == []
    context.close()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((out / "people.html").as_uri())
    assert not page.locator("#find").is_visible()
    assert page.locator(".paging a").count()
    context.close()
