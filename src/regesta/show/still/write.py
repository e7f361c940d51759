"""Write the site as files: every page that a reader can come to, asked of the site itself."""

from __future__ import annotations

import asyncio
import shutil
from collections import deque
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from starlette.applications import Starlette

from regesta.errors import WrongUse
from regesta.keep.archive import Archive
from regesta.model import EntityKind
from regesta.show.site.addresses import record_address
from regesta.show.site.app import create_app
from regesta.show.site.rendering import environment
from regesta.show.still.files import SEARCH, file_of, relink
from regesta.show.still.finder import Finder
from regesta.show.wording import wording

NOWHERE = "archive.invalid"
MARK = ".regesta-site"
KINDS: tuple[EntityKind, ...] = ("person", "organisation", "place", "term")
LARGEST_MAP = 50_000


class Written(Struct, frozen=True, kw_only=True):
    """What was written: records, and files in all."""

    records: int
    files: int


def write_site(folder: Path, out: Path, address: str = "") -> Written:
    """Write the archive in `folder` into `out` as readers may see it.

    `address` is where it will stand, with https://; by default that of the settings. Without
    one there is no sitemap. Raises `WrongUse` where `out` holds something else.
    """
    _make_ready(out)
    with Archive.open(folder, readers=True) as archive:
        address = (address or archive.settings.addresses.site).rstrip("/")
        starts = ["/", *(record_address(one.id) for one in archive.regests())]
        pages = asyncio.run(_write_pages(create_app(folder), out, starts, address))
        static = resources.files("regesta.show") / "static"
        for file in static.iterdir():
            target = out / "static" / file.name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
        _write_search(archive, out)
        _write_maps(out, address, pages)
        return Written(
            records=archive.counts().records,
            files=sum(1 for path in out.rglob("*") if path.is_file()),
        )


def _make_ready(out: Path) -> None:
    """Empty a folder that an earlier site was written to; refuse one that holds anything else."""
    if out.exists() and not out.is_dir():
        raise WrongUse(f"{out} is not a folder.", way_out="Name a new folder for the site.")
    if out.is_dir() and any(out.iterdir()):
        if not (out / MARK).is_file():
            raise WrongUse(
                f"{out} holds something else than a site of ours.",
                way_out="Name a new folder for the site.",
            )
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Written by regesta site; removed when it is written again.\n")


async def _write_pages(app: Starlette, out: Path, starts: list[str], site: str) -> list[str]:
    """Write the pages at `starts` and all that they lead to; returns the addresses of pages."""
    waiting = deque(starts)
    known = set(starts)
    pages: list[str] = []

    def seen(address: str) -> None:
        path = urlsplit(address).path
        if address not in known and path != "/search" and not path.startswith("/static/"):
            known.add(address)
            waiting.append(address)

    async with app.router.lifespan_context(app):
        while waiting:
            address = waiting.popleft()
            name = file_of(address)
            media, body = await _ask(app, address, site)
            if media.startswith("text/html"):
                pages.append(name)
                body = relink(name, _still(body.decode(), site), seen).encode()
            _write(out / name, body if site else body.replace(f"http://{NOWHERE}".encode(), b""))
    return pages


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _still(markup: str, site: str) -> str:
    """Take out of a page what only a server can do."""
    markup = markup.replace("<html ", '<html class="still" ', 1).replace(" data-suggest", "")
    if site:
        return markup
    start = markup.find('<link rel="canonical"')
    return markup if start < 0 else markup[:start] + markup[markup.index(">", start) + 1 :]


async def _ask(app: Starlette, address: str, site: str) -> tuple[str, bytes]:
    """Ask the site for an address in this process; a page that is not there is a fault of ours."""
    parts = urlsplit(address)
    home = urlsplit(site or f"http://{NOWHERE}")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": home.scheme,
        "path": unquote(parts.path),
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(b"host", home.netloc.encode())],
        "server": (home.netloc, None),
        "client": None,
    }
    answer: dict[str, Any] = {"body": []}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer["status"] = message["status"]
            answer["headers"] = dict(message["headers"])
        else:
            answer["body"].append(message.get("body", b""))

    await app(scope, receive, send)
    if answer["status"] != 200:
        raise LookupError(f"{address} answers {answer['status']}")
    return answer["headers"].get(b"content-type", b"").decode(), b"".join(answer["body"])


def _write_search(archive: Archive, out: Path) -> None:
    aliases = {one: to for kind in KINDS for one, to in archive.entity_members(kind) if one != to}
    finder = Finder(archive.iter_entities(), aliases)
    for record in archive.iter_records():
        finder.add(record)
    finder.write(out)
    words = wording()
    spoken = {
        "results": words.say("search.results"),
        "all": words.say("search.results_all"),
        "none": words.say("search.none"),
        "undated": words.say("record.undated"),
        "remove": words.say("search.remove"),
    }
    markup = (
        environment()
        .get_template("still_search.html")
        .render(
            archive_title=archive.title,
            title=words.say("search.title"),
            path="/search",
            canonical="",
            base="",
            other_languages=[],
            asked_pairs=[],
            spoken=spoken,
        )
    )
    markup = relink(SEARCH, _still(markup, ""), lambda address: None)
    _write(out / SEARCH, markup.encode())


def _write_maps(out: Path, site: str, pages: list[str]) -> None:
    """Write robots.txt and, where the site's address is known, the sitemap in parts."""
    lines = ["User-agent: *", "Allow: /"]
    if site:
        for number, part in enumerate(_parts(pages)):
            name = f"sitemap-{number}.txt"
            _write(out / name, "".join(f"{site}/{page}\n" for page in part).encode())
            lines.append(f"Sitemap: {site}/{name}")
    _write(out / "robots.txt", ("\n".join(lines) + "\n").encode())


def _parts(pages: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(pages), LARGEST_MAP):
        yield pages[start : start + LARGEST_MAP]
