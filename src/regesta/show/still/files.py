"""The file that stands for an address of the site, and links from one file to another."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlsplit

INDEX = "index.html"
SEARCH = "search.html"
LONGEST_NAME = 180
_DATA = (".json", ".ris", ".bib", ".txt", ".atom")
_TAG = re.compile(r'<[a-z][^<>]*="/[^<>]*>')
_LINK = re.compile(r'\b(href|src|action)="(/[^"]*)"')
# What no file may be called by on some system or other.
_UNSAFE = re.compile(r'[\x00-\x1f<>:"|?*\\%~]')


def file_of(address: str) -> str:
    """Return the file (relative, POSIX) for an address of the site without its fragment.

    Every page is a file of its own, also each page of a list and each order of it.

    >>> file_of("/"), file_of("/record/v1/d2"), file_of("/people?sort=name&page=2")
    ('index.html', 'record/v1/d2.html', 'people/sort-name/page-2.html')
    """
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    if path == "search":
        return SEARCH
    if path.startswith("static/") or path == "robots.txt":
        return path
    steps = [_safe(step) for step in path.split("/") if step not in ("", ".", "..")]
    if steps and steps[-1].endswith(_DATA) and not parts.query:
        return "/".join(steps)
    steps += [_safe(f"{name}-{value}") for name, value in _asked(parts.query)]
    return "/".join(steps) + ".html" if steps else INDEX


def _asked(query: str) -> list[tuple[str, str]]:
    """The parts of a query, the page last."""
    return sorted(parse_qsl(query), key=lambda pair: (pair[0] == "page", pair))


def _safe(step: str) -> str:
    step = _UNSAFE.sub(lambda found: f"~{ord(found[0]):02x}", step).rstrip(". ") or "~"
    if len(step.encode()) <= LONGEST_NAME:
        return step
    digest = hashlib.sha256(step.encode()).hexdigest()[:16]
    return step[: LONGEST_NAME // 4] + "~" + digest


def relative(page: str, address: str) -> str:
    """Return the link from the file `page` to an address of the site."""
    return "../" * page.count("/") + _from_root(address)


@lru_cache(maxsize=65_536)
def _from_root(address: str) -> str:
    whole, hash_, fragment = address.partition("#")
    target = file_of(whole)
    query = urlsplit(whole).query
    asked = f"?{query}" if target == SEARCH and query else ""
    return quote(target, safe="/~!$&'()*+,;=@-._") + asked + hash_ + fragment


def relink(page: str, markup: str, seen: Callable[[str], None]) -> str:
    """Rewrite every link of a page to a relative one; `seen` is told the address of each."""

    def link(found: re.Match[str]) -> str:
        address = html.unescape(found[2])
        seen(address.partition("#")[0])
        return f'{found[1]}="{html.escape(relative(page, address))}"'

    return _TAG.sub(lambda tag: _LINK.sub(link, tag[0]), markup)
