"""The site: `regesta serve`, `site` and `demo`."""

from __future__ import annotations

from pathlib import Path

import click

from regesta.build import build as build_archive
from regesta.keep.settings import MOST_WORKERS
from regesta.show import terminal
from regesta.show.demo import prepare_example
from regesta.show.serve import serve_archive
from regesta.show.site.language import LANGUAGES
from regesta.show.still.write import write_site


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=".")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in a browser.")
@click.option(
    "--workers", type=click.IntRange(1, MOST_WORKERS),
    help="Processes that answer [default: as regesta.toml has it, else 1].",
)  # fmt: skip
@click.option(
    "--search", metavar="ADDRESS", default="",
    help="Search by another engine, opensearch://HOST:PORT/NAME: see `regesta index`.",
)  # fmt: skip
def serve(
    folder: Path, host: str, port: int, open_browser: bool, workers: int | None, search: str
) -> None:
    """Serve the archive in FOLDER as a web site and JSON API."""
    serve_archive(
        folder, host=host, port=port, open_browser=open_browser, workers=workers, search=search
    )


@click.command()
@click.argument("folder", metavar="ARCHIVE", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--address", default="", help="Where it will stand, with https://.")
@click.option(
    "--language", "languages", type=click.Choice(LANGUAGES), multiple=True,
    help="Of the pages; as often as wanted, the main one first. [default: en]",
)  # fmt: skip
@click.option("--jobs", type=click.IntRange(1), help="Processes to use [default: one a core].")
def site(
    folder: Path, out: Path, address: str, languages: tuple[str, ...], jobs: int | None
) -> None:
    """Write the site of ARCHIVE into the folder OUT, for any web host or to open from there."""
    languages = tuple(dict.fromkeys(languages)) or LANGUAGES[:1]
    written = write_site(folder, out, address, languages=languages, jobs=jobs)
    click.echo(f"{written.records:,} records, {written.files:,} files: {out / 'index.html'}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default="regesta-example")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@click.option("--serve/--no-serve", default=True, show_default=True)
def demo(folder: Path, host: str, port: int, serve: bool) -> None:
    """Build the example archive that comes along in FOLDER, then serve it."""
    prepare_example(folder)
    with terminal.progress(quiet=False) as progress:
        report = build_archive(folder, progress=progress)
    terminal.print_report(report, folder)
    if serve:
        serve_archive(folder, host=host, port=port, open_browser=True)
