"""`regesta build`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.build import build as build_archive
from regesta.show import terminal
from regesta.show.commands.options import AS_JSON, print_json


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use [default: one a core].")
@AS_JSON
def build(folder: Path, jobs: int | None, as_json: bool) -> None:
    """Read, understand and link the sources in FOLDER; write the archive beside them."""
    with terminal.progress(quiet=as_json) as progress:
        report = build_archive(folder, jobs=jobs, progress=progress)
    if as_json:
        print_json(report)
    else:
        terminal.print_report(report, folder)
