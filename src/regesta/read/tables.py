"""The tables of facts that readers share, loaded once from `read/data`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The data file `read/data/NAME.toml` as parsed; callers must not change it."""
    file = resources.files("regesta.read") / "data" / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def language_code(name: str) -> str:
    """The BCP 47 code of a language as a source prints it ("Russian", "ru", "zh-Hant"), or ""."""
    languages: dict[str, str] = load("fields")["languages"]
    folded = name.strip().casefold()
    if folded in languages:
        return languages[folded]
    primary = folded.replace("_", "-").partition("-")[0]
    return name.strip().replace("_", "-") if primary in languages.values() else ""
