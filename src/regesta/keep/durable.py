"""Writing so that a power cut leaves either the old or the new: fsync in the right order."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def fsync_folder(folder: Path) -> None:
    """Wait until the names in `folder` are on the disk."""
    if sys.platform == "win32":  # folders cannot be opened there, and renames are journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def fsync_tree(folder: Path) -> None:
    """Wait until all files in `folder`, and their names, are on the disk."""
    for root, _folders, files in os.walk(folder, topdown=False):
        for name in files:
            with open(os.path.join(root, name), "rb+") as file:
                os.fsync(file.fileno())
        fsync_folder(Path(root))


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` into `path` at once: whoever reads it sees the old or the new, never a part."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
    fsync_folder(path.parent)
