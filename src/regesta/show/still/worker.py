"""One worker of the site as files: asks for pages, writes them, tells what they lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from regesta.show.site.app import create_app
from regesta.show.site.language import LANGUAGES
from regesta.show.site.library import Library
from regesta.show.site.rendering import compile_templates
from regesta.show.still.asking import NOWHERE, Asker
from regesta.show.still.files import (
    file_of,
    in_language,
    know_pages,
    relative,
    relink,
    split_language,
    stands_once,
)
from regesta.show.still.finder import Indexer, Part
from regesta.show.wording import wording

_NOWHERE = f"http://{NOWHERE}".encode()


class Setup(Struct, frozen=True, kw_only=True):
    """What every worker must know: the archive, where to write, the languages, main one first.

    `site` is where the files will stand, "" where that is not known. `odd_pages` are addresses of
    records whose ids end like the names of data.
    """

    archive: Path
    out: Path
    site: str
    languages: tuple[str, ...] = LANGUAGES[:1]
    odd_pages: tuple[str, ...] = ()


class Wrote(Struct, frozen=True, kw_only=True):
    """What a worker did: the addresses written, the files of pages, the addresses found."""

    addresses: list[str]
    pages: list[str]
    found: list[str]


class Worker:
    """Has the site open for itself; nothing is shared with other workers but the disk."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        know_pages(setup.odd_pages)
        self._main = setup.languages[0]
        app = create_app(setup.archive)
        self._library: Library = app.state.library
        self._room = self._library.hold()
        self._asker = Asker(app, setup.site, setup.languages)
        self._indexer: Indexer | None = None
        self._told: set[str] = set()
        self._out = str(setup.out)
        self._folders: set[str] = set()
        for language in setup.languages:
            compile_templates(language)

    def write(self, addresses: Sequence[str]) -> Wrote:
        """Write what stands at these addresses, each with its other forms and pages.

        What is one list or one record stays with one worker, which has it at hand.
        """
        wrote = Wrote(addresses=[], pages=[], found=[])
        waiting = deque(addresses)
        while waiting:
            waiting.extendleft(self._write_one(waiting.popleft(), wrote))
        return wrote

    def index(self, first: int, ids: Sequence[str]) -> Part:
        """Return the part of the search index for these records, numbered from `first`."""
        archive = self._room.archive
        if self._indexer is None:
            self._indexer = Indexer(archive, self._setup.languages)
        return self._indexer.part(first, archive.records(ids))

    def close(self) -> None:
        """Let go of the archive."""
        self._library.close()

    def _write_one(self, address: str, wrote: Wrote) -> list[str]:
        """Write one address; returns those of the same thing in other forms, to come next."""
        language, asked = split_language(address)
        language = language or self._main
        answer = self._asker.ask(asked, language)
        name = file_of(address)
        body = answer.body
        others: list[str] = []
        path = address.partition("?")[0]

        def seen(found: str) -> None:
            if found in self._told:
                return
            self._told.add(found)
            if _is_kin(found, path):
                others.append(found)
            elif _is_written(found):
                wrote.found.append(found)

        if answer.moved:
            there = in_language(answer.moved, language, self._main)
            seen(there.partition("#")[0])
            body = _signpost(relative(name, there), language)
        elif answer.is_page:
            wrote.pages.append(name)
            markup = self._still(body.decode(), name, asked)
            body = relink(name, markup, seen, language, self._main).encode()
        elif name.endswith(".js"):
            body = _handed_over(body, language, self._main)
        if not self._setup.site:
            body = body.replace(_NOWHERE, b"")
        self._put(name, body)
        wrote.addresses.append(address)
        return others

    def _put(self, name: str, body: bytes) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            Path(self._out, folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        # Twelve files a record: what a path costs counts.
        with open(f"{self._out}/{name}", "wb") as file:
            file.write(body)

    def _still(self, markup: str, name: str, asked: str) -> str:
        """Take out of a page what only a server can do, and name it by its file."""
        markup = markup.replace("<html ", '<html class="still" ', 1).replace(" data-suggest", "")
        start = markup.find('<link rel="canonical"')
        if start < 0:
            return markup
        return markup[:start] + self._heads(name, asked) + markup[markup.index(">", start) + 1 :]

    def _heads(self, name: str, asked: str) -> str:
        site = self._setup.site
        if not site:
            return ""
        links = [f'<link rel="canonical" href="{site}/{_quoted(name)}">']
        if len(self._setup.languages) > 1:
            links += [
                f'<link rel="alternate" hreflang="{one}" href="{site}/{_quoted(file_of(there))}">'
                for one in self._setup.languages
                for there in [in_language(asked, one, self._main)]
            ]
        return "".join(links)


def _handed_over(body: bytes, language: str, main: str) -> bytes:
    """Give a whole list as a script that hands it over; its links are those from the root."""
    content = msgspec.json.decode(body)
    rows = "\0".join(content["rows"])
    content["rows"] = relink("", rows, lambda address: None, language, main).split("\0")
    return b"regestaList(" + msgspec.json.encode(content) + b");\n"


def _quoted(name: str) -> str:
    return quote(name, safe="/~!$'()*+,;=@-._")


def _is_kin(found: str, path: str) -> bool:
    """Whether an address is of what stands at `path`, in another form or on another page."""
    if not found.startswith(path):
        return False
    rest = found[len(path) :]
    return rest.startswith("?") or (rest.startswith(".") and stands_once(found))


def _is_written(address: str) -> bool:
    path = urlsplit(split_language(address)[1]).path
    return path != "/search" and not path.startswith("/static/")


def _signpost(link: str, language: str) -> bytes:
    """Give a page that leads on to where a thing stands now, without a script too."""
    words = wording(language)
    there, said = escape(link), escape(words.say("site.moved"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<title>{said}</title><meta name="robots" content="noindex">'
        f'<meta http-equiv="refresh" content="0; url={there}"></head>'
        f'<body><p><a href="{there}">{said}</a></p></body></html>\n'
    ).encode()
