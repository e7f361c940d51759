"""bandit finds nothing that was not looked at, with the reason in `bandit.toml`."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("bandit", reason="bandit is not installed")

SOURCE = Path(__file__).resolve().parents[2] / "src" / "regesta"


def test_every_finding_has_its_reason() -> None:
    table = tomllib.loads((Path(__file__).parent / "bandit.toml").read_text(encoding="utf-8"))
    allowed = {(one["kind"], file) for one in table["allowed"] for file in one["files"]}
    assert all(len(one["why"]) > 8 for one in table["allowed"])
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", str(SOURCE), "-f", "json"],
        capture_output=True, check=False,
    )  # fmt: skip
    report = json.loads(done.stdout)
    assert report["errors"] == []
    found = {
        (one["test_id"], Path(one["filename"]).relative_to(SOURCE).as_posix()): one
        for one in report["results"]
    }
    unknown = [
        f"{one['filename']}:{one['line_number']} {one['issue_text']}"
        for key, one in found.items()
        if key not in allowed
    ]
    assert unknown == []
    assert [one for one in allowed - found.keys() if (SOURCE / one[1]).exists()] == []
    assert not [one for one in report["results"] if one["issue_severity"] == "HIGH"]
