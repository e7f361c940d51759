"""`regesta check`: store, index, links and sources looked at; and what is derived made again."""

from __future__ import annotations

from pathlib import Path

from regesta.build import Progress, Report, build
from regesta.errors import ArchiveError, NotFound, RegestaError, WrongUse
from regesta.keep.archive import Archive
from regesta.keep.check import Problem, check, is_derived
from regesta.search.fitting import unlike

_ANEW = "Run `regesta check --repair`: it is made again of the sources."


def check_all(folder: Path) -> list[Problem]:
    """Return all that is wrong with the archive in `folder`, its index against its store too."""
    problems = check(folder)
    if any(is_derived(one) for one in problems):
        return problems
    return [*problems, *_index(folder)]


def repair(folder: Path, problems: list[Problem], progress: Progress | None) -> Report | None:
    """Make again what is derived where it is damaged; None where nothing derived is.

    The archive that was there serves until the new one is whole. Raises `WrongUse` where a
    source is not as it was read: to build would take it as it is now.
    """
    if not any(is_derived(one) for one in problems):
        return None
    changed = [one for one in problems if one.kind == "source"]
    if changed:
        raise WrongUse(
            f"Nothing was repaired: {len(changed)} sources are not as they were read, such as "
            f"{changed[0].message}",
            way_out="Put them back; or, if they are meant to be so, run `regesta build`.",
        )
    return build(folder, progress=progress, anew=True)


def _index(folder: Path) -> list[Problem]:
    found: list[Problem] = []
    for readers in (False, True):
        try:
            with Archive.open(folder, readers=readers, verify=False) as archive:
                said = unlike(archive.index_path, (one.id for one in archive.regests()))
        except ArchiveError as error:
            said = [error.message]
        except NotFound:
            continue
        found += [Problem(kind="index", message=one, way_out=_ANEW) for one in said]
        if not _has_readers(folder):
            break
    return found


def _has_readers(folder: Path) -> bool:
    try:
        with Archive.open(folder, readers=True, verify=False) as archive:
            return bool(archive.left_out.restrictions)
    except RegestaError:
        return False
