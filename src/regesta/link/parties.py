"""Correspondents as threads compare them: a post, or the names that tell one from another."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from regesta.link.describe import HOME_POSTS
from regesta.link.words import name_keys

_CAPITAL = re.compile(r"[^\W\d_]")


class Words(Struct, frozen=True, kw_only=True):
    """The tables of `data/threads.toml`."""

    offices: frozenset[str]
    nobody: frozenset[str]
    plain: frozenset[str]
    families: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the tables, read once."""
    source = files("regesta.link").joinpath("data/threads.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return Words(
        offices=frozenset(table["offices"].split()),
        nobody=frozenset(table["nobody"].split()),
        plain=frozenset(table["plain"].split()),
        families=dict(table["families"]),
    )


class Party(Struct, frozen=True):
    """One end of a message: its post (a key such as "seoul"), and its names as keys.

    `names` holds no words of offices, unless the end is known by nothing else.
    """

    post: str = ""
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.post or self.names)

    @property
    def is_home(self) -> bool:
        """Whether this is the home office, to and from which all missions write."""
        return self.post in HOME_POSTS


NOBODY = Party()


@lru_cache(maxsize=65_536)
def party(keys: tuple[str, ...], post: str = "") -> Party:
    """Return the party of a header's keys, where `@seoul` is a post."""
    post = post or next((key[1:] for key in keys if key.startswith("@")), "")
    plain = [key for key in keys if not key.startswith("@")]
    telling = [key for key in plain if key not in words().offices]
    return Party(post, frozenset(telling or ([] if post else plain)))


@lru_cache(maxsize=65_536)
def party_named(name: str, post: str = "") -> Party:
    """Return the party that a name means, `NOBODY` for words that name none.

    >>> party_named("the Governor Weeks").names, bool(party_named("joint"))
    (frozenset({'weeks'}), False)
    """
    keys = name_keys(name)
    if not post and not (_CAPITAL.search(name) and set(keys) - words().nobody):
        return NOBODY
    return party(keys, post)


def same_party(one: Party, other: Party) -> bool:
    """Tell whether two parties are surely one: posts decide where both have one."""
    if one.post and other.post:
        return one.post == other.post
    return not one.names.isdisjoint(other.names)


def may_be_same(one: Party, other: Party) -> bool:
    """Tell whether nothing speaks against two parties being one; silence does not."""
    return not one or not other or same_party(one, other)
