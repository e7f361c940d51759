"""The example archive that comes along: an invented negotiation of invented governments."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

from regesta.errors import WrongUse

MARK = "regesta.toml"


def prepare_example(folder: Path) -> None:
    """Copy the example's sources into `folder`, unless it holds them already.

    Raises `WrongUse` when the folder holds something else, or cannot be written.
    """
    with as_file(files("regesta") / "example") as example:
        if folder.exists():
            _check_ours(folder, example)
        try:
            shutil.copytree(example, folder, dirs_exist_ok=True)
        except OSError as error:
            raise WrongUse(
                f"The example cannot be put into {folder} ({error.strerror}).",
                way_out="Name another folder: regesta demo FOLDER.",
            ) from error


def _check_ours(folder: Path, example: Path) -> None:
    """Refuse a folder in which someone keeps something else."""
    if not folder.is_dir():
        raise WrongUse(
            f"{folder} is not a folder.", way_out="Name another one: regesta demo FOLDER."
        )
    if not any(folder.iterdir()):
        return
    kept, ours = folder / MARK, example / MARK
    if not kept.is_file() or kept.read_bytes() != ours.read_bytes():
        raise WrongUse(
            f"{folder} holds something else than the example.",
            way_out="Name a new folder: regesta demo FOLDER.",
        )
