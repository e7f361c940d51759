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
from playwright.sync_api import Browser, sync_playwright

from regesta.build import build
from regesta.show.demo import prepare_example
from regesta.show.site.app import create_app
from regesta.show.still.write import write_site

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
QUALITY = 46
# Name, width, colours, greatest height.
LOOKS = (
    ("wide", 1280, "light", 1500),
    ("narrow", 390, "light", 1300),
    ("dark", 1280, "dark", 1100),
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
    "german": "/people?lang=de",
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
        build(folder, jobs=1)
        write_site(folder, Path(place) / "site", languages=("en", "de"))
        still = (Path(place) / "site" / "search.html").as_uri() + "?q=Lu+Chien-ming"
        base = serve(folder)
        pages = {name: base + path for name, path in PAGES.items()} | {"site-as-files": still}
        opened = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for look, width, scheme, height in LOOKS:
            for name, address in pages.items():
                if not asked.only or name in asked.only:
                    take(opened, address, f"{name}-{look}", (width, height), scheme, asked.png)
        if not asked.only or "record" in asked.only:
            take(opened, pages["record"], "record-wide", (1280, 1000), "light", asked.png or IMAGES)
        opened.close()


def take(
    opened: Browser, address: str, name: str, size: tuple[int, int], scheme: Any, png: Path | None
) -> None:
    """Take one page from its top, as high as it is and no higher than `size` says."""
    width, most = size
    context = opened.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(120)
    height = min(most, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": height}
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
    context.close()


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
