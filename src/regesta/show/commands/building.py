"""`regesta build`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.build import build as build_archive
from regesta.errors import WrongUse
from regesta.show import terminal
from regesta.show.commands.options import AS_JSON, print_json
from regesta.show.engines import find_engine


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--jobs", type=click.IntRange(1), help="Processes to use [default: one a core].")
@click.option(
    "--on", "master", metavar="CLUSTER", default="",
    help="Read and link on a cluster: spark://HOST:7077, yarn, local[2], local-cluster[2,1,4096].",
)  # fmt: skip
@click.option(
    "--work", metavar="PLACE", default="",
    help="Of a cluster: where its machines keep what is half done [default: in FOLDER].",
)  # fmt: skip
@click.option(
    "--tables", metavar="PLACE", default="",
    help="Of a cluster: write the tables of `export --format parquet` there, and no archive.",
)  # fmt: skip
@AS_JSON
def build(
    folder: Path, jobs: int | None, master: str, work: str, tables: str, as_json: bool
) -> None:
    """Read, understand and link the sources in FOLDER; write the archive beside them."""
    if not master and (work or tables):
        raise WrongUse("--work and --tables are for a cluster.", way_out="Name it with --on.")
    with terminal.progress(quiet=as_json) as progress:
        if master:
            engine = find_engine("spark:")
            report = engine.build_on(folder, master, progress=progress, work=work, tables=tables)
        else:
            report = build_archive(folder, jobs=jobs, progress=progress)
    if as_json:
        print_json(report)
    else:
        terminal.print_report(report, folder)
