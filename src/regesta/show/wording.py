"""The words of the interface, from a message catalogue; nothing is worded in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any


class Wording:
    """The catalogue of one interface language."""

    def __init__(self, language: str, messages: Mapping[str, Any]) -> None:
        self.language = language
        self._flat: dict[str, str] = {}
        self._lists: dict[str, Sequence[str]] = {}
        for section, entries in messages.items():
            for key, value in entries.items():
                if isinstance(value, list):
                    self._lists[f"{section}.{key}"] = value
                else:
                    self._flat[f"{section}.{key}"] = value

    def say(self, key: str, **values: object) -> str:
        """Return the message `key` ("record.title") with its values filled in.

        An unknown key gives its last part, so that words of the sources (a genre, a
        relation) pass through unchanged.
        """
        message = self._flat.get(key)
        if message is None:
            return key.partition(".")[2] or key
        return message.format(**values) if values else message

    def has(self, key: str) -> bool:
        """Tell whether the catalogue has this message."""
        return key in self._flat

    def listed(self, key: str) -> Sequence[str]:
        """Return a list of the catalogue, such as the names of the months."""
        return self._lists[key]

    def count(self, key: str, n: int) -> str:
        """Return the message for a number of things: `key` or `key_one`."""
        return self.say(f"{key}_one" if n == 1 else key, n=f"{n:,}")

    def language_name(self, tag: str) -> str:
        """Return the name of a language: "Chinese" for "zh-Hans"; the tag itself if unknown."""
        for candidate in (tag, tag.partition("-")[0]):
            if self.has(f"language.{candidate}"):
                return self.say(f"language.{candidate}")
        return tag


@cache
def wording(language: str = "en") -> Wording:
    """Load the catalogue of a language; `FileNotFoundError` where there is none."""
    file = resources.files("regesta.show") / "messages" / f"{language}.toml"
    return Wording(language, tomllib.loads(file.read_text(encoding="utf-8")))
