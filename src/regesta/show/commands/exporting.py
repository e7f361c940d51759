"""`regesta export`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.keep.archive import Archive
from regesta.show.export.registry import FOLDER_FORMATS, FORMATS, export_archive


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--format", "form", type=click.Choice(sorted({**FORMATS, **FOLDER_FORMATS})), required=True
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="A file [default: standard output]; for bag, csv and parquet a new folder.",
)  # fmt: skip
def export(folder: Path, form: str, output: Path | None) -> None:
    """Write the archive in FOLDER in another format."""
    with Archive.open(folder) as archive:
        export_archive(archive, form, output)
