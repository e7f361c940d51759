"""The pages in a real browser: no barrier that axe finds, keys, no script, narrow, print, dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Scheme = Literal["light", "dark"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(example: Path, serve: Callable[[Path], str]) -> str:
    return serve(example)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barriers(
    browser: Browser, address: str, axe: str, scheme: Scheme, every_page: list[str]
) -> None:
    """No page type has a violation that axe finds, in either theme, nor calls another host."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.partition("//")[2].split("/")[0]))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for path in every_page:
        page.goto(address + path)
        page.evaluate(axe)
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map("
            "one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' | ')))",
            RULES,
        )
        faults += [f"{path}: {one}" for one in found]
    context.close()
    assert not faults, "\n".join(faults)
    assert hosts == {address.removeprefix("http://")}


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, address: str, width: int, every_page: list[str]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    wide = []
    for path in every_page:
        page.goto(address + path)
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if over > 0:
            wide.append((path, over))
    context.close()
    assert not wide


def test_without_script(browser: Browser, address: str) -> None:
    """Search, open a record, switch the editors' words off, follow a reference: no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("searchbox").fill("Gromadin received me")
    page.get_by_role("button", name="Search").click()
    page.locator(".hits a").first.click()
    assert page.locator("h1").inner_text().startswith("Telegram, Shen Wenbo")
    gloss = page.locator(".editor").first
    assert gloss.is_visible()
    page.get_by_label("Editors’ additions").uncheck()
    assert not gloss.is_visible()
    page.locator(".citations a").first.click()
    assert "/record/" in page.url
    context.close()


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/record/300101")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    outlines = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        outlines.add(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
    assert outlines == {"solid"}
    context.close()


def test_card_opens_on_focus_and_closes(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/record/300102")
    link = page.locator(".text [data-card]").first
    link.hover()
    page.locator("#card").wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#card").count() == 0
    context.close()


def test_print_leaves_the_text(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "/record/300101")
    page.emulate_media(media="print")
    assert not page.locator(".masthead").is_visible()
    assert page.locator(".text .body").first.is_visible()
    context.close()


def test_records_that_are_kept_make_a_dossier(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    for record in ("300104", "300101"):
        page.goto(f"{address}/record/{record}")
        page.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Mark as read").click()
    page.get_by_role("link", name="Dossier 2").click()
    assert page.locator("article").count() == 2
    page.locator(".leave").first.click()
    assert page.locator("article").count() == 1
    page.goto(f"{address}/search?q=treaty")
    assert "300101" in str(page.locator("a.was-read").first.get_attribute("href"))
    assert page.get_by_role("link", name="Dossier 1").is_visible()
    context.close()


def test_selected_words_are_copied_with_their_citation(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address + "/record/dver1951v02/d3")
    page.evaluate(
        "const words = document.querySelectorAll('.reading .body p')[2];"
        "getSelection().selectAllChildren(words)"
    )
    page.get_by_role("button", name="Copy with citation").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("“In reply to Department’s 131 I can say")
    assert "¶" not in copied
    assert "February 9, 1951, Department of External Affairs" in copied
    assert "/record/dver1951v02/d3. page 1.)" in copied
    context.close()


def test_a_span_is_drawn_over_the_bars(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/search?q=telegram&sort=date")
    box = page.locator(".brush svg").bounding_box()
    units = (page.locator(".brush").get_attribute("data-units") or "").split()
    assert box is not None
    step = box["width"] / len(units)
    page.mouse.move(box["x"] + step * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + step * 1.5, box["y"] + 30, steps=4)
    assert page.locator(".brush .band").is_visible()
    page.mouse.up()
    page.wait_for_url("**since=*")
    assert f"since={units[0]}&until={units[1]}" in page.url
    assert "sort=date" in page.url
    page.go_back()
    page.locator(".brush a").first.click()  # a click is one bar, not a span
    page.wait_for_url("**since=*")
    assert page.url.endswith("sort=date") or "until=" in page.url
    context.close()


def test_searches_are_kept_in_the_browser(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/search")
    assert not page.locator(".searches").is_visible()
    page.goto(f"{address}/search?q=treaty&f.genre=telegram")
    page.goto(f"{address}/search?q=credit&page=1")
    page.get_by_text("Recent and saved searches").click()
    assert page.locator("ul.recent a").all_inner_texts() == ["credit", "treaty · telegram"]
    page.get_by_role("button", name="Save this search").click()
    assert page.locator("ul.saved a").all_inner_texts() == ["credit"]
    page.get_by_role("button", name="Forget the recent ones").click()
    assert page.locator("ul.recent a").count() == 0
    page.goto(f"{address}/search")
    page.get_by_text("Recent and saved searches").click()
    page.locator("ul.saved a").click()
    page.wait_for_url("**/search?q=credit")
    page.get_by_text("Recent and saved searches").click()
    page.get_by_role("button", name="Remove: credit").click()
    assert page.locator("ul.saved a").count() == 0
    context.close()


def test_the_picture_of_the_page_stands_beside_it(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 620})
    page = context.new_page()
    page.goto(f"{address}/record/letters/marlowe-1951-02-25.xml")
    pictures = page.locator(".facsimiles img")
    assert pictures.count() == 2
    text, shown = page.locator(".text").bounding_box(), page.locator(".facsimiles").bounding_box()
    assert text is not None
    assert shown is not None
    assert shown["x"] >= text["x"] + text["width"] - 1
    assert abs(shown["y"] - text["y"]) < 120
    page.locator("#page-2 a").click()
    # The page's own policy forbids `wait_for_function`, which evaluates a string in the page.
    for _ in range(100):
        if page.evaluate(
            "document.querySelectorAll('.facsimiles img')[1].naturalWidth > 0 && "
            "document.querySelector('#facsimile-2').getBoundingClientRect().top < innerHeight / 2"
        ):
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("the second picture does not come into view")
    page.get_by_label("Facsimile", exact=True).uncheck()
    assert not pictures.first.is_visible()
    context.close()


def test_hits_in_a_document_are_walked_through(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/search?q=treaty")
    page.locator(".hits h3 a[href*='300101']").click()
    marks = page.locator("mark.hit")
    marks.first.wait_for()
    assert marks.count() > 1
    assert page.locator(".within li").count() == marks.count()
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("document.activeElement.id") == "hit-1"
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("document.activeElement.id") == "hit-2"
    assert page.locator(".stepper output").inner_text() == f"2 of {marks.count()}"
    page.get_by_role("button", name="Place before").click()
    assert page.url.endswith("#hit-1")
    page.keyboard.press("Alt+ArrowUp")
    assert page.url.endswith(f"#hit-{marks.count()}")
    page.get_by_role("link", name="Without these marks").click()
    assert marks.count() == 0
    context.close()


def test_hits_are_listed_without_a_script(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/search?q=Gromadin")
    page.locator(".jump").first.click()
    assert "#hit-" in page.url
    page.locator(".within li a").last.click()
    last = page.locator(".within li").count()
    assert page.url.endswith(f"#hit-{last}")
    assert page.locator(f"#hit-{last}").is_visible()
    assert not page.locator(".keys").is_visible()
    context.close()


def test_a_card_opens_by_tab_and_by_tap(browser: Browser, address: str) -> None:
    context = browser.new_context(has_touch=True, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/record/300102")
    name = page.locator(".text a.name[data-card]").first
    name.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.locator("#card").is_visible()
    page.keyboard.press("Escape")
    page.locator("h1").tap()
    name.tap()
    page.locator("#card").wait_for()
    assert "/record/300102" in page.url
    context.close()
