"""`regesta index`."""

from __future__ import annotations

import time
from pathlib import Path

import click

from regesta.build.progress import INDEX
from regesta.keep.archive import Archive
from regesta.show import terminal
from regesta.show.commands.options import AS_JSON, print_json
from regesta.show.engines import find_engine


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option(
    "--to", "address", metavar="ADDRESS", required=True,
    help="opensearch://[USER@]HOST[:PORT][,HOST…]/NAME[?tls=yes]",
)  # fmt: skip
@click.option(
    "--shards", type=click.IntRange(1, 1024), default=1, show_default=True,
    help="Parts of the index, which several machines may share.",
)  # fmt: skip
@click.option(
    "--copies", type=click.IntRange(0, 20),
    help="Copies of each part beside the first [default: 1, where there is a second machine].",
)  # fmt: skip
@AS_JSON
def index(folder: Path, address: str, shards: int, copies: int | None, as_json: bool) -> None:
    """Load the archive in FOLDER into a search engine for many machines.

    It holds what readers may see, and answers by the records loaded before until all are there.
    """
    engine = find_engine(address)
    began = time.perf_counter()
    with (
        Archive.open(folder, readers=True) as archive,
        terminal.progress(quiet=as_json) as progress,
    ):
        number = archive.counts().records

        def told(done: int) -> None:
            if progress:
                progress(INDEX, done, number)

        total = engine.index_archive(archive, address, shards=shards, copies=copies, told=told)
    seconds = time.perf_counter() - began
    if as_json:
        print_json({"records": total, "seconds": round(seconds, 1)})
    else:
        click.echo(f"{total:,} records in {seconds:,.0f} s, {total / seconds:,.0f} a second.")
