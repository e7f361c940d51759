"""The version of the rules: the same for the same code, another for any other."""

from __future__ import annotations

from regesta.build.rules import LINKING, READING, rules_version


def test_each_stage_has_its_own_version() -> None:
    reading, linking = rules_version(READING), rules_version(LINKING)
    assert reading != linking
    assert len(reading) == 64
    assert rules_version.__wrapped__(READING) == reading


def test_every_part_counts() -> None:
    versions = {rules_version(READING[:number]) for number in range(len(READING) + 1)}
    assert len(versions) == len(READING) + 1
