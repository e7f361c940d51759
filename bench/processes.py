"""A process and those below it, and the memory that they hold; needs Linux's /proc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def children() -> dict[int, list[int]]:
    """Return the children of each process that runs."""
    found: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            found.setdefault(parent, []).append(int(entry.name))
    return found


def below(pid: int, by_parent: Mapping[int, Sequence[int]]) -> list[int]:
    """Return the descendants of a process, as `children` knows them."""
    found = list(by_parent.get(pid, ()))
    for each in found:
        found.extend(by_parent.get(each, ()))
    return found


def tree(pid: int) -> list[int]:
    """Return a process and its descendants, as far as they still run."""
    return [pid, *below(pid, children())]


def memory(pid: int) -> int:
    """Return the bytes that a process holds, its part of shared pages only; 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return 0
