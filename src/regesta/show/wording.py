"""The words of the interface, from a message catalogue; nothing is worded in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from msgspec import Struct


class Catalogue(Struct, frozen=True):
    """The messages of one interface language, and its lists, such as the names of months."""

    language: str
    flat: Mapping[str, str]
    lists: Mapping[str, Sequence[str]]


class Wording:
    """The words of one interface language."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._own = catalogue

    @property
    def catalogue(self) -> Catalogue:
        """The messages."""
        return self._own

    @property
    def language(self) -> str:
        """The tag of the language (BCP 47)."""
        return self.catalogue.language

    def say(self, key: str, **values: object) -> str:
        """Return the message `key` ("record.title") with its values filled in.

        An unknown key gives its last part, so that words of the sources (a genre, a
        relation) pass through unchanged.
        """
        message = self.catalogue.flat.get(key)
        if message is None:
            return key.partition(".")[2] or key
        return message.format(**values) if values else message

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has this message."""
        return key in self.catalogue.flat

    def section(self, name: str) -> dict[str, str]:
        """Return all messages of a section by the last part of their keys."""
        start = f"{name}."
        flat = self.catalogue.flat
        return {key.removeprefix(start): flat[key] for key in flat if key.startswith(start)}

    def listed(self, key: str) -> Sequence[str]:
        """Return a list of the catalogue, such as the names of the months."""
        return self.catalogue.lists[key]

    def count(self, key: str, n: int) -> str:
        """Return the message for a number of things: `key` or `key_one`."""
        return self.say(f"{key}_one" if n == 1 else key, n=self.number(n))

    def number(self, n: int) -> str:
        """Return a number with its thousands set apart as the language does."""
        return f"{n:,}".replace(",", self.say("count.thousands"))

    def language_name(self, tag: str) -> str:
        """Return the name of a language: "Chinese" for "zh-Hans"; the tag itself if unknown."""
        return _names(self.language)["language"].get(tag.partition("-")[0].lower(), tag)

    def country_name(self, code: str) -> str:
        """Return the name of a state by its code (ISO 3166-1); the code itself if unknown."""
        return _names(self.language)["country"].get(code, code)

    def facet_value(self, facet: str, value: str) -> str:
        """Return what a value of a facet is called: names of languages, kinds, decades, states."""
        if facet == "language":
            return self.language_name(value)
        if facet == "genre":
            return self.genre_name(value)
        if facet == "references":
            return self.say(f"record.{value}")
        if facet == "decade":
            return self.say("dates.decade", decade=value.removesuffix("s"))
        return value

    def genre_name(self, genre: str) -> str:
        """Return what documents or agreements of a kind are called, as it stands if unknown."""
        plain = genre.replace(" ", "-")
        return self.say(f"genre.{plain}") if self.has(f"genre.{plain}") else genre.replace("-", " ")


@cache
def _names(language: str) -> Mapping[str, Mapping[str, str]]:
    """Load the names of languages and states; most commands need none."""
    file = resources.files("regesta.show") / "messages" / "names" / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def wording(language: str = "en") -> Wording:
    """Load the catalogue of a language; `FileNotFoundError` where there is none."""
    file = resources.files("regesta.show") / "messages" / f"{language}.toml"
    flat: dict[str, str] = {}
    lists: dict[str, Sequence[str]] = {}
    for section, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
        for key, value in entries.items():
            if isinstance(value, list):
                lists[f"{section}.{key}"] = value
            else:
                flat[f"{section}.{key}"] = value
    return Wording(Catalogue(language, flat, lists))
