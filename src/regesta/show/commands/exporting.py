"""`regesta export`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.keep.archive import Archive
from regesta.show.export.chosen import Chosen
from regesta.show.export.registry import FOLDER_FORMATS, FORMATS, export_archive


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--format", "form", type=click.Choice(sorted({**FORMATS, **FOLDER_FORMATS})), required=True
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="A file [default: standard output]; for bag, csv, markdown, parquet a new folder.",
)  # fmt: skip
@click.option(
    "--restricted", is_flag=True, help="With the records that are not for readers, for yourself."
)
@click.option("--query", help="Only the records that this search finds.")
def export(
    folder: Path, form: str, output: Path | None, restricted: bool, query: str | None
) -> None:
    """Write the archive in FOLDER in another format, as readers may see it."""
    kind = Archive if query is None else Chosen
    with kind.open(folder, readers=not restricted) as archive:
        if isinstance(archive, Chosen):
            archive.choose(query or "")
        export_archive(archive, form, output)
        if query is None and archive.left_out.restrictions:
            with Archive.open(folder) as whole:
                missing = whole.counts().records - archive.counts().records
            click.echo(
                f"{missing} restricted records are left out; --restricted takes them along.",
                err=True,
            )
