"""Builds that a keeper starts from the site: one at a time, and what failed is told."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from regesta.keep.archive import Archive
from regesta.keep.folder import building
from regesta.show.site.rebuild import Rebuild


def ended(rebuild: Rebuild) -> str:
    """Wait for the end of a build and return how it went."""
    until = time.monotonic() + 60
    while rebuild.state() == "working" and time.monotonic() < until:
        time.sleep(0.05)
    return rebuild.state()


def test_a_build_takes_up_what_is_new(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("lock"))
    (folder / "sources" / "late.md").write_text("---\nid: late\n---\nThe harbour dues.\n", "utf-8")
    rebuild = Rebuild(folder)
    assert rebuild.state() == ""
    assert rebuild.start()
    assert not rebuild.start(), "a second one began beside the first"
    assert ended(rebuild) == ""
    with Archive.open(folder) as archive:
        assert archive.has("late")


def test_what_failed_is_told(tmp_path: Path) -> None:
    rebuild = Rebuild(tmp_path / "gone")
    assert rebuild.start()
    assert ended(rebuild) == "failed"
    assert "gone" in rebuild.said()
    assert "Traceback" not in rebuild.said()


def test_a_build_of_another_is_known(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(example, folder, ignore=shutil.ignore_patterns("lock"))
    rebuild = Rebuild(folder)
    with building(folder):
        assert rebuild.state() == "working"
        assert not rebuild.start()
    assert rebuild.state() == ""
