"""The file that stands for an address of the site, and links from one file to another."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from regesta.show.site.language import LANGUAGES

INDEX = "index.html"
SEARCH = "search.html"
LONGEST_NAME = 180
_DATA = (".json", ".jsonld", ".ris", ".bib", ".xml", ".txt", ".md", ".atom")
# Whole lists in other forms: the end of the file's name; what a script gets is in one language.
_FORMS = {"csv": ".csv", "json": ".json", "rows": ".js"}
_FORM = re.compile(r"[?&]form=(\w+)$")
# What looks like an address of ours. It is one where a tag is open: in a text there is no
# unescaped "<", in an attribute no quote. To look for that behind is quicker than to begin with it.
_LINK = re.compile(r'( (?:href|src|action)=")(/[^"]*)"')
_FIRST_STEP = re.compile(rf"/({'|'.join(LANGUAGES)})(?=[/?#]|$)")
_LANGUAGE_FOLDERS = frozenset(("", *(f"{language}/" for language in LANGUAGES)))
# What no file may be called by on some system or other.
_UNSAFE = re.compile(r'[\x00-\x1f<>:"|?*\\%~]')
# Pages whose addresses end as those of data do, since their ids do: "/record/letters/a.xml".
_odd_pages: frozenset[str] = frozenset()


def know_pages(addresses: Iterable[str]) -> None:
    """Tell of all records' pages, so that none is taken for data; for the site being written."""
    global _odd_pages  # noqa: PLW0603 - a process writes one site at a time
    _odd_pages = frozenset(one for one in addresses if one.endswith(_DATA))
    _from_root.cache_clear()
    _target.cache_clear()


def _is_data(path: str) -> bool:
    """Whether a path, without language, is of data."""
    return path.endswith(_DATA) and path not in _odd_pages


def file_of(address: str) -> str:
    """Return the file (relative, POSIX) for an address of the site without its fragment.

    Every page is a file of its own, also each page of a list and each order of it.

    >>> file_of("/"), file_of("/record/v1/d2"), file_of("/people?sort=name&page=2")
    ('index.html', 'record/v1/d2.html', 'people/sort-name/page-2.html')
    >>> file_of("/people?form=csv"), file_of("/de/correspondence?year=1951&form=rows")
    ('people/people.csv', 'de/correspondence/year-1951/correspondence.js')
    """
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    if path.rpartition("/")[2] == "search" and path.removesuffix("search") in _LANGUAGE_FOLDERS:
        return f"{path}.html"
    if path.startswith("static/") or path == "robots.txt":
        return path
    is_page = not path.startswith("facsimile/") and not _is_data(split_language(parts.path)[1])
    steps = [_safe(step) for step in path.split("/") if step not in ("", ".", "..")]
    if steps and not is_page and not parts.query:
        return "/".join(steps)
    asked = dict(parse_qsl(parts.query))
    form = _FORMS.get(asked.get("form", "")) if steps else None
    steps += [
        _safe(f"{name}-{value}")
        for name, value in _asked(parts.query)
        if not (form and name == "form")
    ]
    if form:
        return "/".join([*steps, steps[0] if steps[0] not in LANGUAGES else steps[1]]) + form
    if not steps or (len(steps) == 1 and steps[0] in LANGUAGES):
        return "/".join([*steps, INDEX])
    return "/".join(steps) + ".html"


def split_language(address: str) -> tuple[str, str]:
    """Return the language that an address begins with ("" for none), and the address after it.

    >>> split_language("/de/people?page=2"), split_language("/dates")
    (('de', '/people?page=2'), ('', '/dates'))
    """
    first = _FIRST_STEP.match(address)
    if first is None:
        return "", address
    rest = address[first.end() :]
    return first[1], rest if rest.startswith("/") else f"/{rest}"


def in_language(address: str, language: str, main: str) -> str:
    """Return the address that a page of `language` means; those of `main` stand at the root.

    Data and what is ours stand once for all languages.
    """
    own, rest = split_language(address)
    if own:
        return rest if own == main else f"/{own}{rest}"
    if language == main or stands_once(address):
        return address
    return f"/{language}{address}"


def stands_once(address: str) -> bool:
    """Whether an address is of data, a picture, a file of ours: the same in every language."""
    form = _FORM.search(address)
    return (
        address.startswith(("/static/", "/facsimile/"))
        or _is_data(address.partition("#")[0])
        or (form is not None and form[1] in ("csv", "json"))
    )


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
    """Return the link from the root of the files, quoted."""
    whole, hash_, fragment = address.partition("#")
    target = file_of(whole)
    query = urlsplit(whole).query
    asked = f"?{query}" if query and target.endswith(SEARCH) else ""
    return quote(target, safe="/~!$&'()*+,;=@-._") + asked + hash_ + fragment


def relink(
    page: str,
    markup: str,
    seen: Callable[[str], None],
    language: str = LANGUAGES[0],
    main: str = LANGUAGES[0],
) -> str:
    """Rewrite every link of a page to a relative one; `seen` is told the address of each."""
    up = "../" * page.count("/")

    def link(found: re.Match[str]) -> str:
        start = found.start()
        if markup.rfind("<", 0, start) < markup.rfind(">", 0, start):
            return found[0]
        address, target = _target(found[2], language, main)
        seen(address)
        return f'{found[1]}{up}{target}"'

    return _LINK.sub(link, markup)


@lru_cache(maxsize=65_536)
def _target(written: str, language: str, main: str) -> tuple[str, str]:
    """Return the address that an attribute means, and the link to its file from the root."""
    address = in_language(html.unescape(written), language, main)
    return address.partition("#")[0], html.escape(_from_root(address))
