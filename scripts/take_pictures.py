"""Take pictures of every type of page: wide, narrow and dark, into docs/images.

    python scripts/take_pictures.py [--only NAME ...] [--png FOLDER]

Needs playwright and Debian's chromium. The example archive is built and served; the pictures
are WebP, no higher than what tells. `--png` writes PNG files elsewhere, to be looked at.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import socket
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from regesta.build import build
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision
from regesta.model.decision import Verdict
from regesta.show.accounts.audit import note
from regesta.show.accounts.book import Account, change_accounts
from regesta.show.accounts.sessions import Sessions
from regesta.show.demo import prepare_example
from regesta.show.site.app import create_app
from regesta.show.site.door import COOKIE
from regesta.show.still.write import write_site

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
QUALITY = 46
# Name, width, colours, greatest height.
LOOKS = (
    ("wide", 1280, "light", 1500),
    ("narrow", 390, "light", 1300),
    ("dark", 1280, "dark", 1100),
)
KEEPER = "Cora"
DECISIONS: tuple[tuple[Verdict, str, str, str, str], ...] = (
    ("correct", "date", "300114", "1951-02-20", "By the stamp of the registry."),
    ("note", "record", "300114", "", "A second copy is said to lie in Arnhaven."),
)
DOSSIER = "/dossier?id=300101&id=300104&id=dver1951v02/d3"
PAGES = {
    "home": "/",
    "search": "/search?q=treaty",
    "search-nothing": "/search?q=zeppelin",
    "search-error": "/search?q=%22open",
    "like": "/like/300101",
    "record": "/record/300101",
    "record-notes": "/record/dver1951v02/d3",
    "record-texts": "/record/300104",
    "record-facsimile": "/record/letters/marlowe-1951-02-25.xml",
    "record-hits": "/record/300110?q=treaty",
    "exchange": "/exchange/dver1951v02/d8",
    "exchanges": "/exchanges",
    "agreement": "/agreement/treaty-of-friendship-and-mutual-aid-1951",
    "agreements": "/agreements",
    "people": "/people",
    "person": "/entity/lu-jianming",
    "organisations": "/organisations",
    "places": "/places",
    "place": "/entity/novograd",
    "topics": "/topics",
    "archives": "/archives",
    "terms": "/terms",
    "collections": "/collections",
    "collection": "/collection/dver1951v02",
    "dates": "/dates",
    "year": "/dates/1951",
    "month": "/dates/1951-02",
    "map": "/map",
    "messages": "/messages?from=novograd",
    "network": "/network",
    "correspondence": "/correspondence",
    "letters": "/letters?from=the+Embassy+in+Yunze&to=the+Department+of+External+Affairs",
    "wanted": "/wanted",
    "wanted-document": "/wanted/wanted/despatch-51-1951-01-24",
    "directives": "/directives",
    "unresolved": "/unresolved",
    "refused": "/refused",
    "dossier": DOSSIER,
    "dossier-empty": "/dossier",
    "help": "/help",
    "about": "/about",
    "missing": "/nowhere",
    "api": "/api",
    "sign-in": "/signin",
    "record-decided": "/record/300114",
    "german": "/record/dver1951v02/d3?lang=de",
}
# What only those see who sign in.
OF_MEMBERS = {
    "review": "/review",
    "review-item": "/review/references",
    "decisions": "/decisions",
    "audit": "/audit",
}


def main() -> None:
    """Build, serve, and take what is asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", nargs="*", default=[])
    options.add_argument("--png", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        folder = Path(place) / "archive"
        prepare_example(folder)
        settle(folder)
        build(folder, jobs=1)
        write_site(folder, Path(place) / "site", languages=("en", "de"))
        still = (Path(place) / "site" / "search.html").as_uri() + "?q=Lu+Chien-ming"
        base = serve(folder)
        pages = {name: base + path for name, path in PAGES.items()} | {"site-as-files": still}
        opened = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for look, width, scheme, height in LOOKS:
            stranger, member = (
                reader(opened, width, scheme, base, pages["home"], token)
                for token in ("", Sessions(folder).begin(KEEPER, "password"))
            )
            for name, address in pages.items():
                if not asked.only or name in asked.only:
                    take(stranger, address, f"{name}-{look}", height, asked.png)
            for name, path in OF_MEMBERS.items():
                if not asked.only or name in asked.only:
                    take(member, base + path, f"{name}-{look}", height, asked.png)
            if look == "wide" and (not asked.only or "record" in asked.only):
                take(stranger, pages["record"], "record-wide", 1000, asked.png or IMAGES)
            stranger.close()
            member.close()
        opened.close()


def settle(folder: Path) -> None:
    """Give the example an address for errors, a keeper, and two decisions."""
    with (folder / "regesta.toml").open("a", encoding="utf-8") as settings:
        settings.write('[addresses]\ncontact = "editors@archive.example"\n')
    change_accounts(folder, lambda _: {KEEPER: Account(name=KEEPER, role="keeper")})
    for verdict, about, subject, value, why in DECISIONS:
        made = make_decision(KEEPER, verdict, about, subject, value=value, why=why)
        append_decision(folder, made)
        note(folder, "decided", KEEPER, decision=made.id)


def reader(
    opened: Browser, width: int, scheme: Any, base: str, first: str, token: str
) -> BrowserContext:
    """Open a browser's context which has the letters already, so that no picture is without."""
    context = opened.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    if token:
        context.add_cookies([{"name": COOKIE, "value": token, "url": base}])
    page = context.new_page()
    page.goto(first)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(300)
    return context


def take(context: BrowserContext, address: str, name: str, most: int, png: Path | None) -> None:
    """Take one page from its top, as high as it is and no higher than `most`."""
    page = context.pages[0]
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(120)
    height = min(most, page.evaluate("document.documentElement.scrollHeight"))
    width = page.evaluate("innerWidth")
    clip: Any = {"x": 0, "y": 0, "width": width, "height": height}
    if png:
        page.screenshot(path=png / f"{name}.png", clip=clip, full_page=True)
    else:
        session = context.new_cdp_session(page)
        answer = session.send(
            "Page.captureScreenshot",
            {
                "format": "webp", "quality": QUALITY, "captureBeyondViewport": True,
                "clip": {**clip, "scale": 1},
            },
        )  # fmt: skip
        (IMAGES / f"{name}.webp").write_bytes(base64.b64decode(answer["data"]))


def serve(folder: Path) -> str:
    """Serve an archive from a thread; returns its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(folder), port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.02)
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    main()
