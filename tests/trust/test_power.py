"""A power cut at any moment: what the disk was told is replayed, and only what is sure counts.

Every call that writes, syncs, names or removes is recorded by strace while the real program
runs. Then, after each of them, the disk is imagined as a cut would leave it in the worst case:
what was written since the last fsync is lost, a name is lost until its folder was synced, a
removal may have happened. Whatever build the pointer can name then must be there, whole.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from regesta.build import build

CALLS = (
    "openat,write,pwrite64,writev,fsync,fdatasync,rename,renameat,renameat2,link,linkat,"
    "unlink,unlinkat,mkdir,ftruncate"
)
pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")

_CALL = re.compile(r"(?P<pid>\d+) +(?P<name>\w+)\((?P<rest>.*)")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. (?P<name>\w+) resumed>")
_OPEN_FILE = re.compile(r"\d+<(?P<path>/[^>]*)>")
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"')


class Event(NamedTuple):
    """One thing that the disk was told: kind, and the paths it is about."""

    kind: str
    path: str
    other: str = ""


def record(command: list[str], folder: Path, log: Path) -> list[Event]:
    """Run a command in a folder and return what it told the disk."""
    try:
        done = subprocess.run(
            ["strace", "-f", "-y", "-qq", "-s", "64", "-o", str(log), "-e", f"trace={CALLS}",
             *command],
            cwd=folder, capture_output=True, check=False,
        )  # fmt: skip
    except OSError as error:
        pytest.skip(f"strace cannot be run: {error}")
    if b"ptrace" in done.stderr.lower():
        pytest.skip("strace may not look at processes here")
    assert done.returncode == 0, done.stderr
    return list(parse(log.read_text(errors="replace").splitlines(), folder))


def parse(lines: list[str], folder: Path) -> Iterator[Event]:
    """Yield the events of a log; a sync counts when it has returned, the rest when it begins."""
    waiting: dict[str, str] = {}
    for line in lines:
        resumed = _RESUMED.match(line)
        if resumed:
            path = waiting.pop(resumed["pid"], "")
            if path:
                yield Event("sync", path)
            continue
        call = _CALL.match(line)
        if call is None or " = -1 " in line:
            continue
        event = _event(call["name"], call["rest"], folder)
        if event is None:
            continue
        if event.kind == "sync" and "unfinished" in line:
            waiting[call["pid"]] = event.path
        else:
            yield event


def _event(name: str, rest: str, folder: Path) -> Event | None:
    opened = _OPEN_FILE.search(rest)
    words = _WORDS.findall(rest)
    if name in ("fsync", "fdatasync") and opened:
        return Event("sync", opened["path"])
    if name in ("write", "pwrite64", "writev", "ftruncate"):
        return Event("write", opened["path"] if opened else rest[:2])
    if words and (name == "mkdir" or (name == "openat" and "O_CREAT" in rest)):
        return Event("create", str(folder / words[0]))
    if name in _TWO_NAMES and len(words) > 1:
        return Event(_TWO_NAMES[name], str(folder / words[0]), str(folder / words[1]))
    if name in ("unlink", "unlinkat") and words:
        base = Path(opened["path"]) if opened and "AT_FDCWD" not in rest else folder
        return Event("remove", str(base / words[0]))
    return None


_TWO_NAMES = {
    "rename": "rename", "renameat": "rename", "renameat2": "rename",
    "link": "link", "linkat": "link",
}  # fmt: skip


class Disk:
    """What is sure to be on the disk, call by call."""

    def __init__(self, before: Iterator[Path]) -> None:
        self.there = {str(path) for path in before}
        self.dirty: set[str] = set()
        self.unnamed: set[str] = set()
        self.renamed: dict[str, str] = {}

    def tell(self, event: Event) -> None:
        """Take note of one call."""
        path = event.path
        if event.kind == "write":
            self.dirty.add(path)
        elif event.kind == "create":
            if path not in self.there:
                self.unnamed.add(path)
            self.there.add(path)
        elif event.kind == "sync":
            self.dirty.discard(path)
            self.unnamed = {one for one in self.unnamed if str(Path(one).parent) != path}
            self.renamed = {
                new: old for new, old in self.renamed.items() if str(Path(new).parent) != path
            }
        elif event.kind in ("rename", "link"):
            if event.other not in self.there:
                self.unnamed.add(event.other)
            self.there.add(event.other)
            if path in self.dirty:
                self.dirty.add(event.other)
            if event.kind == "rename":
                self.renamed[event.other] = path
                for names in (self.there, self.unnamed, self.dirty):
                    names.discard(path)
        elif event.kind == "remove":
            self.there.discard(path)

    def is_sure(self, path: str) -> bool:
        """Whether a file, with its name and all folders above it, would be there, as written."""
        above = {path, *map(str, Path(path).parents)}
        return path in self.there and path not in self.dirty and not above & self.unnamed


def test_a_build_cut_at_every_moment(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    (root / "sources").mkdir(parents=True)
    (root / "sources" / "a.md").write_text("---\ntitle: A\n---\nThe first.\n")
    build(root, jobs=1)
    (root / "sources" / "b.md").write_text("---\ntitle: B\n---\nThe second.\n")
    derived = root / ".regesta"
    old = {str(path) for path in (derived / "build-1").rglob("*") if path.is_file()}
    disk = Disk(root.rglob("*"))
    events = record(
        [sys.executable, "-m", "regesta", "build", ".", "--jobs", "1", "--json"], root,
        tmp_path / "log",
    )  # fmt: skip
    new = {str(path) for path in (derived / "build-2").rglob("*") if path.is_file()}
    new = {path for path in new if not path.endswith(".lock")}
    old = {path for path in old if not path.endswith(".lock")}
    pointer = str(derived / "current")
    moments = {"old": 0, "either": 0, "new": 0}
    swapped = False
    for event in events:
        disk.tell(event)
        swapped = swapped or (event.kind == "rename" and event.other == pointer)
        state = "old" if not swapped else "either" if pointer in disk.renamed else "new"
        moments[state] += 1
        assert pointer not in disk.dirty, event
        for build_of, files in (("old", old), ("new", new)):
            if state in (build_of, "either"):
                unsure = [path for path in files if not disk.is_sure(path)]
                assert not unsure, (state, event, unsure)
    assert all(moments.values()), moments
    assert len(new) > 8


def test_the_replay_sees_a_swap_that_comes_too_early(tmp_path: Path) -> None:
    """The same judgement on a program that swaps before it syncs."""
    disk = Disk(iter([tmp_path]))
    file = str(tmp_path / "new")
    for event in (Event("create", file), Event("write", file)):
        disk.tell(event)
    assert not disk.is_sure(file)
    disk.tell(Event("sync", file))
    assert not disk.is_sure(file)  # its name may still be lost
    disk.tell(Event("sync", str(tmp_path)))
    assert disk.is_sure(file)


DECIDE = """
from pathlib import Path
from regesta.keep.deciding import make_decision
from regesta.keep.decisions import append_decision
for number in range(3):
    append_decision(Path("."), make_decision("e", "note", "record", "r", why="w"))
    print("accepted", number, flush=True)
"""


def test_a_decision_is_on_the_disk_before_it_is_said_to_be(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    root.mkdir()
    disk = Disk(root.rglob("*"))
    path = str(root / "decisions.jsonl")
    accepted = 0
    record([sys.executable, "-c", DECIDE], root, tmp_path / "log")
    for line in (tmp_path / "log").read_text().splitlines():
        for event in parse([line], root):
            disk.tell(event)
        if "write(1<" in line:
            accepted += 1
            assert disk.is_sure(path)
    assert accepted >= 3
