"""The words by which papers name one another, from `data/cable_forms.toml`."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from msgspec import Struct

from regesta.understand.gazetteer import post_of
from regesta.understand.triggers import Found, Sweep

Owner = Literal[
    "mine", "yours", "theirs", "known", "before", "after", "attached", "open", "present"
]


class Form(Struct, frozen=True):
    """A cable form: the genre it names, and whose message it is ("mission", "yours" …)."""

    genre: str
    source: str
    target: str


class Words(Struct, frozen=True):
    """The tables, keyed by the word in lower case (series by the word as printed)."""

    forms: dict[str, Form]
    series: dict[str, str]
    nouns: dict[str, str]
    owners: dict[str, Owner]
    not_documents: frozenset[str]
    months: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """Return the tables, read once."""
    source = files("regesta.understand").joinpath("data/cable_forms.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    forms = {
        name: Form(row["genre"], row["from"], row["to"]) for name, row in table["forms"].items()
    }
    nouns = {word: genre for genre, listed in table["nouns"].items() for word in listed}
    return Words(
        forms=forms,
        series=_series(table["series"]),
        nouns=nouns,
        owners={word: kind for kind, listed in table["owners"].items() for word in listed},
        not_documents=frozenset(table["not-documents"]["words"]),
        months=frozenset(table["not-documents"]["months"]),
    )


_NOUNS = Sweep(small=True)
_TRIGGERS = _NOUNS.add(lambda: {**words().nouns, **dict.fromkeys(words().forms, "")})


def triggers(body: str) -> Found:
    """Return where nouns stand with their genres, and forms with "", in order of their ends."""
    return _NOUNS.hits(body).get(_TRIGGERS, [])


def _series(table: dict[str, list[str]]) -> dict[str, str]:
    """Return series → genre; a series in mixed case is also found in capitals."""
    found: dict[str, str] = {}
    for genre, listed in table.items():
        for name in listed:
            for form in (name, name.upper()):
                found.setdefault(form, genre)
    return found


@lru_cache(maxsize=65_536)
def post_named(name: str, day: str = "") -> str:
    """Return the post of a name ("Saigon", "State", "Embassy in Korea") on a day, or ""."""
    return post_of(name, day)
