"""Opening the engine's folder, also where nothing may be written.

The engine makes a lock file beside its index even to read. On a disk that may only be read, or
for a user who may not write to the archive, it is given a folder of links in its stead.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy

from regesta.errors import ArchiveError


class OpenEngine:
    """The engine's index in a folder; `close` lets go of what was made to open it."""

    def __init__(self, path: Path) -> None:
        """Open it; raises `ArchiveError` where it cannot be."""
        self._links: TemporaryDirectory[str] | None = None
        try:
            self.index = self._open(path)
        except (ValueError, OSError) as error:
            self.close()
            raise ArchiveError(
                f"The index in {path} cannot be opened: {error}.",
                way_out="Run `regesta check --repair`: it is made again of the sources.",
            ) from error

    def close(self) -> None:
        """Remove the links, where there are any."""
        if self._links is not None:
            self._links.cleanup()
            self._links = None

    def _open(self, path: Path) -> tantivy.Index:
        try:
            return tantivy.Index.open(str(path))
        except ValueError as error:
            if "Lockfile" not in str(error):
                raise
        self._links = TemporaryDirectory(prefix="regesta-index-")
        for file in path.absolute().iterdir():
            if file.is_file() and not file.name.endswith(".lock"):
                (Path(self._links.name) / file.name).symlink_to(file)
        return tantivy.Index.open(self._links.name)
