"""The addresses of the site: tied to ids, not to software; all links are made here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote, urlencode

# The same links stand on many pages.
REMEMBERED = 32_768
# Begins the addresses of an archive without a site, where a format must have some; it leads
# nowhere (RFC 2606).
NO_SITE = "https://regesta.invalid"
SAFE = "/:@!$&'()*+,;=~-._"

REGISTERS = {
    "person": "/people",
    "organisation": "/organisations",
    "place": "/places",
    "term": "/terms",
}


@lru_cache(maxsize=REMEMBERED)
def record_address(identifier: str, form: str = "") -> str:
    """Give the address of a record; `form` is the ending of another form, such as "json"."""
    return f"/record/{quote(identifier, safe=SAFE)}" + (f".{form}" if form else "")


def facsimile_address(identifier: str, number: int, ending: str) -> str:
    """Give the address of a picture of a record's pages; `ending` is that of its kind (".png")."""
    return f"/facsimile/{quote(identifier, safe=SAFE)}/{number}{quote(ending, safe='.')}"


@lru_cache(maxsize=REMEMBERED)
def entity_address(identifier: str) -> str:
    """Give the address of a person, organisation, place or term."""
    return f"/entity/{quote(identifier, safe=SAFE)}"


@lru_cache(maxsize=REMEMBERED)
def wanted_address(identifier: str) -> str:
    """Give the address of a wanted document."""
    return f"/wanted/{quote(identifier, safe=SAFE)}"


@lru_cache(maxsize=REMEMBERED)
def exchange_address(identifier: str) -> str:
    """Give the address of the exchange that a record or wanted document belongs to."""
    return f"/exchange/{quote(identifier, safe=SAFE)}"


@lru_cache(maxsize=REMEMBERED)
def agreement_address(identifier: str) -> str:
    """Give the address of an agreement, whose id begins with "agreement/"."""
    return f"/agreement/{quote(identifier.removeprefix('agreement/'), safe=SAFE)}"


@lru_cache(maxsize=REMEMBERED)
def collection_address(identifier: str) -> str:
    """Give the address of a collection."""
    return f"/collection/{quote(identifier, safe=SAFE)}"


@lru_cache(maxsize=REMEMBERED)
def date_address(prefix: str) -> str:
    """Give the address of the records of a year, month or day ("1950", "1950-01")."""
    return f"/dates/{quote(prefix, safe=SAFE)}" if prefix else "/dates"


def like_address(identifier: str) -> str:
    """Give the address of the records that are like one."""
    return f"/like/{quote(identifier, safe=SAFE)}"


def messages_address(source: str = "", target: str = "", year: str = "") -> str:
    """Give the address of the list of messages from one place to another, "" for anywhere."""
    pairs = [(key, value) for key, value in (("from", source), ("to", target)) if value]
    return f"/messages?{urlencode([*pairs, *([('year', year)] if year else [])])}"


def letters_address(sender: str, recipient: str, year: str = "") -> str:
    """Give the address of the list of what one wrote to another, by their names."""
    pairs = [("from", sender), ("to", recipient), *([("year", year)] if year else [])]
    return f"/letters?{urlencode(pairs)}"


def search_address(
    text: str = "",
    filters: Mapping[str, Sequence[str]] | None = None,
    **more: str,
) -> str:
    """Give the address of a search; empty parts are left out, so that like searches look alike."""
    pairs = [("q", text)] if text else []
    for facet in sorted(filters or {}):
        pairs += [(f"f.{facet}", value) for value in (filters or {})[facet]]
    pairs += [(key, value) for key, value in more.items() if value]
    return "/search" + (f"?{urlencode(pairs)}" if pairs else "")
