"""The archive as a BagIt bag (RFC 8493): what it was made of, what was made of it, and sums.

The bag holds the sources as they are now, the authority lists, the settings and decisions, and
the records as JSON lines and as TEI: enough to build the archive anew, and to read it without
Regesta. Needs the extra `regesta[bag]` (bagit).

A bag for readers has no source that holds anything restricted, one of a search has the sources of
what was found; neither has what the keeper wrote of all: settings, decisions, authority lists.
"""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath

from regesta import __version__
from regesta.errors import Refusal
from regesta.keep.archive import Archive
from regesta.keep.decisions import FILE_NAME as DECISIONS
from regesta.keep.published import FILE_NAME as PUBLISHED
from regesta.keep.settings import FILE_NAME as SETTINGS
from regesta.read.sources import discover
from regesta.show.export import jsonl, tei
from regesta.show.export.chosen import Chosen
from regesta.show.extras import library

_KEPT = (SETTINGS, DECISIONS, PUBLISHED)
_AUTHORITY = "authority"


def write_bag(archive: Archive, folder: Path) -> None:
    """Make `folder`, an empty folder, the bag of this archive.

    Raises `WrongUse` where the extra is not installed.
    """
    bagit = library("bagit", "bag", "Bags")
    part = bool(archive.left_out.restrictions) or isinstance(archive, Chosen)
    open_names = archive.source_hashes().keys() - set(archive.left_out.parted)
    for source in discover(archive.folder, archive.settings.sources):
        if not isinstance(source, Refusal) and (source.name in open_names or not part):
            _copy(source.path, folder / "sources" / _within(source.name))
    if not part:
        _copy_own(archive.folder, folder)
    (folder / "records").mkdir()
    for name, write in (("records.jsonl", jsonl.write_jsonl), ("records.xml", tei.write_tei)):
        with (folder / "records" / name).open("wb") as file:
            file.writelines(write(archive))
    bagit.make_bag(
        str(folder),
        {
            "Source-Organization": archive.title,
            "External-Description": archive.settings.description or archive.title,
            "Bag-Software-Agent": f"Regesta {__version__}",
        },
        checksums=["sha256"],
    )


def _copy_own(root: Path, folder: Path) -> None:
    """Copy what the keeper and the editors wrote."""
    for name in _KEPT:
        if (root / name).is_file():
            _copy(root / name, folder / name)
    if (root / _AUTHORITY).is_dir():
        shutil.copytree(root / _AUTHORITY, folder / _AUTHORITY)


def _within(name: str) -> Path:
    """Return a source's name as a path that cannot lead out of the bag."""
    parts = [part for part in PurePosixPath(name).parts if part not in ("..", "/")]
    return Path(*(parts[1:] if parts[:1] == ["sources"] else parts))


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, place)
