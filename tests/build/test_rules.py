"""The version of the rules: the same for the same code, another for any other."""

from __future__ import annotations

import ast
from pathlib import Path

import regesta
from regesta.build.rules import LINKING, READING, rules_version

ROOT = Path(regesta.__file__).parent


def test_each_stage_has_its_own_version() -> None:
    reading, linking = rules_version(READING), rules_version(LINKING)
    assert reading != linking
    assert len(reading) == 64
    assert rules_version.__wrapped__(READING) == reading


def test_every_part_counts() -> None:
    versions = {rules_version(READING[:number]) for number in range(len(READING) + 1)}
    assert len(versions) == len(READING) + 1


def imports(module: str) -> set[str]:
    """Return the modules of the project that one imports, without the project's name."""
    file = ROOT.joinpath(*module.split("."))
    source = file.with_suffix(".py") if file.with_suffix(".py").exists() else file / "__init__.py"
    return {
        node.module.removeprefix("regesta.")
        for node in ast.walk(ast.parse(source.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("regesta.")
    }


def test_what_reading_is_made_of_is_named() -> None:
    """A change to whatever a record or its header is made by must read the sources anew."""
    waiting, found = ["link.header", "keep.rows"], set[str]()
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            waiting += imports(module)
    named = {part.partition(".")[0] for part in READING if "." not in part} | {"errors"}
    unnamed = {one for one in found if one.partition(".")[0] not in named and one not in READING}
    assert not unnamed
